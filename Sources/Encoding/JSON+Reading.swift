/// Why a text is not JSON, with the byte where reading stopped.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  public let offset: Int
  public let reason: String

  public var description: String { "not valid JSON at byte \(offset): \(reason)" }
}

extension JSON {
  /// Reads one JSON document.
  ///
  /// Nesting is limited to 128 levels, so that hostile input cannot exhaust the stack.
  public init(parsing text: String) throws(JSONError) {
    try self.init(parsing: Array(text.utf8))
  }

  public init(parsing bytes: [UInt8]) throws(JSONError) {
    var reader = Reader(bytes: bytes)
    self = try reader.document()
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    static let depthMax = 128

    mutating func document() throws(JSONError) -> JSON {
      let value = try value(depth: 0)
      skipSpace()
      guard position == bytes.count else { throw failure("something follows the document") }
      return value
    }

    func failure(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

    mutating func skipSpace() {
      while position < bytes.count {
        switch bytes[position] {
        case 0x20, 0x0A, 0x0D, 0x09: position += 1
        default: return
        }
      }
    }

    mutating func value(depth: Int) throws(JSONError) -> JSON {
      guard depth < Reader.depthMax else { throw failure("nested more than \(Reader.depthMax) levels deep") }
      skipSpace()
      guard position < bytes.count else { throw failure("a value is missing") }
      switch bytes[position] {
      case UInt8(ascii: "{"): return try object(depth: depth)
      case UInt8(ascii: "["): return try array(depth: depth)
      case UInt8(ascii: "\""): return .string(try string())
      case UInt8(ascii: "t"): return try word("true", .bool(true))
      case UInt8(ascii: "f"): return try word("false", .bool(false))
      case UInt8(ascii: "n"): return try word("null", .null)
      default: return try number()
      }
    }

    mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
      let expected = Array(text.description.utf8)
      guard bytes[position...].starts(with: expected) else { throw failure("unknown word") }
      position += expected.count
      return value
    }

    mutating func object(depth: Int) throws(JSONError) -> JSON {
      position += 1
      var members: [Member] = []
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      while true {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw failure("a name is missing") }
        let name = try string()
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw failure("a colon is missing") }
        members.append(Member(name, try value(depth: depth + 1)))
        skipSpace()
        if take(UInt8(ascii: ",")) { continue }
        guard take(UInt8(ascii: "}")) else { throw failure("an object is not closed") }
        return .object(members)
      }
    }

    mutating func array(depth: Int) throws(JSONError) -> JSON {
      position += 1
      var elements: [JSON] = []
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      while true {
        elements.append(try value(depth: depth + 1))
        skipSpace()
        if take(UInt8(ascii: ",")) { continue }
        guard take(UInt8(ascii: "]")) else { throw failure("an array is not closed") }
        return .array(elements)
      }
    }

    mutating func take(_ byte: UInt8) -> Bool {
      guard position < bytes.count, bytes[position] == byte else { return false }
      position += 1
      return true
    }

    mutating func number() throws(JSONError) -> JSON {
      let start = position
      while position < bytes.count, Reader.isNumberByte(bytes[position]) { position += 1 }
      if let value = Reader.shortInteger(bytes[start..<position]) { return .integer(value) }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      if Reader.isNumber(bytes[start..<position]) {
        if let value = Int64(text) { return .integer(value) }
        if let value = Double(text), value.isFinite { return .number(value) }
      }
      position = start
      throw failure("not a number")
    }

    /// The grammar of RFC 8259, section 6, over bytes that may stand in a number: the conversions take more than that.
    static func isNumber(_ bytes: ArraySlice<UInt8>) -> Bool {
      var rest = bytes
      func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
      func dropDigits() -> Int {
        let count = rest.prefix(while: isDigit).count
        rest = rest.dropFirst(count)
        return count
      }
      if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
      let startsWithZero = rest.first == UInt8(ascii: "0")
      let wholeCount = dropDigits()
      guard wholeCount > 0, !(startsWithZero && wholeCount > 1) else { return false }
      if rest.first == UInt8(ascii: ".") {
        rest = rest.dropFirst()
        guard dropDigits() > 0 else { return false }
      }
      if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
        rest = rest.dropFirst()
        if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard dropDigits() > 0 else { return false }
      }
      return rest.isEmpty
    }

    /// Up to 18 digits without a leading zero, which fit whatever they are; nil for anything else.
    static func shortInteger(_ text: ArraySlice<UInt8>) -> Int64? {
      let isNegative = text.first == UInt8(ascii: "-")
      let digits = isNegative ? text.dropFirst() : text
      guard (1...18).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
      var value: Int64 = 0
      for byte in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      }
      return isNegative ? -value : value
    }

    static func isNumberByte(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        true
      default: false
      }
    }

    mutating func string() throws(JSONError) -> String {
      position += 1
      let start = position
      while position < bytes.count {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
        position += 1
        if byte == UInt8(ascii: "\"") { return String(decoding: bytes[start..<position - 1], as: UTF8.self) }
        if byte < 0x20 { throw failure("a control character inside a string") }
      }
      throw failure("a string is not closed")
    }

    /// Goes on with a string at its first escape.
    mutating func escapedString(from start: Int) throws(JSONError) -> String {
      var text = Array(bytes[start..<position])
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
        case UInt8(ascii: "\\"): try escape(into: &text)
        case 0..<0x20: throw failure("a control character inside a string")
        default: text.append(byte)
        }
      }
      throw failure("a string is not closed")
    }

    mutating func escape(into text: inout [UInt8]) throws(JSONError) {
      guard position < bytes.count else { throw failure("a string is not closed") }
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
      case UInt8(ascii: "u"): text.append(contentsOf: String(try unicodeScalar()).utf8)
      default: throw failure("unknown escape")
      }
    }

    mutating func unicodeScalar() throws(JSONError) -> Character {
      let high = try hexQuad()
      if (0xD800..<0xDC00).contains(high), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        let low = try hexQuad()
        guard (0xDC00..<0xE000).contains(low) else { throw failure("half a surrogate pair") }
        let scalar = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        return Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")
      }
      return Character(Unicode.Scalar(high) ?? "\u{FFFD}")
    }

    mutating func hexQuad() throws(JSONError) -> UInt32 {
      guard position + 4 <= bytes.count, bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-"),
        let value = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
      else { throw failure("four hexadecimal digits are missing") }
      position += 4
      return value
    }
  }
}
