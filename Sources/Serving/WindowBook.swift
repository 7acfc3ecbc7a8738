import Encoding
import Learning
import Lifecycle
import Monitoring
import Tabular

/// Cuts a session's traffic into windows, measures their drift when they close and their metrics when they settle.
///
/// Bounded: one window is filled, and at most those of one outcome delay (and `waitingCountMax`) wait for outcomes.
struct WindowBook {
  static let waitingCountMax = 4096

  let session: SessionID
  let length: MonitoringDefinition.WindowLength
  let outcomeDelay: Int64
  private let judge: WindowJudge
  private var open: OpenWindow?
  private var waiting: [OpenWindow] = []
  private var nextIndex: Int
  private(set) var facts: [WindowFact] = []
  private var watch: ErrorWatch
  /// While it is set, the window being filled goes on past its length: whoever writes windows down is behind.
  var isHeld = false
  var waitingRowCountMax = Int.max
  /// Rows at which a window of time closes before its end.
  var openRowCountMax = Int.max
  private var waitingRowCount = 0

  init(
    session: SessionID, length: MonitoringDefinition.WindowLength, outcomeDelaySeconds: Double, judge: WindowJudge,
    firstIndex: Int = 0
  ) {
    self.session = session
    self.length = length
    outcomeDelay = Int64(outcomeDelaySeconds * 1e6)
    self.judge = judge
    watch = ErrorWatch(task: judge.task)
    nextIndex = firstIndex
  }

  /// Hands over what happened since the last call.
  mutating func takeFacts() -> [WindowFact] {
    defer { facts.removeAll(keepingCapacity: true) }
    return facts
  }

  // MARK: Predictions

  /// Adds answered requests, closing windows on the way.
  mutating func add(_ answered: AnsweredBatch) throws {
    var start = 0
    while start < answered.count {
      if let window = open, isFull(window, before: answered.eventTimes[start]) { try close() }
      if open == nil { open = begin(with: answered, at: start) }
      let end = endOfWindow(answered, from: start)
      fill(answered, start..<end)
      start = end
    }
  }

  /// Counts who asks again, where a column says who asks.
  var redo: RedoTable?
  /// Text columns that are names, not texts.
  var namingColumns: Set<String> = []
  private var peopleAnswers = (all: 0, overriding: 0)

  private func begin(with answered: AnsweredBatch, at start: Int) -> OpenWindow {
    OpenWindow(
      session: session, index: nextIndex, firstID: answered.firstID + Int64(start), from: answered.eventTimes[start],
      model: answered.model, retaining: judge.retainedColumns + judge.levelColumns(of: answered.table))
  }

  private func isFull(_ window: OpenWindow, before time: Int64) -> Bool {
    if isHeld { return false }
    switch length {
    case .rows(let count): return window.rowCount >= count
    case .period(let seconds):
      return window.rowCount >= openRowCountMax
        || Self.period(of: time, seconds) != Self.period(of: window.from, seconds)
    }
  }

  private static func period(of time: Int64, _ seconds: Double) -> Int64 {
    let length = Int64(seconds * 1e6)
    return time >= 0 ? time / length : (time - length + 1) / length
  }

  /// The first request from `start` on that belongs to the next window.
  private func endOfWindow(_ answered: AnsweredBatch, from start: Int) -> Int {
    guard let window = open, !isHeld else { return answered.count }
    switch length {
    case .rows(let count): return min(answered.count, start + count - window.rowCount)
    case .period(let seconds):
      let period = Self.period(of: window.from, seconds)
      let room = openRowCountMax - window.rowCount
      var low = start
      var high = answered.count
      // Event times ascend: bisect instead of looking at each.
      while low < high {
        let middle = (low + high) / 2
        if Self.period(of: answered.eventTimes[middle], seconds) == period { low = middle + 1 } else { high = middle }
      }
      return min(max(low, start + 1), max(start + 1, start.addingReportingOverflow(room).partialValue))
    }
  }

  private mutating func fill(_ answered: AnsweredBatch, _ range: Range<Int>) {
    guard open != nil else { return }
    open?.append(answered, range)
    let rows = answered.rows.lowerBound + range.lowerBound..<answered.rows.lowerBound + range.upperBound
    open?.countTexts(answered.table, rows, leavingOut: namingColumns)
    let isOwn = answered.model.version == open?.model.version
    open?.countAbsent(isOwn ? answered.binding : answered.openBinding)
    guard
      let found = redo?.count(
        answered.table, rows: rows, times: answered.givenTimes ?? answered.eventTimes, from: range.lowerBound)
    else { return }
    open?.redo.known += found.known
    open?.redo.redone += found.redone
    open?.redo.backwards += found.backwards
  }

  /// Closes the window being filled, if any.
  mutating func close() throws {
    guard var window = open else { return }
    open = nil
    nextIndex += 1
    window.peopleAnswers = peopleAnswers
    peopleAnswers = (0, 0)
    facts.append(.closed(judge.closed(&window), judge.histograms(of: window)))
    window.drift = nil
    waiting.append(window)
    waitingRowCount += window.rowCount
    try settle(before: Int64.min)
    while waiting.count > WindowBook.waitingCountMax || (waiting.count > 1 && waitingRowCount > waitingRowCountMax) {
      try settleFirst()
    }
  }

  /// Closes a window that is full, or whose period is over, and settles those whose delay has passed: what traffic does
  /// by itself while there is some.
  mutating func tick(now: Int64) throws {
    if let window = open, isFull(window, before: now) { try close() }
    try settle(before: now)
  }

  /// The version that the window being filled began with.
  var openModel: ServedModel? { open?.model }

  /// Rows of the window being filled.
  var openRowCount: Int { open?.rowCount ?? 0 }

  // MARK: Outcomes

  /// Joins outcomes and settles what is complete, or whose delay has passed by an event time.
  ///
  /// - Returns: outcomes that found no prediction waiting for them.
  mutating func join(ids: [Int64], values: [Double], now: Int64) throws -> Int {
    var unknown = 0
    var position = 0
    var last = Int64.min
    for (id, value) in zip(ids, values) {
      // Outcomes mostly ascend; one that does not is looked for from the first window on.
      if id < last { position = 0 }
      last = id
      while position < waiting.count, id >= waiting[position].firstID + Int64(waiting[position].rowCount) {
        position += 1
      }
      if position < waiting.count, waiting[position].contains(id) {
        if !waiting[position].join(id, value) { unknown += 1 }
      } else if open?.contains(id) == true {
        if open?.join(id, value) == false { unknown += 1 }
      } else {
        unknown += 1
      }
    }
    try settle(before: now)
    return unknown
  }

  enum Joined {
    case joined
    case duplicate
    /// Its window has been settled, or never was.
    case absent
  }

  /// Joins one outcome; windows are settled by the next `tick`.
  mutating func join(_ id: Int64, _ value: Double) -> Joined {
    if let first = open?.firstID, id >= first {
      guard open?.contains(id) == true else { return .absent }
      return open?.join(id, value) == true ? .joined : .duplicate
    }
    var (low, high) = (0, waiting.count)
    while low < high {
      let middle = (low + high) / 2
      if waiting[middle].firstID <= id { low = middle + 1 } else { high = middle }
    }
    guard low > 0, waiting[low - 1].contains(id) else { return .absent }
    return waiting[low - 1].join(id, value) ? .joined : .duplicate
  }

  /// Takes a person's answer to a request of the review queue; too late when its window is settled.
  ///
  /// - Parameter proposal: what the model would have decided; NaN where that is not known.
  mutating func review(_ id: Int64, _ decision: Double, proposal: Double) {
    if proposal.isFinite {
      peopleAnswers.all += 1
      if proposal != decision { peopleAnswers.overriding += 1 }
    }
    if let position = waiting.firstIndex(where: { $0.contains(id) }) {
      waiting[position].review(id, decision)
    } else if open?.contains(id) == true {
      open?.review(id, decision)
    }
  }

  private mutating func settle(before now: Int64) throws {
    while let first = waiting.first, first.outcomeCount == first.rowCount || Self.later(first.to, outcomeDelay) < now {
      try settleFirst()
    }
  }

  private static func later(_ time: Int64, _ delay: Int64) -> Int64 { time.addingReportingOverflow(delay).partialValue }

  private mutating func settleFirst() throws {
    let window = waiting.removeFirst()
    waitingRowCount -= window.rowCount
    var settled = try judge.settled(window)
    watch.add(window, features: judge.features, to: &settled)
    facts.append(.settled(settled))
  }

  /// Settles everything that waits, at the end of a source.
  mutating func finish() throws {
    try close()
    while !waiting.isEmpty { try settleFirst() }
  }
}

/// Something that happened to a window.
public enum WindowFact: Sendable {
  case closed(WindowClosed, [DriftHistogram])
  case settled(WindowSettled)
}

/// Answered requests as windows and log take them.
struct AnsweredBatch {
  var model: ServedModel
  var firstID: Int64
  var eventTimes: [Int64]
  /// Table and rows of the decided candidates, one a request.
  var table: Table
  var rows: Range<Int>
  var scores: [Double]
  var predictions: [Double]
  var isExplored: [Bool]
  /// Of the version's own reference.
  var binding: WindowBinding?
  /// Of the reference of the window being filled, where another version began it.
  var openBinding: WindowBinding?
  /// In a canary, who answered some of the rows.
  var challenger: ServedModel?
  /// One for each request; empty without a challenger.
  var byChallenger: [Bool] = []
  var deciders = DeciderCounts()
  /// When each happened as its sender said, where that is not the windows' ascending clock.
  var givenTimes: [Int64]?
  /// Who was to decide.
  var level: AutomationLevel = .full
  /// What people decided of each request and what the model would have, where a column has people's decisions; else
  /// empty. NaN where either is not known.
  var humans: [Double] = []
  var proposals: [Double] = []

  var count: Int { eventTimes.count }
}

extension OpenWindow {
  mutating func append(_ answered: AnsweredBatch, _ range: Range<Int>) {
    let rows = answered.rows.lowerBound + range.lowerBound..<answered.rows.lowerBound + range.upperBound
    to = answered.eventTimes[range.upperBound - 1]
    scores.append(contentsOf: answered.scores[range])
    predictions.append(contentsOf: answered.predictions[range])
    outcomes.append(contentsOf: repeatElement(.nan, count: range.count))
    if !answered.isExplored.isEmpty { isExplored.append(contentsOf: answered.isExplored[range]) }
    retained.append(answered.table, rows: rows)
    note(answered, range)
    watch(answered, range, rows)
  }

  /// Counts inputs and scores for drift. Where the model chose among candidates, what it chose follows its own taste:
  /// only the requests that chance answered show the traffic as it is.
  private mutating func watch(_ answered: AnsweredBatch, _ range: Range<Int>, _ rows: Range<Int>) {
    guard let binding = answered.model.version == model.version ? answered.binding : answered.openBinding else {
      return
    }
    let first = rowCount - range.count
    guard !answered.isExplored.isEmpty else {
      accumulator?.add(answered.table, rows: rows, binding: binding)
      sample?.add(answered.table, rows: rows, binding: binding, at: first)
      answered.scores.withUnsafeBufferPointer { count(scores: UnsafeBufferPointer(rebasing: $0[range])) }
      return
    }
    let explored = range.filter { answered.isExplored[$0] }
    guard !explored.isEmpty else { return }
    let table = answered.table.gathering(explored.map { answered.rows.lowerBound + $0 })
    accumulator?.add(table, rows: 0..<table.rowCount, binding: binding)
    sample?.add(table, rows: 0..<table.rowCount, binding: binding, at: first)
    explored.map { answered.scores[$0] }.withUnsafeBufferPointer { count(scores: $0) }
  }

  private mutating func count(scores: UnsafeBufferPointer<Double>) {
    guard let feature = accumulator?.reference.scorePosition else { return }
    accumulator?.add(scores, feature: feature)
  }
}
