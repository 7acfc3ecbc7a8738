/// A place for each class on a line, so that a category's levels can be ordered by the mean place of their rows.
///
/// The line is the first principal component of the levels' class shares. Source: D. Coppersmith, S. J. Hong,
/// J. R. M. Hosking, "Partitioning Nominal Attributes in Decision Trees", Data Mining and Knowledge Discovery 3 (1999),
/// 197–217.
struct ClassAxis {
  /// One for each class.
  let places: [Double]

  /// Levels that are looked at; beyond the commonest few the shares are noise.
  private static let levelCountMax = 512
  private static let iterationCount = 50

  init(codes: [UInt32], levelCount: Int, rows: [Int], labels: [Double], _ classCount: Int) {
    var totals = [Int](repeating: 0, count: levelCount)
    for row in rows where Int(codes[row]) < levelCount { totals[Int(codes[row])] += 1 }
    let chosen = totals.indices.filter { totals[$0] > 0 }
      .sorted { (totals[$1], $0) < (totals[$0], $1) }.prefix(Self.levelCountMax)
    var slots = [Int](repeating: -1, count: levelCount)
    for (slot, level) in chosen.enumerated() { slots[level] = slot }
    var shares = [Double](repeating: 0, count: chosen.count * classCount)
    for (row, label) in zip(rows, labels) where Int(codes[row]) < levelCount {
      let slot = slots[Int(codes[row])]
      if slot >= 0 { shares[slot * classCount + Int(label)] += 1 }
    }
    let counts = chosen.map { Double(totals[$0]) }
    let total = max(1, counts.reduce(0, +))
    let means = (0..<classCount).map { label in
      counts.indices.reduce(0) { $0 + shares[$1 * classCount + label] } / total
    }
    for slot in counts.indices {
      // Ten rows like all rows keep small levels in the middle.
      for label in 0..<classCount {
        let cell = slot * classCount + label
        shares[cell] = (shares[cell] + 10 * means[label]) / (counts[slot] + 10) - means[label]
      }
    }
    places = Self.axis(shares, counts, classCount)
  }

  /// The direction of the largest variance, by the power method; its sign makes the last class's place positive or 0.
  private static func axis(_ shares: [Double], _ counts: [Double], _ classCount: Int) -> [Double] {
    // Uneven, so that it is at right angles to nothing that matters.
    var axis = (0..<classCount).map { (label: Int) -> Double in
      let size = 1 + Double((label * 7) % 11) / 11
      return label.isMultiple(of: 2) ? size : -size
    }
    for _ in 0..<iterationCount {
      var next = [Double](repeating: 0, count: classCount)
      for slot in counts.indices {
        let line = slot * classCount
        let place = (0..<classCount).reduce(0) { $0 + shares[line + $1] * axis[$1] }
        for label in 0..<classCount { next[label] += counts[slot] * place * shares[line + label] }
      }
      let length = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0, length.isFinite else { break }
      axis = next.map { $0 / length }
    }
    let last = axis.last { abs($0) > 1e-9 } ?? 1
    return last < 0 ? axis.map { -$0 } : axis
  }
}
