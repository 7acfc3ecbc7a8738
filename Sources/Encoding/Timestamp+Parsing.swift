extension Timestamp {
  /// Reads RFC 3339 and its common relatives: `2026-03-01`, `2026-03-01 08:00`, `2026-03-01T08:00:00.5+01:00`.
  /// Without an offset the time is UTC. Nil when the text is anything else or a field is out of range.
  public init?(parsing text: String) {
    let utf8 = Array(text.utf8)
    guard let value = utf8.withUnsafeBufferPointer({ Timestamp.parse($0) }) else { return nil }
    self = value
  }

  /// As `init(parsing:)`, over bytes in place, for readers that parse many.
  public static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Timestamp? {
    var scanner = Scanner(bytes: bytes)
    guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2), (1...12).contains(month), (1...daysInMonth(year, month)).contains(day)
    else { return nil }
    if scanner.isAtEnd { return Timestamp(year: year, month: month, day: day) }
    guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let hour = scanner.digits(2), hour < 24,
      scanner.take(":"), let minute = scanner.digits(2), minute < 60
    else { return nil }
    var second = 0
    var microsecond = 0
    if scanner.take(":") {
      guard let value = scanner.digits(2), value <= 60 else { return nil }
      second = value
      if scanner.take(".") {
        guard let fraction = scanner.fraction() else { return nil }
        microsecond = fraction
      }
    }
    guard let offsetMinutes = scanner.offset(), scanner.isAtEnd else { return nil }
    let local = Timestamp(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
    return Timestamp(microseconds: local.microseconds - Int64(offsetMinutes) * 60_000_000)
  }

  static func daysInMonth(_ year: Int, _ month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  private struct Scanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
      guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
      position += 1
      return true
    }

    mutating func digits(_ count: Int) -> Int? {
      guard position + count <= bytes.count else { return nil }
      var value = 0
      for index in position..<position + count {
        let digit = bytes[index] &- 48
        guard digit < 10 else { return nil }
        value = value * 10 + Int(digit)
      }
      position += count
      return value
    }

    /// Microseconds from a fraction of any length; digits past the sixth are dropped.
    mutating func fraction() -> Int? {
      var value = 0
      var count = 0
      while position < bytes.count, bytes[position] &- 48 < 10 {
        if count < 6 { value = value * 10 + Int(bytes[position] &- 48) }
        count += 1
        position += 1
      }
      guard count > 0 else { return nil }
      for _ in 0..<max(0, 6 - count) { value *= 10 }
      return value
    }

    /// Minutes east of UTC: `Z`, `+01:00`, `-0530`, or nothing.
    mutating func offset() -> Int? {
      if isAtEnd || take("Z") || take("z") { return 0 }
      let sign: Int
      if take("+") {
        sign = 1
      } else if take("-") {
        sign = -1
      } else {
        return nil
      }
      guard let hours = digits(2), hours < 24 else { return nil }
      _ = take(":")
      guard !isAtEnd else { return sign * hours * 60 }
      guard let minutes = digits(2), minutes < 60 else { return nil }
      return sign * (hours * 60 + minutes)
    }
  }
}
