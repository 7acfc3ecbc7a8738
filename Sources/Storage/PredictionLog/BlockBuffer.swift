/// Memory in which blocks are put together before one write; kept and used again, so that an append allocates nothing
/// once the buffer has grown to its size.
final class BlockBuffer {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init() {
    capacity = 1 << 16
    base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  func removeAll() { count = 0 }

  /// Adds bytes whose values the caller sets before anything else is added.
  func extend(by byteCount: Int) -> UnsafeMutableRawPointer {
    if count + byteCount > capacity { grow(to: count + byteCount) }
    defer { count += byteCount }
    return base + count
  }

  private func grow(to wanted: Int) {
    capacity = max(wanted, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
  }

  func append<Value: BitwiseCopyable>(_ value: Value) {
    extend(by: MemoryLayout<Value>.size).storeBytes(of: value, as: Value.self)
  }

  func append(bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    extend(by: bytes.count).copyMemory(from: source, byteCount: bytes.count)
  }

  /// The UTF-8 length as UInt32, then the text.
  func append(text: String) {
    var text = text
    text.withUTF8 { utf8 in
      append(UInt32(utf8.count))
      append(bytes: UnsafeRawBufferPointer(utf8))
    }
  }

  /// Zeros up to a multiple of 8.
  func pad() {
    while count % 8 != 0 { append(UInt8(0)) }
  }

  /// Adds a block: room for the header, the payload that `body` appends, padding, then the header with its checksums.
  ///
  /// - Returns: false, and nothing added, when the payload is larger than a block may be.
  func appendBlock(_ header: BlockHeader, _ body: () -> Void) -> Bool {
    let start = count
    _ = extend(by: BlockHeader.byteCount)
    body()
    pad()
    let payload = start + BlockHeader.byteCount
    guard count - payload <= BlockHeader.payloadByteCountMax else {
      count = start
      return false
    }
    var header = header
    header.byteCount = count - payload
    header.payloadChecksum = BlockHeader.checksum(
      UnsafeRawBufferPointer(start: base + payload, count: header.byteCount))
    header.write(to: base + start)
    return true
  }
}
