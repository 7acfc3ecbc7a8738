import Encoding

/// An immutable picture of the engine for the screen: bounded in size, at most ten a second.
public struct Snapshot: Sendable, Equatable, Codable {
  /// Grows by one with each snapshot that differs from the last.
  public var revision: Int = 0
  public var definition: ProjectDefinition
  /// The project folder.
  public var path: String
  public var task: LearningTask
  public var state: LifecycleState = LifecycleState()
  public var stages: [StageSummary] = []
  /// Today's verdicts: the champion's gates on its test rows.
  public var gates: [GateResult] = []
  /// The same gates on the newest settled windows.
  public var liveGates: [GateResult] = []
  public var data: DataSummary?
  /// Long work under way and the last few that ended.
  public var tasks: [TaskProgress] = []
  public var training: TrainingCurve?
  public var traffic: TrafficStatus = TrafficStatus()
  /// Reference against the newest window, for the columns that drift most.
  public var histograms: [DriftHistogram] = []
  /// Problems that need a person: a project file that does not load, a log that cannot be written.
  public var notices: [String] = []
  /// What the gateway does; nil while nothing is served.
  public var gateway: GatewayStatus?
  /// Each policy with what it did, may do and did not do; nil from an engine that does not tell.
  public var policies: [PolicyStatus]?
  /// The present challenger beside the present champion, once that is known.
  public var whatIf: WhatIfSummary?
  /// Sequence of the event after which this was so, for a picture of the past; nil for the present.
  public var past: Int?

  public init(
    revision: Int = 0, definition: ProjectDefinition, path: String, task: LearningTask,
    state: LifecycleState = LifecycleState(), stages: [StageSummary] = [], gates: [GateResult] = [],
    liveGates: [GateResult] = [], data: DataSummary? = nil, tasks: [TaskProgress] = [],
    training: TrainingCurve? = nil, traffic: TrafficStatus = TrafficStatus(), histograms: [DriftHistogram] = [],
    notices: [String] = [], past: Int? = nil, gateway: GatewayStatus? = nil, policies: [PolicyStatus]? = nil,
    whatIf: WhatIfSummary? = nil
  ) {
    self.whatIf = whatIf
    self.policies = policies
    self.past = past
    self.gateway = gateway
    self.revision = revision
    self.definition = definition
    self.path = path
    self.task = task
    self.state = state
    self.stages = stages
    self.gates = gates
    self.liveGates = liveGates
    self.data = data
    self.tasks = tasks
    self.training = training
    self.traffic = traffic
    self.histograms = histograms
    self.notices = notices
  }
}

/// What is predicted.
public enum LearningTask: String, Sendable, Hashable, CaseIterable, Codable {
  case binary, multiclass, regression
}

/// The table's profile as far as a screen shows it.
public struct DataSummary: Sendable, Equatable, Codable {
  public var rows: Int
  public var parts: PartCounts
  public var liveRows: Int
  public var columns: [ColumnSummary]
  public var sha256: String
  /// First and last event time.
  public var from: Timestamp?
  public var to: Timestamp?
  public var notes: [String]

  public struct ColumnSummary: Sendable, Equatable, Codable {
    public var name: String
    public var kind: String
    public var role: String
    public var missing: Int
    public var distinct: Int
    public var minimum: Double?
    public var maximum: Double?
    public var mean: Double?
    public var standardDeviation: Double?
    /// At most 24 counts: equal-width bins of a number, or the most frequent levels.
    public var histogram: [Int]
    /// The most frequent values with their counts, at most 5.
    public var top: [TopValue]

    public init(
      name: String, kind: String, role: String, missing: Int, distinct: Int, minimum: Double? = nil,
      maximum: Double? = nil, mean: Double? = nil, standardDeviation: Double? = nil, histogram: [Int],
      top: [TopValue]
    ) {
      self.name = name
      self.kind = kind
      self.role = role
      self.missing = missing
      self.distinct = distinct
      self.minimum = minimum
      self.maximum = maximum
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.histogram = histogram
      self.top = top
    }
  }

  public struct TopValue: Sendable, Equatable, Codable {
    public var value: String
    public var count: Int

    public init(value: String, count: Int) {
      self.value = value
      self.count = count
    }
  }

  public init(
    rows: Int, parts: PartCounts, liveRows: Int, columns: [ColumnSummary], sha256: String, from: Timestamp? = nil,
    to: Timestamp? = nil, notes: [String]
  ) {
    self.rows = rows
    self.parts = parts
    self.liveRows = liveRows
    self.columns = columns
    self.sha256 = sha256
    self.from = from
    self.to = to
    self.notes = notes
  }
}

/// A piece of long work.
public struct TaskProgress: Sendable, Equatable, Codable {
  public var id: TaskID
  /// `train`, `replay`, `import`.
  public var kind: String
  public var title: String
  /// 0…1; nil when the end is not known.
  public var fraction: Double?
  public var detail: String
  public var state: State
  /// Seconds of wall time so far and, where it can be told, to go.
  public var elapsed: Double
  public var remaining: Double?

  public enum State: String, Sendable, Hashable, CaseIterable, Codable {
    case running, done, failed, cancelled
  }

  public init(
    id: TaskID, kind: String, title: String, fraction: Double? = nil, detail: String, state: State, elapsed: Double,
    remaining: Double? = nil
  ) {
    self.id = id
    self.kind = kind
    self.title = title
    self.fraction = fraction
    self.detail = detail
    self.state = state
    self.elapsed = elapsed
    self.remaining = remaining
  }
}

/// The loss of the run under way, or of the last one, round by round.
public struct TrainingCurve: Sendable, Equatable, Codable {
  public var run: RunID
  public var recipe: String
  public var isRunning: Bool
  /// `log_loss` or `rmse`.
  public var loss: String
  /// At most 400 points, thinned evenly.
  public var rounds: [Int]
  public var train: [Double]
  /// Empty without a validate part.
  public var validate: [Double]
  public var roundCountMax: Int

  public init(
    run: RunID, recipe: String, isRunning: Bool, loss: String, rounds: [Int], train: [Double], validate: [Double],
    roundCountMax: Int
  ) {
    self.run = run
    self.recipe = recipe
    self.isRunning = isRunning
    self.loss = loss
    self.rounds = rounds
    self.train = train
    self.validate = validate
    self.roundCountMax = roundCountMax
  }
}

/// How traffic runs now.
public struct TrafficStatus: Sendable, Equatable, Codable {
  public var state: State = .idle
  public var source: String = ""
  public var speed: Speed = .max
  public var rowsPerSecond: Double = 0
  public var predictions: Int = 0
  public var outcomes: Int = 0
  /// Must be zero; shown when it is not.
  public var lost: Int = 0
  /// Share of the source that was played; nil for a source without an end.
  public var fraction: Double?
  /// Microseconds per scored row, over the last second.
  public var latency: Latency?
  /// Rows answered by each version in this session.
  public var answered: [VersionShare] = []
  /// Predictions per second of wall time over the last 60 seconds, oldest first.
  public var rate: [Double] = []

  public enum State: String, Sendable, Hashable, CaseIterable, Codable {
    case idle, playing, paused, ended
    /// A log of what is answered elsewhere is followed.
    case watching
  }

  public struct Latency: Sendable, Equatable, Codable {
    public var p50: Double
    public var p95: Double
    public var p99: Double

    public init(p50: Double, p95: Double, p99: Double) {
      self.p50 = p50
      self.p95 = p95
      self.p99 = p99
    }
  }

  public struct VersionShare: Sendable, Equatable, Codable {
    public var version: VersionID
    public var rows: Int

    public init(version: VersionID, rows: Int) {
      self.version = version
      self.rows = rows
    }
  }

  public init(
    state: State = .idle, source: String = "", speed: Speed = .max, rowsPerSecond: Double = 0, predictions: Int = 0,
    outcomes: Int = 0, lost: Int = 0, fraction: Double? = nil, latency: Latency? = nil,
    answered: [VersionShare] = [], rate: [Double] = []
  ) {
    self.state = state
    self.source = source
    self.speed = speed
    self.rowsPerSecond = rowsPerSecond
    self.predictions = predictions
    self.outcomes = outcomes
    self.lost = lost
    self.fraction = fraction
    self.latency = latency
    self.answered = answered
    self.rate = rate
  }
}

/// Counts of one column in the reference and in the newest window, over the same bins.
public struct DriftHistogram: Sendable, Equatable, Codable {
  public var column: String
  public var labels: [String]
  /// Shares, each summing to 1 where there are rows.
  public var reference: [Double]
  public var window: [Double]

  public init(column: String, labels: [String], reference: [Double], window: [Double]) {
    self.column = column
    self.labels = labels
    self.reference = reference
    self.window = window
  }
}
