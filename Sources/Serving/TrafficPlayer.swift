import Glibc
import Learning
import Lifecycle
import Monitoring
import Storage
import Tabular
import Traffic

/// The hot path of one session: score, decide, log, join outcomes, feed windows. Owned by one thread; it never waits
/// for the engine.
public final class TrafficPlayer {
  public private(set) var predictionCount = 0
  public private(set) var outcomeCount = 0
  /// Outcomes that found no prediction.
  public private(set) var unknownCount = 0
  public private(set) var latency = ScoringLatency()
  /// Outcomes that are decided and not yet known.
  public var waitingCount: Int { queue.count }
  public private(set) var answered: [VersionID: Int] = [:]
  public private(set) var totals = AnswerTotals()

  let configuration: Configuration
  private let routing: RoutingTable
  let log: any AnswerLog
  let rule: DecisionRule
  var book: WindowBook
  private var queue = OutcomeQueue()
  private var levelMaps = LevelMaps()
  /// The challenger's own: level maps are those of one model.
  var trialLevelMaps = LevelMaps()
  private var bindings: (generation: Int, byVersion: [VersionID: WindowBinding]) = (0, [:])
  /// Grows when the layout or the level tables of the batches change, for sources that do not keep them.
  public var layoutGeneration = 0
  /// Of the rows of the batch at hand.
  var scores: [Double] = []
  /// Of those rows' classes, in the order of the model that answers; nil where nobody asks for them.
  var probabilities: [Double]?
  /// What the step of the rollout under way has shown; nil without one.
  var record: TrialRecord?
  let reviews: ReviewQueue

  /// - Parameters:
  ///   - record: what the log holds of the step under way; nil where nothing does.
  ///   - reviews: where requests wait for a person.
  public init(
    _ configuration: Configuration, routing: RoutingTable, log: any AnswerLog, record: TrialRecord? = nil,
    reviews: ReviewQueue = ReviewQueue()
  ) {
    self.configuration = configuration
    self.record = record
    self.reviews = reviews
    self.routing = routing
    self.log = log
    rule = DecisionRule(
      task: configuration.task, value: configuration.value, exploration: configuration.exploration,
      seed: configuration.seed)
    book = WindowBook(
      session: configuration.session, length: configuration.window,
      outcomeDelaySeconds: configuration.outcomeDelaySeconds,
      judge: WindowJudge(
        task: configuration.task, target: configuration.target, metric: configuration.metric,
        value: configuration.value, kpis: configuration.kpis, baseline: configuration.baseline,
        features: configuration.features, watchedColumns: configuration.watchedColumns,
        segments: configuration.segments, domain: configuration.domain),
      firstIndex: configuration.firstWindow)
    book.waitingRowCountMax = configuration.waitingRowCountMax
    book.openRowCountMax = configuration.openRowCountMax
    book.redo = configuration.redo.map { RedoTable(column: $0.unit, withinSeconds: $0.withinSeconds) }
    book.namingColumns = configuration.namingColumns
  }

  /// Answers a batch: scored by the champion of this moment (in a canary, some of it by the challenger), decided, logged,
  /// counted into the window.
  ///
  /// When it returns, the answers are in the log.
  public func answer(_ batch: RequestBatch) throws -> Decisions {
    var (decided, answered) = try decideAndLog(batch, pinned: nil)
    try book.add(answered)
    decided.decisions.predictions = answered.predictions
    return decided.decisions
  }

  /// Everything but the windows. When it returns, the answers are in the log.
  ///
  /// - Parameter pinned: a version that answers all of it, whatever the routes say; no trial sees the batch.
  func decideAndLog(
    _ batch: RequestBatch, pinned: ServedModel?
  ) throws -> (decided: DecisionRule.Decided, answered: AnsweredBatch) {
    var routes = routing.current
    if let pinned {
      routes.champion = pinned
      routes.trial = nil
    }
    guard var model = routes.champion else {
      throw Refusal(
        kind: .no, message: "there is no champion to answer traffic", mend: "train and promote a version first")
    }
    takeReviews()
    if pinned == nil { follow(routes.trial, champion: model) }
    let started = Self.now()
    if scores.count < batch.rows.count { scores = [Double](repeating: 0, count: batch.rows.count) }
    let (classes, isRescued) = try scoreSafely(batch, by: &model, routes)
    let scored = Self.now()
    var trialAnswers = try routes.trial.flatMap { try tryOut($0, on: batch, beside: model) }
    let tried = Self.now()
    var decided = try rule.decide(
      batch, scores: Array(scores[..<batch.rows.count]), classes: classes, threshold: model.threshold,
      byChance: routes.automation.keepsModelFromDeciding)
    if let trial = routes.trial { try decide(&trialAnswers, trial, &decided) }
    var answered = try gather(batch, decided, model)
    if let trial = routes.trial, let trialAnswers, trial.strategy.splitsTraffic {
      answered.challenger = trial.challenger
      answered.byChallenger = trialAnswers.byChallenger
    }
    let proposals = decided.decisions.predictions
    try hearPeople(routes.automation, batch, proposals, &answered)
    try settleWhoDecides(routes.automation, batch, &answered)
    do {
      try write(answered, routes.trial, trialAnswers)
    } catch {
      // Their identities will be given to others.
      reviews.withdraw(configuration.session, from: batch.firstID)
      throw error
    }
    latency.add(
      microseconds: Double(Self.now() - started) / 1000 / Double(max(1, batch.requestCount)), count: batch.requestCount)
    if let trialAnswers {
      note(trialAnswers, answered, proposals, champion: scored - started, challenger: tried - scored)
    } else if let trial = routes.trial, trial.strategy == .blueGreen {
      noteSwapped(trial, answered, proposals, nanoseconds: scored - started, isRescued: isRescued)
    }
    predictionCount += batch.requestCount
    count(answered)
    return (decided, answered)
  }

  private func write(_ answered: AnsweredBatch, _ trial: Trial?, _ answers: TrialAnswers?) throws {
    let session = configuration.session
    let columns = configuration.logsWholeTable ? nil : configuration.loggedColumns
    if let trial, let answers, trial.strategy == .shadow {
      // First the shadow: what the log acknowledges has its shadow, whenever the process dies.
      try log.append(shadow: answers.logged(session: session, answered, version: trial.challenger.version))
    }
    if answered.challenger == nil {
      try log.append(answered.logged(session: session, columns: columns))
    } else {
      try log.append(together: answered.loggedByVersion(session: session, columns: columns))
    }
  }

  private func count(_ answered: AnsweredBatch) {
    totals.add(scores: answered.scores, predictions: answered.predictions, task: configuration.task)
    let byChallenger = answered.byChallenger.count { $0 }
    if let challenger = answered.challenger, byChallenger > 0 {
      self.answered[challenger.version, default: 0] += byChallenger
    }
    if answered.count > byChallenger {
      self.answered[answered.model.version, default: 0] += answered.count - byChallenger
    }
  }

  /// Fills `scores`. While a swap is watched, the version before it is warm and answers what the new one cannot.
  private func scoreSafely(
    _ batch: RequestBatch, by model: inout ServedModel, _ routes: RoutingTable.Routes
  ) throws -> (classes: [Double], isRescued: Bool) {
    guard let trial = routes.trial, trial.strategy == .blueGreen, trial.challenger.version == model.version,
      let previous = routes.previous
    else { return (try score(batch, by: model), false) }
    if let classes = try? score(batch, by: model), scores[..<batch.rows.count].allSatisfy(\.isFinite) {
      return (classes, false)
    }
    levelMaps = LevelMaps()
    defer { levelMaps = LevelMaps() }
    model = previous
    return (try score(batch, by: previous), true)
  }

  /// Fills `scores` and, where they are asked for, `probabilities`.
  ///
  /// - Returns: the number of each row's likeliest class (multiclass); empty for other tasks.
  private func score(_ batch: RequestBatch, by model: ServedModel) throws -> [Double] {
    let asked = probabilities != nil
    let made = try scores.withUnsafeMutableBufferPointer { buffer in
      try score(
        batch.table, batch.rows, by: model, &levelMaps,
        into: UnsafeMutableBufferPointer(rebasing: buffer[..<batch.rows.count]), wantsProbabilities: asked)
    }
    if asked { probabilities = made.probabilities }
    return made.classes
  }

  /// - Returns: the number of each row's likeliest class, and where they are wanted the probabilities of all of them
  ///   (multiclass); both empty for other tasks.
  func score(
    _ table: Table, _ rows: Range<Int>, by model: ServedModel, _ levelMaps: inout LevelMaps,
    into scores: UnsafeMutableBufferPointer<Double>, wantsProbabilities: Bool = false
  ) throws -> (classes: [Double], probabilities: [Double]) {
    guard configuration.task == .multiclass else {
      try model.scorer.score(table, rows: rows, levelMaps: &levelMaps, into: scores)
      return ([], [])
    }
    var classes = [Double](repeating: 0, count: rows.count)
    let shareCount = wantsProbabilities ? rows.count * model.scorer.classNames.count : 0
    var probabilities = [Double](repeating: 0, count: shareCount)
    try classes.withUnsafeMutableBufferPointer { classes in
      try probabilities.withUnsafeMutableBufferPointer { probabilities in
        try model.scorer.answer(
          table, rows: rows, levelMaps: &levelMaps, scores: scores, predictions: classes,
          probabilities: wantsProbabilities ? probabilities : nil)
      }
    }
    return (classes, probabilities)
  }

  /// Counts answers that a log holds already into the windows, as they were given then: for the requests of windows that
  /// were not settled when a session stopped. Nothing is scored and nothing is logged.
  ///
  /// - Parameters:
  ///   - batch: requests of one candidate each.
  ///   - model: what answered them.
  public func recall(
    _ batch: RequestBatch, scores: [Double], predictions: [Double], by model: ServedModel
  ) throws -> Decisions {
    precondition(batch.rows.count == batch.requestCount, "\(batch.rows.count) rows of \(batch.requestCount) requests")
    var answered = AnsweredBatch(
      model: model, firstID: batch.firstID, eventTimes: batch.eventTimes, table: batch.table, rows: batch.rows,
      scores: scores, predictions: predictions, isExplored: [], binding: try windowBinding(model, batch.table),
      openBinding: openBinding(beside: model, batch.table))
    if configuration.task != .multiclass {
      // The log of a multiclass task does not say what the model would have decided.
      let proposals = rule.predictions(scores, [], threshold: model.threshold)
      try hearPeople(routing.current.automation, batch, proposals, &answered)
    }
    try book.add(answered)
    predictionCount += batch.requestCount
    self.answered[model.version, default: 0] += batch.requestCount
    return Decisions(batch: batch, chosen: Array(batch.rows), predictions: predictions)
  }

  func noteObserved(_ batch: AnsweredBatch, by version: VersionID) {
    predictionCount += batch.count
    answered[version, default: 0] += batch.count
    totals.add(scores: batch.scores, predictions: batch.predictions, task: configuration.task)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// The decided rows as one block: the batch itself where every row is decided, else the chosen candidates alone.
  private func gather(_ batch: RequestBatch, _ decided: DecisionRule.Decided, _ model: ServedModel) throws
    -> AnsweredBatch
  {
    let decisions = decided.decisions
    let isWhole = batch.rows.count == batch.requestCount
    let table = isWhole ? batch.table : batch.table.gathering(decisions.chosen)
    let rows = isWhole ? batch.rows : 0..<decisions.chosen.count
    let first = batch.rows.lowerBound
    let chosenScores =
      isWhole ? Array(scores[..<batch.rows.count]) : decisions.chosen.map { scores[$0 - first] }
    return AnsweredBatch(
      model: model, firstID: batch.firstID, eventTimes: batch.eventTimes, table: table, rows: rows,
      scores: chosenScores, predictions: decisions.predictions, isExplored: decided.isExplored,
      binding: try windowBinding(model, table), openBinding: openBinding(beside: model, table),
      givenTimes: batch.givenTimes)
  }

  /// Worked out once for each version: a source keeps its layout and its level tables.
  private func windowBinding(_ model: ServedModel, _ table: Table) throws -> WindowBinding? {
    guard let reference = model.reference else { return nil }
    if bindings.generation != layoutGeneration { bindings = (layoutGeneration, [:]) }
    if let known = bindings.byVersion[model.version] { return known }
    let made = try WindowBinding(of: reference, to: table)
    // The versions of a window and of the promotions within it; more are made anew.
    if bindings.byVersion.count >= Self.bindingCountMax { bindings.byVersion.removeAll() }
    bindings.byVersion[model.version] = made
    return made
  }

  private static let bindingCountMax = 8

  /// For the window being filled, whose reference is that of the version it began with; nil where that is this one, and
  /// where its columns have another kind by now.
  private func openBinding(beside model: ServedModel, _ table: Table) -> WindowBinding? {
    guard let open = book.openModel, open.version != model.version else { return nil }
    return try? windowBinding(open, table)
  }

  /// Logs outcomes that are known, and counts them; windows and rollout take them by `join`.
  func logKnown(_ known: Outcomes) throws {
    if !known.ids.isEmpty { try log.append(LoggedOutcomes(session: configuration.session, outcomes: known)) }
    outcomeCount += known.ids.count
    record?.join(ids: known.ids, values: known.values)
  }

  /// Takes outcomes that will become known; they wait until `release(knownBy:)`.
  public func expect(_ outcomes: Outcomes) { queue.add(outcomes) }

  /// Logs and joins every outcome known by an event time.
  public func release(knownBy time: Int64) throws {
    let known = queue.take(knownBy: time)
    try logKnown(known)
    unknownCount += try book.join(ids: known.ids, values: known.values, now: time)
  }

  /// Ends the session's traffic: what is still expected becomes known, and every window is settled.
  public func finish() throws {
    try book.close()
    try release(knownBy: .max)
    try book.finish()
  }

  public func takeFacts() -> [WindowFact] { book.takeFacts() }

  public func resetLatency() { latency.reset() }
}
