import Encoding
import Lifecycle
import Storage
import Tabular
import Testing

@Suite("Prediction log: rows to train on, pages and retention")
struct PredictionLogRowsTests {
  private let schema = Schema(columns: [
    ColumnSchema(name: "job", kind: .categorical), ColumnSchema(name: "age", kind: .numeric),
    ColumnSchema(name: "y", kind: .categorical, role: .target),
    ColumnSchema(name: "duration", kind: .numeric, role: .leftOut),
    ColumnSchema(name: "hour", kind: .timestamp),
  ])

  /// Forty predictions in blocks of four, each followed by the outcomes of the block before last, over several segments.
  private func makeLog(_ scratch: Scratch, segmentByteCount: Int = 3000) throws -> (PredictionLog, Table) {
    let options = PredictionLog.Options(segmentByteCount: segmentByteCount, retainedByteCount: 1 << 20)
    let log = try PredictionLog(path: scratch.path, options: options)
    let table = Table.ordinary(rows: 40)
    for block in 0..<10 {
      try log.append(.sample(from: Int64(block * 4), table: table, rows: block * 4..<block * 4 + 4))
      // Another session's rows must never be taken for this one's.
      try log.append(.sample(session: 2, from: Int64(block * 4), table: .ordinary(rows: 4, seed: 9)))
      if block >= 2 {
        let ids = (0..<4).map { Int64((block - 2) * 4 + $0) }
        try log.append(
          OutcomeBlock(
            session: SessionID(1), ids: ids, outcomes: ids.map { Double($0 % 2) }, knownAt: ids.map { $0 * 100 }))
        try log.append(OutcomeBlock(session: SessionID(2), ids: ids, outcomes: [9, 9, 9, 9], knownAt: [0, 0, 0, 0]))
      }
    }
    return (log, table)
  }

  /// A prediction's `PredictionBlock.sample` block gives row r of the table the id r.
  private func expect(
    _ rows: LoggedRows, ids: [Int64], of table: Table, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(rows.ids == ids, sourceLocation: sourceLocation)
    #expect(rows.outcomes == ids.map { Double($0 % 2) }, sourceLocation: sourceLocation)
    #expect(rows.knownAt == ids.map { $0 * 100 }, sourceLocation: sourceLocation)
    #expect(rows.table.columnNames == schema.columns.map(\.name), sourceLocation: sourceLocation)
    for (row, id) in ids.enumerated() {
      for name in ["job", "age", "hour"] {
        #expect(
          rows.table[name]?.values.text(at: row) == table[name]?.values.text(at: Int(id)),
          sourceLocation: sourceLocation)
      }
      #expect(rows.table["y"]?.values.text(at: row) == (id % 2 == 0 ? "no" : "yes"), sourceLocation: sourceLocation)
      #expect(rows.table["duration"]?.values.isMissing(row) == true, sourceLocation: sourceLocation)
    }
  }

  @Test("all rows with outcomes, as the project's schema has them", arguments: [500, 3000, 1 << 20])
  func joined(segmentByteCount: Int) throws {
    let scratch = try Scratch()
    let (log, table) = try makeLog(scratch, segmentByteCount: segmentByteCount)
    let rows = try log.reader.joined(
      session: SessionID(1), schema: schema, targetLevels: ["no", "yes"], newest: 1000)
    expect(rows, ids: Array(0..<32), of: table)
    #expect(rows.damage.isEmpty)
    #expect(rows.mismatchedColumns.isEmpty)
    #expect(rows.newestRelease == 3100)
  }

  @Test("a limit takes the newest", arguments: [0, 1, 3, 4, 5, 17, 31, 32, 33])
  func limited(limit: Int) throws {
    let scratch = try Scratch()
    let (log, table) = try makeLog(scratch)
    let rows = try log.reader.joined(
      session: SessionID(1), schema: schema, targetLevels: ["no", "yes"], newest: limit)
    expect(rows, ids: Array(Int64(max(0, 32 - limit))..<32), of: table)
  }

  @Test("only outcomes known by the instant are seen", arguments: [-1, 0, 99, 100, 1550, 3099, 3100])
  func knownBy(instant: Int64) throws {
    let scratch = try Scratch()
    let (log, table) = try makeLog(scratch)
    let rows = try log.reader.joined(
      session: SessionID(1), schema: schema, targetLevels: ["no", "yes"], knownBy: Timestamp(microseconds: instant),
      newest: 1000)
    expect(rows, ids: Array(0..<max(0, instant < 0 ? 0 : instant / 100 + 1)), of: table)
    #expect(rows.knownAt.allSatisfy { $0 <= instant })
  }

  @Test("an outcome that was corrected counts once, with its last value known by the instant")
  func corrections() throws {
    let scratch = try Scratch()
    let (log, _) = try makeLog(scratch)
    try log.append(OutcomeBlock(session: SessionID(1), ids: [30], outcomes: [7], knownAt: [5000]))
    func outcome(_ instant: Int64) throws -> [Double] {
      let rows = try log.reader.joined(
        session: SessionID(1), schema: schema, knownBy: Timestamp(microseconds: instant), newest: 1000)
      return zip(rows.ids, rows.outcomes).filter { $0.0 == 30 }.map(\.1)
    }
    #expect(try outcome(4999) == [0])
    #expect(try outcome(5000) == [7])
  }

  @Test("outcomes without a prediction join nothing")
  func orphans() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    try log.append(OutcomeBlock(session: SessionID(1), ids: [99], outcomes: [1], knownAt: [0]))
    try log.append(.sample())
    #expect(try log.reader.joined(session: SessionID(1), schema: schema, newest: 10).count == 0)
    #expect(try log.reader.outcomes(session: SessionID(1), newest: 10).map(\.id) == [99])
  }

  @Test("a column that was logged in another kind is missing, and said")
  func otherKind() throws {
    let scratch = try Scratch()
    let (log, _) = try makeLog(scratch)
    var changed = schema
    changed.columns[1].kind = .text
    let rows = try log.reader.joined(session: SessionID(1), schema: changed, newest: 5)
    #expect(rows.mismatchedColumns == ["age"])
    #expect((0..<5).allSatisfy { rows.table["age"]?.values.isMissing($0) == true })
  }

  @Test(
    "targets of each kind are filled from outcomes",
    arguments: [
      (ColumnKind.numeric, ["no", "yes"], ["0.0", "1.0"]), (.numeric, ["2", "-1"], ["2.0", "-1.0"]),
      (.numeric, [], ["0.0", "1.0"]), (.boolean, ["false", "true"], ["false", "true"]),
      (.boolean, ["true", "false"], ["true", "false"]), (.categorical, ["no", "yes"], ["no", "yes"]),
      (.text, ["no", "yes"], ["no", "yes"]),
    ])
  func targetKinds(kind: ColumnKind, levels: [String], expected: [String]) throws {
    let scratch = try Scratch()
    let (log, _) = try makeLog(scratch)
    let target = Schema(columns: [ColumnSchema(name: "y", kind: kind, role: .target)])
    let rows = try log.reader.joined(session: SessionID(1), schema: target, targetLevels: levels, newest: 2)
    let texts = (0..<2).map { row in
      if case .numeric(let values) = rows.table["y"]?.values { return String(values[row]) }
      return rows.table["y"]?.values.text(at: row) ?? "missing"
    }
    #expect(texts == expected)
  }

  @Test("pages follow each other without a gap, with outcomes where they are known", arguments: [1, 3, 4, 7, 100])
  func pages(limit: Int) throws {
    let scratch = try Scratch()
    let (log, _) = try makeLog(scratch)
    var ids: [Int64] = []
    while true {
      let page = try log.reader.page(session: SessionID(1), offset: ids.count, limit: limit)
      if page.count == 0 { break }
      #expect(page.count <= limit)
      for (row, id) in page.ids.enumerated() {
        if id < 32 {
          #expect(page.outcomes[row] == Double(id % 2))
        } else {
          #expect(page.outcomes[row].isNaN)
        }
      }
      #expect(page.table.columnNames == ["age", "rate", "score", "job", "hour"])
      ids += page.ids
    }
    #expect(ids == Array(0..<40))
  }

  @Test("a page has every column that any of its rows has, missing where a row has none")
  func newColumns() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    let units = Column(name: "unit", values: .text(.sample(["A-1", nil])))
    try log.append(.sample(table: Table(columns: [Column(name: "age", values: .numeric([1, 2]))])))
    try log.append(.sample(from: 2, table: Table(columns: [Column(name: "age", values: .numeric([3, 4])), units])))
    let page = try log.reader.page(session: SessionID(1), offset: 0, limit: 10)
    #expect(page.table.columnNames == ["age", "unit"])
    #expect((0..<4).map { page.table["unit"]?.values.text(at: $0) } == [nil, nil, "A-1", nil])
    #expect((0..<4).map { page.table["age"]?.values.text(at: $0) } == ["1", "2", "3", "4"])
  }

  @Test("the log stays within its bound however much is appended, and keeps the newest")
  func retention() throws {
    let scratch = try Scratch()
    let options = PredictionLog.Options(segmentByteCount: 4000, retainedByteCount: 20_000)
    let log = try PredictionLog(path: scratch.path, options: options)
    for block in 0..<400 {
      try log.append(.sample(from: Int64(block * 8)))
      let onDisk = Scratch.names(scratch.path).reduce(0) { $0 + Scratch.read(scratch.file($1)).count }
      #expect(onDisk <= 20_000)
      #expect(log.byteCount == onDisk)
    }
    let ids = try log.reader.ids()
    #expect(ids.last == 3199)
    #expect(ids.count > 100)
    #expect(ids == Array((3200 - Int64(ids.count))..<3200))
    #expect(log.counts(of: SessionID(1)).predictions == ids.count)
    #expect(log.lastID(of: SessionID(1)) == 3199)
    let reopened = try PredictionLog(path: scratch.path, options: options)
    #expect(reopened.damage.isEmpty)
    #expect(reopened.counts(of: SessionID(1)) == log.counts(of: SessionID(1)))
    #expect(reopened.byteCount == log.byteCount)
  }

  @Test("opening with a smaller bound deletes the oldest at once")
  func tighterRetention() throws {
    let scratch = try Scratch()
    do {
      let log = try PredictionLog(
        path: scratch.path, options: PredictionLog.Options(segmentByteCount: 2000, retainedByteCount: 1 << 20))
      for block in 0..<100 { try log.append(.sample(from: Int64(block * 8))) }
    }
    let log = try PredictionLog(
      path: scratch.path, options: PredictionLog.Options(segmentByteCount: 2000, retainedByteCount: 10_000))
    #expect(log.byteCount <= 10_000)
    #expect(log.lastID(of: SessionID(1)) == 799)
  }

  @Test("a reader sees whole blocks while the log is written on")
  func readerBesideWriter() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    try log.append(.sample(from: 0))
    let reader = log.reader
    var seen: [Int64] = []
    try reader.forEachPredictionBlock(session: SessionID(1)) { block in
      seen.append(block.id(at: 0))
      try log.append(.sample(from: 8))
    }
    #expect(seen == [0])
    #expect(try reader.ids() == Array(0..<16))
  }

  @Test("an error of the visitor ends the walk and comes out")
  func visitorError() throws {
    struct Enough: Error {}
    let scratch = try Scratch()
    let (log, _) = try makeLog(scratch)
    var visits = 0
    #expect(throws: Enough.self) {
      try log.reader.forEachPredictionBlock(session: SessionID(1)) { _ in
        visits += 1
        throw Enough()
      }
    }
    #expect(visits == 1)
  }
}
