extension Command {
  /// A log of a model that is served elsewhere.
  public struct Watching: Sendable, Equatable, Codable {
    /// Nil: the log that the project file names. `-` is standard input of the process that reads it.
    public var log: String?
    /// A table that drift is measured against; nil takes the project's, or the log's first rows.
    public var reference: String?
    /// Rows at the beginning of the log that are the reference where no file is.
    public var referenceRows: Int?
    /// Goes on at the end of the log, until it is cancelled.
    public var follows: Bool = true
    /// Seconds without a line after which it ends by itself.
    public var idleSeconds: Double?
    /// Columns by their part; what is not named is looked for by its usual names.
    public var columns: WatchColumns = WatchColumns()

    public init(
      log: String? = nil, reference: String? = nil, referenceRows: Int? = nil, follows: Bool = true,
      idleSeconds: Double? = nil, columns: WatchColumns = WatchColumns()
    ) {
      self.log = log
      self.reference = reference
      self.referenceRows = referenceRows
      self.follows = follows
      self.idleSeconds = idleSeconds
      self.columns = columns
    }
  }

  /// A file of outcomes.
  public struct OutcomeFile: Sendable, Equatable, Codable {
    /// `-` is standard input of the process that reads it.
    public var path: String

    public init(path: String) { self.path = path }
  }
}

/// Which column of a log plays which part.
public struct WatchColumns: Sendable, Equatable, Codable {
  public var id: String?
  public var time: String?
  public var score: String?
  public var prediction: String?
  public var outcome: String?
  public var version: String?
  /// Nil: every other column.
  public var features: [String]?
  public var leaveOut: [String] = []

  public init(
    id: String? = nil, time: String? = nil, score: String? = nil, prediction: String? = nil, outcome: String? = nil,
    version: String? = nil, features: [String]? = nil, leaveOut: [String] = []
  ) {
    self.id = id
    self.time = time
    self.score = score
    self.prediction = prediction
    self.outcome = outcome
    self.version = version
    self.features = features
    self.leaveOut = leaveOut
  }

  /// The same, with another's names where this one has none.
  public func filled(from other: WatchColumns) -> WatchColumns {
    WatchColumns(
      id: id ?? other.id, time: time ?? other.time, score: score ?? other.score,
      prediction: prediction ?? other.prediction, outcome: outcome ?? other.outcome, version: version ?? other.version,
      features: features ?? other.features, leaveOut: leaveOut + other.leaveOut)
  }
}
