import Encoding
import Gateway
import Lifecycle
import Monitoring
import Serving
import Storage
import Tabular
import Traffic

/// Follows a log: lines to predictions and outcomes, to the prediction log and windows. Owned by the job's thread.
///
/// Bounded: lines are held until the reference is complete, then a block of rows at a time.
final class WatchLoop {
  static let referenceRowsDefault = 1000
  /// Lines that may wait for a reference.
  private static let heldCountMax = 100_000
  private static let batchRowCountMax = 1024
  private static let versionCountMax = 1000
  /// Bytes of lines that may wait, for a reference or for their batch.
  private static let heldByteCountMax = 128 << 20
  private static let batchByteCountMax = 16 << 20

  let job: WatchJob
  private let follower: LogFollower
  private var dialect = LogDialect()
  var roles: WatchRoles
  var schema: WatchSchema?
  var model: WatchedModel?
  var player: TrafficPlayer?
  var units = WatchedUnits()
  var counts = WatchCounts()
  var upstream = UpstreamBook()
  var windows = PlayedWindows(earlier: [])
  var notes: [String] = []
  private(set) var seconds = 0.0
  var held: [WatchedLine] = []
  var heldRows = 0
  /// Of the lines that wait.
  private var byteCount = 0
  let wantedRows: Int
  var referenceJSON: JSON = .null
  var batch: [WatchedLine] = []
  private var batchOutcomes: [PendingOutcome] = []
  var nextID: Int64 = 0
  var clock: WatchClock
  private var meter: TrafficMeter
  private var versions: [String: Int] = [:]
  var referenceLabels: ReferenceLabels?
  private var silentTickAt = 0.0
  private var savedAt = 0.0
  private var lastLineAt: Double

  struct PendingOutcome {
    var id: Int64
    var value: Double
    var knownAt: Int64?
  }

  init(_ job: WatchJob) throws {
    self.job = job
    follower = try LogFollower(path: job.path)
    roles = WatchRoles(
      job.columns, target: job.definition.data.target, id: job.definition.data.id, time: job.definition.timeColumn)
    wantedRows =
      job.request.referenceRows ?? job.definition.monitoring.watch?.referenceRows ?? Self.referenceRowsDefault
    clock = WatchClock(clock: job.clock)
    meter = TrafficMeter(clock: job.clock)
    lastLineAt = job.clock.monotonic()
    if let path = job.reference { try readReference(path) }
  }

  // MARK: The thread

  func run() throws {
    let started = job.clock.monotonic()
    var events: [LogFollower.Event] = []
    while true {
      let steering = job.control.waitWhilePaused()
      if steering.isCancelled { break }
      let state = try follower.read(waitMilliseconds: 100, into: &events)
      if !events.isEmpty { lastLineAt = job.clock.monotonic() }
      for event in events { try take(event) }
      events.removeAll(keepingCapacity: true)
      try flush()
      takeInbox()
      try publish()
      guard state != .more else { continue }
      if state == .ended || !job.request.follows && !follower.isEndless { break }
      clock.isLive = true
      if let idle = job.request.idleSeconds, job.clock.monotonic() - lastLineAt >= idle { break }
      try idle()
      if !follower.isEndless { job.control.sleep(seconds: 0.1, generation: steering.generation) }
    }
    if !job.control.current.isCancelled, let line = follower.takeTail() { try take(.line(line)) }
    try finish()
    seconds = job.clock.monotonic() - started
  }

  private func finish() throws {
    if model == nil { try begin(atEnd: true) }
    try flush()
    takeInbox()
    if let player {
      try player.finish()
      try handFacts()
    }
    counts.unknown += units.waitingCount
    counts.waiting = 0
    try publish(isLast: true)
  }

  private func idle() throws {
    guard let player else { return }
    try player.tick(now: clock.now)
    try handFacts()
    let now = job.clock.monotonic()
    guard now - silentTickAt >= 1, let age = clock.age else { return }
    silentTickAt = now
    let (engine, gap, at) = (job.engine, clock.expectedGap, clock.now)
    try waitFor { try await engine.noteSilence(seconds: age, expectedGap: gap, at: Timestamp(microseconds: at)) }
  }

  // MARK: Lines

  private func take(_ event: LogFollower.Event) throws {
    switch event {
    case .tooLong: counts.note("too_long")
    case .began:
      counts.note("rotations")
      dialect.begin()
    case .line(let bytes):
      switch dialect.read(bytes) {
      case .nothing: break
      case .malformed(let reason):
        counts.note("malformed")
        counts.example = counts.example ?? reason
      case .record(let record):
        counts.read += 1
        byteCount += bytes.count
        try take(roles.line(record))
      }
    }
  }

  private func take(_ line: WatchedLine) throws {
    guard line.isRow || line.hasOutcome else { return counts.note("empty") }
    guard model == nil else { return try add(line) }
    held.append(line)
    if line.isRow { heldRows += 1 }
    let isMuch = held.count >= max(Self.heldCountMax, 4 * wantedRows) || byteCount >= Self.heldByteCountMax
    if heldRows >= wantedRows || isMuch { try begin(atEnd: false) }
  }

  /// A row, an outcome, or both.
  func add(_ line: WatchedLine) throws {
    guard let model else { return }
    let outcome = line.hasOutcome ? model.reading.outcome(line) : nil
    if let outcome, outcome.isNaN { counts.invalid += 1 }
    let known = line.id.flatMap { units.find($0) }
    if let known {
      // A row that comes again brings at most its outcome.
      let joins = outcome.map { !$0.isNaN && join(known, $0, line.time?.time) } ?? false
      if line.isRow, !joins { counts.note("duplicate_ids") }
    } else if line.isRow {
      try addRow(line, outcome)
    } else if let outcome, !outcome.isNaN {
      keep(line.id, outcome, line.time?.time)
    }
  }

  private func addRow(_ line: WatchedLine, _ outcome: Double?) throws {
    let id = nextID + Int64(batch.count)
    batch.append(line)
    if let unit = line.id { units.add(unit, id: id) }
    if let outcome, !outcome.isNaN {
      _ = join(id, outcome, line.time?.time)
    } else if let unit = line.id, let early = units.takeEarly(unit) {
      counts.early += 1
      _ = join(id, early.value, early.knownAt)
    }
    if batch.count >= batchLimit || byteCount >= Self.batchByteCountMax { try flush() }
  }

  /// Windows of rows end with a batch, so that what is odd in their columns is told of the right one.
  private var batchLimit: Int {
    guard case .rows(let count)? = job.definition.monitoring.window ?? window, let player else {
      return Self.batchRowCountMax / 4
    }
    let open = player.openRowCount % count
    return min(Self.batchRowCountMax, count - open)
  }

  var window: MonitoringDefinition.WindowLength?

  /// - Returns: whether it is the first outcome of its prediction.
  @discardableResult
  func join(_ id: Int64, _ value: Double, _ knownAt: Int64?) -> Bool {
    guard units.mark(id) else {
      counts.duplicate += 1
      return false
    }
    batchOutcomes.append(PendingOutcome(id: id, value: value, knownAt: knownAt))
    return true
  }

  private func keep(_ unit: String?, _ value: Double, _ knownAt: Int64?) {
    guard let unit else {
      counts.note("outcomes_without_id")
      counts.unknown += 1
      return
    }
    let (isNew, givenUp) = units.keep(unit, WatchedUnits.Early(value: value, knownAt: knownAt))
    if !isNew { counts.duplicate += 1 }
    counts.unknown += givenUp
  }

  // MARK: Batches

  /// Logs the rows at hand and then their outcomes.
  func flush() throws {
    guard let player, let model else { return }
    byteCount = 0
    var start = 0
    while start < batch.count {
      let version = batch[start].version
      var end = start + 1
      while end < batch.count, batch[end].version == version { end += 1 }
      try observe(Array(batch[start..<end]), version, player, model)
      start = end
    }
    if !batch.isEmpty {
      batch.removeAll(keepingCapacity: true)
      // A window that is full is told before the next row's columns and pauses are counted.
      try player.tick(now: clock.lastTime ?? .min)
      try handFacts()
    }
    guard !batchOutcomes.isEmpty else { return }
    let outcomes = batchOutcomes
    batchOutcomes.removeAll(keepingCapacity: true)
    let results = try player.join(
      Outcomes(
        ids: outcomes.map(\.id), values: outcomes.map(\.value), knownAt: outcomes.map { clock.known($0.knownAt) }))
    for result in results {
      switch result {
      case .joined: counts.joined += 1
      case .duplicate: counts.duplicate += 1
      case .late:
        counts.joined += 1
        counts.late += 1
      }
    }
    learn(outcomes)
    try player.tick(now: clock.lastTime ?? .min)
    try handFacts()
  }

  private func observe(
    _ lines: [WatchedLine], _ version: String?, _ player: TrafficPlayer, _ model: WatchedModel
  ) throws {
    guard var schema else { return }
    let table = schema.table(of: lines)
    self.schema = schema
    let (ascending, given) = clock.times(of: lines, &counts)
    let scores = lines.map { model.reading.score($0) }
    counts.note(
      "bad_scores",
      zip(lines, scores).count { $0.score.map { !$0.isMissing } ?? false && $1.isNaN })
    var request = RequestBatch(table: table, rows: 0..<lines.count, eventTimes: ascending, firstID: nextID)
    if given != ascending { request.givenTimes = given }
    try player.observe(
      request, scores: scores, predictions: zip(lines, scores).map { model.reading.prediction($0, score: $1) },
      by: model.served(number(of: version)))
    nextID += Int64(lines.count)
    counts.rows += lines.count
  }

  /// Versions that are numbers keep them; others are numbered as they come, at most a thousand.
  private func number(of version: String?) -> VersionID {
    guard let version else { return VersionID(0) }
    if let number = versions[version] { return VersionID(number) }
    guard versions.count < Self.versionCountMax else { return VersionID(0) }
    let own = Int(version.hasPrefix("v") ? String(version.dropFirst()) : version)
    if let own, (0...1_000_000).contains(own) {
      versions[version] = own
      return VersionID(own)
    }
    let number = versions.count + 1
    versions[version] = number
    notes.append("version \(version.prefix(64)) is shown as \(number)")
    return VersionID(number)
  }

  // MARK: Others

  private func takeInbox() {
    for item in job.inbox.take() { item.answered(.success(report(item.entries))) }
  }

  // MARK: Telling

  private func handFacts() throws {
    guard let player else { return }
    let facts = player.takeFacts().map { withFigures($0) }
    guard !facts.isEmpty else { return }
    for fact in facts { windows.add(fact) }
    try waitFor { [engine = job.engine] in try await engine.record(facts) }
  }

  private func publish(isLast: Bool = false) throws {
    guard isLast || meter.isDue else { return }
    let rate = meter.tick(played: counts.rows)
    counts.waiting = isLast ? 0 : units.waitingCount
    let answered = player?.answered.sorted { $0.key < $1.key } ?? []
    let counters = liveCounters(backlog: follower.unreadByteCount)
    job.live.update { state in
      state.traffic.rowsPerSecond = rate
      state.traffic.predictions = counts.rows
      state.traffic.outcomes = counts.joined
      state.traffic.answered = answered.map { TrafficStatus.VersionShare(version: $0.key, rows: $0.value) }
      state.traffic.rate = meter.rates
      state.counters = counters
    }
    let missing = model == nil ? max(0, wantedRows - heldRows) : 0
    job.status.update { state in
      state.counts = counts
      state.referenceMissing = missing
      state.newColumns = schema?.newColumns ?? []
      state.source = SourceState(
        name: job.path, lastAt: clock.lastAt, lastEvent: clock.lastTime, expectedGap: clock.expectedGap)
    }
    let detail =
      missing > 0
      ? "\(NumberText.grouped(heldRows)) of \(NumberText.grouped(wantedRows)) rows for the reference"
      : "\(NumberText.grouped(counts.rows)) rows"
    job.tasks.update(job.task, fraction: nil, detail: detail)
    let now = job.clock.monotonic()
    guard isLast || now - savedAt >= 10 else { return }
    savedAt = now
    try? WatchRecord(
      session: job.session.number, log: job.path, task: model?.task ?? .binary, classes: model?.classes ?? [],
      counts: counts.json
    ).write(to: job.folder.watchRecord)
  }
}
