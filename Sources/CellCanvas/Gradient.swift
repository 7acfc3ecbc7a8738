/// Colours between a few given ones, at equal distances.
struct Gradient {
  let stops: [Color]

  /// So many colours from the first to the last.
  ///
  /// Between two 24-bit or palette colours they are 24-bit; where a stop is the terminal's own colour, which nobody
  /// can mix, the nearest stop is taken as it is.
  func colors(_ count: Int) -> [Color] {
    guard let last = stops.last, stops.count > 1, count > 1 else {
      return stops.first.map { [Color](repeating: $0, count: max(0, count)) } ?? []
    }
    return (0..<count).map { step in
      let place = Double(step) * Double(stops.count - 1) / Double(count - 1)
      let index = Int(place)
      guard index + 1 < stops.count else { return last }
      return Gradient.mix(stops[index], stops[index + 1], share: place - Double(index))
    }
  }

  private static func mix(_ one: Color, _ other: Color, share: Double) -> Color {
    if share == 0 { return one }
    guard let one = one.rgb, let other = other.rgb else { return share < 0.5 ? one : other }
    func mixed(_ from: Int, _ to: Int) -> UInt8 {
      UInt8(min(255, max(0, (Double(from) + (Double(to) - Double(from)) * share).rounded())))
    }
    return .rgb(
      red: mixed(one.red, other.red), green: mixed(one.green, other.green), blue: mixed(one.blue, other.blue))
  }
}
