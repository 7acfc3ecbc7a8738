import Encoding
import Glibc
import Statistics

/// Hourly rows of a small world: `y` leans on `a` and `kind`, and from a row on the other way round, while `b` moves.
struct SampleRows {
  var count = 3000
  /// The row from which what was true is no more.
  var change = 2200
  /// How far `b`, which nothing leans on, moves with it.
  var shift = 3.0
  /// Predict a number instead of a class.
  var isRegression = false
  /// Predict one of three classes instead of two: the label's number, and `c` where luck is high.
  var isMulticlass = false
  /// Rows whose labels are replaced by noise.
  var noisy: Range<Int> = 0..<0
  var noiseSeed: UInt64 = 1

  static let start = Timestamp(year: 2024, month: 1, day: 1)

  static func time(of row: Int) -> Timestamp { start.advanced(bySeconds: Double(row) * 3600) }

  var text: String {
    var generator = SeededGenerator(seed: 5)
    var noise = SeededGenerator(seed: noiseSeed)
    var lines = ["time,a,b,kind,y"]
    for row in 0..<count {
      let a = generator.uniform()
      let b = generator.normal() + (row >= change ? shift : 0)
      let kind = ["red", "green", "blue"][generator.integer(below: 3)]
      let lean = 6 * (a - 0.5) + (kind == "red" ? 1 : 0)
      let logit = row >= change ? -lean : lean
      let luck = generator.uniform()
      var label =
        isRegression ? NumberText.fixed(20 + 5 * logit + 2 * luck, 3) : (luck < 1 / (1 + exp(-logit)) ? "1" : "0")
      if noisy.contains(row) {
        label = isRegression ? NumberText.fixed(40 * noise.uniform(), 3) : (noise.bernoulli(0.5) ? "1" : "0")
      }
      if isMulticlass { label = luck > 0.9 ? "c" : label == "1" ? "a" : "b" }
      lines.append(
        "\(SampleRows.time(of: row)),\(NumberText.fixed(a, 4)),\(NumberText.fixed(b, 3)),\(kind),\(label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
