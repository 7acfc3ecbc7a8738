import Encoding

/// A rule that fired, is about to, or did.
public struct Alarm: Sendable, Equatable, Codable {
  public var id: AlarmID
  public var rule: String
  public var kind: Kind = .rule
  /// Metric, drift method or KPI that it watches.
  public var metric: String
  /// Column, for drift.
  public var column: String?
  public var severity: AlarmRule.Severity
  public var state: State
  /// Event time of the last change of state.
  public var since: Timestamp
  /// Event time it was resolved.
  public var until: Timestamp?
  public var value: Double?
  public var bound: Double?
  /// Estimated cost per day of event time, in the value model's unit.
  public var costPerDay: Double?
  /// What to do, in one sentence.
  public var advice: String
  public var isAcknowledged: Bool = false
  /// Wall time until which it stays quiet.
  public var snoozedUntil: Timestamp?
  /// What a person wrote beside it: hostile text until it is made visible.
  public var note: String?
  /// What it was when its data stopped; nil while they come.
  public var stateBefore: State?
  /// Estimated change of the scope's metric that it stands for, in the metric's own sense.
  public var metricChange: Double?
  /// How its price was found; nil without one.
  public var pricing: Pricing?
  /// Rows of equal weight that the estimate is worth, where rows were reweighted.
  public var effectiveRows: Double?

  /// Where a price comes from.
  public enum Pricing: String, Sendable, Hashable, CaseIterable, Codable {
    /// Rows kept at training, reweighted as the window's inputs are spread.
    case reweighted
    /// What settled windows were worth before, and are now.
    case observed
  }

  /// Notes are cut off here.
  public static let noteLengthMax = 500

  /// What an alarm is about, named as far as the figures tell.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case drift, gate, rule, service, mislabelling
    case upstreamBreak = "upstream_break"
    case covariateShift = "covariate_shift"
    case conceptChange = "concept_change"
  }

  public enum State: String, Sendable, Hashable, CaseIterable, Codable {
    case inactive, pending, firing, resolved
    /// Its figure is not there any more: neither firing nor resolved.
    case noData = "no_data"

    /// Whether it asks for attention.
    public var isOpen: Bool {
      switch self {
      case .pending, .firing, .noData: true
      case .inactive, .resolved: false
      }
    }

    /// The words people read.
    public var words: String {
      switch self {
      case .noData: "no data"
      case .inactive, .pending, .firing, .resolved: rawValue
      }
    }
  }

  /// What `since` and `until` are told by: silence is told by ours, everything else by the data's.
  public var clock: String { kind == .service ? "wall" : "event" }

  /// Whether it is quiet at a moment of wall time.
  public func isSnoozed(at now: Timestamp) -> Bool { snoozedUntil.map { $0 > now } ?? false }

  public init(
    id: AlarmID, rule: String, metric: String, column: String? = nil, severity: AlarmRule.Severity, state: State,
    since: Timestamp, until: Timestamp? = nil, value: Double? = nil, bound: Double? = nil, costPerDay: Double? = nil,
    advice: String, isAcknowledged: Bool = false, snoozedUntil: Timestamp? = nil,
    kind: Kind = .rule, note: String? = nil, stateBefore: State? = nil, metricChange: Double? = nil,
    pricing: Pricing? = nil, effectiveRows: Double? = nil
  ) {
    self.note = note
    self.stateBefore = stateBefore
    self.metricChange = metricChange
    self.pricing = pricing
    self.effectiveRows = effectiveRows
    self.kind = kind
    self.id = id
    self.rule = rule
    self.metric = metric
    self.column = column
    self.severity = severity
    self.state = state
    self.since = since
    self.until = until
    self.value = value
    self.bound = bound
    self.costPerDay = costPerDay
    self.advice = advice
    self.isAcknowledged = isAcknowledged
    self.snoozedUntil = snoozedUntil
  }
}
