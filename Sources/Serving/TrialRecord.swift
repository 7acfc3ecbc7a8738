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
  /// Distinct units of challenger, baseline and champion; nil where requests stand for themselves.
  private var units: UnitCounts?
  private var rowsAtLook = 0
  private var outcomesAtLook = 0
  private var errorsAtLook = 0

  public init(_ trial: Trial, _ context: TrialContext) {
    key = trial.key
    self.trial = trial
    self.context = context
    challenger = TrialArm(retaining: context.retainedColumns, keepsUnits: trial.unit != nil)
    baseline = TrialArm(retaining: context.retainedColumns, keepsUnits: trial.unit != nil)
    if trial.unit != nil, trial.strategy.splitsTraffic { units = UnitCounts() }
    let shares = trial.split.shares
    let planned = [shares.challenger, shares.baseline, shares.champion].filter { $0 > 1e-9 }
    if trial.strategy.splitsTraffic, planned.count > 1 { ratio = SequentialSampleRatio(weights: planned) }
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
    /// Who asked, one for each id.
    public var units: [Int64]
    public var eventTimes: [Int64]
    public var table: Table
    /// Row of the table for each id.
    public var rows: [Int]
    public var scores: [Double]
    /// What the model would decide, whoever does decide.
    public var predictions: [Double]
    public var version: VersionID

    /// - Parameter units: nil takes each request for itself.
    public init(
      ids: [Int64], units: [Int64]? = nil, eventTimes: [Int64], table: Table, rows: [Int], scores: [Double],
      predictions: [Double], version: VersionID
    ) {
      self.ids = ids
      self.units = units ?? ids
      self.eventTimes = eventTimes
      self.table = table
      self.rows = rows
      self.scores = scores
      self.predictions = predictions
      self.version = version
    }

    public func selecting(_ positions: [Int]) -> Answers {
      Answers(
        ids: positions.map { ids[$0] }, units: positions.map { units[$0] },
        eventTimes: positions.map { eventTimes[$0] }, table: table,
        rows: positions.map { rows[$0] }, scores: positions.map { scores[$0] },
        predictions: positions.map { predictions[$0] }, version: version)
    }
  }

  /// Counts answers that were given: of the champion's, those that are the challenger's baseline.
  public mutating func add(_ answers: Answers) {
    see(answers)
    switch answers.version {
    case trial.challenger.version:
      challenger.append(answers)
      count(answers, answers.units.map { _ in .challenger })
    case trial.champion:
      let arms = answers.units.map { trial.split.arm(of: $0) }
      baseline.append(answers.selecting(answers.ids.indices.filter { arms[$0] == .baseline }))
      // What the challenger should have answered and did not is no part of the plan.
      count(answers, arms.map { $0 == .baseline ? .baseline : .champion })
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

  private mutating func count(_ answers: Answers, _ arms: [RolloutArm]) {
    guard units != nil else { return }
    for (unit, arm) in zip(answers.units, arms) {
      units?.add(unit, arm: arm == .challenger ? 0 : arm == .baseline ? 1 : 2)
    }
  }

  public mutating func add(latency: Double, count: Int, challenger isChallenger: Bool) {
    guard count > 0 else { return }
    if isChallenger {
      challenger.addLatency(microseconds: latency, count: count, limit: trial.latencyLimit)
    } else {
      baseline.addLatency(microseconds: latency, count: count, limit: trial.latencyLimit)
    }
  }

  /// Counts rows that the challenger was to answer and could not.
  public mutating func add(errors count: Int) { challenger.errorCount += count }

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
    if challenger.errorCount > errorsAtLook { return true }
    let outcomes = challenger.outcomeCount + baseline.outcomeCount
    return rowCount - rowsAtLook >= max(200, rowsAtLook / 10)
      || outcomes - outcomesAtLook >= max(200, outcomesAtLook / 10)
  }

  /// Anything at all since the last look.
  public var hasNews: Bool {
    rowCount != rowsAtLook || challenger.errorCount != errorsAtLook
      || challenger.outcomeCount + baseline.outcomeCount != outcomesAtLook
  }

  /// What has been seen, for the step to be judged by.
  public mutating func look() throws -> TrialFindings {
    rowsAtLook = rowCount
    outcomesAtLook = challenger.outcomeCount + baseline.outcomeCount
    errorsAtLook = challenger.errorCount
    let arms = (try arm(challenger, trial.challenger.threshold), try arm(baseline, context.championThreshold))
    let comparison = TrialComparison(
      challenger: challenger, baseline: baseline, context: context, classCount: trial.challenger.scorer.classCount,
      isPaired: trial.strategy == .shadow)
    let facts = RolloutFacts(
      rows: rowCount, seconds: from.map { Double(to - $0) / 1e6 } ?? 0, challenger: arms.0.facts,
      baseline: arms.1.facts, valueDifference: comparison.value(arms.0.values, arms.1.values),
      splitPValue: splitPValue(), metricDifference: comparison.metric)
    return TrialFindings(
      key: key, facts: facts, eventTime: from == nil ? nil : to,
      shadow: trial.strategy == .shadow ? difference.figures : nil, split: splitFigures)
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
    var facts = RolloutFacts.Arm(rows: arm.rowCount, outcomes: arm.outcomeCount, measurements: measurements)
    facts.errors = arm.errorCount
    (facts.timings, facts.slowTimings) = (arm.timingCount, arm.slowTimingCount)
    return (facts, values)
  }

  private static func mean(_ values: [Double]) -> Measurement? {
    let moments = Moments(values.filter(\.isFinite))
    guard moments.count > 1 else { return nil }
    let error = (moments.variance / Double(moments.count)).squareRoot()
    let interval = Interval.normal(estimate: moments.mean, standardError: error)
    return Measurement(value: moments.mean, lower: interval.lower, upper: interval.upper, count: moments.count)
  }

  // MARK: The split

  /// Units, or requests where each stands for itself, by arm, with the planned share of each; arms without one left out.
  private var split: [(arm: RolloutArm, share: Double, count: Int)] {
    let shares = trial.split.shares
    let counts =
      units?.counts
      ?? [challenger.rowCount, baseline.rowCount, rowCount - challenger.rowCount - baseline.rowCount]
    return [
      (.challenger, shares.challenger, counts[0]), (.baseline, shares.baseline, counts[1]),
      (.champion, shares.champion, counts[2]),
    ].filter { $0.1 > 1e-9 }
  }

  private mutating func splitPValue() -> Double {
    guard ratio != nil else { return 1 }
    let counts = split.map(\.count)
    ratio?.look(at: counts)
    return ratio?.pValue ?? 1
  }

  private var splitFigures: SplitFigures? {
    guard let ratio else { return nil }
    let split = split
    let once = SampleRatio.chiSquare(counts: split.map(\.count), weights: split.map(\.share))
    return SplitFigures(
      unit: trial.unit, arms: split.map { SplitFigures.Arm(arm: $0.arm, share: $0.share, count: $0.count) },
      chiSquare: once.statistic, chiSquarePValue: once.pValue, sequentialPValue: ratio.pValue)
  }
}

extension TrialArm {
  fileprivate mutating func append(_ answers: TrialRecord.Answers) {
    append(
      ids: answers.ids, units: answers.units, scores: answers.scores, predictions: answers.predictions,
      table: answers.table, rows: answers.rows)
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
  /// Id of the metric that is compared; nil where only the arms' own are wanted.
  public var metric: String?

  public init(
    task: Lifecycle.LearningTask, target: String, value: ValueModel?, championThreshold: Double?, scoreScale: Double,
    metric: String? = nil
  ) {
    self.metric = metric
    self.task = task
    self.target = target
    self.value = value
    self.championThreshold = championThreshold
    self.scoreScale = scoreScale
  }

  /// As traffic that is watched so measures it: what was recalled and what comes later must be judged alike.
  public init(_ configuration: TrafficPlayer.Configuration, champion: ServedModel) {
    self.init(
      task: configuration.task, target: configuration.target, value: configuration.value,
      championThreshold: champion.threshold, scoreScale: configuration.scoreScale, metric: configuration.metric)
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
  /// How the traffic was dealt out; nil where it was not.
  public var split: SplitFigures?
}

/// How many units each arm got, and whether that is as planned.
public struct SplitFigures: Sendable, Equatable {
  /// The column that says who asks; nil where each request stands for itself.
  public var unit: String?
  public var arms: [Arm]
  /// Pearson's statistic and its p-value: for one look at a size that was fixed before.
  public var chiSquare: Double
  public var chiSquarePValue: Double
  /// Holds at every look.
  public var sequentialPValue: Double

  public struct Arm: Sendable, Equatable {
    public var arm: RolloutArm
    /// Planned.
    public var share: Double
    public var count: Int
  }

  public var isBroken: Bool { sequentialPValue < SampleRatio.alarmLevel }
}
