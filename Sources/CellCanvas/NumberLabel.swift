/// Numbers as short as a chart wants them. Not for reports: those format their own.
enum NumberLabel {
  /// Fixed decimals, rounded half away from zero; "–" for what is no number.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    let decimals = min(12, max(0, decimals))
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 9e15 else { return value.description }
    let digits = String(Int64(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// About four significant digits: "0.7912", "62.96", "1,235", "123.5k".
  static func value(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let (scaled, unit) = scale(value, from: 1e5)
    var decimals = unit.isEmpty ? 3 : 2
    var rest = scaled.magnitude
    while rest >= 10, decimals > 0 { (rest, decimals) = (rest / 10, decimals - 1) }
    while rest > 0, rest < 1, decimals < 6 { (rest, decimals) = (rest * 10, decimals + 1) }
    return grouped(value == value.rounded() && unit.isEmpty ? fixed(value, 0) : fixed(scaled, decimals)) + unit
  }

  /// Thousands apart, as in the tables beside.
  private static func grouped(_ text: String) -> String {
    let digits = text.prefix { $0 == "-" || $0.isNumber }.count
    guard let first = text.firstIndex(where: \.isNumber), digits > 3 else { return text }
    var result = text
    var place = text.index(text.startIndex, offsetBy: digits)
    while text.distance(from: first, to: place) > 3 {
      place = text.index(place, offsetBy: -3)
      result.insert(",", at: result.index(result.startIndex, offsetBy: text.distance(from: text.startIndex, to: place)))
    }
    return result
  }

  /// As `value`, without zeros after the last other decimal.
  static func trimmed(_ number: Double) -> String {
    var text = value(number)
    guard text.contains("."), text.last?.isNumber == true else { return text }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }

  /// A tick of an axis whose ticks are `step` apart: as many decimals as the step needs.
  static func tick(_ value: Double, step: Double) -> String {
    let (_, unit) = scale(max(value.magnitude, step), from: 1e4)
    let factor = unit.isEmpty ? 1 : units.first { $0.unit == unit }?.size ?? 1
    return fixed(value / factor, decimals(of: step / factor)) + (value == 0 ? "" : unit)
  }

  /// Decimals after which a step has nothing left.
  private static func decimals(of step: Double) -> Int {
    var decimals = 0
    var rest = step.magnitude
    while decimals < 12, (rest - rest.rounded()).magnitude > 1e-6 * max(rest, 1e-6) {
      (rest, decimals) = (rest * 10, decimals + 1)
    }
    return decimals
  }

  private static let units: [(size: Double, unit: String)] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]

  private static func scale(_ value: Double, from least: Double) -> (Double, String) {
    guard value.magnitude >= least else { return (value, "") }
    for (size, unit) in units where value.magnitude >= size { return (value / size, unit) }
    return (value, "")
  }
}
