import Statistics
import Testing

@Suite("Sorted samples, moments and quantiles")
struct SampleTests {
  @Test(
    "Sorting is what the library's sort gives, without what is not finite", arguments: [0, 1, 7, 1024, 1025, 50_000])
  func sorting(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    var values = (0..<count).map { _ in Double(bitPattern: generator.next()) }
    values += [.nan, .infinity, -.infinity, 0, -0.0, 1, 1, -1]
    let sample = SortedSample(values)
    let finite = values.filter { $0.isFinite }.sorted()
    #expect(sample.values == finite)
    #expect(sample.droppedCount == values.count - finite.count)
    #expect(sample.values.allSatisfy { $0 != 0 || $0.sign == .plus })
    #expect(sample.distinctCount() == Set(finite).count)
    #expect(sample.distinctValues() == Set(finite).sorted())
  }

  @Test("Small integers, whose digits hardly vary")
  func smallIntegers() {
    let values = (0..<5000).map { Double($0 * 37 % 11) - 5 }
    #expect(SortedSample(values).values == values.sorted())
    #expect(SortedSample(values).distinctCount(upTo: 3) == 3)
    #expect(SortedSample(values).isIntegral)
    #expect(!SortedSample([1, 2.5]).isIntegral)
  }

  private var curve: [Double] {
    (0..<200).map { index in
      let root = Double(index * index * 7 % 83)
      return root * root / 7
    }
  }

  @Test("Moments agree with numpy and scipy, in one pass and merged", arguments: [0, 1, 50, 199, 200])
  func moments(split: Int) {
    var moments = Moments(curve.prefix(split))
    moments.merge(Moments(curve.dropFirst(split)))
    #expect(moments.count == 200)
    #expect(isClose(moments.mean, 283.4892857142857, 1e-12))
    #expect(isClose(moments.populationVariance, 80160.02988520407, 1e-12))
    #expect(isClose(moments.standardDeviation, 283.83594576045635, 1e-12))
    #expect(isClose(moments.skewness, 0.8609247414283461, 1e-10))
  }

  @Test("Variance keeps its digits far from zero")
  func cancellation() {
    let moments = Moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
    #expect(moments.variance == 30)
  }

  @Test("Moments of too little are not a number")
  func emptyMoments() {
    #expect(Moments().populationVariance.isNaN)
    #expect(Moments([2]).variance.isNaN)
    #expect(Moments([2, 2]).skewness.isNaN)
  }

  @Test(
    "Quantiles agree with numpy's default",
    arguments: [
      (0, 0.0), (0.01, 0.0), (0.1, 7.0), (0.333, 96.57142857142857), (0.5, 170.35714285714286), (0.9, 700.0),
      (0.995, 937.2857142857143), (1, 937.2857142857143),
    ])
  func quantile(probability: Double, expected: Double) {
    #expect(isClose(Quantile.linear(curve.sorted(), probability), expected, 1e-12))
  }

  @Test("Inverted quantiles are values: the smallest with enough at or below")
  func inverted() {
    let values = [1.0, 2, 3, 4, 5]
    #expect([0, 0.2, 0.21, 0.4, 0.99, 1].map { Quantile.inverted(values, $0) } == [1, 1, 2, 2, 5, 5])
    #expect(Quantile.inverted([], 0.5).isNaN)
    #expect(Quantile.linear([], 0.5).isNaN)
    #expect(Quantile.linear([7], 0.5) == 7)
  }
}
