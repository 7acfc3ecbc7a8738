import Encoding

/// What happened and matters to people; it is in the journal before anything else sees it.
public struct Event: Sendable, Equatable, Codable {
  /// Position in the journal, from 1; the only gaps are where old window and alarm events were pruned.
  public var sequence: Int
  /// Wall time.
  public var time: Timestamp
  /// Clock of the data, when traffic has one.
  public var eventTime: Timestamp?
  /// Person or policy.
  public var who: String
  /// The command that led to it, as the command line would write it; nil for what the engine noticed by itself.
  public var command: String?
  public var payload: Payload

  public init(
    sequence: Int, time: Timestamp, eventTime: Timestamp? = nil, who: String, command: String? = nil,
    payload: Payload
  ) {
    self.sequence = sequence
    self.time = time
    self.eventTime = eventTime
    self.who = who
    self.command = command
    self.payload = payload
  }

  /// The kinds of event, each with its facts.
  public enum Payload: Sendable, Equatable, Codable {
    case projectOpened(ProjectOpened)
    case scopeChanged(ScopeChanged)
    case datasetAdded(DatasetVersion)
    case runStarted(RunStarted)
    case runEnded(RunEnded)
    case runFinished(RunFinished)
    case versionBlessed(Blessing)
    case promoted(Promoted)
    case rolledBack(Promoted)
    case sessionStarted(SessionStarted)
    case sessionEnded(SessionEnded)
    case servingStarted(ServingStarted)
    case servingEnded(ServingEnded)
    case windowClosed(WindowClosed)
    case windowSettled(WindowSettled)
    case alarmChanged(Alarm)
    case steppedBack(SteppedBack)
    case rolloutStarted(RolloutStarted)
    case rolloutStepped(RolloutStepped)
    case rolloutEnded(RolloutEnded)
    case automationChanged(AutomationChanged)
    case requestReviewed(RequestReviewed)
    case labelReviewed(LabelReviewed)
    case policyActed(PolicyActed)
    case suggestionAnswered(SuggestionAnswered)
    case decided(Decided)
    case undone(Undone)
  }
}

extension Event {
  public struct ProjectOpened: Sendable, Equatable, Codable {
    public var name: String
    /// SHA-256 of `sextant.yaml`.
    public var digest: String

    public init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  public struct ScopeChanged: Sendable, Equatable, Codable {
    public var digest: String
    public var gates: [String]

    public init(digest: String, gates: [String]) {
      self.digest = digest
      self.gates = gates
    }
  }

  public struct RunStarted: Sendable, Equatable, Codable {
    public var run: RunID
    /// With the overrides of this run already in it.
    public var recipe: Recipe
    /// Which rows it learns from and why, where that was a choice.
    public var data: String?
    /// The policy that began it.
    public var policy: String?

    public init(run: RunID, recipe: Recipe, data: String? = nil, policy: String? = nil) {
      self.data = data
      self.policy = policy
      self.run = run
      self.recipe = recipe
    }
  }

  /// A run that yielded no model.
  public struct RunEnded: Sendable, Equatable, Codable {
    public var run: RunID
    public var isCancelled: Bool
    public var reason: String

    public init(run: RunID, isCancelled: Bool, reason: String) {
      self.run = run
      self.isCancelled = isCancelled
      self.reason = reason
    }
  }

  /// A run that yielded a version. The artifact was in place before this was written.
  public struct RunFinished: Sendable, Equatable, Codable {
    public var run: RunID
    public var version: VersionID
    /// SHA-256 of the dataset version.
    public var dataset: String
    /// Newest time at which an outcome that the training saw became known; nil without live rows.
    public var newestRelease: Timestamp?
    public var rows: PartCounts
    public var model: ModelArtifact
    /// Metric ids to values, by part: `train`, `validate`, `test`; `baseline` holds the baseline's on test.
    public var metrics: [String: [String: Double]]
    /// `lower`, `upper` (95 %) and `n` of each metric on the test rows.
    public var intervals: [String: [String: Double]] = [:]
    public var gates: [GateResult]
    public var threshold: Double?
    public var features: [String]
    public var seconds: Double
    /// Why there is such a version, where it was not trained: a threshold that was moved, a file that was taken in.
    public var reason: String?
    /// Of a model that another program trained; nil for our own.
    public var imported: ImportCheck?

    public init(
      run: RunID, version: VersionID, dataset: String, newestRelease: Timestamp? = nil, rows: PartCounts,
      model: ModelArtifact, metrics: [String: [String: Double]], gates: [GateResult], threshold: Double? = nil,
      features: [String], seconds: Double, intervals: [String: [String: Double]] = [:],
      reason: String? = nil, imported: ImportCheck? = nil
    ) {
      self.reason = reason
      self.imported = imported
      self.intervals = intervals
      self.run = run
      self.version = version
      self.dataset = dataset
      self.newestRelease = newestRelease
      self.rows = rows
      self.model = model
      self.metrics = metrics
      self.gates = gates
      self.threshold = threshold
      self.features = features
      self.seconds = seconds
    }
  }

  /// The decision that a version may go live.
  public struct Blessing: Sendable, Equatable, Codable {
    public var version: VersionID
    public var verdict: Verdict
    public var gates: [GateResult]
    public var because: String?
    /// Typed reason that stood in for a gate that did not pass.
    public var override: String?

    public init(
      version: VersionID, verdict: Verdict, gates: [GateResult], because: String? = nil, override: String? = nil
    ) {
      self.version = version
      self.verdict = verdict
      self.gates = gates
      self.because = because
      self.override = override
    }
  }

  /// A change of the alias `champion`; undone by the next rollback.
  public struct Promoted: Sendable, Equatable, Codable {
    public var champion: VersionID
    public var previous: VersionID?
    public var because: String?
    public var override: String?

    public init(champion: VersionID, previous: VersionID? = nil, because: String? = nil, override: String? = nil) {
      self.champion = champion
      self.previous = previous
      self.because = because
      self.override = override
    }
  }

  public struct SessionStarted: Sendable, Equatable, Codable {
    public var session: SessionID
    /// Where the traffic comes from: a file's name or `demo world`.
    public var source: String
    /// True when it goes on where the same session stopped.
    public var isResumed: Bool = false

    public init(session: SessionID, source: String, isResumed: Bool = false) {
      self.session = session
      self.source = source
      self.isResumed = isResumed
    }
  }

  public struct SessionEnded: Sendable, Equatable, Codable {
    public var session: SessionID
    public var predictions: Int
    public var outcomes: Int
    /// Outcomes that never found their prediction, and predictions that the log could not take.
    public var lost: Int

    public init(session: SessionID, predictions: Int, outcomes: Int, lost: Int) {
      self.session = session
      self.predictions = predictions
      self.outcomes = outcomes
      self.lost = lost
    }
  }

  public struct SteppedBack: Sendable, Equatable, Codable {
    public var iteration: Int
    public var stage: Stage
    public var because: String
    /// What the traffic of the iteration that ends was worth, in the value model's unit.
    public var valuePerDay: Double?

    public init(iteration: Int, stage: Stage, because: String, valuePerDay: Double? = nil) {
      self.valuePerDay = valuePerDay
      self.iteration = iteration
      self.stage = stage
      self.because = because
    }
  }
}

/// Rows in each part of a training.
public struct PartCounts: Sendable, Equatable, Codable {
  public var train: Int = 0
  public var validate: Int = 0
  public var test: Int = 0

  public init(train: Int = 0, validate: Int = 0, test: Int = 0) {
    self.train = train
    self.validate = validate
    self.test = test
  }
}

/// A model file in the project's artifacts.
public struct ModelArtifact: Sendable, Equatable, Codable {
  /// SHA-256 of the file, which is also its name.
  public var sha256: String
  public var bytes: Int
  /// Relative to the project folder.
  public var path: String

  public init(sha256: String, bytes: Int, path: String) {
    self.sha256 = sha256
    self.bytes = bytes
    self.path = path
  }
}

/// What one import, relabel or append made of a source.
public struct DatasetVersion: Sendable, Equatable, Codable {
  public var sha256: String
  public var parent: String?
  public var reason: String
  public var source: String
  public var rows: Int
  public var columns: Int
  /// Artifact with the edits that made it of its parent; nil for an import.
  public var edits: String?
  /// What made it.
  public var kind: Kind = .imported

  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case imported, mended, edited, labelled, appended, collected, restored
  }

  public init(
    sha256: String, parent: String? = nil, reason: String, source: String, rows: Int, columns: Int,
    edits: String? = nil, kind: Kind = .imported
  ) {
    self.edits = edits
    self.kind = kind
    self.sha256 = sha256
    self.parent = parent
    self.reason = reason
    self.source = source
    self.rows = rows
    self.columns = columns
  }
}
