/// Corrections for asking many questions of one set of data.
public enum MultipleTesting {
  /// Benjamini and Hochberg's adjusted p-values: those at most q are the discoveries of which a share of q is false in
  /// expectation, for tests that are independent or positively dependent.
  ///
  /// As `statsmodels.stats.multitest.multipletests(method="fdr_bh")`; in the order given. NaN counts as 1.
  ///
  /// Source: Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995), 289–300.
  public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
    let values = pValues.map { $0.isNaN ? 1 : min(max($0, 0), 1) }
    let descending = values.indices.sorted { values[$0] > values[$1] }
    var adjusted = values
    var least = 1.0
    for (place, index) in descending.enumerated() {
      least = min(least, values[index] * Double(values.count) / Double(values.count - place))
      adjusted[index] = least
    }
    return adjusted
  }

  /// One p-value for several tests of one hypothesis: the least, times how many there are (Bonferroni); nil for none.
  public static func combined(_ pValues: [Double]) -> Double? {
    pValues.min().map { min(1, $0 * Double(pValues.count)) }
  }
}
