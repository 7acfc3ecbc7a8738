/// The distinct texts of a request, each once; or nearly so: where many texts have the same hash, as a hostile client
/// could send them, some are kept twice instead of being compared with all the others.
struct TextTable {
  private(set) var count = 0
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Indices by hash; empty while the texts are few enough to be looked through.
  private var slots: [Int32] = []

  private static let lookedThrough = 8
  private static let probesMax = 32

  /// Number of the text, which is added where it is new.
  mutating func index(of text: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = ByteHash.of(text)
    if slots.isEmpty {
      for index in 0..<count where hashes[index] == hash && isEqual(index, text) { return index }
      return add(text, hash)
    }
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    for _ in 0..<TextTable.probesMax {
      guard slots[slot] >= 0 else { break }
      let index = Int(slots[slot])
      if hashes[index] == hash, isEqual(index, text) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return add(text, hash)
  }

  /// The texts in the order of their numbers.
  var texts: [String] {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<count).map { String(decoding: bytes[start($0)..<ends[$0]], as: UTF8.self) }
    }
  }

  private func start(_ index: Int) -> Int { index == 0 ? 0 : ends[index - 1] }

  private func isEqual(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = start(index)
    guard ends[index] - start == text.count else { return false }
    for offset in 0..<text.count where bytes[start + offset] != text[offset] { return false }
    return true
  }

  private mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    hashes.append(hash)
    count += 1
    if count > TextTable.lookedThrough, count * 2 > slots.count {
      arrangeSlots()
    } else if !slots.isEmpty {
      insert(count - 1)
    }
    return count - 1
  }

  private mutating func arrangeSlots() {
    slots = [Int32](repeating: -1, count: max(64, slots.count * 4))
    for index in 0..<count { insert(index) }
  }

  private mutating func insert(_ index: Int) {
    var slot = Int(truncatingIfNeeded: hashes[index]) & (slots.count - 1)
    for _ in 0..<TextTable.probesMax {
      if slots[slot] < 0 {
        slots[slot] = Int32(index)
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
  }
}
