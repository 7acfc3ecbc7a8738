/// Bytes of many texts, one behind the other.
struct TextSink: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>?
  private var capacity = 0
  private(set) var count = 0

  deinit { start?.deallocate() }

  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  mutating func removeAll() { count = 0 }

  /// Gives up the bytes from `kept` on.
  mutating func truncate(to kept: Int) { count = min(count, kept) }

  @inline(__always)
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    if count + bytes.count > capacity { grow(by: bytes.count) }
    if let start { (start + count).update(from: source, count: bytes.count) }
    count += bytes.count
  }

  private mutating func grow(by more: Int) {
    let grown = max(count + more, capacity * 2, 4096)
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
    if let start { room.update(from: start, count: count) }
    start?.deallocate()
    start = room
    capacity = grown
  }
}
