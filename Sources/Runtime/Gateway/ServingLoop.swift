import Encoding
import Gateway
import Learning
import Lifecycle
import Monitoring
import Serving
import Storage
import Tabular
import Traffic

/// The serving of a gateway's session: it takes all requests that wait, makes one table of them, has the player answer
/// it, which writes the log once for all, and then completes each. Reached through a `ServingTurn` alone.
final class ServingLoop {
  /// Rows that are answered, and logged, together at most.
  static let batchRowCountMax = 8192
  /// How far a client's clock may be ahead of ours.
  static let futureSecondsMax = 300.0
  /// A window that the journal cannot take is let grow to so many rows; then requests are refused.
  static let heldRowCountMax = 200_000

  let desk: LiveDesk
  let player: TrafficPlayer
  let handOver: FactHandOver
  let log: SharedLog
  let session: SessionID
  let classes: [String]
  let task: Lifecycle.LearningTask
  let units: UnitIndex
  var table: LiveTable
  var marks = OutcomeMarks()
  /// What its windows are expected to bring.
  var upstream = UpstreamBook()
  var nextID: Int64
  var figures = DeskFigures()
  /// Windows that the journal had when the session went on.
  let known: WindowedPart?
  private let clock: EngineClock
  /// The windows' clock: the greatest event time so far, and when it was seen.
  private(set) var lastTime = Int64.min
  private var lastTimeAt = 0.0
  /// Called twice a second at most, while there is traffic.
  private let publishes: (ServingLoop, Double) -> Void
  private var publishedAt = 0.0
  private var groupCountAtTick = 0
  private var work = DeskQueue()
  private var idleTicks = 0

  init(
    desk: LiveDesk, player: TrafficPlayer, handOver: FactHandOver, log: SharedLog, session: SessionID,
    task: Lifecycle.LearningTask, classes: [String], units: UnitIndex, table: LiveTable, nextID: Int64,
    known: WindowedPart?, clock: EngineClock, publishes: @escaping (ServingLoop, Double) -> Void
  ) {
    self.desk = desk
    self.player = player
    self.handOver = handOver
    self.log = log
    self.session = session
    self.task = task
    self.classes = classes
    self.units = units
    self.table = table
    self.nextID = nextID
    self.known = known
    self.clock = clock
    self.publishes = publishes
  }

  // MARK: The thread

  /// Answers until the desk is closed and everything that waited has been answered.
  static func run(_ turn: ServingTurn, _ desk: LiveDesk) {
    desk.begin(turn)
    var isOver = false
    while !isOver {
      let hasWork = desk.waitForWork(seconds: turn.take { $0.patience })
      isOver = turn.take { $0.step(isIdle: !hasWork) }
    }
    desk.end()
    turn.take { loop in
      loop.idleTicks = max(1, loop.idleTicks)
      loop.tick(loop.clock.monotonic())
      loop.handOver.finish()
      loop.figures.lost = loop.handOver.lostCount
    }
  }

  private var patience: Double { idleTicks < 4 ? Self.tickSeconds : Self.idleSeconds }

  /// - Returns: whether everything has been answered and nothing more will come.
  private func step(isIdle: Bool) -> Bool {
    desk.take(&work)
    defer { work.clear() }
    answer(work.predictions)
    join(work.reports)
    let now = clock.monotonic()
    if isIdle || now - publishedAt >= Self.tickSeconds {
      idleTicks = figures.groups == groupCountAtTick ? idleTicks + 1 : 0
      groupCountAtTick = figures.groups
      tick(now)
    }
    return work.isClosed && work.isEmpty
  }

  /// Answers what waits where it is a moment's work, for a thread of the door.
  ///
  /// - Returns: whether there was some.
  func answerQuick() -> Bool {
    guard desk.takeQuick(&work) else { return false }
    defer { work.clear() }
    answer(work.predictions)
    return true
  }

  private static let tickSeconds = 0.5
  private static let idleSeconds = 1.0

  private func tick(_ now: Double) {
    publishedAt = now
    attempt { try player.tick(now: eventNow) }
    handFacts()
    // Between requests even little news is worth a look: nobody knows when more will come.
    lookAtRollout(atLittle: idleTicks > 0)
    figures.pendingFacts = handOver.pendingCount
    figures.lost = handOver.lostCount
    if let failure = handOver.failure { figures.failure = failure }
    if let failure = units.failure { figures.failure = "the index of units cannot be written: \(failure)" }
    desk.publish(figures, isOverwhelmed: handOver.isBehind && player.openRowCount > Self.heldRowCountMax)
    publishes(self, now)
  }

  /// What windows make of it must not keep an answer back: it is said instead.
  func attempt(_ body: () throws -> Void) {
    do { try body() } catch { figures.failure = "windows: \(Refusal.describing(error))" }
  }

  func handFacts() {
    let facts = player.takeFacts()
    guard !facts.isEmpty else { return }
    let new = facts.filter { fact in
      switch fact {
      case .closed(let window, _): known?.closed.contains(window.index) != true
      case .settled(let window): known?.settled.contains(window.index) != true
      }
    }
    if !new.isEmpty { handOver.push(upstream.adding(to: new).map { withSoftwareFigures($0) }) }
  }

  private func withSoftwareFigures(_ fact: WindowFact) -> WindowFact {
    guard case .closed(var window, let histograms) = fact else { return fact }
    window.figures["software.queue"] = Double(desk.queuedRows)
    window.figures["software.lost"] = Double(figures.lost)
    if let memory = ProcessMemory.residentBytes { window.figures["software.memory_bytes"] = Double(memory) }
    window.figures["software.cpu_seconds"] = ProcessMemory.processorSeconds
    if let latency = player.latency.summary {
      window.figures["software.latency_p50_ms"] = latency.p50 / 1000
      window.figures["software.latency_p95_ms"] = latency.p95 / 1000
      window.figures["software.latency_p99_ms"] = latency.p99 / 1000
    }
    return .closed(window, histograms)
  }

  // MARK: Time

  /// The windows' clock goes on by itself from the last event.
  var eventNow: Int64 {
    guard lastTime != Int64.min else { return clock.now().microseconds }
    return lastTime + Int64(max(0, clock.monotonic() - lastTimeAt) * 1e6)
  }

  func see(_ time: Int64) {
    guard time > lastTime else { return }
    lastTime = time
    lastTimeAt = clock.monotonic()
  }

  // MARK: Predictions

  /// A request on its way to its answer.
  private final class Pending {
    let request: PredictionRequest
    let completion: DeskQueue.Answered
    var reply: PredictionReply
    var failure: PredictionFailure?

    init(_ item: DeskQueue.Predictions, _ session: SessionID) {
      request = item.request
      completion = item.completion
      reply = PredictionReply(session: session, ids: [], versions: [], scores: [], predictions: [])
    }
  }

  private func answer(_ items: [DeskQueue.Predictions]) {
    guard !items.isEmpty else { return }
    let inputs = desk.current.inputs.inputs
    table.extend(to: inputs)
    figures.groups += 1
    let wall = clock.now().microseconds
    let all = items.map { Pending($0, session) }
    for pending in all {
      if let latest = pending.request.eventTimes.max(), latest > wall + Int64(Self.futureSecondsMax * 1e6) {
        pending.failure = .invalid("an event time lies in the future; send times as microseconds since 1970, UTC")
      }
    }
    // In the order they came: runs of one version, mostly of none in particular.
    var start = 0
    while start < all.count {
      let version = all[start].request.version
      var end = start + 1
      while end < all.count, all[end].request.version == version { end += 1 }
      answer(all[start..<end], version, wall)
      start = end
    }
    for pending in all {
      pending.completion(pending.failure.map { .failure($0) } ?? .success(pending.reply))
    }
    handFacts()
    lookAtRollout()
  }

  private func answer(_ run: ArraySlice<Pending>, _ version: VersionID?, _ wall: Int64) {
    var pinned: ServedModel?
    if let version {
      pinned = desk.routing.current.model(version)
      guard pinned != nil else {
        for pending in run { pending.failure = pending.failure ?? .unknownVersion(version) }
        return
      }
    }
    var batch: [LiveRows] = []
    var owners: [Pending] = []
    var count = 0
    func flush() {
      guard count > 0 else { return }
      answer(batch, owners, count, pinned, wall)
      batch.removeAll(keepingCapacity: true)
      owners.removeAll(keepingCapacity: true)
      count = 0
    }
    for pending in run where pending.failure == nil {
      var row = 0
      while row < pending.request.rowCount {
        let end = min(pending.request.rowCount, row + Self.batchRowCountMax - count)
        batch.append(LiveRows(request: pending.request, rows: row..<end))
        owners.append(pending)
        count += end - row
        row = end
        if count == Self.batchRowCountMax { flush() }
      }
    }
    flush()
  }

  /// One table, one write of the log.
  private func answer(
    _ batch: [LiveRows], _ owners: [Pending], _ count: Int, _ pinned: ServedModel?, _ wall: Int64
  ) {
    let (ascending, given) = times(batch, count, wall)
    let rows = table.table(of: batch[...])
    player.layoutGeneration = table.generation
    player.holdsWindows = handOver.isBehind
    var request = RequestBatch(table: rows, rows: 0..<count, eventTimes: ascending, firstID: nextID)
    request.givenTimes = given
    let answers: BatchAnswers
    do {
      let (made, windowFailure) = try player.answers(to: request, pinned: pinned)
      answers = made
      if let windowFailure { figures.failure = "windows: \(Refusal.describing(windowFailure))" }
    } catch {
      figures.failure = "nothing can be answered: \(Refusal.describing(error))"
      for owner in owners { owner.failure = .unavailable("\(Refusal.describing(error))") }
      return
    }
    if player.holdsWindows { figures.heldRows += count }
    hand(answers, batch, owners)
    nextID += Int64(count)
    desk.answered(upTo: nextID)
    figures.predictions += count
  }

  private func hand(_ answers: BatchAnswers, _ batch: [LiveRows], _ owners: [Pending]) {
    let width = answers.scores.count / max(1, answers.predictions.count)
    var start = 0
    for (part, owner) in zip(batch, owners) {
      let range = start..<start + part.rows.count
      owner.reply.ids.append(contentsOf: nextID + Int64(range.lowerBound)..<nextID + Int64(range.upperBound))
      owner.reply.versions.append(contentsOf: answers.versions[range])
      owner.reply.predictions.append(contentsOf: answers.predictions[range])
      owner.reply.scores.append(contentsOf: answers.scores[range.lowerBound * width..<range.upperBound * width])
      if !part.request.ids.isEmpty {
        for (offset, row) in part.rows.enumerated() {
          if let unit = part.request.ids[row] { units.add(unit, id: nextID + Int64(range.lowerBound + offset)) }
        }
      }
      start = range.upperBound
    }
    count(answers, width)
  }

  private func count(_ answers: BatchAnswers, _ width: Int) {
    for (row, version) in answers.versions.enumerated() {
      let scores = answers.scores[row * width..<(row + 1) * width]
      figures.scores[version, default: bounds(of: version)].add(
        scores.count == 1 ? scores[scores.startIndex] : scores.max() ?? .nan)
    }
  }

  /// Twentieths of a probability; of a value the deciles that the version had at its training.
  private func bounds(of version: VersionID) -> DeskFigures.ScoreCounts {
    guard task == .regression else { return DeskFigures.ScoreCounts(bounds: (1...20).map { Double($0) / 20 }) }
    guard let reference = desk.routing.current.model(version)?.reference, let position = reference.scorePosition,
      case .numeric(let profile) = reference.features[position].distribution
    else { return DeskFigures.ScoreCounts(bounds: []) }
    return DeskFigures.ScoreCounts(bounds: profile.decileEdges)
  }

  /// Times for the windows, which ascend, and those that clients gave, where they are others.
  private func times(_ batch: [LiveRows], _ count: Int, _ wall: Int64) -> (ascending: [Int64], given: [Int64]?) {
    guard batch.contains(where: { !$0.request.eventTimes.isEmpty }) else {
      see(wall)
      return (
        [Int64](repeating: max(lastTime, wall), count: count),
        lastTime > wall ? [Int64](repeating: wall, count: count) : nil
      )
    }
    var ascending: [Int64] = []
    var given: [Int64] = []
    for part in batch {
      for row in part.rows {
        let time = part.request.eventTimes.isEmpty ? wall : part.request.eventTimes[row]
        see(time)
        given.append(time)
        ascending.append(lastTime)
      }
    }
    return (ascending, given == ascending ? nil : given)
  }

  /// - Parameter atLittle: at whatever is new, however little.
  func lookAtRollout(atLittle: Bool = false) {
    guard player.isLookDue || atLittle && player.hasNewsOfTrial, !handOver.isJudging else { return }
    attempt { if let findings = try player.look() { handOver.push(findings) } }
  }
}
