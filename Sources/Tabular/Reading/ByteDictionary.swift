/// Distinct byte strings in order of first appearance, each with a code: open addressing, keys held in place.
struct ByteDictionary: ~Copyable {
  private struct Entry {
    /// The bytes themselves up to eight of them, else a hash.
    var key: UInt64
    var length: UInt32
    var code: UInt32

    static let empty = Entry(key: 0, length: .max, code: 0)
  }

  private var table: UnsafeMutablePointer<Entry>
  private var mask: Int
  private var used = 0
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  init() {
    mask = 63
    table = .allocate(capacity: 64)
    table.initialize(repeating: .empty, count: 64)
  }

  deinit { table.deallocate() }

  /// Number of distinct strings with a code of their own.
  var count: Int { ends.count }

  /// Forgets everything but the room it took.
  mutating func removeAll() {
    table.update(repeating: .empty, count: mask + 1)
    used = 0
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// Runs `body` on the bytes of a code.
  func withBytes<Result>(of code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let start = code == 0 ? 0 : ends[code - 1]
    return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<ends[code]])) }
  }

  func string(of code: Int) -> String { withBytes(of: code) { String(decoding: $0, as: UTF8.self) } }

  /// The code of some bytes, given out now if they are new.
  ///
  /// - Parameter missing: asked once for each distinct string; those it accepts get `CategoricalValues.missing`.
  @inline(__always)
  mutating func code(
    of start: UnsafePointer<UInt8>, length: Int, missing: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> UInt32 {
    let key = length <= 8 ? ByteDictionary.word(start, length) : ByteDictionary.hash(start, length)
    var slot = ByteDictionary.spread(key, length) & mask
    while true {
      let entry = table[slot]
      if entry.length == UInt32.max { break }
      if entry.key == key, Int(entry.length) == length, length <= 8 || holds(entry.code, start, length) {
        return entry.code
      }
      slot = (slot &+ 1) & mask
    }
    return insert(UnsafeBufferPointer(start: start, count: length), key: key, slot: slot, missing: missing)
  }

  /// Whether a code stands for these bytes. Missing tokens of more than eight bytes are not in the table, so that
  /// there is always a level to compare with.
  private func holds(_ code: UInt32, _ start: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    withBytes(of: Int(code)) { known in
      for index in 0..<length where known[index] != start[index] { return false }
      return true
    }
  }

  @inline(never)
  private mutating func insert(
    _ text: UnsafeBufferPointer<UInt8>, key: UInt64, slot: Int, missing: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> UInt32 {
    let isMissing = missing(text)
    // Long missing tokens are asked about each time they come: they are rare, and their bytes are not kept.
    if isMissing, text.count > 8 { return CategoricalValues.missing }
    let code = isMissing ? CategoricalValues.missing : UInt32(ends.count)
    if !isMissing {
      bytes.append(contentsOf: text)
      ends.append(bytes.count)
    }
    table[slot] = Entry(key: key, length: UInt32(text.count), code: code)
    used += 1
    if used * 2 > mask { grow() }
    return code
  }

  private mutating func grow() {
    let old = UnsafeMutableBufferPointer(start: table, count: mask + 1)
    mask = mask * 2 + 1
    table = .allocate(capacity: mask + 1)
    table.initialize(repeating: .empty, count: mask + 1)
    for entry in old where entry.length != UInt32.max {
      var slot = ByteDictionary.spread(entry.key, Int(entry.length)) & mask
      while table[slot].length != UInt32.max { slot = (slot &+ 1) & mask }
      table[slot] = entry
    }
    old.deallocate()
  }

  /// Up to eight bytes as one integer, without reading past them.
  @inline(__always)
  private static func word(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    if length == 8 { return raw.loadUnaligned(as: UInt64.self) }
    if length >= 4 {
      let low = UInt64(raw.loadUnaligned(as: UInt32.self))
      let high = UInt64(raw.loadUnaligned(fromByteOffset: length &- 4, as: UInt32.self))
      return low | high << UInt64(truncatingIfNeeded: (length &- 4) &* 8)
    }
    if length == 0 { return 0 }
    let middle = UInt64(start[length >> 1]) << UInt64(truncatingIfNeeded: (length >> 1) &* 8)
    let last = UInt64(start[length &- 1]) << UInt64(truncatingIfNeeded: (length &- 1) &* 8)
    return UInt64(start[0]) | middle | last
  }

  private static func hash(_ start: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let raw = UnsafeRawPointer(start)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var offset = 0
    while offset < length {
      // The last word overlaps the one before it: nothing past the end is read.
      let word = raw.loadUnaligned(fromByteOffset: min(offset, length &- 8), as: UInt64.self)
      let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low
      offset &+= 8
    }
    return state
  }

  @inline(__always)
  private static func spread(_ key: UInt64, _ length: Int) -> Int {
    let product = (key ^ UInt64(truncatingIfNeeded: length) &* 0xE703_7ED1_A0B4_28DB) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 32)
  }
}
