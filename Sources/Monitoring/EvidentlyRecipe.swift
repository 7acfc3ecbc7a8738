import Statistics

/// Evidently's recipes and its default choice of method (0.7.23).
///
/// Left as it is, traits and all: a level unseen in the reference makes the chi-square p-value 0; the scale of its
/// stability index depends on how many distinct values there are. The permutation test of total variation draws its
/// permutations from our generator, so that p-value agrees within its own noise alone.
struct EvidentlyRecipe: DriftRecipe {
  let seed: UInt64

  private static let distance = DriftCriterion.statisticAtLeast(0.1)

  /// A numeric column with more distinct reference values than this is binned; otherwise each value is a bin.
  private static let distinctBinMax = 20
  /// A numeric column with no more distinct values than this is tested like a category.
  private static let distinctLevelMax = 5
  /// Largest reference for which tests decide instead of distances.
  private static let testRowsMax = 1000

  func evidence(_ pair: NumericPair) -> DriftEvidence {
    let isIntegral = pair.isIntegral
    let distinct = pair.distinctCount()
    let isBinned =
      pair.reference.distinctCount(upTo: EvidentlyRecipe.distinctBinMax + 1) > EvidentlyRecipe.distinctBinMax
    let counts = isBinned ? binCounts(pair, size: pair.count, isIntegral) : pair.valueCounts()
    var readings = shareReadings(counts.reference, counts.current)
    let spread = binCounts(pair, size: distinct, isIntegral)
    readings.append(hellinger(spread.reference, spread.current))
    let deviation = max(pair.referenceMoments.populationStandardDeviation, 0.001)
    readings.append(
      DriftReading(.wasserstein, pair.distance.wasserstein / deviation, criterion: EvidentlyRecipe.distance))
    readings.append(
      DriftReading(
        .kolmogorovSmirnov, pair.distance.kolmogorovSmirnov, pValue: KolmogorovSmirnov.pValue(pair.distance),
        criterion: .pValueAtMost(0.05)))
    if distinct <= EvidentlyRecipe.distinctLevelMax {
      let values = pair.valueCounts()
      readings += levelTests(values.reference, values.current)
    }
    let deciding: DriftMethod =
      distinct <= EvidentlyRecipe.distinctLevelMax
      ? levelChoice(rows: pair.reference.count, distinct: distinct)
      : pair.reference.count <= EvidentlyRecipe.testRowsMax ? .kolmogorovSmirnov : .wasserstein
    return DriftEvidence(readings: readings, deciding: deciding)
  }

  func evidence(_ pair: LevelPair) -> DriftEvidence {
    var readings = shareReadings(pair.reference, pair.current)
    readings.append(hellinger(pair.reference, pair.current))
    readings += levelTests(pair.reference, pair.current)
    let (r, c) = (Divergence.shares(of: pair.reference), Divergence.shares(of: pair.current))
    readings.append(DriftReading(.lInfinity, Divergence.lInfinity(r, c), criterion: nil))
    var generator = SeededGenerator(seed: seed)
    let permutation = PermutationTest.totalVariation(pair.reference, pair.current, using: &generator)
    readings.append(
      DriftReading(
        .totalVariation, permutation.statistic, pValue: permutation.pValue, criterion: .pValueBelow(0.1)))
    return DriftEvidence(
      readings: readings, deciding: levelChoice(rows: pair.referenceCount, distinct: pair.levels.count))
  }

  private func levelChoice(rows: Int, distinct: Int) -> DriftMethod {
    rows > EvidentlyRecipe.testRowsMax ? .jensenShannon : distinct > 2 ? .chiSquare : .zTest
  }

  /// Sturges' bins over both samples as if `size` values had been given.
  private func binCounts(_ pair: NumericPair, size: Int, _ isIntegral: Bool) -> (reference: [Int], current: [Int]) {
    let edges = HistogramEdges.sturges(
      minimum: pair.minimum, maximum: pair.maximum, count: size, isIntegral: isIntegral)
    return (
      HistogramEdges.counts(pair.reference, edges: edges), HistogramEdges.counts(pair.current, edges: edges)
    )
  }

  private func shareReadings(_ reference: [Int], _ current: [Int]) -> [DriftReading] {
    let (r, c) = (Divergence.shares(of: reference), Divergence.shares(of: current))
    let (filledR, filledC) = (zerosFilled(r), zerosFilled(c))
    return [
      DriftReading(
        .psi, Divergence.populationStabilityIndex(filledR, filledC), criterion: EvidentlyRecipe.distance),
      DriftReading(
        .klDivergence, Divergence.kullbackLeibler(filledR, filledC), criterion: EvidentlyRecipe.distance),
      DriftReading(
        .jensenShannon, Divergence.jensenShannonDistance(r, c, base: .natural), criterion: EvidentlyRecipe.distance),
    ]
  }

  /// Zero becomes 0.0001, or a millionth of the smallest share where that is no larger than 0.0001.
  private func zerosFilled(_ shares: [Double]) -> [Double] {
    let smallest = shares.filter { $0 > 0 }.min() ?? 1
    let fill = smallest <= 0.0001 ? smallest / 1e6 : 0.0001
    return shares.map { $0 == 0 ? fill : $0 }
  }

  private func hellinger(_ reference: [Int], _ current: [Int]) -> DriftReading {
    DriftReading(
      .hellinger, Divergence.hellinger(Divergence.shares(of: reference), Divergence.shares(of: current)),
      criterion: EvidentlyRecipe.distance)
  }

  /// Current counts against those the reference leads to expect; and the share of all but the first, for two levels.
  private func levelTests(_ reference: [Int], _ current: [Int]) -> [DriftReading] {
    let (n, m) = (reference.reduce(0, +), current.reduce(0, +))
    let scale = Double(m) / Double(n)
    let fit = CountTests.goodnessOfFit(
      observed: current.map { Double($0) }, expected: reference.map { Double($0) * scale })
    var readings = [
      DriftReading(.chiSquare, fit.statistic, pValue: fit.pValue, criterion: .pValueBelow(0.05))
    ]
    if reference.count <= 2 {
      let result = CountTests.twoProportions(n - reference[0], of: n, m - current[0], of: m)
      readings.append(
        DriftReading(.zTest, result.statistic, pValue: result.pValue, criterion: .pValueBelow(0.05)))
    }
    return readings
  }
}
