extension JSONCursor {
  /// Room for a string without its escapes, which make it no longer than it was.
  final class Scratch {
    let bytes: UnsafeMutableBufferPointer<UInt8>

    init(capacity: Int) { bytes = .allocate(capacity: capacity) }

    deinit { bytes.deallocate() }
  }

  /// Whether a body is UTF-8, which a cursor takes for granted.
  static func isText(_ body: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index + 8 <= body.count {
      guard body.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 else {
        return isUnicode(body)
      }
      index += 8
    }
    while index < body.count {
      guard body[index] < 0x80 else { return isUnicode(body) }
      index += 1
    }
    return true
  }

  static func isUnicode(_ body: UnsafeRawBufferPointer) -> Bool {
    (try? UTF8Span(validating: body.bindMemory(to: UInt8.self).span)) != nil
  }

  /// The string whose opening quote stands here. The bytes hold until the next string is read.
  @inline(__always)
  mutating func string() throws(RowError) -> UnsafeBufferPointer<UInt8> {
    let start = position + 1
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        position = index + 1
        return UnsafeBufferPointer(rebasing: bytes[start..<index])
      }
      if byte == UInt8(ascii: "\\") || byte < 0x20 { return try stringWithEscapes(from: start, at: index) }
      index += 1
    }
    position = bytes.count
    throw failure("a text is not closed")
  }

  /// Goes on with a string at its first escape or control character.
  private mutating func stringWithEscapes(
    from start: Int, at first: Int
  ) throws(RowError) -> UnsafeBufferPointer<UInt8> {
    let scratch = self.scratch ?? Scratch(capacity: bytes.count)
    self.scratch = scratch
    var count = first - start
    for index in 0..<count { scratch.bytes[index] = bytes[start + index] }
    position = first
    while position < bytes.count {
      let byte = bytes[position]
      guard byte >= 0x20 else { throw failure("a control character within a text") }
      position += 1
      if byte == UInt8(ascii: "\"") { return UnsafeBufferPointer(rebasing: scratch.bytes[0..<count]) }
      if byte == UInt8(ascii: "\\") {
        for unit in UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter {
          scratch.bytes[count] = unit
          count += 1
        }
      } else {
        scratch.bytes[count] = byte
        count += 1
      }
    }
    throw failure("a text is not closed")
  }

  private mutating func escape() throws(RowError) -> Unicode.Scalar {
    let byte = self.byte
    switch byte {
    case UInt8(ascii: "u"):
      position += 1
      return try escapedScalar()
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): break
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "b"), UInt8(ascii: "f"): break
    default: throw failure("an unknown escape")
    }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    default: return Unicode.Scalar(byte)
    }
  }

  /// The digits of `\uXXXX`, and of its second half where it is half of a pair.
  private mutating func escapedScalar() throws(RowError) -> Unicode.Scalar {
    let first = try hexQuad()
    var value = first
    if first & 0xFC00 == 0xD800 {
      guard byte == UInt8(ascii: "\\"), position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: "u") else {
        throw failure("half a surrogate pair")
      }
      position += 2
      let second = try hexQuad()
      guard second & 0xFC00 == 0xDC00 else { throw failure("half a surrogate pair") }
      value = 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
    }
    guard let scalar = Unicode.Scalar(value) else { throw failure("half a surrogate pair") }
    return scalar
  }

  private mutating func hexQuad() throws(RowError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = self.byte
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
      default: throw failure("four hexadecimal digits are wanted")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
