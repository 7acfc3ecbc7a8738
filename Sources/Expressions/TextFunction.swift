/// Functions of the texts of one row.
public enum TextFunction: String, Sendable, Hashable, CaseIterable {
  /// Whether the first text holds the second, a quoted one, byte for byte.
  case contains
  case startsWith = "starts_with"
  case endsWith = "ends_with"
  /// A text in small letters, to be compared or searched: `lower(job) == "admin"`.
  case lower

  /// How many arguments it takes.
  public var argumentCounts: ClosedRange<Int> {
    switch self {
    case .contains, .startsWith, .endsWith: 2...2
    case .lower: 1...1
    }
  }

  /// Whether the result is true or false; `lower` alone gives a text.
  var isCondition: Bool { self != .lower }
}

/// Functions of the windows so far; a window ago is one earlier.
///
/// `n` is a whole number from 1 to `SeriesFunction.windowCountMax`. The first argument may be any expression over what a
/// window has, without functions of this kind.
public enum SeriesFunction: String, Sendable, Hashable, CaseIterable {
  /// `window(x, n)`: the mean over the newest n windows, this one included; those without a value are left out, and
  /// with fewer than half of them there is none.
  case window
  /// `previous(x)`, `previous(x, n)`: the value one, or n, windows ago.
  case previous
  /// `delta(x)`, `delta(x, n)`: by how much it is larger than one, or n, windows ago.
  case delta

  /// How far back anything may look.
  public static let windowCountMax = 360

  /// How many arguments it takes.
  public var argumentCounts: ClosedRange<Int> {
    switch self {
    case .window: 2...2
    case .previous, .delta: 1...2
    }
  }

  /// - Parameters:
  ///   - count: the second argument.
  ///   - value: the first argument so many windows ago.
  func apply(_ count: Int, _ value: (Int) -> Double?) -> Double? {
    switch self {
    case .window:
      let known = (0..<count).compactMap { value($0) }.filter { !$0.isNaN }
      return known.count * 2 >= count ? known.reduce(0, +) / Double(known.count) : nil
    case .previous: return value(count)
    case .delta:
      guard let now = value(0), let then = value(count) else { return nil }
      return now - then
    }
  }
}
