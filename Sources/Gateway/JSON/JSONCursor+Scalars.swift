/// A value that is neither text, list nor object.
enum JSONScalar: Equatable {
  case null
  case bool(Bool)
  /// Infinite and undefined numbers are not kept: they count as missing, as they do in files.
  case number(Double)
}

extension JSONCursor {
  @inline(__always)
  var isAtNumber: Bool {
    let byte = self.byte
    return byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
  }

  mutating func scalar() throws(RowError) -> JSONScalar {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let value = try number()
      return value.isNaN ? .null : .number(value)
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .null)
    case UInt8(ascii: "I"): return try word("Infinity", .null)
    default: throw failure("a value is wanted")
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONScalar) throws(RowError) -> JSONScalar {
    guard text.utf8CodeUnitCount <= bytes.count - position else {
      throw RowError("not valid JSON: the body ends too early", offset: bytes.count)
    }
    for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] {
      throw failure("an unknown word; texts stand in quotes")
    }
    position += text.utf8CodeUnitCount
    return value
  }

  /// The number here, correctly rounded; NaN where it is infinite or too large for a double.
  @inline(__always)
  mutating func number() throws(RowError) -> Double {
    let start = position
    var index = position
    let count = bytes.count
    let isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative { index += 1 }
    let wholeStart = index
    var digits: UInt64 = 0
    while index < count {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      digits = digits &* 10 &+ UInt64(digit)
      index += 1
    }
    var digitCount = index - wholeStart
    guard digitCount > 0, !(digitCount > 1 && bytes[wholeStart] == UInt8(ascii: "0")) else {
      return try unusualNumber(from: start)
    }
    var exponent = 0
    if index < count, bytes[index] == UInt8(ascii: ".") {
      index += 1
      let fractionStart = index
      while index < count {
        let digit = bytes[index] &- UInt8(ascii: "0")
        guard digit < 10 else { break }
        digits = digits &* 10 &+ UInt64(digit)
        index += 1
      }
      let fractionCount = index - fractionStart
      guard fractionCount > 0 else { return try unusualNumber(from: start) }
      digitCount += fractionCount
      exponent = -fractionCount
    }
    if index < count, bytes[index] | 0x20 == UInt8(ascii: "e") { return try unusualNumber(from: start) }
    // Nineteen digits fit whatever they are; leading zeros of a fraction count too, and then the long way is taken.
    guard digitCount <= 19, let value = DecimalReading.value(digits: digits, exponent: exponent) else {
      return try unusualNumber(from: start)
    }
    position = index
    return isNegative ? -value : value
  }

  /// Numbers with an exponent, with many digits, infinite ones, and what is no number at all.
  private mutating func unusualNumber(from start: Int) throws(RowError) -> Double {
    position = start
    var end = start
    while end < bytes.count, JSONCursor.standsInNumber(bytes[end]) { end += 1 }
    let text = UnsafeBufferPointer(rebasing: bytes[start..<end])
    if text.count == 1, end < bytes.count, bytes[end] == UInt8(ascii: "I") {
      position = end
      _ = try word("Infinity", .null)
      return .nan
    }
    guard NumberGrammar.matches(text) else { throw failure("not a number") }
    guard text.count <= 1_000 else { throw failure("a number of more than 1000 characters") }
    guard let value = Double(String(decoding: text, as: UTF8.self)) else { throw failure("not a number") }
    position = end
    return value.isFinite ? value : .nan
  }

  private static func standsInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

/// The grammar of numbers in RFC 8259, section 6.
enum NumberGrammar {
  static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = text.first == UInt8(ascii: "-") ? 1 : 0
    let wholeStart = index
    let wholeCount = skipDigits(text, &index)
    guard wholeCount > 0, !(wholeCount > 1 && text[wholeStart] == UInt8(ascii: "0")) else { return false }
    if index < text.count, text[index] == UInt8(ascii: ".") {
      index += 1
      guard skipDigits(text, &index) > 0 else { return false }
    }
    if index < text.count, text[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      if index < text.count, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
      guard skipDigits(text, &index) > 0 else { return false }
    }
    return index == text.count
  }

  private static func skipDigits(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Int {
    let start = index
    while index < text.count, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    return index - start
  }
}
