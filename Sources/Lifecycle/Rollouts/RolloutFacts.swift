/// What has been seen of a step since it began.
public struct RolloutFacts: Sendable, Equatable {
  /// Rows of traffic, whoever answered.
  public var rows: Int
  /// Event time that passed.
  public var seconds: Double
  public var challenger: Arm
  /// The champion on as many rows; in a shadow, on the same rows.
  public var baseline: Arm
  /// Challenger minus champion in the compared metric, where the rows say more than the two arms by themselves: both
  /// answered the same rows, or rows of one unit are alike. Nil leaves it to the arms.
  public var metricDifference: Measurement?
  /// Challenger minus champion in value a row; nil without a value model or without outcomes.
  public var valueDifference: Measurement?
  /// Least p-value of the sequential test that the split is as planned; 1 in a shadow.
  public var splitPValue: Double

  public struct Arm: Sendable, Equatable {
    public var rows: Int
    public var outcomes: Int
    /// By metric id, with 95 % intervals of one look; may hold dotted ids that bounds refer to.
    public var measurements: [String: Measurement]
    /// Rows that it failed to answer and another version did.
    public var errors: Int = 0
    /// Batches whose latency was measured, and those that took longer a row than the guardrail allows.
    public var timings: Int = 0
    public var slowTimings: Int = 0

    public init(rows: Int = 0, outcomes: Int = 0, measurements: [String: Measurement] = [:]) {
      self.rows = rows
      self.outcomes = outcomes
      self.measurements = measurements
    }
  }

  public init(
    rows: Int = 0, seconds: Double = 0, challenger: Arm = Arm(), baseline: Arm = Arm(),
    valueDifference: Measurement? = nil, splitPValue: Double = 1, metricDifference: Measurement? = nil
  ) {
    self.metricDifference = metricDifference
    self.rows = rows
    self.seconds = seconds
    self.challenger = challenger
    self.baseline = baseline
    self.valueDifference = valueDifference
    self.splitPValue = splitPValue
  }

  func isOver(_ hold: DeploymentDefinition.Hold) -> Bool {
    switch hold {
    case .rows(let count): rows >= count
    case .period(let length): seconds >= length
    }
  }
}

/// One thing that a step was judged by.
public struct RolloutCheck: Sendable, Equatable, Codable {
  /// A gate's text, `auc not worse`, `value not worse` (`auc better` in an experiment), `split as planned`,
  /// `latency p99 <= 50 ms` or `errors <= 1 %`.
  public var name: String
  public var verdict: Verdict
  /// The challenger's value, or the challenger's minus the champion's where two are compared; turned so that the
  /// metric's own sign is kept.
  public var value: Double?
  /// Always-valid 95 % interval of `value`.
  public var lower: Double?
  public var upper: Double?
  /// What the value must keep to: a gate's bound, 0 for a comparison.
  public var bound: Double?
  /// Rows behind it.
  public var count: Int

  public init(
    name: String, verdict: Verdict, value: Double? = nil, lower: Double? = nil, upper: Double? = nil,
    bound: Double? = nil, count: Int
  ) {
    self.name = name
    self.verdict = verdict
    self.value = value
    self.lower = lower
    self.upper = upper
    self.bound = bound
    self.count = count
  }
}

/// What became of a step.
public struct RolloutJudgement: Sendable, Equatable, Codable {
  public var verdict: Verdict
  public var checks: [RolloutCheck]
  /// The scope's gates among them, with the always-valid intervals.
  public var gates: [GateResult]
  /// Who did better, in an experiment that knows.
  public var winner: RolloutWinner?

  public init(verdict: Verdict, checks: [RolloutCheck], gates: [GateResult] = [], winner: RolloutWinner? = nil) {
    self.winner = winner
    self.gates = gates
    self.verdict = verdict
    self.checks = checks
  }
}

/// Who did better in an experiment.
public enum RolloutWinner: String, Sendable, Hashable, CaseIterable, Codable {
  case challenger, champion
}

/// What is to be done.
public enum RolloutDecision: String, Sendable, Hashable, CaseIterable, Codable {
  /// Nothing yet.
  case hold
  /// The next step begins.
  case advance
  /// A person is asked: the step is over and says neither yes nor no.
  case pause
  /// The champion answers everything again.
  case rollBack = "roll_back"
  /// The last step passed: the challenger becomes champion.
  case complete
}
