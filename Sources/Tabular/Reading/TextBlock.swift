/// A run of whole records: bytes that end with a terminator, followed by room that may be read but means nothing.
final class TextBlock {
  /// Word-wise scanning may look this far past the end.
  private static let padding = 64

  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity = 0
  /// Place in the sequence of blocks.
  var index = 0

  init() {
    start = .allocate(capacity: TextBlock.padding)
    start.initialize(repeating: 0, count: TextBlock.padding)
  }

  deinit { start.deallocate() }

  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

  func removeAll() { count = 0 }

  /// Room for more bytes behind those that are there.
  func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    let grown = max(count + more, capacity * 2)
    let room = UnsafeMutablePointer<UInt8>.allocate(capacity: grown + TextBlock.padding)
    room.initialize(from: start, count: count)
    (room + count).initialize(repeating: 0, count: grown + TextBlock.padding - count)
    start.deallocate()
    start = room
    capacity = grown
  }

  /// Lets `fill` write behind the bytes that are there, and takes as many as it says it wrote.
  func append<Failure: Error>(
    atMost more: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
  ) throws(Failure) -> Int {
    reserve(more)
    let written = try fill(UnsafeMutableRawBufferPointer(start: start + count, count: more))
    count += min(written, more)
    return written
  }

  func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    reserve(bytes.count)
    if let source = bytes.baseAddress { (start + count).update(from: source, count: bytes.count) }
    count += bytes.count
  }

  func append(_ byte: UInt8) {
    reserve(1)
    start[count] = byte
    count += 1
  }

  /// Gives up the bytes from `kept` on.
  func truncate(to kept: Int) { count = min(count, kept) }
}
