import Lifecycle
import Storage
import Testing

/// What belongs together is there together after a crash.
@Suite("Appends of several blocks") struct GroupedAppendTests {
  /// Rows 0, 2, 4… of one version, the others of another.
  private func pair(from first: Int64, version: Int) -> [PredictionBlock] {
    [Int64(0), 1].map { offset in
      var block = PredictionBlock.sample(version: version + Int(offset), table: .ordinary(rows: 8))
      block.ids = .each((0..<8).map { first + 2 * Int64($0) + offset })
      return block
    }
  }

  @Test("A torn append of two blocks goes whole, wherever it was cut")
  func torn() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    try log.append(together: pair(from: 0, version: 1))
    let before = log.byteCount
    try log.append(together: pair(from: 16, version: 1))
    let segment = scratch.file(try #require(Scratch.names(scratch.path).first))
    let whole = Scratch.read(segment)
    for size in before..<whole.count {
      Scratch.write(Array(whole[..<size]), to: segment)
      let opened = try PredictionLog(path: scratch.path)
      #expect(opened.lastID(of: SessionID(1)) == 15, "cut at \(size) of \(whole.count)")
      #expect(opened.damage.allSatisfy { $0.kind == .tornTail })
      // It is gone on with as if nothing had been.
      try opened.append(together: pair(from: 16, version: 1))
      let ids = try opened.reader.page(session: SessionID(1), offset: 0, limit: 100).ids
      #expect(ids.sorted() == (0..<32).map { Int64($0) })
    }
    Scratch.write(whole, to: segment)
    #expect(try PredictionLog(path: scratch.path).lastID(of: SessionID(1)) == 31)
  }
}
