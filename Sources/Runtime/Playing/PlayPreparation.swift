import Encoding
import Expressions
import Learning
import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

/// What a session plays and how it is watched.
struct PreparedPlay {
  var source: any TrafficSource
  var configuration: TrafficPlayer.Configuration
  var log: any AnswerLog
  /// Identity of the first request that will be played.
  var firstID: Int64
  /// Answers of a session that goes on; nil for a new one.
  var recalled: RecalledAnswers?
  /// Whether the champion has learnt outcomes of rows that will be played.
  var isLearnt = false
  /// Requests that will be played; nil for a source without an end.
  var requestCount: Int?
  /// True when the last request played is the last of the source.
  var reachesEnd: Bool
  var earlierPredictions: Int
  var earlierOutcomes: Int
  /// Requests at the beginning that an earlier play answered: gone through once more for windows and detectors.
  var repeatedCount = 0
  /// What the log holds of the rollout's step; nil without a rollout.
  var record: TrialRecord?
  /// What people should know about the source.
  var notes: [String] = []

  /// Requests that may be played together, of so many that might.
  func limit(_ limit: Int, after played: Int) -> Int {
    let known = recalled?.limit(from: firstID + Int64(played)) ?? limit
    return min(limit, known, requestCount.map { $0 - played } ?? limit)
  }

  func endsWithSource(after played: Int) -> Bool { reachesEnd && requestCount == played }
}

/// Works out what a play request means: which rows, from where to where, watched how.
struct PlayPreparation {
  let job: PlayJob

  init(_ job: PlayJob) { self.job = job }

  func prepare() throws -> PreparedPlay {
    let model = try ModelLoading.model(job.champion, from: job.artifacts)
    let column = job.definition.scope.humanDecisionColumn
    job.routing.update { routes in
      routes.automation.humanColumn = column
      routes.automation.answers = model.target.answers
    }
    if job.request.file == nil, case .world(let seed) = job.definition.data.source {
      return try withRecord(prepareWorld(seed, model))
    }
    return try withRecord(try prepareTable(model))
  }

  // MARK: The world

  private func prepareWorld(_ seed: UInt64, _ model: Model) -> PreparedPlay {
    let limit: Int? = if case .row(let row)? = job.request.until { row } else { nil }
    return PreparedPlay(
      source: job.worlds(seed).traffic(startingAt: job.start.firstUnlogged),
      configuration: configuration(model, features: job.worlds(seed).schema.names(of: .feature), rowCount: nil),
      log: job.log, firstID: Int64(job.start.firstUnlogged), recalled: nil, requestCount: limit,
      reachesEnd: limit != nil, earlierPredictions: 0,
      earlierOutcomes: 0)
  }

  // MARK: Tables

  /// Where windows begin to be watched.
  private var watched: (window: Int, request: Int) {
    job.start.windowed?.firstWatched ?? (window: job.start.firstWindow, request: job.start.firstRequest)
  }

  private func prepareTable(_ model: Model) throws -> PreparedPlay {
    let (token, definition) = (job.token, job.definition)
    job.tasks.update(job.task, fraction: nil, detail: "reading")
    if let file = job.request.file,
      let streamed = try streamed(file, model, from: watched.request, judgedFrom: job.start.firstUnlogged)
    {
      return try prepared(
        streamed.source, model, features: streamed.features, rowCount: streamed.rowCount, from: streamed.first,
        to: streamed.end, isLearnt: isLearnt(streamed.startTime), notes: streamed.notes)
    }
    let rows = try orderedRows(definition, token)
    let targets =
      rows.table[definition.data.target] == nil
      ? [Double](repeating: .nan, count: rows.table.rowCount)
      : try model.target.labels(of: rows.table, rows: 0..<rows.table.rowCount)
    let notes = unknownOutcomes(rows.table[definition.data.target], targets, definition.data.target)
    let end = end(of: rows)
    let first = min(watched.request, end)
    let source = TableTraffic(
      name: job.source, table: rows.table, eventTimes: rows.eventTimes, targets: targets,
      delaySeconds: definition.monitoring.outcomeDelaySeconds, startingAt: first, end: end)
    let judged = max(first, job.start.firstUnlogged)
    return try prepared(
      source, model, features: rows.features, rowCount: rows.table.rowCount, from: first, to: end,
      isLearnt: isLearnt(judged < end ? rows.eventTimes[judged] : nil), notes: notes)
  }

  private func prepared(
    _ source: any TrafficSource, _ model: Model, features: [String], rowCount: Int, from first: Int, to end: Int,
    isLearnt: Bool, notes: [String]
  ) throws -> PreparedPlay {
    let counts = try job.log.counts(of: job.start.session)
    let repeated = max(0, job.start.firstUnlogged - first)
    let isResumed = job.start.windowed != nil
    var configuration = configuration(model, features: features, rowCount: rowCount)
    configuration.firstWindow = watched.window
    return PreparedPlay(
      source: source, configuration: configuration,
      log: isResumed
        ? ResumedLog(log: job.log, firstUnlogged: Int64(job.start.firstUnlogged), lastOutcome: lastOutcome()) : job.log,
      firstID: Int64(first), recalled: isResumed ? try recalled(from: first) : nil,
      isLearnt: isLearnt, requestCount: end - first, reachesEnd: end == rowCount,
      earlierPredictions: isResumed ? counts.predictions - repeated : 0,
      earlierOutcomes: isResumed ? try outcomeCount(before: Int64(first)) : 0,
      repeatedCount: isResumed ? repeated : 0, notes: notes)
  }

  /// Says so when rows have an outcome that the model does not know: they are answered, but nothing judges the answers.
  private func unknownOutcomes(_ target: Column?, _ targets: [Double], _ name: String) -> [String] {
    guard let target else { return [] }
    let unknown = targets.indices.filter { targets[$0].isNaN && !target.values.isMissing($0) }
    guard !unknown.isEmpty else { return [] }
    let words = Set(unknown.prefix(10_000).compactMap { target.values.text(at: $0) }).sorted().prefix(3)
    return [Self.unknownNote(unknown.count, name, words: Array(words))]
  }

  /// A version that was trained on released rows knows their outcomes.
  ///
  /// - Parameter start: event time of the first row to be answered.
  private func isLearnt(_ start: Int64?) -> Bool {
    guard let start, let release = job.state.runs.last(where: { $0.id == job.champion.run })?.newestRelease else {
      return false
    }
    return start < release.microseconds
      - Int64(job.definition.monitoring.outcomeDelaySeconds * 1e6)
  }

  /// Outcomes in the log of requests that will not be played again.
  private func outcomeCount(before id: Int64) throws -> Int {
    var count = 0
    try job.log.reader.forEachOutcomeBlock(session: job.start.session) { block in
      count += block.ids.count { $0 < id }
    }
    return count
  }

  private func recalled(from first: Int) throws -> RecalledAnswers? {
    guard first < job.start.firstUnlogged else { return nil }
    let wanted = Int64(first)..<Int64(job.start.firstUnlogged)
    return try RecalledAnswers(wanted, of: job.start.session, from: job.log.reader) { id in
      guard let version = job.state.version(id) else {
        throw Refusal(
          kind: .damaged, message: "the log names version \(id), which the journal does not know",
          mend: "play the traffic anew, without --resume")
      }
      return try ModelLoading.served(version, from: job.artifacts)
    }
  }

  /// Greatest id whose outcome is in the log already.
  private func lastOutcome() -> Int64 {
    let newest = try? job.log.reader.outcomes(session: job.start.session, newest: 1)
    return newest?.first?.id ?? -1
  }

  private struct OrderedRows {
    var table: Table
    var eventTimes: [Int64]
    /// Columns that the project may learn from.
    var features: [String]
  }

  /// The live part, or a whole file, in event-time order.
  private func orderedRows(_ definition: ProjectDefinition, _ token: TaskToken) throws -> OrderedRows {
    let data = try job.store.data(definition.data, clock: job.clock) { token.isCancelled }
    guard let file = job.request.file else {
      guard !data.split.live.isEmpty else {
        throw Refusal(
          kind: .no, message: "the data have no live part to play",
          mend: "give data.split a live share in sextant.yaml, or name a file: `sextant replay FILE`")
      }
      return ordered(data.table, data.eventTimes, rows: data.split.live, data.schema)
    }
    // Read with the kinds of the training data: a column of digits must not become a number because a file is short.
    var options = definition.data.readOptions { token.isCancelled }
    for column in data.schema.columns where options.kinds[column.name] == nil {
      options.kinds[column.name] = column.kind
    }
    let dataset = try TableReader.standard.read(path: file, options: options)
    let times = try definition.data.time.map { try dataset.table.eventTimes(by: $0.specification) }
    let eventTimes = times ?? (0..<dataset.table.rowCount).map { Int64($0) * 1_000_000 }
    return ordered(dataset.table, eventTimes, rows: Array(0..<dataset.table.rowCount), data.schema)
  }

  private func ordered(_ table: Table, _ eventTimes: [Int64], rows: [Int], _ schema: Schema) -> OrderedRows {
    let sorted = rows.sorted { (eventTimes[$0], $0) < (eventTimes[$1], $1) }
    return OrderedRows(
      table: table.gathering(sorted), eventTimes: sorted.map { eventTimes[$0] }, features: schema.names(of: .feature))
  }

  private func end(of rows: OrderedRows) -> Int {
    switch job.request.until {
    case nil: return rows.table.rowCount
    case .row(let row)?: return min(row, rows.table.rowCount)
    case .time(let seconds)?:
      let limit = Int64(seconds * 1e6)
      return rows.eventTimes.firstIndex { $0 >= limit } ?? rows.table.rowCount
    }
  }

  // MARK: The rollout under way

  /// What the log holds of the step under way.
  private func withRecord(_ play: PreparedPlay) throws -> PreparedPlay {
    var play = play
    play.record = try TrialRecall(job.state.rollout, job.routing.current, play.configuration, log: job.log)?
      .record(sessions: job.state.sessionCount, next: job.start.session)
    return play
  }

  // MARK: Watching

  /// - Parameter rowCount: of a source with an end.
  private func configuration(_ model: Model, features: [String], rowCount: Int?) -> TrafficPlayer.Configuration {
    let window = rowCount.map { max(WatchSettings.windowRowsDefault / 2, $0 / 50) }
    let unit = job.state.rollout?.started.unit
    var configuration = WatchSettings(definition: job.definition, champion: job.champion, unit: unit).configuration(
      model, features: features, session: job.start.session, firstWindow: job.start.firstWindow,
      defaultWindowRows: window ?? WatchSettings.windowRowsDefault)
    // Outcomes that come later as a file name their rows by it.
    if let id = job.definition.data.id, !configuration.loggedColumns.contains(id) {
      configuration.loggedColumns.append(id)
    }
    return configuration
  }
}

/// The log of a session that goes on: what it already holds is not written again.
struct ResumedLog: AnswerLog {
  let log: SharedLog
  let firstUnlogged: Int64
  let lastOutcome: Int64

  func append(_ answers: LoggedAnswers) throws {
    if let rest = answers.dropping(before: firstUnlogged) { try log.append(rest) }
  }

  func append(together answers: [LoggedAnswers]) throws {
    try log.append(together: answers.compactMap { $0.dropping(before: firstUnlogged) })
  }

  func append(shadow answers: LoggedAnswers) throws {
    if let rest = answers.dropping(before: firstUnlogged) { try log.append(shadow: rest) }
  }

  func append(_ outcomes: LoggedOutcomes) throws {
    let kept = outcomes.outcomes.ids.indices.filter { outcomes.outcomes.ids[$0] > lastOutcome }
    guard !kept.isEmpty else { return }
    guard kept.count < outcomes.outcomes.ids.count else { return try log.append(outcomes) }
    var rest = outcomes
    rest.outcomes = Outcomes(
      ids: kept.map { outcomes.outcomes.ids[$0] }, values: kept.map { outcomes.outcomes.values[$0] },
      knownAt: kept.map { outcomes.outcomes.knownAt[$0] })
    try log.append(rest)
  }
}

extension LoggedAnswers {
  /// The answers from an identity on; nil where there are none.
  fileprivate func dropping(before first: Int64) -> LoggedAnswers? {
    let skipped =
      ids.isEmpty
      ? Int(max(0, min(Int64(rows.count), first - firstID))) : ids.firstIndex { $0 >= first } ?? rows.count
    guard skipped < rows.count else { return nil }
    guard skipped > 0 else { return self }
    var rest = self
    rest.firstID = ids.isEmpty ? firstID + Int64(skipped) : ids[skipped]
    if !ids.isEmpty { rest.ids.removeFirst(skipped) }
    rest.rows = rows.lowerBound + skipped..<rows.upperBound
    rest.eventTimes.removeFirst(skipped)
    rest.scores.removeFirst(skipped)
    rest.predictions.removeFirst(skipped)
    return rest
  }
}
