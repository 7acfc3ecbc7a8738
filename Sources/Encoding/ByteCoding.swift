/// Appends little-endian binary values to a growing buffer.
public struct ByteWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  public mutating func append<Value: BitwiseCopyable>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  /// The count as UInt64, then the elements' bytes.
  public mutating func append<Value: BitwiseCopyable>(_ values: [Value]) {
    append(UInt64(values.count))
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// The UTF-8 length as UInt64, then the text.
  public mutating func append(_ text: String) {
    append(Array(text.utf8))
  }

  public mutating func append(raw: [UInt8]) { bytes.append(contentsOf: raw) }
}

/// The bytes ended too soon, or a count in them cannot be true.
public struct ByteError: Error, Sendable, Equatable, CustomStringConvertible {
  public let offset: Int

  public var description: String { "the bytes end or contradict themselves at offset \(offset)" }
}

/// Reads what `ByteWriter` wrote; every read is checked against the bytes that are left.
public struct ByteReader: Sendable {
  private let bytes: [UInt8]
  public private(set) var offset: Int

  public init(_ bytes: [UInt8], offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  public var remaining: Int { bytes.count - offset }

  public mutating func read<Value: BitwiseCopyable>(_ type: Value.Type) throws(ByteError) -> Value {
    let size = MemoryLayout<Value>.size
    guard remaining >= size else { throw ByteError(offset: offset) }
    defer { offset += size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }

  public mutating func readArray<Value: BitwiseCopyable>(of type: Value.Type) throws(ByteError) -> [Value] {
    let count = try read(UInt64.self)
    let stride = MemoryLayout<Value>.stride
    guard count <= UInt64(remaining / stride) else { throw ByteError(offset: offset) }
    let start = offset
    offset += Int(count) * stride
    return bytes.withUnsafeBytes { source in
      [Value](unsafeUninitializedCapacity: Int(count)) { target, initialized in
        UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[start..<start + Int(count) * stride]))
        initialized = Int(count)
      }
    }
  }

  public mutating func readString() throws(ByteError) -> String {
    String(decoding: try readArray(of: UInt8.self), as: UTF8.self)
  }
}
