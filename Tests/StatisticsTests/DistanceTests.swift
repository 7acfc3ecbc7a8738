import Statistics
import Testing

/// Expected values: scipy 1.17.1 and numpy 2.4 unless a comment says otherwise.
@Suite("Distances and tests")
struct DistanceTests {
  static let p = [0.1, 0.2, 0.3, 0.4]
  static let q = [0.25, 0.25, 0.25, 0.25]
  static let z = [0, 0.5, 0.5, 0]

  @Test("Divergences of shares")
  func divergences() {
    let (p, q, z) = (DistanceTests.p, DistanceTests.q, DistanceTests.z)
    #expect(isClose(Divergence.populationStabilityIndex(p, q), 0.22821740957339182, 1e-13))
    #expect(isClose(Divergence.kullbackLeibler(p, q), 0.10644013528622315, 1e-13))
    #expect(isClose(Divergence.kullbackLeibler(p, q, base: .two), 0.1535606553289845, 1e-13))
    #expect(isClose(Divergence.jensenShannonDistance(p, q, base: .natural), 0.16692996572597962, 1e-13))
    #expect(isClose(Divergence.jensenShannonDistance(p, z, base: .two), 0.5622581256253156, 1e-13))
    #expect(isClose(Divergence.hellinger(p, z), 0.5444941683456495, 1e-13))
    // By hand: ½ (0.4 + 0.3 + 0.2 + 0.1) and the largest difference.
    #expect(isClose(Divergence.totalVariation(p, z), 0.5, 1e-13))
    #expect(isClose(Divergence.lInfinity(p, z), 0.4, 1e-13))
  }

  @Test("Scaling does not matter where scipy scales, and empty sides are told")
  func edgeCases() {
    let p = DistanceTests.p.map { $0 * 3 }
    #expect(isClose(Divergence.kullbackLeibler(p, DistanceTests.q), 0.10644013528622315, 1e-12))
    #expect(Divergence.kullbackLeibler([0.5, 0.5], [1, 0]) == .infinity)
    #expect(Divergence.kullbackLeibler([1, 0], [0.5, 0.5]).isFinite)
    #expect(Divergence.populationStabilityIndex([0, 1], [0, 1]) == 0)
    #expect(Divergence.populationStabilityIndex([0, 1], [0.5, 0.5]) == .infinity)
    #expect(isClose(Divergence.jensenShannonDistance([1, 0], [0, 1]), 1))
  }

  struct Pair: CustomTestStringConvertible {
    var n: Int
    var m: Int
    var d: Double
    var p: Double
    var wasserstein: Double

    var testDescription: String { "\(n) and \(m) values" }
  }

  /// `ks_2samp` and `wasserstein_distance` of ((37i) mod 101) / 10 and ((53i) mod 97) / 8.
  @Test(
    "Kolmogorov–Smirnov and Wasserstein",
    arguments: [
      Pair(n: 5, m: 7, d: 0.2857142857142857, p: 0.9090909090909092, wasserstein: 1.1014285714285716),
      Pair(n: 40, m: 40, d: 0.125, p: 0.9188052214121167, wasserstein: 0.6325),
      Pair(n: 101, m: 97, d: 0.16658160661426968, p: 0.10965462526705458, wasserstein: 1.0004082882515055),
      Pair(n: 300, m: 300, d: 0.16333333333333333, p: 0.0006538374533623971, wasserstein: 0.9806666666666666),
      Pair(n: 1000, m: 400, d: 0.165, p: 3.0099467889787676e-07, wasserstein: 0.9744375),
      Pair(n: 9000, m: 10_000, d: 0.16654444444444444, p: 3.937095622141746e-115, wasserstein: 0.9997888888888888),
      Pair(n: 12_000, m: 300, d: 0.16375000000000006, p: 2.4725816612049634e-07, wasserstein: 0.9700749999999999),
      Pair(n: 20_000, m: 15_000, d: 0.1664, p: 6.839925267383062e-208, wasserstein: 0.9995483333333334),
    ])
  func twoSamples(pair: Pair) {
    let distance = SampleDistance(
      SortedSample((0..<pair.n).map { Double($0 * 37 % 101) / 10 }),
      SortedSample((0..<pair.m).map { Double($0 * 53 % 97) / 8 }))
    #expect(isClose(distance.kolmogorovSmirnov, pair.d, 1e-12))
    #expect(isClose(distance.wasserstein, pair.wasserstein, 1e-12))
    #expect(isClose(KolmogorovSmirnov.pValue(distance), pair.p, 1e-6))
  }

  @Test("Samples that agree, share nothing, or are not there")
  func extremes() {
    let sample = SortedSample([3, 1, 2])
    #expect(SampleDistance(sample, sample).scaledDifference == 0)
    #expect(KolmogorovSmirnov.pValue(SampleDistance(sample, sample)) == 1)
    let far = SampleDistance(sample, SortedSample([10, 11]))
    #expect(far.kolmogorovSmirnov == 1)
    // By hand: 2 of the C(5, 2) = 10 orders are this far apart; means 2 and 10.5.
    #expect(isClose(KolmogorovSmirnov.pValue(far), 0.2))
    #expect(isClose(far.wasserstein, 8.5))
    let empty = SampleDistance(sample, SortedSample([.nan]))
    #expect(empty.kolmogorovSmirnov.isNaN)
    #expect(KolmogorovSmirnov.pValue(empty).isNaN)
  }

  @Test("Chi-square tests")
  func chiSquare() {
    let fit = CountTests.goodnessOfFit(observed: [16, 18, 16, 14, 12, 12], expected: [16, 16, 16, 16, 16, 8])
    #expect(isClose(fit.statistic, 3.5, 1e-13))
    #expect(isClose(fit.pValue, 0.6233876277495822, 1e-9))
    let yates = CountTests.contingency([10, 20], [30, 15])
    #expect(isClose(yates.statistic, 6.752232142857143, 1e-12))
    #expect(isClose(yates.pValue, 0.00936304763753395, 1e-9))
    let three = CountTests.contingency([10, 20, 5, 0], [30, 15, 9, 0])
    #expect(isClose(three.statistic, 8.173469387755102, 1e-12))
    #expect(isClose(three.pValue, 0.01679398161634401, 1e-9))
    #expect(CountTests.contingency([10, 11], [12, 12]) == TestResult(statistic: 0, pValue: 1))
    #expect(CountTests.goodnessOfFit(observed: [5, 1], expected: [6, 0]).pValue == 0)
    #expect(CountTests.contingency([3], [4]).pValue == 1)
  }

  @Test("Two shares")
  func proportions() {
    // By hand: p = 50/150, z = (0.3 − 0.4) / √(1/3 · 2/3 · (1/100 + 1/50)) = −1.2247; 2·Φ(−1.2247) = 0.22067.
    let result = CountTests.twoProportions(30, of: 100, 20, of: 50)
    #expect(isClose(result.statistic, -1.224744871391589, 1e-12))
    #expect(isClose(result.pValue, 0.2206713619198469, 1e-9))
    #expect(CountTests.twoProportions(0, of: 10, 0, of: 5) == TestResult(statistic: 0, pValue: 1))
  }

  @Test("numpy's bins")
  func bins() {
    let values = SortedSample(
      (0..<200).map { index in
        let root = Double(index * index * 7 % 83)
        return root * root / 7
      })
    let sturges = HistogramEdges.sturges(minimum: values.minimum, maximum: values.maximum, count: 200)
    #expect(sturges.count == 10)
    #expect(isClose(sturges[1], 104.14285714285715, 1e-14))
    #expect(HistogramEdges.counts(values, edges: sturges) == [75, 39, 14, 15, 5, 18, 15, 5, 14])
    let doane = HistogramEdges.doane(values)
    #expect(isClose(doane[5], 390.53571428571433, 1e-14))
    #expect(HistogramEdges.counts(values, edges: doane) == [62, 38, 19, 9, 15, 0, 10, 13, 15, 0, 10, 9])
    let whole = SortedSample((0..<5000).map { Double($0 * 7 % 5) })
    #expect(HistogramEdges.sturges(minimum: 0, maximum: 4, count: 5000, isIntegral: true) == [0, 1, 2, 3, 4])
    #expect(HistogramEdges.doane(whole, isIntegral: true) == [0, 1, 2, 3, 4])
    #expect(HistogramEdges.counts(whole, edges: [0, 1, 2, 3, 4]) == [1000, 1000, 1000, 2000])
    #expect(HistogramEdges.doane(whole).count == 15)
    #expect(HistogramEdges.sturges(minimum: 2, maximum: 2, count: 3) == [1.5, 2.5])
    #expect(HistogramEdges.doane(SortedSample([2, 2, 2])) == [1.5, 2.5])
  }

  @Test("Values outside the edges are in no bin")
  func outside() {
    #expect(HistogramEdges.counts(SortedSample([-1, 0, 0.5, 1, 1.5, 2, 3]), edges: [0, 1, 2]) == [2, 3])
  }
}
