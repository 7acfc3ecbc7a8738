import Statistics

/// The bins the `sextant` profile compares by; the same for two tables and for a live window.
enum EffectBins {
  /// A level rarer than this in the reference is pooled with the other rare ones.
  static let rareShare = 0.005

  /// An empty share is read as half a row, and never as less than this: a bin that had none is not infinitely
  /// surprising, and least of all in a small sample.
  static let shareFloor = 1e-4

  /// Upper edges of the reference's deciles: values of the reference, without repeats, open at both ends.
  ///
  /// A reference that is one value gets that value as a bin of its own, between below and above.
  static func decileEdges(_ reference: SortedSample) -> [Double] {
    guard !reference.isEmpty else { return [] }
    if reference.minimum == reference.maximum {
      return [lowerNeighbour(reference.minimum), reference.minimum]
    }
    var edges: [Double] = []
    for decile in 1...9 {
      let edge = Quantile.inverted(reference.values, Double(decile) / 10)
      if edge < reference.maximum, edges.last.map({ $0 < edge }) ?? true { edges.append(edge) }
    }
    return edges
  }

  /// The nearest number below that is still finite.
  static func lowerNeighbour(_ value: Double) -> Double { max(value.nextDown, -.greatestFiniteMagnitude) }

  /// Counts of a sample in (−∞, e₀], (e₀, e₁], …, (e_last, ∞).
  static func counts(_ sample: SortedSample, edges: [Double]) -> [Int] {
    var through = edges.map { sample.countThrough($0) }
    through.append(sample.count)
    return through.indices.map { through[$0] - ($0 > 0 ? through[$0 - 1] : 0) }
  }

  static func psi(_ reference: [Int], _ current: [Int]) -> Double {
    Divergence.populationStabilityIndex(shares(reference), shares(current))
  }

  static func jensenShannon(_ reference: [Int], _ current: [Int]) -> Double {
    Divergence.jensenShannonDistance(Divergence.shares(of: reference), Divergence.shares(of: current), base: .two)
  }

  static func shares(_ counts: [Int]) -> [Double] {
    let total = Double(max(counts.reduce(0, +), 1))
    return Divergence.raised(Divergence.shares(of: counts), to: max(shareFloor, 0.5 / total))
  }
}

/// Which bin each level of a reference belongs to: the frequent ones have bins of their own; then come the rare ones
/// together, and those never seen in the reference.
struct LevelBins: Sendable, Equatable {
  /// Reference counts of the frequent levels, of the rare ones, and 0 for the unseen.
  let counts: [Int]
  /// Bin of each reference level, as many as were given.
  let binOfLevel: [Int]

  var rareBin: Int { counts.count - 2 }
  var unseenBin: Int { counts.count - 1 }

  /// - Parameter rest: rows of reference levels that are not listed; they are rare.
  init(levelCounts: [Int], rest: Int) {
    let total = Double(levelCounts.reduce(rest, +))
    let frequent = levelCounts.indices.filter {
      levelCounts[$0] > 0 && Double(levelCounts[$0]) >= EffectBins.rareShare * total
    }
    var bins = [Int](repeating: frequent.count, count: levelCounts.count)
    for (bin, level) in frequent.enumerated() { bins[level] = bin }
    var counts = frequent.map { levelCounts[$0] } + [rest, 0]
    for (level, bin) in bins.enumerated() where bin == frequent.count { counts[bin] += levelCounts[level] }
    self.counts = counts
    binOfLevel = bins
  }
}
