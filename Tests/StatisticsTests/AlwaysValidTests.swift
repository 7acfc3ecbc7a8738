import Statistics
import Testing

@Suite("Always-valid intervals and sample ratios")
struct AlwaysValidTests {
  // The asymptotic confidence sequence as GrowthBook's formula gives it, worked by hand.
  @Test("the mixture of the default boundary is 0.0398400668")
  func mixture() {
    #expect(abs(AlwaysValidInterval().mixtureDeviation - 0.0398400668) < 1e-10)
  }

  @Test("120 of 1000 against 150 of 1000 is known within ±0.0476926 at any look, ±0.0299240 at one")
  func twoShares() {
    let error = (0.12 * 0.88 / 1000 + 0.15 * 0.85 / 1000).squareRoot()
    let reach = AlwaysValidInterval().reach(standardError: error, count: 2000)
    #expect(abs(reach - 0.0476926) < 1e-7)
    let fixed = Interval.normal(estimate: 0.03, standardError: error)
    #expect(abs((fixed.upper - fixed.lower) / 2 - 0.0299240) < 1e-7)
  }

  @Test("nothing seen says nothing, no spread says all")
  func edges() {
    #expect(AlwaysValidInterval().reach(standardError: 0.1, count: 0) == .infinity)
    #expect(AlwaysValidInterval().reach(standardError: .nan, count: 10) == .infinity)
    #expect(AlwaysValidInterval().reach(standardError: 0, count: 10) == 0)
  }

  @Test("400 looks at 300 pairs of equal arms find one in at most 5 %, where a fixed interval does in 25 %")
  func manyLooks() {
    var generator = SeededGenerator(seed: 11)
    var found = (always: 0, fixed: 0)
    for _ in 0..<300 {
      var arms = (Moments(), Moments())
      var seen = (always: false, fixed: false)
      for look in 1...400 {
        for _ in 0..<10 {
          arms.0.add(generator.normal())
          arms.1.add(generator.normal())
        }
        guard look > 5 else { continue }
        let count = look * 10
        let error = (arms.0.variance / Double(count) + arms.1.variance / Double(count)).squareRoot()
        let difference = arms.0.mean - arms.1.mean
        seen.always =
          seen.always
          || !AlwaysValidInterval().interval(estimate: difference, standardError: error, count: 2 * count).contains(0)
        seen.fixed = seen.fixed || !Interval.normal(estimate: difference, standardError: error).contains(0)
      }
      found.always += seen.always ? 1 : 0
      found.fixed += seen.fixed ? 1 : 0
    }
    #expect(found.always <= 15)
    #expect(found.fixed >= 75)
  }

  // scipy.stats.chisquare.
  @Test(
    "the chi-square of a split is scipy's",
    arguments: [
      ([5200, 4800], [0.5, 0.5], 16.0, 6.3342e-05), ([9100, 900], [0.9, 0.1], 11.1111, 8.5812e-04),
      ([9020, 980], [0.9, 0.1], 0.4444, 0.50499),
    ])
  func ratio(counts: [Int], weights: [Double], statistic: Double, pValue: Double) {
    let result = SampleRatio.chiSquare(counts: counts, weights: weights)
    #expect(abs(result.statistic - statistic) < 1e-4)
    #expect(abs(result.pValue / pValue - 1) < 1e-4)
  }

  // Worked with scipy.special.gammaln; p is never above 1.
  @Test(
    "the sequential test of a split is the Dirichlet-multinomial Bayes factor",
    arguments: [
      ([5200, 4800], [0.5, 0.5], 0.02589046135095638), ([9100, 900], [0.9, 0.1], 0.08239187372159809),
      ([9020, 980], [0.9, 0.1], 1.0), ([900, 50, 150], [0.9, 0.05, 0.05], 0.00034998690213471415),
    ])
  func sequential(counts: [Int], weights: [Double], pValue: Double) {
    var test = SequentialSampleRatio(weights: weights)
    test.look(at: counts)
    #expect(abs(test.pValue - pValue) < 1e-9)
    #expect(test.isBroken == (pValue < 0.001))
  }

  @Test("a look that reassures does not take back one that alarmed")
  func leastOfAllLooks() {
    var test = SequentialSampleRatio(weights: [1, 1])
    test.look(at: [900, 300])
    let alarmed = test.pValue
    test.look(at: [50_000, 50_000])
    #expect(test.pValue == alarmed)
    #expect(test.isBroken)
  }

  @Test("no units are no mismatch")
  func noUnits() {
    #expect(SampleRatio.chiSquare(counts: [0, 0], weights: [1, 1]).pValue == 1)
    var test = SequentialSampleRatio(weights: [1, 1])
    test.look(at: [0, 0])
    #expect(!test.isBroken)
  }
}
