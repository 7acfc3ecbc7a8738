import Glibc

/// Distances between two distributions given as shares of the same bins.
///
/// Bins beyond the shorter of two lists are ignored: give lists of equal length.
public enum Divergence {
  /// The unit of an information measure.
  public enum LogarithmBase: Sendable, Hashable {
    case two
    case natural

    /// What a value in nats is divided by.
    var nats: Double {
      switch self {
      case .two: M_LN2
      case .natural: 1
      }
    }
  }

  /// Counts divided by their sum; all zero where there is nothing.
  public static func shares(of counts: [Int]) -> [Double] {
    let total = Double(counts.reduce(0, +))
    return counts.map { total > 0 ? Double($0) / total : 0 }
  }

  /// Population stability index Σ (r − c) ln (r / c).
  ///
  /// Infinite where one side alone is zero: raise empty shares to a floor first (`raised(_:to:)`). A bin empty on
  /// both sides adds nothing.
  public static func populationStabilityIndex(_ reference: [Double], _ current: [Double]) -> Double {
    var sum = 0.0
    for (r, c) in zip(reference, current) where r != c { sum += (r - c) * log(r / c) }
    return sum
  }

  /// Shares with those below `floor` raised to it; not renormalised.
  public static func raised(_ shares: [Double], to floor: Double) -> [Double] { shares.map { max($0, floor) } }

  /// Kullback–Leibler divergence Σ r ln (r / c), both sides first scaled to sum 1, as scipy's `entropy`.
  ///
  /// Asymmetric: the reference comes first. Infinite where the reference has a share and current has none.
  public static func kullbackLeibler(
    _ reference: [Double], _ current: [Double], base: LogarithmBase = .natural
  ) -> Double {
    let (r, c) = (normalised(reference), normalised(current))
    var sum = 0.0
    for (r, c) in zip(r, c) where r > 0 { sum += c > 0 ? r * log(r / c) : .infinity }
    return sum / base.nats
  }

  /// Jensen–Shannon distance: the square root of the divergence, both sides first scaled to sum 1, as scipy's
  /// `jensenshannon`.
  ///
  /// 0 to 1 in base two, 0 to √ln 2 ≈ 0.8326 in nats.
  public static func jensenShannonDistance(
    _ reference: [Double], _ current: [Double], base: LogarithmBase = .two
  ) -> Double {
    let (r, c) = (normalised(reference), normalised(current))
    var sum = 0.0
    for (r, c) in zip(r, c) {
      let middle = (r + c) / 2
      if r > 0 { sum += r * log(r / middle) }
      if c > 0 { sum += c * log(c / middle) }
    }
    return max(sum / 2 / base.nats, 0).squareRoot()
  }

  /// Hellinger distance √(½ Σ (√r − √c)²), 0 to 1.
  public static func hellinger(_ reference: [Double], _ current: [Double]) -> Double {
    var sum = 0.0
    for (r, c) in zip(reference, current) {
      let difference = r.squareRoot() - c.squareRoot()
      sum += difference * difference
    }
    return (sum / 2).squareRoot()
  }

  /// Total variation distance ½ Σ |r − c|, 0 to 1.
  public static func totalVariation(_ reference: [Double], _ current: [Double]) -> Double {
    zip(reference, current).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
  }

  /// L∞: the largest |r − c|, 0 to 1.
  public static func lInfinity(_ reference: [Double], _ current: [Double]) -> Double {
    zip(reference, current).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private static func normalised(_ shares: [Double]) -> [Double] {
    let total = shares.reduce(0, +)
    return total > 0 && total != 1 ? shares.map { $0 / total } : shares
  }
}
