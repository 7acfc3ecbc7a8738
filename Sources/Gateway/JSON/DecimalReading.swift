/// Decimal digits to the nearest double.
enum DecimalReading {
  /// `digits × 10^exponent`, correctly rounded (half to even); nil outside the range that 128-bit arithmetic covers
  /// exactly, which is every number of at most 19 digits between 1e-27 and 1e27 and more.
  @inline(__always)
  static func value(digits: UInt64, exponent: Int) -> Double? {
    if digits >> 53 == 0, exponent >= -22, exponent <= 22 {
      // Both are exact as doubles, and one operation rounds once.
      let power = exactPowers[abs(exponent)]
      return exponent < 0 ? Double(digits) / power : Double(digits) * power
    }
    if digits == 0 { return 0 }
    guard exponent >= -27, exponent <= 27 else { return nil }
    return exponent < 0 ? quotient(digits, -exponent) : product(digits, exponent)
  }

  /// w / 10^n = (w / 5^n) × 2^-n: a 128-bit division that keeps whether something remained.
  private static func quotient(_ digits: UInt64, _ exponent: Int) -> Double {
    let shift = digits.leadingZeroBitCount
    let power = powersOfFive[exponent]
    let powerShift = power.leadingZeroBitCount
    let normal = digits << UInt64(shift)
    // The dividend is below 2^127 and the divisor at least 2^63, so that the quotient fits and has 63 or 64 bits.
    let (quotient, remainder) = (power << UInt64(powerShift)).dividingFullWidth((normal >> 1, normal << 63))
    return rounded(quotient, sticky: remainder != 0, exponent: -63 - shift + powerShift - exponent)
  }

  private static func product(_ digits: UInt64, _ exponent: Int) -> Double {
    let (high, low) = digits.multipliedFullWidth(by: powersOfFive[exponent])
    guard high != 0 else { return rounded(low, sticky: false, exponent: exponent) }
    let shift = UInt64(high.leadingZeroBitCount)
    let top = shift == 0 ? high : high << shift | low >> (64 - shift)
    let rest = shift == 0 ? low : low << shift
    return rounded(top, sticky: rest != 0, exponent: exponent + 64 - Int(shift))
  }

  /// `bits × 2^exponent` with something more where `sticky`; far from the ends of the range of doubles.
  private static func rounded(_ bits: UInt64, sticky: Bool, exponent: Int) -> Double {
    let shift = bits.leadingZeroBitCount
    let normal = bits << UInt64(shift)
    let kept = normal >> 11
    let rest = normal & 0x7FF
    let isAboveHalf = rest > 0x400 || (rest == 0x400 && (sticky || kept & 1 == 1))
    // A carry out of the 53 bits is a power of two again, which the conversion below holds exactly.
    let significand = Double(kept + (isAboveHalf ? 1 : 0))
    let scale = exponent - shift + 11
    return significand * Double(bitPattern: UInt64(1023 + scale) << 52)
  }

  private static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    1e20, 1e21, 1e22,
  ]

  private static let powersOfFive: [UInt64] = (0...27).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 5 }
  }
}
