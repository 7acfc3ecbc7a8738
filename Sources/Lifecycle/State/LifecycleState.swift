import Encoding

/// The fold of the journal: everything the project's history says is true now.
///
/// Bounded: windows and ended alarms keep the newest `windowCountMax` and `alarmCountMax`; runs, versions and
/// iterations grow only as fast as people and policies act.
public struct LifecycleState: Sendable, Equatable, Codable {
  public static let windowCountMax = 360
  public static let alarmCountMax = 200

  /// Sequence of the last event folded in; 0 before the first.
  public var sequence: Int = 0
  public var eventTime: Timestamp?
  public var scopeDigest: String?
  public var iterations: [Iteration] = [Iteration(number: 1, stage: .scoping, reason: nil, since: nil)]
  public var datasets: [DatasetVersion] = []
  public var runs: [Run] = []
  public var versions: [Version] = []
  public var aliases: Aliases = Aliases()
  /// Every change of an alias, oldest first.
  public var aliasHistory: [AliasChange] = []
  public var session: SessionState?
  public var sessionCount: Int = 0
  public var windows: [Window] = []
  public var alarms: [Alarm] = []
  /// What the timeline shows, newest last, at most `markCountMax`.
  public var marks: [Mark] = []

  /// Who let which version go live; the newest `blessingCountMax`.
  public var blessings: [BlessingRecord] = []
  /// The walk under way from one champion to the next.
  public var rollout: Rollout?
  /// The newest that are over, at most `endedRolloutCountMax`.
  public var endedRollouts: [EndedRollout] = []
  /// As a person set it; nil is what the project file says.
  public var automation: AutomationLevel?
  public var decisions: [DecisionRecord] = []
  /// What policies did, newest last, at most `policyActionCountMax`.
  public var policyActions: [PolicyAction] = []
  public var labelReview: LabelReview = LabelReview()
  /// Requests of the review queue that people decided.
  public var reviewedCount: Int = 0
  /// Moves of the level, the newest `AutomationMove.countMax`.
  public var automationMoves: [AutomationMove] = []
  /// The newest of them, at most `reviewedCountMax`.
  public var reviewed: [Event.RequestReviewed] = []
  /// Sequences of events that were taken back.
  public var undone: Set<Int> = []
  /// What `undo` would take back, the newest last.
  public var undoables: [Undoable] = []

  public static let markCountMax = 200
  public static let policyActionCountMax = 100
  public static let endedRolloutCountMax = 50
  public static let blessingCountMax = 500
  public static let reviewedCountMax = 2000

  public init() {}

  /// The dataset version that trainings use; nil before the first import.
  public var dataset: DatasetVersion? { datasets.last }

  /// What a policy suggests and nobody has answered.
  public var suggestion: PolicyAction? { policyActions.last { $0.fact.action == .suggested && $0.isAccepted == nil } }

  public var iteration: Iteration { iterations[iterations.count - 1] }

  public func version(_ id: VersionID?) -> Version? {
    guard let id else { return nil }
    return versions.last { $0.id == id }
  }

  public var champion: Version? { version(aliases.champion) }
  public var challenger: Version? { version(aliases.challenger) }

  /// Alarms that ask for attention: firing ones, those whose data stopped, pending ones, each the costliest first.
  public var openAlarms: [Alarm] { Alarm.ranked(alarms.filter { $0.state.isOpen }) }
}

extension AlarmRule.Severity {
  /// 0 is the mildest.
  public var rank: Int {
    switch self {
    case .information: 0
    case .warning: 1
    case .critical: 2
    }
  }
}

/// One turn of the cycle.
public struct Iteration: Sendable, Equatable, Codable {
  public var number: Int
  /// The stage it went back to.
  public var stage: Stage
  public var reason: String?
  public var since: Timestamp?
  /// Stages in which something was done.
  public var touched: Set<Stage> = []
  public var runCount: Int = 0
  public var versions: [VersionID] = []
  public var datasetCount: Int = 0
  /// Versions that became champion.
  public var promoted: [VersionID] = []
  /// What its traffic was worth when it ended, in the value model's unit; nil while it lasts.
  public var valuePerDay: Double?

  public init(number: Int, stage: Stage, reason: String? = nil, since: Timestamp? = nil) {
    self.number = number
    self.stage = stage
    self.reason = reason
    self.since = since
  }
}

/// One training and how it ended.
public struct Run: Sendable, Equatable, Codable {
  public var id: RunID
  public var recipe: Recipe
  public var dataset: String
  public var newestRelease: Timestamp?
  public var rows: PartCounts
  /// Wall time.
  public var started: Timestamp
  public var status: Status
  public var version: VersionID?
  public var metrics: [String: [String: Double]] = [:]
  public var verdict: Verdict = .noData
  public var seconds: Double?
  public var reason: String?
  /// Which rows it learns from and why, where that was a choice.
  public var data: String?
  /// The policy that began it.
  public var policy: String?
  /// Clock of the data when it began, where traffic had one.
  public var startedAt: Timestamp?

  public enum Status: String, Sendable, Hashable, CaseIterable, Codable {
    case running, finished, failed, cancelled
  }

  public init(
    id: RunID, recipe: Recipe, dataset: String, newestRelease: Timestamp? = nil, rows: PartCounts,
    started: Timestamp, status: Status, version: VersionID? = nil, metrics: [String: [String: Double]] = [:],
    verdict: Verdict = .noData, seconds: Double? = nil, reason: String? = nil, data: String? = nil,
    policy: String? = nil, startedAt: Timestamp? = nil
  ) {
    self.data = data
    self.policy = policy
    self.startedAt = startedAt
    self.id = id
    self.recipe = recipe
    self.dataset = dataset
    self.newestRelease = newestRelease
    self.rows = rows
    self.started = started
    self.status = status
    self.version = version
    self.metrics = metrics
    self.verdict = verdict
    self.seconds = seconds
    self.reason = reason
  }
}

/// A model in the registry with its lineage.
public struct Version: Sendable, Equatable, Codable {
  public var id: VersionID
  public var run: RunID
  public var recipe: String
  public var algorithm: Recipe.Algorithm
  public var dataset: String
  /// Wall time.
  public var created: Timestamp
  public var model: ModelArtifact
  public var metrics: [String: [String: Double]]
  public var gates: [GateResult]
  public var threshold: Double?
  public var features: [String]
  public var blessing: Event.Blessing?
  /// `lower`, `upper` (95 %) and `n` of each metric on the test rows.
  public var intervals: [String: [String: Double]] = [:]
  /// Of a model that another program trained; nil for our own.
  public var imported: ImportCheck?

  public init(
    id: VersionID, run: RunID, recipe: String, algorithm: Recipe.Algorithm, dataset: String, created: Timestamp,
    model: ModelArtifact, metrics: [String: [String: Double]], gates: [GateResult], threshold: Double? = nil,
    features: [String], blessing: Event.Blessing? = nil, intervals: [String: [String: Double]] = [:],
    imported: ImportCheck? = nil
  ) {
    self.imported = imported
    self.id = id
    self.run = run
    self.recipe = recipe
    self.algorithm = algorithm
    self.dataset = dataset
    self.created = created
    self.model = model
    self.metrics = metrics
    self.gates = gates
    self.threshold = threshold
    self.features = features
    self.blessing = blessing
    self.intervals = intervals
  }

  public var verdict: Verdict { Verdict.combined(gates.map(\.verdict)) }
}

public struct Aliases: Sendable, Equatable, Codable {
  public var champion: VersionID?
  public var challenger: VersionID?
  public var shadow: VersionID?
  public var previous: VersionID?

  public init(
    champion: VersionID? = nil, challenger: VersionID? = nil, shadow: VersionID? = nil, previous: VersionID? = nil
  ) {
    self.champion = champion
    self.challenger = challenger
    self.shadow = shadow
    self.previous = previous
  }
}

public struct AliasChange: Sendable, Equatable, Codable {
  public var alias: String
  /// The version it names from now on; nil when it names none.
  public var version: VersionID?
  public var from: VersionID?
  /// Wall time.
  public var at: Timestamp
  public var who: String
  public var why: String?
  /// Clock of the data, when traffic had one.
  public var eventTime: Timestamp?

  public init(
    alias: String, version: VersionID? = nil, from: VersionID? = nil, at: Timestamp, who: String, why: String? = nil,
    eventTime: Timestamp? = nil
  ) {
    self.eventTime = eventTime
    self.alias = alias
    self.version = version
    self.from = from
    self.at = at
    self.who = who
    self.why = why
  }
}

/// The newest session of traffic.
public struct SessionState: Sendable, Equatable, Codable {
  public var id: SessionID
  public var source: String
  public var isEnded: Bool = false
  public var predictions: Int = 0
  public var outcomes: Int = 0
  public var lost: Int = 0

  public init(
    id: SessionID, source: String, isEnded: Bool = false, predictions: Int = 0, outcomes: Int = 0, lost: Int = 0
  ) {
    self.id = id
    self.source = source
    self.isEnded = isEnded
    self.predictions = predictions
    self.outcomes = outcomes
    self.lost = lost
  }
}

/// A window, closed and, later, settled.
public struct Window: Sendable, Equatable, Codable {
  public var closed: WindowClosed
  public var settled: WindowSettled?

  public init(closed: WindowClosed, settled: WindowSettled? = nil) {
    self.closed = closed
    self.settled = settled
  }
}

/// A mark on the timeline.
public struct Mark: Sendable, Equatable, Codable {
  public var kind: Kind
  /// Event time; wall time where traffic has none yet.
  public var at: Timestamp
  public var label: String
  /// Of the event it stands for; nil where it is not known.
  public var sequence: Int?

  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case trained, promoted, rolledBack, alarm, steppedBack, session, rollout, decided
  }

  public init(kind: Kind, at: Timestamp, label: String, sequence: Int? = nil) {
    self.kind = kind
    self.at = at
    self.label = label
    self.sequence = sequence
  }
}
