import Glibc

/// Edges of equal-width bins as numpy chooses them, and counts of sorted values between edges.
///
/// Bins are closed on the left and open on the right, but for the last, which is closed on both sides. Values outside
/// the edges are in no bin. Source: numpy 2, `histogram_bin_edges` and `histogram`.
public enum HistogramEdges {
  /// `bins + 1` edges from `minimum` to `maximum`; half a unit is put on either side of a single value.
  public static func linear(from minimum: Double, to maximum: Double, bins: Int) -> [Double] {
    let (first, last) = minimum == maximum ? (minimum - 0.5, maximum + 0.5) : (minimum, maximum)
    let bins = max(bins, 1)
    let step = (last - first) / Double(bins)
    var edges = (0...bins).map { Double($0) * step + first }
    edges[bins] = last
    return edges
  }

  /// Sturges' rule: about log₂ n + 1 bins.
  ///
  /// - Parameters:
  ///   - count: how many values there are, at least 1.
  ///   - isIntegral: whether numpy would see an integer array, for which no bin is narrower than 1.
  public static func sturges(minimum: Double, maximum: Double, count: Int, isIntegral: Bool = false) -> [Double] {
    edges(minimum, maximum, width: (maximum - minimum) / (log2(Double(count)) + 1), isIntegral: isIntegral)
  }

  /// Doane's rule: Sturges' with more bins for skewed values.
  public static func doane(_ sample: SortedSample, isIntegral: Bool = false) -> [Double] {
    let count = Double(sample.count)
    var width = 0.0
    if sample.count > 2 {
      let skewness = Moments(sample.values).skewness
      if !skewness.isNaN {
        let spread = (6 * (count - 2) / ((count + 1) * (count + 3))).squareRoot()
        width = (sample.maximum - sample.minimum) / (1 + log2(count) + log2(1 + abs(skewness) / spread))
      }
    }
    return edges(sample.minimum, sample.maximum, width: width, isIntegral: isIntegral)
  }

  private static func edges(_ minimum: Double, _ maximum: Double, width: Double, isIntegral: Bool) -> [Double] {
    let width = isIntegral && width > 0 ? max(width, 1) : width
    // numpy widens a single value before it counts bins; the width of a single value is zero, which means one bin.
    let bins = width > 0 && width.isFinite ? Int(((maximum - minimum) / width).rounded(.up)) : 1
    return linear(from: minimum, to: maximum, bins: bins)
  }

  /// How many values lie in each of the `edges.count - 1` bins.
  ///
  /// - Complexity: O(edges · log n).
  public static func counts(_ sample: SortedSample, edges: [Double]) -> [Int] {
    guard edges.count > 1 else { return [] }
    var through = edges.dropLast().map { sample.countBelow($0) }
    through.append(sample.countThrough(edges[edges.count - 1]))
    return (1..<through.count).map { through[$0] - through[$0 - 1] }
  }
}
