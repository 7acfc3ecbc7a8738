import Encoding
import Expressions

/// Where rows come from and what their columns mean.
public struct DataDefinition: Sendable, Equatable, Codable {
  public var source: Source
  public var target: String
  /// The value of a two-valued target that counts as positive; nil lets the engine choose.
  public var positive: String?
  public var time: TimeDefinition?
  /// Column that names a row.
  public var id: String?
  public var leaveOut: [String] = []
  /// Kinds that override what the reader infers, by column: `numeric`, `categorical`, `boolean`, `timestamp`, `text`.
  public var kinds: [String: String] = [:]
  public var split: SplitDefinition = SplitDefinition()
  /// Rows that a retrain on released outcomes may use at most, the newest ones; nil uses all.
  public var retrainNewest: Int?
  /// Rows that cannot be read are counted and left out.
  public var skipsBadRows: Bool = false
  public var checks: [DataCheck] = []

  /// A rule that every row must keep.
  public struct DataCheck: Sendable, Equatable, Codable {
    public var name: String
    /// Holds for a good row.
    public var rule: Expression
    public var severity: AlarmRule.Severity = .warning

    public init(name: String, rule: Expression, severity: AlarmRule.Severity = .warning) {
      self.name = name
      self.rule = rule
      self.severity = severity
    }
  }

  public enum Source: Sendable, Equatable, Codable {
    /// A path, relative to the project folder.
    case file(String)
    /// The demo world, from a seed.
    case world(seed: UInt64)
  }

  public init(
    source: Source, target: String, positive: String? = nil, time: TimeDefinition? = nil, id: String? = nil,
    leaveOut: [String] = [], kinds: [String: String] = [:], split: SplitDefinition = SplitDefinition(),
    retrainNewest: Int? = nil, skipsBadRows: Bool = false, checks: [DataCheck] = []
  ) {
    self.skipsBadRows = skipsBadRows
    self.checks = checks
    self.source = source
    self.target = target
    self.positive = positive
    self.time = time
    self.id = id
    self.leaveOut = leaveOut
    self.kinds = kinds
    self.split = split
    self.retrainNewest = retrainNewest
  }
}

/// What gives rows their event time.
public enum TimeDefinition: Sendable, Equatable, Codable {
  /// One timestamp column, or a date column and an hour-of-day column.
  case columns([String])
  /// Row order, spread evenly from the first instant to the last.
  case rowOrder(from: Timestamp, to: Timestamp)
}

/// How rows fall into the four parts.
public struct SplitDefinition: Sendable, Equatable, Codable {
  public var method: Method = .time
  /// Shares of the rows, in 0…1; what is left over belongs to no part.
  public var train: Double = 0.6
  public var validate: Double = 0.1
  public var test: Double = 0.1
  public var live: Double = 0.2

  public enum Method: String, Sendable, Hashable, CaseIterable, Codable {
    case time, rows, random, stratified
  }

  public init(
    method: Method = .time, train: Double = 0.6, validate: Double = 0.1, test: Double = 0.1, live: Double = 0.2
  ) {
    self.method = method
    self.train = train
    self.validate = validate
    self.test = test
    self.live = live
  }
}
