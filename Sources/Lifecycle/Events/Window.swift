import Encoding

/// A chunk of traffic whose inputs are complete.
public struct WindowClosed: Sendable, Equatable, Codable {
  public var session: SessionID
  /// From 0, within the session.
  public var index: Int
  /// Identity of its first prediction within the session; the others follow by one.
  public var firstID: Int
  public var from: Timestamp
  public var to: Timestamp
  public var rows: Int
  /// The version that answered most of it.
  public var version: VersionID?
  /// The strongest readings first, at most 64.
  public var drift: [DriftReading]
  /// Metrics estimated without outcomes: `value`, `lower`, `upper` of each.
  public var estimated: [String: [String: Double]] = [:]
  /// Figures of inputs, outputs and the software, by `input.…`, `output.…`, `software.…`.
  public var figures: [String: Double] = [:]
  /// Columns that look broken upstream, at most 16.
  public var faults: [ColumnFault] = []
  /// What the shifts of drifted columns are expected to do, the strongest first, at most 64; nil where the model kept
  /// no rows to tell.
  public var impacts: [DriftImpact]?

  public init(
    session: SessionID, index: Int, firstID: Int, from: Timestamp, to: Timestamp, rows: Int, version: VersionID? = nil,
    drift: [DriftReading], estimated: [String: [String: Double]] = [:], figures: [String: Double] = [:],
    faults: [ColumnFault] = [], impacts: [DriftImpact]? = nil
  ) {
    self.impacts = impacts
    self.faults = faults
    self.estimated = estimated
    self.figures = figures
    self.session = session
    self.index = index
    self.firstID = firstID
    self.from = from
    self.to = to
    self.rows = rows
    self.version = version
    self.drift = drift
  }
}

/// One detector's figure for one column in one window.
public struct DriftReading: Sendable, Equatable, Codable {
  /// What all columns together are called.
  public static let allColumns = "*"

  /// A column's name as people read it.
  public static func title(of column: String) -> String { column == allColumns ? "all columns" : column }

  /// Column name, `score`, or `*` for all columns together.
  public var column: String
  /// A drift method id of the command line contract, or of all columns `reconstruction` or `domain_classifier`.
  public var method: String
  public var statistic: Double
  public var threshold: Double
  public var isDrifted: Bool

  public init(column: String, method: String, statistic: Double, threshold: Double, isDrifted: Bool) {
    self.column = column
    self.method = method
    self.statistic = statistic
    self.threshold = threshold
    self.isDrifted = isDrifted
  }
}

/// What the shift of one column alone is expected to do, were everything else as it was.
public struct DriftImpact: Sendable, Equatable, Codable {
  /// Column name, or `score`.
  public var column: String
  /// Change of the scope's metric; nil where it cannot be told.
  public var metricChange: Double?
  /// Change of a row's value under the value model.
  public var valueChange: Double?
  /// Rows of equal weight behind it.
  public var effectiveRows: Double

  public init(column: String, metricChange: Double?, valueChange: Double?, effectiveRows: Double) {
    self.column = column
    self.metricChange = metricChange
    self.valueChange = valueChange
    self.effectiveRows = effectiveRows
  }
}

/// A column that looks broken upstream in one window.
public struct ColumnFault: Sendable, Equatable, Codable {
  public var column: String
  /// `missing`, `constant`, `unseen` or `out_of_range`.
  public var manner: String
  /// Of the window's rows, and of the reference's.
  public var share: Double
  public var referenceShare: Double

  public init(column: String, manner: String, share: Double, referenceShare: Double) {
    self.column = column
    self.manner = manner
    self.share = share
    self.referenceShare = referenceShare
  }
}

/// A change of a model's errors, with what it speaks for.
public struct ErrorChange: Sendable, Equatable, Codable {
  /// `adwin` or `error_ledger`.
  public var detector: String
  /// Identity, within the session, of the row at which it was found.
  public var row: Int
  public var cause: Alarm.Kind
  /// The input that moved, or the column whose level errs.
  public var column: String?
  public var level: String?
  /// Mean error before and after.
  public var before: Double
  public var after: Double
  /// How far apart, and how far it takes; nil for a detector that only says so.
  public var statistic: Double?
  public var threshold: Double?

  public init(
    detector: String, row: Int, cause: Alarm.Kind, column: String? = nil, level: String? = nil, before: Double,
    after: Double, statistic: Double? = nil, threshold: Double? = nil
  ) {
    self.detector = detector
    self.row = row
    self.cause = cause
    self.column = column
    self.level = level
    self.before = before
    self.after = after
    self.statistic = statistic
    self.threshold = threshold
  }
}

/// A window whose outcomes are joined, or whose delay has passed.
public struct WindowSettled: Sendable, Equatable, Codable {
  public var session: SessionID
  public var index: Int
  public var from: Timestamp
  public var to: Timestamp
  public var version: VersionID?
  /// Rows with an outcome.
  public var settled: Int
  /// Metric ids to values on the rows with outcomes; what cannot be computed (one class only) is absent.
  public var metrics: [String: Double]
  /// `lower`, `upper` (95 %) and `n` of each metric.
  public var intervals: [String: [String: Double]] = [:]
  /// Interval of the scope's metric.
  public var lower: Double?
  public var upper: Double?
  /// Value of the window under the value model, and what the baseline would have made of it.
  public var value: Double?
  public var baselineValue: Double?
  /// KPI names to values.
  public var kpis: [String: Double]
  /// What other answers would have been worth: `nobody`, `everybody`, `previous`.
  public var alternatives: [String: Double] = [:]
  /// Value by segment: column, then level.
  public var segments: [String: [String: Double]] = [:]
  /// KPIs by segment: `kpiSegmentKey`, then level. A level's KPI is over its rows with an outcome.
  public var kpiSegments: [String: [String: Double]] = [:]
  /// Metrics of each version that answered, by its number.
  public var versions: [String: [String: Double]] = [:]
  /// Where the error changed: row identities within the session.
  public var changes: [Int] = []
  /// The same with what was found and what it speaks for, at most 8; nil where the window gave no ground to compare.
  public var errorChanges: [ErrorChange]?
  /// The estimate beside what came true; nil where nothing is estimated.
  public var reconciliation: MetricReconciliation?

  public init(
    session: SessionID, index: Int, from: Timestamp, to: Timestamp, version: VersionID? = nil, settled: Int,
    metrics: [String: Double], lower: Double? = nil, upper: Double? = nil, value: Double? = nil,
    baselineValue: Double? = nil, kpis: [String: Double], intervals: [String: [String: Double]] = [:],
    alternatives: [String: Double] = [:], segments: [String: [String: Double]] = [:],
    kpiSegments: [String: [String: Double]] = [:], versions: [String: [String: Double]] = [:], changes: [Int] = [],
    errorChanges: [ErrorChange]? = nil, reconciliation: MetricReconciliation? = nil
  ) {
    self.reconciliation = reconciliation
    self.errorChanges = errorChanges
    self.alternatives = alternatives
    self.segments = segments
    self.kpiSegments = kpiSegments
    self.versions = versions
    self.changes = changes
    self.session = session
    self.index = index
    self.from = from
    self.to = to
    self.version = version
    self.settled = settled
    self.metrics = metrics
    self.lower = lower
    self.upper = upper
    self.value = value
    self.baselineValue = baselineValue
    self.kpis = kpis
    self.intervals = intervals
  }

  /// The entry of `kpiSegments` that a KPI has for a column of segments.
  public static func kpiSegmentKey(_ kpi: String, _ column: String) -> String { "\(kpi)#\(column)" }
}
