import Encoding
import Lifecycle
import Storage
import Tabular
import Testing

@Suite("Prediction log: what is written comes back")
struct PredictionLogRoundTripTests {
  /// Rows as texts and bit patterns, so that NaN equals itself and -0.0 does not equal 0.0.
  private func bits(_ block: PredictionBlock) -> [String] {
    (0..<block.count).map { row in
      let cells = block.features.columns.map { column in
        "\(column.name)=\(PredictionLogRoundTripTests.cell(column.values, block.rows.lowerBound + row))"
      }
      return
        ([
          "\(block.session) v\(block.version) id \(block.id(at: row)) at \(block.eventTimes[row])",
          PredictionLogRoundTripTests.bits(block.scores[row]), PredictionLogRoundTripTests.bits(block.decisions[row]),
        ] + cells).joined(separator: " ")
    }
  }

  private static func bits(_ value: Double) -> String { value.isNaN ? "nan" : String(value.bitPattern, radix: 16) }

  private static func cell(_ values: ColumnValues, _ row: Int) -> String {
    switch values {
    case .numeric(let values): bits(values[row])
    case .categorical(let values): values[row].map { "\(Array($0.utf8))" } ?? "missing"
    case .boolean(let values): String(values[row])
    case .timestamp(let values): String(values[row])
    case .text(let values): values[row].map { "\(Array($0.utf8))" } ?? "missing"
    }
  }

  private func expectRoundTrip(_ blocks: [PredictionBlock], sourceLocation: SourceLocation = #_sourceLocation) throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    for block in blocks { try log.append(block) }
    let read = try log.reader.blocks()
    #expect(read.map(bits) == blocks.map(bits), sourceLocation: sourceLocation)
  }

  @Test("all kinds with missing values, -0.0, infinities, empty texts and levels that look alike")
  func awkwardValues() throws {
    let table = Table.awkward
    try expectRoundTrip([
      .sample(table: table), .sample(from: 100, table: table, rows: 3..<9),
      .sample(from: 200, table: table, rows: 11..<12),
    ])
  }

  @Test("blocks of every awkward row alone, where each column is constant")
  func singleRows() throws {
    let table = Table.awkward
    try expectRoundTrip((0..<table.rowCount).map { .sample(from: Int64($0), table: table, rows: $0..<$0 + 1) })
  }

  @Test("ordinary rows, whatever widths their codes get", arguments: [1, 2, 255, 256, 1024, 70_000])
  func ordinaryRows(count: Int) throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    let block = PredictionBlock.sample(from: 40, table: .ordinary(rows: count))
    try log.append(block)
    let read = try log.reader.blocks().flatMap(bits)
    #expect(read == bits(block))
  }

  @Test(
    "integers at the edges of each width",
    arguments: [0, 1, 0xFE, 0xFF, 0x100, 0xFFFE, 0xFFFF, 0x10000, 0xFFFF_FFFE, 0xFFFF_FFFF, 1 << 32, 1 << 52, 1 << 62])
  func integerWidths(span: Int64) throws {
    for base in [Int64(0), -5, -(1 << 61)] {
      let times = [base, base + span, base, .min, base + span / 2]
      let numbers = times.map { $0 == .min ? Double.nan : Double($0) }
      let table = Table(columns: [
        Column(name: "time", values: .timestamp(times)), Column(name: "number", values: .numeric(numbers)),
        Column(name: "tenths", values: .numeric(numbers.map { $0 / 10 })),
      ])
      try expectRoundTrip([.sample(table: table)])
    }
  }

  @Test("more levels than a byte or two can count")
  func manyLevels() throws {
    let levels = (0..<70_000).map { "level \($0)" }
    for count in [255, 256, 65_535, 65_536] {
      let codes = (0..<count).map { UInt32(count - 1 - $0) } + [CategoricalValues.missing]
      let table = Table(columns: [
        Column(name: "level", values: .categorical(CategoricalValues(codes: codes, levels: levels)))
      ])
      let scratch = try Scratch()
      let log = try PredictionLog(path: scratch.path)
      let block = PredictionBlock.sample(table: table)
      try log.append(block)
      let read = try log.reader.blocks().flatMap(bits)
      #expect(read == bits(block))
    }
  }

  @Test("explicit ids in any order")
  func explicitIDs() throws {
    var block = PredictionBlock.sample()
    block.ids = .each([9, -4, .max, .min, 0, 3, 2, 1])
    try expectRoundTrip([block])
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    try log.append(block)
    #expect(log.counts(of: SessionID(1)).ids == .min ... .max)
  }

  @Test("tables whose levels grow, change order or change their columns")
  func changingTables() throws {
    func table(_ levels: [String], _ codes: [UInt32], extra: Bool = false) -> Table {
      Table(
        columns: [Column(name: "l", values: .categorical(CategoricalValues(codes: codes, levels: levels)))]
          + (extra ? [Column(name: "n", values: .numeric(codes.map { Double($0) }))] : []))
    }
    let tables = [
      table(["a", "b"], [0, 1, 0]), table(["a", "b", "c"], [2, 1, 0]), table(["c", "a"], [0, 1, 1]),
      table(["x"], [0, 0, 0], extra: true), table(["b", "y"], [1, 0, .max]),
      table(["y", "x"], [0, 1, 0], extra: true),
    ]
    try expectRoundTrip(tables.enumerated().map { .sample(from: Int64($0 * 10), table: $1) })
  }

  @Test("a block without columns")
  func noColumns() throws {
    let block = PredictionBlock(
      session: SessionID(1), version: VersionID(2), ids: .from(5), eventTimes: [1, 2], scores: [0.5, .nan],
      decisions: [1, 0], features: Table(columns: []), rows: 0..<2)
    try expectRoundTrip([block])
  }

  @Test("outcomes come back in order")
  func outcomes() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    let blocks = [
      OutcomeBlock(session: SessionID(1), ids: [3, 1, 2], outcomes: [1, 0, 0.25], knownAt: [10, 11, 12]),
      OutcomeBlock(session: SessionID(1), ids: [7], outcomes: [-1e9], knownAt: [.max]),
    ]
    for block in blocks { try log.append(block) }
    try log.append(OutcomeBlock(session: SessionID(2), ids: [1], outcomes: [5], knownAt: [1]))
    try log.append(OutcomeBlock(session: SessionID(1), ids: [], outcomes: [], knownAt: []))
    var read: [OutcomeBlock] = []
    try log.reader.forEachOutcomeBlock(session: SessionID(1)) { read.append($0) }
    #expect(read == blocks)
    #expect(log.counts(of: SessionID(1)).outcomes == 4)
  }

  @Test("only the named columns are read")
  func columnSelection() throws {
    let scratch = try Scratch()
    let log = try PredictionLog(path: scratch.path)
    try log.append(.sample())
    var names: [String] = []
    try log.reader.forEachPredictionBlock(session: SessionID(1), features: ["job", "age", "nothing"]) {
      names = $0.features.columnNames
    }
    #expect(names == ["age", "job"])
  }

  @Test("a session sees its own rows alone, and counts survive reopening")
  func sessions() throws {
    let scratch = try Scratch()
    do {
      let log = try PredictionLog(path: scratch.path)
      try log.append(.sample(session: 1, from: 10))
      try log.append(.sample(session: 2, from: 500))
      try log.append(.sample(session: 1, from: 18))
    }
    let log = try PredictionLog(path: scratch.path)
    #expect(log.damage.isEmpty)
    #expect(log.sessions == [SessionID(1), SessionID(2)])
    #expect(log.counts(of: SessionID(1)).predictions == 16)
    #expect(log.lastID(of: SessionID(1)) == 25)
    #expect(log.lastID(of: SessionID(2)) == 507)
    #expect(log.lastID(of: SessionID(3)) == nil)
    #expect(try log.reader.ids(1) == Array(10..<26))
    try log.append(.sample(session: 1, from: 26))
    #expect(try log.reader.ids(1) == Array(10..<34))
    #expect(Scratch.names(scratch.path).count == 1)
  }
}
