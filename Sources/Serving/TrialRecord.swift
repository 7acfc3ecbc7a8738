import Expressions
import Learning
import Lifecycle
import Statistics
import Tabular

/// What one step of a rollout has shown so far: the challenger's rows, the champion's beside them, their outcomes.
public struct TrialRecord {
  public let key: Trial.Key
  private let trial: Trial
  private let context: TrialContext
  private var challenger: TrialArm
  private var baseline: TrialArm
  private var difference = ShadowDifference()
  private var rowCount = 0
  private var from: Int64?
  private var to: Int64 = 0
  private var ratio: SequentialSampleRatio?
  private var rowsAtLook = 0
  private var outcomesAtLook = 0

  public init(_ trial: Trial, _ context: TrialContext) {
    key = trial.key
    self.trial = trial
    self.context = context
    challenger = TrialArm(retaining: context.retainedColumns)
    baseline = TrialArm(retaining: context.retainedColumns)
    let shares = trial.split.shares
    let planned = [shares.challenger, shares.baseline, shares.champion].filter { $0 > 1e-9 }
    if trial.strategy == .canary, planned.count > 1 { ratio = SequentialSampleRatio(weights: planned) }
  }

  /// Identities begin anew with each session.
  public mutating func beginSession() {
    challenger.beginSession()
    baseline.beginSession()
  }

  // MARK: Rows

  /// Answers of one batch, or of one block of the log.
  public struct Answers {
    public var ids: [Int64]
    public var eventTimes: [Int64]
    public var table: Table
    /// Row of the table for each id.
    public var rows: [Int]
    public var scores: [Double]
    /// What the model would decide, whoever does decide.
    public var predictions: [Double]
    public var version: VersionID

    public init(
      ids: [Int64], eventTimes: [Int64], table: Table, rows: [Int], scores: [Double], predictions: [Double],
      version: VersionID
    ) {
      self.ids = ids
      self.eventTimes = eventTimes
      self.table = table
      self.rows = rows
      self.scores = scores
      self.predictions = predictions
      self.version = version
    }

    func selecting(_ positions: [Int]) -> Answers {
      Answers(
        ids: positions.map { ids[$0] }, eventTimes: positions.map { eventTimes[$0] }, table: table,
        rows: positions.map { rows[$0] }, scores: positions.map { scores[$0] },
        predictions: positions.map { predictions[$0] }, version: version)
    }
  }

  /// Counts answers of a canary: of the champion's, those that are its baseline.
  public mutating func add(_ answers: Answers) {
    see(answers)
    switch answers.version {
    case trial.challenger.version: challenger.append(answers)
    case trial.champion:
      let positions = answers.ids.indices.filter { trial.split.arm(of: answers.ids[$0]) == .baseline }
      baseline.append(answers.selecting(positions))
    default: return
    }
  }

  /// Counts the two answers to the same rows of a shadow.
  public mutating func add(_ answers: Answers, shadow: Answers) {
    see(answers)
    baseline.append(answers)
    challenger.append(shadow)
    difference.add(
      challenger: shadow.scores, decisions: shadow.predictions, champion: answers.scores,
      decisions: answers.predictions,
      table: answers.table, rows: answers.rows, task: context.task, scale: context.scoreScale)
  }

  public mutating func add(latency: Double, count: Int, challenger isChallenger: Bool) {
    guard count > 0 else { return }
    if isChallenger {
      challenger.latency.add(microseconds: latency, count: count)
    } else {
      baseline.latency.add(microseconds: latency, count: count)
    }
  }

  private mutating func see(_ answers: Answers) {
    rowCount += answers.ids.count
    guard let first = answers.eventTimes.first, let last = answers.eventTimes.last else { return }
    from = min(from ?? first, first)
    to = max(to, last)
  }

  public mutating func join(ids: [Int64], values: [Double]) {
    for (id, value) in zip(ids, values) where !value.isNaN {
      challenger.join(id, value)
      baseline.join(id, value)
    }
  }

  // MARK: Looking

  /// Whether enough is new for another look: a tenth more rows or outcomes, and at least 200.
  public var isDue: Bool {
    let outcomes = challenger.outcomeCount + baseline.outcomeCount
    return rowCount - rowsAtLook >= max(200, rowsAtLook / 10)
      || outcomes - outcomesAtLook >= max(200, outcomesAtLook / 10)
  }

  /// Anything at all since the last look.
  public var hasNews: Bool {
    rowCount != rowsAtLook || challenger.outcomeCount + baseline.outcomeCount != outcomesAtLook
  }

  /// What has been seen, for the step to be judged by.
  public mutating func look() throws -> TrialFindings {
    rowsAtLook = rowCount
    outcomesAtLook = challenger.outcomeCount + baseline.outcomeCount
    let arms = (try arm(challenger, trial.challenger.threshold), try arm(baseline, context.championThreshold))
    let facts = RolloutFacts(
      rows: rowCount, seconds: from.map { Double(to - $0) / 1e6 } ?? 0, challenger: arms.0.facts,
      baseline: arms.1.facts, valueDifference: valueDifference(arms.0.values, arms.1.values),
      splitPValue: splitPValue())
    return TrialFindings(
      key: key, facts: facts, eventTime: from == nil ? nil : to,
      shadow: trial.strategy == .shadow ? difference.figures : nil)
  }

  private func arm(_ arm: TrialArm, _ threshold: Double?) throws -> (facts: RolloutFacts.Arm, values: [Double]) {
    let metrics = arm.metrics(
      context.task, threshold: threshold, classCount: trial.challenger.scorer.classCount)
    var figures: [String: Double] = [:]
    for (id, estimate) in metrics.entries where estimate.value.isFinite { figures[id.rawValue] = estimate.value }
    var measurements = Measurement.byMetric(figures, metrics.intervals)
    measurements.merge(arm.latencies) { $1 }
    let values = try context.value.map { try arm.values($0, target: context.target) } ?? []
    if let mean = Self.mean(values) { measurements["value"] = mean }
    return (
      RolloutFacts.Arm(rows: arm.rowCount, outcomes: arm.outcomeCount, measurements: measurements), values
    )
  }

  private static func mean(_ values: [Double]) -> Measurement? {
    let moments = Moments(values.filter(\.isFinite))
    guard moments.count > 1 else { return nil }
    let error = (moments.variance / Double(moments.count)).squareRoot()
    let interval = Interval.normal(estimate: moments.mean, standardError: error)
    return Measurement(value: moments.mean, lower: interval.lower, upper: interval.upper, count: moments.count)
  }

  /// Paired in a shadow, where both answered the same rows; of two independent groups in a canary.
  private func valueDifference(_ first: [Double], _ second: [Double]) -> Measurement? {
    if trial.strategy == .shadow, first.count == second.count { return Self.mean(zip(first, second).map { $0 - $1 }) }
    let arms = (Moments(first.filter(\.isFinite)), Moments(second.filter(\.isFinite)))
    guard arms.0.count > 1, arms.1.count > 1 else { return nil }
    let difference = arms.0.mean - arms.1.mean
    let error = (arms.0.variance / Double(arms.0.count) + arms.1.variance / Double(arms.1.count)).squareRoot()
    let interval = Interval.normal(estimate: difference, standardError: error)
    return Measurement(
      value: difference, lower: interval.lower, upper: interval.upper, count: arms.0.count + arms.1.count)
  }

  private mutating func splitPValue() -> Double {
    let shares = trial.split.shares
    let counts = [
      (shares.challenger, challenger.rowCount), (shares.baseline, baseline.rowCount),
      (shares.champion, rowCount - challenger.rowCount - baseline.rowCount),
    ]
    ratio?.look(at: counts.filter { $0.0 > 1e-9 }.map(\.1))
    return ratio?.pValue ?? 1
  }
}

extension TrialArm {
  fileprivate mutating func append(_ answers: TrialRecord.Answers) {
    append(
      ids: answers.ids, scores: answers.scores, predictions: answers.predictions, table: answers.table,
      rows: answers.rows)
  }
}

/// What a trial is measured by.
public struct TrialContext: Sendable {
  public var task: Lifecycle.LearningTask
  public var target: String
  public var value: ValueModel?
  public var championThreshold: Double?
  /// Width of the range of scores: 1 for probabilities, the spread of the target for a regression.
  public var scoreScale: Double

  public init(
    task: Lifecycle.LearningTask, target: String, value: ValueModel?, championThreshold: Double?, scoreScale: Double
  ) {
    self.task = task
    self.target = target
    self.value = value
    self.championThreshold = championThreshold
    self.scoreScale = scoreScale
  }

  /// Columns that must be kept until outcomes are known.
  var retainedColumns: [String] {
    let own: Set<String> = ["prediction", "score", "outcome", target]
    var names: [String] = []
    for name in value?.names ?? [] where !own.contains(name) && !names.contains(name) { names.append(name) }
    return names
  }
}

/// What a look at a step found.
public struct TrialFindings: Sendable {
  public var key: Trial.Key
  public var facts: RolloutFacts
  /// Event time of the newest row, in microseconds; nil without any.
  public var eventTime: Int64?
  /// What a shadow would have changed; nil in a canary.
  public var shadow: ShadowFigures?
}
