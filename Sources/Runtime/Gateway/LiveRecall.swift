import Lifecycle
import Serving
import Storage
import Tabular
import Traffic

/// Puts a gateway's session together again from the log, when an engine goes on with it: the windows that were open or
/// unsettled, which outcomes were reported, which units were answered.
struct LiveRecall {
  /// Newest predictions that are searched for units that no file of the index has.
  static let unitRowCountMax: Int64 = 1_000_000
  /// Blocks that wait for the others of their batch; after more of them, what is missing is taken for lost.
  private static let batchBlockCountMax = 4

  var log: SharedLog
  var session: SessionID
  var next: Int64
  var windowed: WindowedPart
  /// Windows that the journal has, oldest first.
  var windows: [WindowClosed]
  var unitColumn: String
  /// Requests whose logged outcome is a person's answer, which the truth may still replace.
  var reviewed: Set<Int64>
  var model: (VersionID) throws -> ServedModel

  func recall(into loop: ServingLoop) throws {
    try recallWindows(into: loop)
    let wanted = Int64(windowed.firstWatched.request)
    try log.reader.forEachOutcomeBlock(session: session) { block in
      for id in block.ids where !reviewed.contains(id) { _ = loop.marks.insert(id) }
      let positions = block.ids.indices.filter { block.ids[$0] >= wanted }
      loop.player.recall(
        Outcomes(
          ids: positions.map { block.ids[$0] }, values: positions.map { block.outcomes[$0] },
          knownAt: positions.map { block.knownAt[$0] }))
    }
    try recallUnits(into: loop)
  }

  // MARK: Windows

  private func recallWindows(into loop: ServingLoop) throws {
    let first = Int64(windowed.firstWatched.request)
    var expected = first
    var waiting: [PredictionBlock] = []
    try log.reader.forEachPredictionBlock(session: session, from: first) { block in
      waiting.append(block)
      let rows = Self.ordered(waiting, from: first)
      guard let lowest = rows.first?.id, let highest = rows.last?.id else {
        waiting.removeAll()
        return
      }
      // Blocks of two versions that answered one batch interleave, and the later one may hold the first row.
      let isWhole = lowest == expected && highest - lowest == Int64(rows.count - 1)
      guard isWhole || waiting.count > Self.batchBlockCountMax else { return }
      // What retention or damage took ends the window before it.
      if lowest != expected { try loop.player.closeWindow() }
      try play(rows, waiting, into: loop)
      expected = highest + 1
      waiting.removeAll()
    }
    let rest = Self.ordered(waiting, from: first)
    if let lowest = rest.first?.id {
      if lowest != expected { try loop.player.closeWindow() }
      try play(rest, waiting, into: loop)
    }
    loop.player.holdsWindows = false
  }

  private typealias Row = (id: Int64, block: Int, row: Int)

  private static func ordered(_ blocks: [PredictionBlock], from first: Int64) -> [Row] {
    var rows: [Row] = []
    for (index, block) in blocks.enumerated() {
      for row in 0..<block.count where block.id(at: row) >= first { rows.append((block.id(at: row), index, row)) }
    }
    return rows.sorted { $0.id < $1.id }
  }

  /// Runs of rows that one version answered, cut where the journal says that a window ended.
  private func play(_ rows: [Row], _ blocks: [PredictionBlock], into loop: ServingLoop) throws {
    var start = 0
    while start < rows.count {
      let block = rows[start].block
      let end = self.end(of: rows[start].id)
      loop.player.holdsWindows = end != nil
      var stop = start + 1
      while stop < rows.count, rows[stop].block == block, rows[stop].id < end ?? .max { stop += 1 }
      try play(rows[start..<stop], blocks[block], into: loop)
      if rows[stop - 1].id + 1 == end { try loop.player.closeWindow() }
      start = stop
    }
  }

  private func play(_ rows: ArraySlice<Row>, _ block: PredictionBlock, into loop: ServingLoop) throws {
    guard let first = rows.first else { return }
    let positions = rows.map(\.row)
    let table = loop.table.table(of: block.features.gathering(positions))
    var times: [Int64] = []
    for position in positions {
      loop.see(block.eventTimes[position])
      times.append(loop.lastTime)
    }
    loop.player.layoutGeneration = loop.table.generation
    let batch = RequestBatch(table: table, rows: 0..<rows.count, eventTimes: times, firstID: first.id)
    _ = try loop.player.recall(
      batch, scores: positions.map { block.scores[$0] }, predictions: positions.map { block.decisions[$0] },
      by: try model(block.version))
  }

  /// The identity after the last of the window that an identity is in; nil where the journal has not closed it.
  private func end(of id: Int64) -> Int64? {
    windows.first { id >= Int64($0.firstID) && id < Int64($0.firstID + $0.rows) }.map { Int64($0.firstID + $0.rows) }
  }

  // MARK: Units

  private func recallUnits(into loop: ServingLoop) throws {
    let from = max(loop.units.lastStoredID + 1, next - Self.unitRowCountMax)
    try log.reader.forEachPredictionBlock(session: session, features: [unitColumn], from: from) { block in
      guard case .text(let units)? = block.features[unitColumn]?.values else { return }
      for row in 0..<block.count where block.id(at: row) >= from {
        if let unit = units[row] { loop.units.add(unit, id: block.id(at: row)) }
      }
    }
  }
}
