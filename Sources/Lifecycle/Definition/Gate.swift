import Expressions

/// A metric and the least (or most) it may be, stated once in the scope and enforced by every later stage.
///
/// Text form: `METRIC COMPARISON BOUND`, where BOUND is an expression over other metrics:
/// `rmse <= 70`, `auc >= 0.78`, `rmse <= 0.8 * baseline.rmse`, `latency_p99_ms <= 10`.
public struct Gate: Sendable, Equatable, Codable {
  public var text: String
  public var metric: String
  public var comparison: ComparisonOperator
  public var bound: Expression

  public init(parsing text: String) throws(ExpressionError) {
    let expression = try Expression(parsing: text)
    guard let comparison = expression.comparison else {
      throw ExpressionError(
        text: text, column: 1, reason: "a gate compares a metric with a bound",
        mend: "write it as `metric >= number`, such as `auc >= 0.78`")
    }
    guard let metric = comparison.left.name else {
      throw ExpressionError(
        text: text, column: 1, reason: "the left side of a gate is one metric",
        mend: "put the metric's id alone on the left and everything else on the right")
    }
    self.text = text
    self.metric = metric
    self.comparison = comparison.comparison
    bound = comparison.right
  }
}

/// What judging a gate gave.
public enum Verdict: String, Sendable, Hashable, CaseIterable, Codable {
  case passed, failed
  /// The interval straddles the bound.
  case inconclusive
  /// The metric, its bound or its rows are missing; never a pass.
  case noData = "no_data"

  /// The word people read.
  public var word: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .inconclusive: "inconclusive"
    case .noData: "no data"
    }
  }
}

/// A measured metric with what is needed to judge it.
public struct Measurement: Sendable, Equatable, Codable {
  public var value: Double
  /// 95 % interval; equal to `value` when the metric has no sampling error to speak of.
  public var lower: Double
  public var upper: Double
  /// Rows behind the value.
  public var count: Int

  public init(value: Double, lower: Double, upper: Double, count: Int) {
    self.value = value
    self.lower = lower
    self.upper = upper
    self.count = count
  }

  /// One that stands for itself.
  public init(exactly value: Double, count: Int = 1) {
    self.init(value: value, lower: value, upper: value, count: count)
  }
}

/// A gate with its verdict.
public struct GateResult: Sendable, Equatable, Codable {
  public var gate: Gate
  public var bound: Double?
  public var measurement: Measurement?
  public var verdict: Verdict

  public init(gate: Gate, bound: Double? = nil, measurement: Measurement? = nil, verdict: Verdict) {
    self.gate = gate
    self.bound = bound
    self.measurement = measurement
    self.verdict = verdict
  }
}
