import Encoding
import Expressions
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

/// Plays logged traffic through a rollout's plan: what its steps would have been judged, and where it would have ended.
///
/// Nothing is written down. Outcomes count from the event time at which they were known then, so that no step knows more
/// than it would have known. Rows from whose outcomes the challenger has learnt are left out.
struct RolloutRehearsal: Sendable {
  var plan: RolloutPlan
  var gates: [Gate]
  var context: TrialContext
  var champion: ServedModel
  var challenger: ServedModel
  var split: TrafficSplit
  var unit: String?
  /// What gates may refer to: the baseline's figures on the challenger's test rows.
  var baseline: [String: Double]
  var reader: PredictionLogReader
  var session: SessionID
  var learntUntil: Timestamp?
  var clock: EngineClock

  /// Rows that are played at most.
  static let rowCountMax = 500_000
  /// Rows between two looks at the clock of the outcomes.
  private static let chunkRowCount = 256

  struct Step: Sendable {
    var index: Int
    var share: Double
    var from: Int64?
    var to: Int64?
    var facts = RolloutFacts()
    var judgement = RolloutJudgement(verdict: .noData, checks: [])
    var decision = RolloutDecision.hold
  }

  struct Played: Sendable {
    var steps: [Step] = []
    var rowCount = 0
    var learntCount = 0
    var isCut = false
    var seconds = 0.0
  }

  private enum Stop: Error { case over }

  func play() throws -> Played {
    let started = clock.monotonic()
    var run = Run(self, outcomes: try knownOutcomes())
    do {
      try reader.forEachPredictionBlock(session: session) { block in
        if try !run.add(block) { throw Stop.over }
      }
    } catch Stop.over {
      // It was decided before the traffic ended.
    }
    try run.finish()
    run.played.seconds = clock.monotonic() - started
    return run.played
  }

  // MARK: Outcomes

  struct Known {
    var id: Int64
    var value: Double
    var at: Int64
  }

  /// By the time at which they were known.
  private func knownOutcomes() throws -> [Known] {
    var known: [Known] = []
    try reader.forEachOutcomeBlock(session: session) { block in
      for row in 0..<block.count where known.count < 4 * Self.rowCountMax {
        known.append(Known(id: block.ids[row], value: block.outcomes[row], at: block.knownAt[row]))
      }
    }
    return known.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
  }

  // MARK: The walk

  private struct Run {
    let rehearsal: RolloutRehearsal
    var played = Played()
    private let outcomes: [Known]
    private var released = 0
    private let learnt: Set<Int64>
    /// Number of each row that was played, by its identity in the log.
    private var numbers: [Int64: Int64] = [:]
    /// Outcomes that were known before their rows came: two versions that answered one batch have a block each.
    private var early: [Int64: Double] = [:]
    private var record: TrialRecord
    private var step: Step
    private var isOver = false
    private var levelMaps = (LevelMaps(), LevelMaps())

    init(_ rehearsal: RolloutRehearsal, outcomes: [Known]) {
      self.rehearsal = rehearsal
      self.outcomes = outcomes
      learnt = Set(
        rehearsal.learntUntil.map { until in outcomes.prefix { $0.at <= until.microseconds }.map(\.id) } ?? [])
      // Warm is nothing that traffic could tell about.
      let first = rehearsal.plan.strategy == .blueGreen ? rehearsal.plan.steps.count - 1 : 0
      step = Step(index: first, share: rehearsal.plan.steps[first].share)
      record = TrialRecord(rehearsal.trial(step.index), rehearsal.context)
    }

    /// - Returns: false when the rollout has ended.
    mutating func add(_ block: PredictionBlock) throws -> Bool {
      var start = 0
      while start < block.count, !isOver {
        let end = min(block.count, start + RolloutRehearsal.chunkRowCount)
        let rows = (start..<end).filter { !learnt.contains(block.id(at: $0)) }
        played.learntCount += end - start - rows.count
        start = end
        guard !rows.isEmpty else { continue }
        guard played.rowCount < RolloutRehearsal.rowCountMax else {
          played.isCut = true
          return false
        }
        try add(block, rows)
      }
      return !isOver
    }

    private mutating func add(_ block: PredictionBlock, _ rows: [Int]) throws {
      let numbers = rows.indices.map { Int64(played.rowCount + $0) }
      for (number, row) in zip(numbers, rows) { self.numbers[block.id(at: row)] = number }
      played.rowCount += rows.count
      try answer(block, rows, numbers)
      let time = block.eventTimes[rows[rows.count - 1]]
      step.from = step.from ?? block.eventTimes[rows[0]]
      step.to = time
      joinEarly(rows.map { block.id(at: $0) }, numbers)
      release(knownBy: time)
      if record.isDue { try look() }
    }

    private mutating func answer(_ block: PredictionBlock, _ rows: [Int], _ numbers: [Int64]) throws {
      let ids = rows.map { block.id(at: $0) }
      let units = UnitKeys.keys(
        of: rehearsal.unit.flatMap { block.features[$0] }, rows: rows.map { block.rows.lowerBound + $0 }, ids: ids)
      let table = block.features.gathering(rows.map { block.rows.lowerBound + $0 })
      let given = try champion(block, rows, table)
      let all = TrialRecord.Answers(
        ids: numbers, units: units, eventTimes: rows.map { block.eventTimes[$0] }, table: table,
        rows: Array(rows.indices), scores: given.scores, predictions: given.predictions,
        version: rehearsal.champion.version)
      switch rehearsal.plan.strategy {
      case .shadow:
        let theirs = try challenger(table)
        record.add(all, shadow: replacing(all, theirs))
      case .blueGreen, .direct:
        record.add(replacing(all, try challenger(table)))
      case .canary, .rolling, .ab:
        let split = TrafficSplit(shares: RolloutShares(challenger: step.share), salt: rehearsal.split.salt)
        let arms = units.map { split.arm(of: $0) }
        record.add(all.selecting(arms.indices.filter { arms[$0] != .challenger }))
        let mine = arms.indices.filter { arms[$0] == .challenger }
        guard !mine.isEmpty else { return }
        record.add(replacing(all.selecting(mine), try challenger(table.gathering(mine))))
      }
    }

    private func replacing(
      _ answers: TrialRecord.Answers, _ other: (scores: [Double], predictions: [Double])
    ) -> TrialRecord.Answers {
      var answers = answers
      (answers.scores, answers.predictions) = other
      answers.version = rehearsal.challenger.version
      return answers
    }

    /// As it was logged where it was the champion who answered.
    private mutating func champion(
      _ block: PredictionBlock, _ rows: [Int], _ table: Table
    ) throws -> (scores: [Double], predictions: [Double]) {
      guard block.version == rehearsal.champion.version else {
        return try rehearsal.answers(rehearsal.champion, table, &levelMaps.0)
      }
      let scores = rows.map { block.scores[$0] }
      switch rehearsal.context.task {
      case .binary:
        let threshold = rehearsal.champion.threshold ?? 0.5
        return (scores, scores.map { $0 >= threshold ? 1 : 0 })
      case .regression: return (scores, scores)
      case .multiclass: return (scores, rows.map { block.decisions[$0] })
      }
    }

    private mutating func challenger(_ table: Table) throws -> (scores: [Double], predictions: [Double]) {
      let started = rehearsal.clock.monotonic()
      let answers = try rehearsal.answers(rehearsal.challenger, table, &levelMaps.1)
      let seconds = rehearsal.clock.monotonic() - started
      record.add(
        latency: seconds * 1e6 / Double(max(1, table.rowCount)), count: table.rowCount, challenger: true)
      return answers
    }

    private mutating func release(knownBy time: Int64) {
      var joined: (ids: [Int64], values: [Double]) = ([], [])
      while released < outcomes.count, outcomes[released].at <= time {
        if let number = numbers[outcomes[released].id] {
          joined.ids.append(number)
          joined.values.append(outcomes[released].value)
        } else {
          early[outcomes[released].id] = outcomes[released].value
        }
        released += 1
      }
      if !joined.ids.isEmpty { record.join(ids: joined.ids, values: joined.values) }
    }

    private mutating func joinEarly(_ ids: [Int64], _ numbers: [Int64]) {
      guard !early.isEmpty else { return }
      for (id, number) in zip(ids, numbers) {
        if let value = early.removeValue(forKey: id) { record.join(ids: [number], values: [value]) }
      }
    }

    // MARK: Judging

    private mutating func look() throws {
      var facts = try record.look().facts
      facts.addReferences(baseline: rehearsal.baseline)
      step.facts = facts
      step.judgement = rehearsal.plan.judge(facts, gates: rehearsal.gates)
      step.decision = rehearsal.plan.decide(step.judgement, facts, step: step.index, isPaused: false)
      switch step.decision {
      case .hold: return
      case .advance:
        played.steps.append(step)
        step = Step(index: step.index + 1, share: rehearsal.plan.steps[step.index + 1].share)
        record = TrialRecord(rehearsal.trial(step.index), rehearsal.context)
      case .pause, .rollBack, .complete: isOver = true
      }
    }

    /// What was still to come becomes known, as at the end of a session.
    mutating func finish() throws {
      if !isOver, !played.isCut {
        release(knownBy: .max)
        if record.hasNews { try look() }
      }
      played.steps.append(step)
    }
  }

  private func trial(_ step: Int) -> Trial {
    Trial(
      key: Trial.Key(rollout: 0, turn: step), strategy: plan.strategy, challenger: challenger,
      split: TrafficSplit(shares: RolloutShares(challenger: plan.steps[step].share), salt: split.salt),
      champion: champion.version, unit: unit, latencyLimit: plan.guardrails.latencyP99)
  }

  private func answers(
    _ model: ServedModel, _ table: Table, _ levelMaps: inout LevelMaps
  ) throws -> (scores: [Double], predictions: [Double]) {
    var scores = [Double](repeating: 0, count: table.rowCount)
    var predictions = scores
    try scores.withUnsafeMutableBufferPointer { scores in
      try predictions.withUnsafeMutableBufferPointer { predictions in
        switch context.task {
        case .multiclass:
          try model.scorer.answer(
            table, rows: 0..<table.rowCount, levelMaps: &levelMaps, scores: scores, predictions: predictions)
        case .binary, .regression:
          try model.scorer.score(table, rows: 0..<table.rowCount, levelMaps: &levelMaps, into: scores)
          let threshold = model.threshold ?? 0.5
          for row in scores.indices {
            predictions[row] = context.task == .regression ? scores[row] : scores[row] >= threshold ? 1 : 0
          }
        }
      }
    }
    return (scores, predictions)
  }
}

extension RolloutFacts {
  /// What the bounds of gates may refer to: `baseline.auc`, `champion.auc`.
  mutating func addReferences(baseline metrics: [String: Double]) {
    challenger.measurements.add(metrics, of: .baseline)
    for (id, measurement) in baseline.measurements where !id.contains(".") {
      challenger.measurements[Measurement.Owner.champion.name(of: id)] = measurement
    }
  }
}
