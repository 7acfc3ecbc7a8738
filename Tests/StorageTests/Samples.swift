import Encoding
import Lifecycle
import Storage
import Tabular

extension Table {
  /// Six columns of all kinds with whatever is hard to write down.
  static let awkward = Table(columns: [
    Column(
      name: "numbers",
      values: .numeric([
        0, -0.0, .nan, .infinity, -.infinity, 0.1, 1e300, .leastNonzeroMagnitude, -3.25, 93.994, 9_007_199_254_740_994,
        .nan,
      ])),
    Column(
      name: "levels",
      values: .categorical(
        CategoricalValues(
          codes: [0, 1, 2, 3, 4, 5, .max, 0, 5, 4, .max, 1],
          // The last two are canonically equal and differ in bytes.
          levels: ["", "a", "日本語", "👩‍👩‍👧", "\u{E9}", "e\u{301}"]))),
    Column(name: "flags", values: .boolean([0, 1, 255, 1, 0, 0, 1, 255, 255, 0, 1, 1])),
    Column(
      name: "times",
      values: .timestamp([
        0, .min, .max, -1, 1_700_000_000_000_000, 1, 2, 3, .min + 1, 5, 6, 7,
      ])),
    Column(
      name: "texts",
      values: .text(.sample(["", nil, "plain", "zeile\nzwei", "\u{0}", "🜨", nil, "x", "", "y", "z", "e\u{301}"]))),
    Column(name: "same", values: .numeric([Double](repeating: 7.5, count: 12))),
  ])

  /// Rows that look like most data: small integers, decimals with gaps, few levels.
  static func ordinary(rows: Int, seed: UInt64 = 1) -> Table {
    var generator = Generator(state: seed)
    func list<Value>(_ value: (Int) -> Value) -> [Value] { (0..<rows).map(value) }
    return Table(columns: [
      Column(name: "age", values: .numeric(list { _ in Double(18 + generator.next(below: 70)) })),
      Column(
        name: "rate",
        values: .numeric(
          list { _ in generator.next(below: 10) == 0 ? .nan : Double(generator.next(below: 9000)) / 1000 })
      ),
      Column(name: "score", values: .numeric(list { _ in Double(generator.next(below: 1 << 40)) / 7 })),
      Column(
        name: "job",
        values: .categorical(
          CategoricalValues(
            codes: list { _ in UInt32(generator.next(below: 5)) },
            levels: ["admin", "services", "retired", "student", "none"]))),
      Column(name: "hour", values: .timestamp(list { Int64($0) * 3_600_000_000 })),
    ])
  }
}

/// A small seeded generator (SplitMix64), so that every test sees the same rows.
struct Generator {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}

extension TextValues {
  static func sample(_ texts: [String?]) -> TextValues {
    var values = TextValues()
    for text in texts { values.append(text) }
    return values
  }
}

extension PredictionBlock {
  static func sample(
    session: Int = 1, version: Int = 1, from first: Int64 = 0, table: Table = .ordinary(rows: 8),
    rows: Range<Int>? = nil
  ) -> PredictionBlock {
    let rows = rows ?? 0..<table.rowCount
    return PredictionBlock(
      session: SessionID(session), version: VersionID(version), ids: .from(first),
      eventTimes: rows.map { 1_000_000 * (first + Int64($0)) }, scores: rows.map { 1 / Double($0 + 3) },
      decisions: rows.map { Double($0 % 2) }, features: table, rows: rows)
  }
}

extension PredictionLogReader {
  func blocks(_ session: Int = 1) throws -> [PredictionBlock] {
    var blocks: [PredictionBlock] = []
    try forEachPredictionBlock(session: SessionID(session)) { blocks.append($0) }
    return blocks
  }

  func ids(_ session: Int = 1) throws -> [Int64] {
    try blocks(session).flatMap { block in (0..<block.count).map { block.id(at: $0) } }
  }
}

extension Journal.Draft {
  static func sample(_ payload: Event.Payload, at seconds: Double = 0) -> Journal.Draft {
    Journal.Draft(
      time: Timestamp(seconds: seconds), eventTime: Timestamp(seconds: seconds - 50), who: "tester",
      command: "sextant test", payload: payload)
  }
}

extension Event.Payload {
  static func opened(_ name: String = "bikes") -> Event.Payload {
    .projectOpened(Event.ProjectOpened(name: name, digest: "d"))
  }

  static func session(_ number: Int) -> Event.Payload {
    .sessionStarted(Event.SessionStarted(session: SessionID(number), source: "live", isResumed: false))
  }

  static func settled(_ index: Int) -> Event.Payload {
    .windowSettled(
      WindowSettled(
        session: SessionID(1), index: index, from: Timestamp(seconds: 0), to: Timestamp(seconds: 1), settled: 10,
        metrics: ["auc": 0.75], kpis: [:]))
  }

  static func window(_ index: Int, session: Int = 1) -> Event.Payload {
    .windowClosed(
      WindowClosed(
        session: SessionID(session), index: index, firstID: index * 10, from: Timestamp(seconds: 0),
        to: Timestamp(seconds: 1), rows: 10,
        drift: []))
  }

  static func alarm(_ id: Int, _ state: Alarm.State) -> Event.Payload {
    .alarmChanged(
      Alarm(
        id: AlarmID(id), rule: "rule \(id)", metric: "auc", severity: .warning, state: state,
        since: Timestamp(seconds: 1), advice: "look"))
  }
}
