import Lifecycle
import Serving
import Storage
import Tabular

/// Puts together again, from the log, what a step of a rollout had shown when an engine stopped or a session ended.
struct TrialRecall {
  var trial: Trial
  var context: TrialContext
  var rollout: Rollout
  var log: SharedLog

  /// - Parameters:
  ///   - sessions: how many there have been.
  ///   - next: the session that will add to the record; it may be the last of them, going on.
  func record(sessions: Int, next: SessionID) throws -> TrialRecord {
    var record = TrialRecord(trial, context)
    let first = rollout.session?.number ?? 1
    if first <= sessions {
      for number in first...sessions {
        let start = number == rollout.session?.number ? Int64(rollout.firstID ?? 0) : 0
        record.beginSession()
        try add(SessionID(number), from: start, to: &record)
      }
    }
    if next.number > sessions { record.beginSession() }
    return record
  }

  private func add(_ session: SessionID, from start: Int64, to record: inout TrialRecord) throws {
    let shadow = trial.strategy == .shadow ? try shadowed(session, from: start) : [:]
    try log.reader.forEachPredictionBlock(session: session, from: start) { block in
      let positions = (0..<block.count).filter { block.id(at: $0) >= start }
      guard !positions.isEmpty else { return }
      switch trial.strategy {
      case .direct: return
      case .canary, .rolling, .ab, .blueGreen: record.add(answers(block, positions))
      case .shadow: add(block, positions, shadow, to: &record)
      }
    }
    try log.reader.forEachOutcomeBlock(session: session) { block in
      record.join(ids: block.ids, values: block.outcomes)
    }
  }

  private func answers(_ block: PredictionBlock, _ positions: [Int]) -> TrialRecord.Answers {
    let threshold = block.version == trial.challenger.version ? trial.challenger.threshold : context.championThreshold
    let ids = positions.map { block.id(at: $0) }
    return TrialRecord.Answers(
      ids: ids, units: UnitKeys.keys(of: trial.unit.flatMap { block.features[$0] }, rows: positions, ids: ids),
      eventTimes: positions.map { block.eventTimes[$0] },
      table: block.features, rows: positions, scores: positions.map { block.scores[$0] },
      predictions: positions.map { prediction(block.scores[$0], block.decisions[$0], threshold) },
      version: block.version)
  }

  /// What the model decided: where people decide, the log has their decision or none.
  private func prediction(_ score: Double, _ decision: Double, _ threshold: Double?) -> Double {
    guard decision.isNaN else { return decision }
    switch context.task {
    case .binary: return score >= threshold ?? 0.5 ? 1 : 0
    case .regression: return score
    // The log does not say which class it was.
    case .multiclass: return .nan
    }
  }

  // MARK: The shadow

  private struct Answer {
    var score: Double
    var prediction: Double
  }

  /// Bounded by what the shadow's log retains, of which the newest are kept.
  private func shadowed(_ session: SessionID, from start: Int64) throws -> [Int64: Answer] {
    var answers: [Int64: Answer] = [:]
    try log.shadowReader.forEachPredictionBlock(session: session, features: []) { block in
      guard block.version == trial.challenger.version else { return }
      for row in 0..<block.count where block.id(at: row) >= start {
        answers[block.id(at: row)] = Answer(score: block.scores[row], prediction: block.decisions[row])
      }
    }
    return answers
  }

  private func add(
    _ block: PredictionBlock, _ positions: [Int], _ shadow: [Int64: Answer], to record: inout TrialRecord
  ) {
    guard block.version == trial.champion else { return }
    let known = positions.filter { shadow[block.id(at: $0)] != nil }
    guard !known.isEmpty else { return }
    let given = answers(block, known)
    var other = given
    other.version = trial.challenger.version
    for (index, id) in given.ids.enumerated() {
      other.scores[index] = shadow[id]?.score ?? .nan
      other.predictions[index] = shadow[id]?.prediction ?? .nan
    }
    record.add(given, shadow: other)
  }
}

extension TrialRecall {
  /// The step that a rollout stands at as traffic of this configuration sees it; nil where there is none, or where the
  /// routes are not there yet.
  init?(
    _ rollout: Rollout?, _ routes: RoutingTable.Routes, _ configuration: TrafficPlayer.Configuration, log: SharedLog
  ) {
    guard let rollout, let trial = routes.trial, trial.key == Trial.Key(rollout), let champion = routes.champion
    else { return nil }
    self.init(
      trial: trial, context: TrialContext(configuration, champion: champion), rollout: rollout, log: log)
  }
}

extension Trial.Key {
  /// The step that a rollout stands at.
  init(_ rollout: Rollout) {
    self.init(rollout: Int(rollout.salt), turn: rollout.turn)
  }
}
