/// Numbers as people read them, without a locale.
public enum NumberText {
  /// A fixed number of decimals, rounded half away from zero: `fixed(0.12345, 3)` is "0.123".
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : (value < 0 ? "-∞" : "∞") }
    var scale = 1.0
    for _ in 0..<max(0, decimals) { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e15 else { return value.description }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    var digits = String(Int64(scaled))
    guard decimals > 0 else { return sign + digits }
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }

  /// About `digits` significant digits, never in exponent form for magnitudes people meet: 0.7912, 62.96, 1 234.
  public static func significant(_ value: Double, _ digits: Int = 4) -> String {
    guard value.isFinite else { return fixed(value, 0) }
    guard value != 0 else { return "0" }
    var magnitude = 0
    var rest = abs(value)
    while rest >= 10 { (rest, magnitude) = (rest / 10, magnitude + 1) }
    while rest < 1 { (rest, magnitude) = (rest * 10, magnitude - 1) }
    // What is left of a sum that should be nought: zeros would hide how small it is.
    guard magnitude >= -9 else {
      if rest >= 9.95 { (rest, magnitude) = (rest / 10, magnitude + 1) }
      return fixed(value < 0 ? -rest : rest, 1) + "e\(magnitude)"
    }
    // 0.099996 rounds to 0.1000, which has a digit before them fewer than 0.09999.
    let scale = powerOfTen(digits - 1)
    if (rest * scale).rounded() >= 10 * scale { magnitude += 1 }
    return fixed(value, max(0, digits - 1 - magnitude))
  }

  /// With zeros before it, where it has fewer digits.
  public static func hexadecimal(_ value: some UnsignedInteger, digits: Int, uppercase: Bool = false) -> String {
    let text = String(value, radix: 16, uppercase: uppercase)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    (0..<max(0, exponent)).reduce(1) { power, _ in power * 10 }
  }

  /// Thousands set apart by a thin separator: 1234567 → "1,234,567".
  public static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Short form for tight places: 950, 12.3k, 4.56M, 1.2G.
  public static func short(_ value: Double) -> String {
    guard value.isFinite else { return fixed(value, 0) }
    let units: [(Double, String)] = [(1e9, "G"), (1e6, "M"), (1e3, "k")]
    for (size, unit) in units where abs(value) >= size { return significant(value / size, 3) + unit }
    return abs(value) >= 100 || value == value.rounded() ? fixed(value, 0) : significant(value, 3)
  }

  /// Seconds as people say them: "0.42 s", "3 min 20 s", "2 h 05 min", "3 d 4 h".
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    if seconds < 10 { return significant(seconds, 2) + " s" }
    let whole = Int(min(seconds, 9e15).rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    if whole < 86_400 { return "\(whole / 3600) h \(whole / 60 % 60) min" }
    return "\(whole / 86_400) d \(whole / 3600 % 24) h"
  }

  /// Bytes in binary units: "512 B", "1.4 KiB", "23 MiB".
  public static func bytes(_ count: Int) -> String {
    var value = Double(count)
    for unit in ["B", "KiB", "MiB", "GiB"] {
      if value < 1024 { return unit == "B" ? "\(count) B" : significant(value, 3) + " " + unit }
      value /= 1024
    }
    return significant(value, 3) + " TiB"
  }
}
