/// The identity of who asks as a number: the same for the same text, whatever column, file or wire it came by.
public enum UnitHash {
  /// Fowler–Noll–Vo 1a, 64 bits; `TrafficSplit` mixes it once more.
  public static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  public static func of(text: String) -> UInt64 { of(text.utf8) }

  /// A number is hashed as it is written: 17 and `17` are one unit.
  public static func of(number: Double) -> UInt64 {
    guard let whole = Int64(exactly: number) else { return of(text: number.description) }
    return of(whole: whole)
  }

  static func of(whole: Int64) -> UInt64 {
    guard whole != 0 else { return of(CollectionOfOne(UInt8(ascii: "0"))) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var first = 20
      var rest = whole.magnitude
      while rest > 0 {
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      }
      if whole < 0 {
        first -= 1
        digits[first] = UInt8(ascii: "-")
      }
      return of(digits[first...])
    }
  }
}
