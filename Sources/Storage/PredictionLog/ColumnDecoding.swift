import Tabular

/// A payload being read, column by column, each step checked against the bytes that are left.
struct PayloadReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func read<Value: BitwiseCopyable>(_ type: Value.Type) throws(BlockDamage) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - offset >= size else { throw BlockDamage(reason: "a payload ends too soon") }
    defer { offset += size }
    return bytes.loadUnaligned(fromByteOffset: offset, as: type)
  }

  mutating func take(_ count: Int) throws(BlockDamage) -> UnsafeRawBufferPointer {
    guard count >= 0, bytes.count - offset >= count else { throw BlockDamage(reason: "a payload ends too soon") }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  mutating func text() throws(BlockDamage) -> String {
    let count = try read(UInt32.self)
    return String(decoding: try take(Int(count)), as: UTF8.self)
  }

  /// The next column, not yet decoded.
  mutating func column() throws(BlockDamage) -> EncodedColumn {
    offset = min((offset + 7) / 8 * 8, bytes.count)
    let tag = try read(UInt32.self)
    let count = try read(UInt32.self)
    guard let tag = UInt8(exactly: tag), let encoding = ColumnEncoding(rawValue: tag) else {
      throw BlockDamage(reason: "a column is written in a way that is not known")
    }
    return EncodedColumn(encoding: encoding, data: try take(Int(count)))
  }
}

/// One column of a block as it stands in the file.
struct EncodedColumn {
  let encoding: ColumnEncoding
  let data: UnsafeRawBufferPointer

  private static let contradiction = BlockDamage(reason: "a column contradicts its own length")

  private func load<Value: BitwiseCopyable>(_ offset: Int, _ type: Value.Type) -> Value {
    data.loadUnaligned(fromByteOffset: offset, as: type)
  }

  private func expect(_ byteCount: Int) throws(BlockDamage) {
    guard data.count == byteCount else { throw EncodedColumn.contradiction }
  }

  /// Applies `value` to each row of a list of `Code`s that begins at `offset`.
  private func map<Code: BitwiseCopyable, Value>(
    _ count: Int, from offset: Int, _ type: Code.Type, _ value: (Code) -> Value
  ) throws(BlockDamage) -> [Value] {
    let size = MemoryLayout<Code>.size
    try expect(offset + count * size)
    return [Value](unsafeUninitializedCapacity: count) { target, initialized in
      for index in 0..<count {
        target.initializeElement(at: index, to: value(load(offset + index * size, type)))
      }
      initialized = count
    }
  }

  func numbers(_ count: Int) throws(BlockDamage) -> [Double] {
    switch encoding {
    case .constant:
      try expect(8)
      return [Double](repeating: load(0, Double.self), count: count)
    case .whole: return try map(count, from: 0, Double.self) { $0 }
    case .single: return try map(count, from: 0, Float.self) { Double($0) }
    case .offset8: return try multiples(count, UInt8.self)
    case .offset16: return try multiples(count, UInt16.self)
    case .offset32: return try multiples(count, UInt32.self)
    case .step, .bytes, .text: throw EncodedColumn.contradiction
    }
  }

  private func multiples<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ count: Int, _ type: Code.Type
  ) throws(BlockDamage) -> [Double] {
    try expect(16 + count * MemoryLayout<Code>.size)
    let low = Double(load(0, Int64.self))
    let scale = load(8, Double.self)
    return try map(count, from: 16, type) { $0 == Code.max ? .nan : (Double($0) + low) / scale }
  }

  func integers(_ count: Int) throws(BlockDamage) -> [Int64] {
    switch encoding {
    case .constant:
      try expect(8)
      return [Int64](repeating: load(0, Int64.self), count: count)
    case .whole: return try map(count, from: 0, Int64.self) { $0 }
    case .step:
      try expect(16)
      let first = load(0, Int64.self)
      let step = load(8, Int64.self)
      return (0..<count).map { first &+ Int64($0) &* step }
    case .offset8: return try offsets(count, UInt8.self)
    case .offset16: return try offsets(count, UInt16.self)
    case .offset32: return try offsets(count, UInt32.self)
    case .single, .bytes, .text: throw EncodedColumn.contradiction
    }
  }

  private func offsets<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ count: Int, _ type: Code.Type
  ) throws(BlockDamage) -> [Int64] {
    try expect(16 + count * MemoryLayout<Code>.size)
    let low = load(0, Int64.self)
    return try map(count, from: 16, type) {
      $0 == Code.max ? ColumnValues.missingTimestamp : low &+ Int64(truncatingIfNeeded: $0)
    }
  }

  /// Codes of a dictionary.
  ///
  /// - Parameter levelCount: how long the dictionary is; a code past it is damage.
  func codes(_ count: Int, levelCount: Int) throws(BlockDamage) -> [UInt32] {
    let codes: [UInt32]
    switch encoding {
    case .constant:
      try expect(8)
      codes = [UInt32](repeating: UInt32(truncatingIfNeeded: load(0, Int64.self)), count: count)
    case .offset8: codes = try map(count, from: 16, UInt8.self) { $0 == .max ? CategoricalValues.missing : UInt32($0) }
    case .offset16:
      codes = try map(count, from: 16, UInt16.self) { $0 == .max ? CategoricalValues.missing : UInt32($0) }
    case .offset32: codes = try map(count, from: 16, UInt32.self) { $0 }
    case .whole, .single, .step, .bytes, .text: throw EncodedColumn.contradiction
    }
    guard codes.allSatisfy({ $0 == CategoricalValues.missing || Int($0) < levelCount }) else {
      throw BlockDamage(reason: "a code has no level")
    }
    return codes
  }

  func flags(_ count: Int) throws(BlockDamage) -> [UInt8] {
    switch encoding {
    case .constant:
      try expect(8)
      return [UInt8](repeating: UInt8(truncatingIfNeeded: load(0, Int64.self)), count: count)
    case .bytes: return try map(count, from: 0, UInt8.self) { $0 }
    case .whole, .single, .step, .offset8, .offset16, .offset32, .text: throw EncodedColumn.contradiction
    }
  }

  func texts(_ count: Int) throws(BlockDamage) -> TextValues {
    guard encoding == .text, data.count >= count * 4 else { throw EncodedColumn.contradiction }
    var values = TextValues()
    values.offsets.reserveCapacity(count + 1)
    values.isMissing.reserveCapacity(count)
    var end = 0
    for row in 0..<count {
      let length = load(row * 4, UInt32.self)
      values.isMissing.append(length == .max)
      if length != .max { end += Int(length) }
      values.offsets.append(end)
    }
    try expect(count * 4 + end)
    values.bytes = Array(data[(count * 4)...])
    return values
  }
}
