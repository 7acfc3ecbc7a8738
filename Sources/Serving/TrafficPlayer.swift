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
  public struct Configuration: Sendable {
    public var session: SessionID
    public var task: Lifecycle.LearningTask
    public var target: String
    /// Raw columns that go to the log; the features, and what value model and KPIs read.
    public var loggedColumns: [String]
    public var window: MonitoringDefinition.WindowLength
    public var outcomeDelaySeconds: Double
    public var metric: String
    public var value: ValueModel?
    public var kpis: [KPI]
    public var baseline: BaselineAnswer?
    public var exploration: Double
    public var seed: UInt64
    /// Index of the first window, for a session that goes on.
    public var firstWindow: Int
    /// Columns that the model learns from.
    public var features: Set<String> = []
    /// Columns whose levels are watched for errors, where they are categories; logged or not.
    public var watchedColumns: [String] = []
    /// Columns by whose levels the value is told apart.
    public var segments: [String] = []

    public init(
      session: SessionID, task: Lifecycle.LearningTask, target: String, loggedColumns: [String],
      window: MonitoringDefinition.WindowLength, outcomeDelaySeconds: Double, metric: String, value: ValueModel?,
      kpis: [KPI], baseline: BaselineAnswer?, exploration: Double, seed: UInt64, firstWindow: Int
    ) {
      self.session = session
      self.task = task
      self.target = target
      self.loggedColumns = loggedColumns
      self.window = window
      self.outcomeDelaySeconds = outcomeDelaySeconds
      self.metric = metric
      self.value = value
      self.kpis = kpis
      self.baseline = baseline
      self.exploration = exploration
      self.seed = seed
      self.firstWindow = firstWindow
    }
  }

  public private(set) var predictionCount = 0
  public private(set) var outcomeCount = 0
  /// Outcomes that found no prediction.
  public private(set) var unknownCount = 0
  public private(set) var latency = LatencyHistogram()
  /// Outcomes that are decided and not yet known.
  public var waitingCount: Int { queue.count }
  public private(set) var answered: [VersionID: Int] = [:]

  private let configuration: Configuration
  private let routing: RoutingTable
  private let log: any AnswerLog
  private let rule: DecisionRule
  private var book: WindowBook
  private var queue = OutcomeQueue()
  private var levelMaps = LevelMaps()
  private var binding: (version: VersionID, binding: WindowBinding)?
  private var scores: [Double] = []

  public init(_ configuration: Configuration, routing: RoutingTable, log: any AnswerLog) {
    self.configuration = configuration
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
        segments: configuration.segments),
      firstIndex: configuration.firstWindow)
  }

  /// Answers a batch: scored by the champion of this moment, decided, logged, counted into the window.
  ///
  /// When it returns, the answers are in the log.
  public func answer(_ batch: RequestBatch) throws -> Decisions {
    guard let model = routing.current.champion else {
      throw Refusal(
        kind: .no, message: "there is no champion to answer traffic", mend: "train and promote a version first")
    }
    let started = Self.now()
    if scores.count < batch.rows.count { scores = [Double](repeating: 0, count: batch.rows.count) }
    let classes = try score(batch, by: model)
    let decided = try rule.decide(
      batch, scores: Array(scores[..<batch.rows.count]), classes: classes, threshold: model.threshold)
    let answered = try gather(batch, decided, model)
    try log.append(answered.logged(session: configuration.session, columns: configuration.loggedColumns))
    latency.add(
      microseconds: Double(Self.now() - started) / 1000 / Double(max(1, batch.requestCount)), count: batch.requestCount)
    try book.add(answered)
    predictionCount += batch.requestCount
    self.answered[model.version, default: 0] += batch.requestCount
    return decided.decisions
  }

  /// Fills `scores`.
  ///
  /// - Returns: the number of each row's likeliest class (multiclass); empty for other tasks.
  private func score(_ batch: RequestBatch, by model: ServedModel) throws -> [Double] {
    var classes = [Double](repeating: 0, count: configuration.task == .multiclass ? batch.rows.count : 0)
    try scores.withUnsafeMutableBufferPointer { buffer in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[..<batch.rows.count])
      guard configuration.task == .multiclass else {
        return try model.scorer.score(batch.table, rows: batch.rows, levelMaps: &levelMaps, into: target)
      }
      try classes.withUnsafeMutableBufferPointer { classes in
        try model.scorer.answer(
          batch.table, rows: batch.rows, levelMaps: &levelMaps, scores: target, predictions: classes)
      }
    }
    return classes
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
    try book.add(
      AnsweredBatch(
        model: model, firstID: batch.firstID, eventTimes: batch.eventTimes, table: batch.table, rows: batch.rows,
        scores: scores, predictions: predictions, isExplored: [], binding: try windowBinding(model, batch.table)))
    predictionCount += batch.requestCount
    answered[model.version, default: 0] += batch.requestCount
    return Decisions(batch: batch, chosen: Array(batch.rows), predictions: predictions)
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
      binding: try windowBinding(model, table))
  }

  /// Worked out once for each version: a source keeps its layout and its level tables.
  private func windowBinding(_ model: ServedModel, _ table: Table) throws -> WindowBinding? {
    guard let reference = model.reference else { return nil }
    if let binding, binding.version == model.version { return binding.binding }
    let made = try WindowBinding(of: reference, to: table)
    binding = (model.version, made)
    return made
  }

  /// Takes outcomes that will become known; they wait until `release(knownBy:)`.
  public func expect(_ outcomes: Outcomes) { queue.add(outcomes) }

  /// Logs and joins every outcome known by an event time.
  public func release(knownBy time: Int64) throws {
    let known = queue.take(knownBy: time)
    if !known.ids.isEmpty { try log.append(LoggedOutcomes(session: configuration.session, outcomes: known)) }
    outcomeCount += known.ids.count
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
