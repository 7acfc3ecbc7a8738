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

  /// What an alarm is about, named as far as the figures tell.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case drift, gate, rule, service, mislabelling
    case upstreamBreak = "upstream_break"
    case covariateShift = "covariate_shift"
    case conceptChange = "concept_change"
  }

  public enum State: String, Sendable, Hashable, CaseIterable, Codable {
    case inactive, pending, firing, resolved
  }

  public init(
    id: AlarmID, rule: String, metric: String, column: String? = nil, severity: AlarmRule.Severity, state: State,
    since: Timestamp, until: Timestamp? = nil, value: Double? = nil, bound: Double? = nil, costPerDay: Double? = nil,
    advice: String, isAcknowledged: Bool = false, snoozedUntil: Timestamp? = nil,
    kind: Kind = .rule
  ) {
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
