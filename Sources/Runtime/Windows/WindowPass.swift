import Encoding
import Expressions
import Lifecycle
import Monitoring
import Serving
import Storage
import Tabular

/// One walk over the log of a window and of the windows before it.
struct WindowPass {
  private let detail: WindowDetail
  private(set) var accumulator: WindowAccumulator
  private var books: [SegmentBook]
  /// Business segments of which no row has come yet.
  private var openSegments: [String]
  /// Of all rows that are looked at, by identity from the first; NaN where none is known.
  private var outcomes: [Double] = []
  private let ids: ClosedRange<Int64>
  private let windowIDs: ClosedRange<Int64>
  private(set) var rowCount = 0
  private(set) var measuredCount = 0
  private(set) var outcomeCount = 0
  /// Of the one numeric column that is asked for.
  private(set) var values = RunningSums()
  private(set) var least = Double.infinity
  private(set) var most = -Double.infinity

  private enum Stop: Error { case done }

  init(_ detail: WindowDetail, _ reference: ReferenceProfile, cutters: [SegmentCutter]) {
    self.detail = detail
    accumulator = WindowAccumulator(reference: reference)
    books = cutters.map { SegmentBook($0) }
    openSegments = detail.segmentColumns
    let closed = detail.window.closed
    let first = Int64(closed.firstID)
    windowIDs = first...first + Int64(max(1, min(closed.rows, WindowDetail.rowCountMax))) - 1
    ids = Int64(detail.before.first?.closed.firstID ?? closed.firstID)...windowIDs.upperBound
  }

  var worst: [JSON] { SegmentBook.worst(books, hasBefore: !detail.before.isEmpty, byValue: isPriced) }

  /// Whether rows have a value.
  private(set) var isPriced = false

  mutating func run() throws {
    if !books.isEmpty { try readOutcomes() }
    let feature = accumulator.reference.features.first
    let own = Set(accumulator.reference.features.filter { $0.role == .feature }.map(\.name))
    let names = own.union(detail.definition.scope.value?.names ?? []).union(detail.segmentColumns)
    let isNumeric = detail.column != nil && feature?.kind == .numeric
    do {
      try detail.reader.forEachPredictionBlock(
        session: detail.window.closed.session, features: names, from: ids.lowerBound
      ) { block in
        if detail.isCancelled() { throw Refusal(kind: .cancelled, message: "cancelled") }
        try add(block, feature: isNumeric ? feature : nil)
        if rowCount >= windowIDs.count { throw Stop.done }
      }
    } catch Stop.done {
      // All rows of the window have been seen.
    }
  }

  private mutating func readOutcomes() throws {
    outcomes = [Double](repeating: .nan, count: ids.count)
    let first = ids.lowerBound
    try detail.reader.forEachOutcomeBlock(session: detail.window.closed.session, overlapping: ids) { block in
      if detail.isCancelled() { throw Refusal(kind: .cancelled, message: "cancelled") }
      for row in 0..<block.count where ids.contains(block.ids[row]) {
        outcomes[Int(block.ids[row] - first)] = block.outcomes[row]
      }
    }
  }

  // MARK: A block

  private mutating func add(_ block: PredictionBlock, feature: FeatureProfile?) throws {
    let rows = (0..<block.count).filter { ids.contains(block.id(at: $0)) }
    guard !rows.isEmpty else { return }
    let own = rows.filter { windowIDs.contains(block.id(at: $0)) }
    rowCount += own.count
    detail.progress(Double(rowCount) / Double(windowIDs.count))
    try measure(block, own, feature)
    if !books.isEmpty { try judge(block, rows) }
  }

  /// Counts the window's inputs and scores; where the model chooses, those alone that chance answered.
  private mutating func measure(_ block: PredictionBlock, _ rows: [Int], _ feature: FeatureProfile?) throws {
    let share = detail.exploredShare
    let measured =
      share >= 1
      ? rows
      : rows.filter {
        DecisionRule.explores(block.id(at: $0), share: share, seed: DecisionRule.explorationSeed)
      }
    guard !measured.isEmpty else { return }
    measuredCount += measured.count
    if block.features.columns.isEmpty == false {
      let table = block.features.gathering(measured.map { block.rows.lowerBound + $0 })
      try accumulator.add(table)
    }
    let scores = measured.map { block.scores[$0] }
    if let position = accumulator.reference.scorePosition {
      scores.withUnsafeBufferPointer { accumulator.add($0, feature: position) }
    }
    guard let feature else { return }
    let numbers: [Double]
    if feature.role == .score {
      numbers = scores
    } else if case .numeric(let all) = block.features[feature.name]?.values {
      numbers = measured.map { all[block.rows.lowerBound + $0] }
    } else {
      return
    }
    for number in numbers where number.isFinite {
      values.add(number)
      (least, most) = (min(least, number), max(most, number))
    }
  }

  // MARK: Errors

  private mutating func judge(_ block: PredictionBlock, _ rows: [Int]) throws {
    let known = rows.map { outcomes[Int(block.id(at: $0) - ids.lowerBound)] }
    let isBefore = rows.map { block.id(at: $0) < windowIDs.lowerBound }
    outcomeCount += zip(known, isBefore).count { !$0.isNaN && !$1 }
    let table = block.features.gathering(rows.map { block.rows.lowerBound + $0 })
    let losses = try RowLosses(
      scores: rows.map { block.scores[$0] }, predictions: rows.map { block.decisions[$0] }, outcomes: known,
      task: detail.task, value: detail.definition.scope.value, target: detail.definition.data.target,
      over: table.columns.isEmpty ? Bindings(rowCount: rows.count) : Bindings(table))
    isPriced = isPriced || !losses.values.isEmpty
    openBooks(table)
    for index in books.indices {
      let cutter = books[index].cutter
      let places: [Int]?
      if index == 0, accumulator.reference.features.first?.role == .score {
        places = rows.map { cutter.segment(of: block.scores[$0]) }
      } else {
        places = table[cutter.column].flatMap { cutter.segments(of: $0.values, rows: 0..<rows.count) }
      }
      if let places { books[index].add(losses, places: places, isBefore: isBefore) }
    }
  }

  /// A business segment's levels are those that its first rows name.
  private mutating func openBooks(_ table: Table) {
    openSegments.removeAll { name in
      guard let values = table[name]?.values else { return false }
      switch values {
      case .categorical(let levels): books.append(SegmentBook(SegmentCutter(levels: levels.levels, named: name)))
      case .boolean: books.append(SegmentBook(SegmentCutter(levels: ["false", "true"], named: name)))
      case .numeric, .timestamp, .text: break
      }
      return true
    }
  }
}
