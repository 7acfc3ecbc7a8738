import Tabular

/// Tells rows apart by 64 bits of hash over their values; missing equals missing.
///
/// Of a million distinct rows two share a hash with probability 3 in 10⁸; those that do are compared value by value.
public struct RowIdentity: Sendable {
  /// A hash a row; the same values have the same hash in any table of the same kinds, whatever their level codes are.
  public private(set) var hashes: [UInt64]
  private let columns: [Column]

  /// - Parameter columns: each of `rowCount` rows.
  public init(_ columns: [Column], rowCount: Int) {
    self.columns = columns
    hashes = [UInt64](repeating: 0x9E37_79B9_7F4A_7C15, count: rowCount)
    for column in columns { mix(column.values) }
  }

  /// Rows equal to an earlier one, ascending.
  public var repeatedRows: [Int] {
    var first = OpenTable(capacity: hashes.count)
    var result: [Int] = []
    for row in hashes.indices {
      let known = first.row(of: hashes[row], orInsert: row) { areEqual($0, row) }
      if known != row { result.append(row) }
    }
    return result
  }

  /// Whether two rows have the same values.
  public func areEqual(_ a: Int, _ b: Int) -> Bool {
    columns.allSatisfy { column in
      switch column.values {
      case .numeric(let values): values[a] == values[b] || (values[a].isNaN && values[b].isNaN)
      case .categorical(let values): values.codes[a] == values.codes[b]
      case .boolean(let values): values[a] == values[b]
      case .timestamp(let values): values[a] == values[b]
      case .text(let values): values.isEqual(a, b)
      }
    }
  }

  private mutating func mix(_ values: ColumnValues) {
    switch values {
    case .numeric(let numbers): mix(numbers) { RowIdentity.key(of: $0) }
    case .boolean(let truths): mix(truths) { UInt64($0) }
    case .timestamp(let times): mix(times) { UInt64(bitPattern: $0) }
    case .categorical(let categories):
      let keys = categories.levels.map { RowIdentity.hash($0.utf8) }
      mix(categories.codes) { Int($0) < keys.count ? keys[Int($0)] : 1 }
    case .text(let texts):
      for row in hashes.indices {
        let key = texts.isMissing[row] ? 1 : RowIdentity.hash(texts.bytes[texts.offsets[row]..<texts.offsets[row + 1]])
        hashes[row] = RowIdentity.mixed(hashes[row], key)
      }
    }
  }

  @inline(__always)
  private mutating func mix<Value>(_ values: [Value], _ key: (Value) -> UInt64) {
    hashes.withUnsafeMutableBufferPointer { hashes in
      values.withUnsafeBufferPointer { values in
        for row in hashes.indices { hashes[row] = RowIdentity.mixed(hashes[row], key(values[row])) }
      }
    }
  }

  /// All NaN are one value, and so are both zeros.
  @inline(__always)
  private static func key(of number: Double) -> UInt64 {
    number.isNaN ? 1 : (number == 0 ? 0 : number.bitPattern)
  }

  @inline(__always)
  private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return (product.high ^ product.low) &+ (word ^ 0xE703_7ED1_A0B4_28DB)
  }

  /// FNV-1a of the bytes, mixed once more.
  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return mixed(state, 0x5851_F42D_4C95_7F2D)
  }
}

/// An open-addressing table from hash to the first row that has it.
struct OpenTable {
  private var rows: [Int32]
  private var keys: [UInt64]
  private let mask: Int

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    rows = [Int32](repeating: -1, count: size)
    keys = [UInt64](repeating: 0, count: size)
    mask = size - 1
  }

  /// The row known under a hash, which becomes this one where none is.
  mutating func row(of hash: UInt64, orInsert row: Int, isSame: (Int) -> Bool) -> Int {
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
    while rows[slot] >= 0 {
      if keys[slot] == hash, isSame(Int(rows[slot])) { return Int(rows[slot]) }
      slot = (slot &+ 1) & mask
    }
    rows[slot] = Int32(truncatingIfNeeded: row)
    keys[slot] = hash
    return row
  }
}

extension TextValues {
  fileprivate func isEqual(_ a: Int, _ b: Int) -> Bool {
    guard isMissing[a] == isMissing[b] else { return false }
    return bytes[offsets[a]..<offsets[a + 1]].elementsEqual(bytes[offsets[b]..<offsets[b + 1]])
  }
}
