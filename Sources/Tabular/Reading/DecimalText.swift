/// Decimal numbers from text, rounded to the nearest double (ties to even) as the shortest-text printers expect.
///
/// Accepts `[+-] digits [. digits] [e [+-] digits]` and the words for infinity, without surrounding spaces. No
/// locale is asked: a decimal point is a point.
enum DecimalText {
  /// Powers of ten that a double holds exactly.
  static let doublePowers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(into: 1.0) { power, _ in power *= 10 }
  }

  /// Powers of ten that 64 bits hold.
  static let integerPowers: [UInt64] = (0...19).map { exponent in
    (0..<exponent).reduce(into: UInt64(1)) { power, _ in power *= 10 }
  }

  /// The number, ±infinity where it is too large or says so, nil where the text is no number.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let shape = Shape(text) else { return infinity(text) }
    if let value = shape.exactValue { return value }
    // The language's own parser is exact for every length, and slow: it wants a String.
    return Double(String(decoding: text, as: UTF8.self))
  }

  /// `digits` / 10^`scale`, exactly rounded, for digits > 0 and scale in 0...19.
  ///
  /// One 128-by-64 division gives 64 bits of the quotient, and its remainder says on which side of a tie they lie.
  static func quotient(_ digits: UInt64, scale: Int) -> Double {
    let divisor = integerPowers[scale]
    let numerator = digits << UInt64(digits.leadingZeroBitCount)
    let denominator = divisor << UInt64(divisor.leadingZeroBitCount)
    var exponent = divisor.leadingZeroBitCount - digits.leadingZeroBitCount
    let isShifted = numerator >= denominator
    if isShifted { exponent += 1 }
    let (high, low) = isShifted ? (numerator >> 1, numerator << 63) : (numerator, 0)
    let (quotient, remainder) = denominator.dividingFullWidth((high, low))
    let rest = quotient & 0x7FF
    var significand = quotient >> 11
    if rest > 0x400 || (rest == 0x400 && (remainder != 0 || significand & 1 == 1)) { significand += 1 }
    return Double(significand) * Double(bitPattern: UInt64(1023 + exponent - 53) << 52)
  }

  private static func infinity(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard (3...9).contains(text.count) else { return nil }
    switch String(decoding: text, as: UTF8.self).lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }

  /// The parts of a number's text.
  private struct Shape {
    var isNegative = false
    var digits: UInt64 = 0
    var digitCount = 0
    var exponent = 0

    init?(_ text: UnsafeBufferPointer<UInt8>) {
      var position = 0
      if position < text.count, text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+") {
        isNegative = text[position] == UInt8(ascii: "-")
        position += 1
      }
      let whole = takeDigits(text, &position)
      var fraction = 0
      if position < text.count, text[position] == UInt8(ascii: ".") {
        position += 1
        fraction = takeDigits(text, &position)
      }
      guard whole + fraction > 0 else { return nil }
      exponent = -fraction
      if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
        position += 1
        guard let written = Shape.takeExponent(text, &position) else { return nil }
        exponent += written
      }
      guard position == text.count else { return nil }
    }

    /// The value where 64-bit arithmetic gives it exactly rounded.
    var exactValue: Double? {
      if digitCount > 19 { return nil }
      if digits == 0 { return 0 }
      let magnitude: Double
      switch exponent {
      case 0: magnitude = Double(digits)
      case -19..<0: magnitude = quotient(digits, scale: -exponent)
      case 1...22 where digits <= 1 << 53: magnitude = Double(digits) * doublePowers[exponent]
      default: return nil
      }
      return isNegative ? -magnitude : magnitude
    }

    private mutating func takeDigits(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int {
      let start = position
      while position < text.count, text[position] &- 48 < 10 {
        // Leading zeros do not use up the 19 digits that fit.
        if digits != 0 || text[position] != 48 { digitCount += 1 }
        if digitCount <= 19 { digits = digits * 10 + UInt64(text[position] &- 48) }
        position += 1
      }
      return position - start
    }

    private static func takeExponent(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int? {
      var sign = 1
      if position < text.count, text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "+") {
        sign = text[position] == UInt8(ascii: "-") ? -1 : 1
        position += 1
      }
      let start = position
      var value = 0
      while position < text.count, text[position] &- 48 < 10 {
        // Far beyond any double; the cap only keeps a hostile exponent from overflowing.
        value = min(value * 10 + Int(text[position] &- 48), 100_000)
        position += 1
      }
      return position > start ? sign * value : nil
    }
  }
}
