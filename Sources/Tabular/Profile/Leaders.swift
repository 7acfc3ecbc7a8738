/// The most frequent of the items that come by; of equally frequent ones those that came first.
struct Leaders<Item> {
  private let limit: Int
  private(set) var entries: [(item: Item, count: Int)] = []

  init(_ limit: Int) { self.limit = limit }

  @inline(__always)
  mutating func add(_ item: Item, count: Int) {
    if entries.count == limit, let last = entries.last, last.count >= count { return }
    insert(item, count)
  }

  private mutating func insert(_ item: Item, _ count: Int) {
    let place = entries.firstIndex { $0.count < count } ?? entries.count
    entries.insert((item, count), at: place)
    if entries.count > limit { entries.removeLast() }
  }
}

/// How often each text of a column occurs, told apart by a hash so that memory stays at 16 bytes a row.
struct TextCensus {
  private(set) var count = 0
  private(set) var distinct = 0
  /// The first row of each of the most frequent texts.
  private(set) var leaders: [(row: Int, count: Int)] = []

  init(of text: TextValues) {
    var rows: [(hash: UInt64, row: Int)] = []
    rows.reserveCapacity(text.count)
    text.forEachValue { row, bytes in rows.append((TextCensus.hash(bytes), row)) }
    count = rows.count
    rows.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
    var runs: [(row: Int, count: Int)] = []
    var start = 0
    for index in rows.indices where index + 1 == rows.count || rows[index + 1].hash != rows[index].hash {
      distinct += 1
      runs.append((rows[start].row, index + 1 - start))
      start = index + 1
    }
    // Hash order means nothing to people; equally frequent texts come in order of first appearance.
    let least = runs.map(\.count).sorted(by: >).prefix(ColumnProfile.topCount).last ?? 0
    let contenders = runs.filter { $0.count >= least }.sorted { (-$0.count, $0.row) < (-$1.count, $1.row) }
    leaders = Array(contenders.prefix(ColumnProfile.topCount))
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var offset = 0
    let raw = UnsafeRawBufferPointer(bytes)
    while offset < raw.count {
      var word: UInt64 = 0
      if offset + 8 <= raw.count {
        word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      } else {
        for byte in raw[offset...] { word = word << 8 | UInt64(byte) }
      }
      let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low ^ word
      offset += 8
    }
    // The last mixing makes the hash of one word as good as that of many.
    state = (state ^ (state >> 31)) &* 0x94D0_49BB_1331_11EB
    return state ^ (state >> 32)
  }
}
