/// A table of two classes whose newest fifth, which is what a replay plays, comes from elsewhere.
struct SampleTable {
  var rowCount = 3000
  /// Added to the column `a` in the newest fifth.
  var shift = 3.0

  /// Comma separated with a header: an id, a day (20 rows each), two numbers, a colour and the class.
  var text: String {
    var generator = SplitMix(state: 20_260_301)
    var lines = ["id,day,a,b,colour,y"]
    for row in 0..<rowCount {
      let (a, b, noise) = (generator.bell(), generator.bell(), generator.bell())
      let colour = ["red", "green", "blue"][Int(generator.next() % 3)]
      let isPositive = a - 0.7 * b + (colour == "red" ? 0.5 : 0) + 0.6 * noise > 0.4
      let shown = a + (row >= rowCount * 4 / 5 ? shift : 0)
      lines.append("\(row),\(day(row / 20)),\(shown),\(b),\(colour),\(isPositive ? 1 : 0)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func day(_ number: Int) -> String {
    let (month, day) = (number / 28 + 1, number % 28 + 1)
    return "2024-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Mean 0, variance 1: the sum of twelve uniform numbers less six.
  mutating func bell() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double(next() >> 11) / 0x1p53 }
  }
}
