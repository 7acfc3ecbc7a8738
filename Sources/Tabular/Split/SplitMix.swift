/// A small seeded generator for shuffling rows.
///
/// Source: G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Evenly from 0..<bound. Source: D. Lemire, "Fast Random Integer Generation in an Interval", 2019.
  mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// The rows in random order (Fisher and Yates).
  mutating func shuffled(_ rows: [Int]) -> [Int] {
    var rows = rows
    for last in stride(from: rows.count - 1, to: 0, by: -1) {
      rows.swapAt(last, Int(next(below: UInt64(last + 1))))
    }
    return rows
  }
}
