import Statistics

/// The `sextant` profile on two tables.
///
/// Numbers are compared over the deciles of the reference, categories over its levels with the rare ones pooled and
/// the unseen ones apart; the same bins as a live window, whose numbers are therefore the same.
///
/// An effect beyond its bound is drift only where a test says that chance would not have made it: the p-values of a
/// column's tests are combined, and those of all columns corrected together (`DriftComparison`).
struct SextantRecipe: DriftRecipe {
  let thresholds: EffectThresholds
  let learnsLimits: Bool
  let chunkSize: Int?

  func evidence(_ pair: NumericPair) -> DriftEvidence {
    let edges = EffectBins.decileEdges(pair.reference)
    let reference = EffectBins.counts(pair.reference, edges: edges)
    let current = EffectBins.counts(pair.current, edges: edges)
    let learned = learnsLimits ? LearnedLimits(pair, like: chunkSize ?? pair.currentRowCount) : nil
    let bounds = bounds(reference, current, learned)
    var readings = binReadings(reference, current, bounds)
    let d = pair.distance.kolmogorovSmirnov
    let effectiveCount = KolmogorovSmirnov.effectiveCount(pair.reference.count, pair.current.count)
    let pValue = Kolmogorov.limitSurvival(d * effectiveCount.squareRoot())
    readings.append(DriftReading(.kolmogorovSmirnov, d, pValue: pValue, criterion: bounds.kolmogorovSmirnov))
    // A constant reference has no unit of its own: its distance is left in the column's.
    let deviation = pair.referenceMoments.populationStandardDeviation
    readings.append(
      DriftReading(
        .wasserstein, pair.distance.wasserstein / (deviation > 0 ? deviation : 1), criterion: bounds.wasserstein))
    return DriftEvidence(
      readings: readings, deciding: .psi, pValues: [pValue, CountTests.contingency(reference, current).pValue],
      learned: learned)
  }

  func evidence(_ pair: LevelPair) -> DriftEvidence {
    let profile = CategoricalProfile(levels: pair.levels, levelCounts: pair.reference)
    let slots = profile.slots(of: pair.levels)
    let reference = profile.bins.counts
    func pooled(_ counts: [Int]) -> [Int] {
      var window = [Int](repeating: 0, count: profile.slotCount - 1)
      for (slot, count) in zip(slots, counts) { window[Int(slot)] += count }
      return NumericProfile.pooled(window, by: profile.binOfSlot, bins: reference.count)
    }
    let current = pooled(pair.current)
    let learned = learnsLimits ? LearnedLimits(pair, like: chunkSize ?? pair.currentRowCount, pool: pooled) : nil
    var readings = binReadings(reference, current, bounds(reference, current, learned))
    let independence = CountTests.contingency(reference, current)
    readings.append(
      DriftReading(.chiSquare, independence.statistic, pValue: independence.pValue, criterion: significance))
    let (r, c) = (Divergence.shares(of: reference), Divergence.shares(of: current))
    readings.append(DriftReading(.lInfinity, Divergence.lInfinity(r, c), criterion: nil))
    readings.append(DriftReading(.totalVariation, Divergence.totalVariation(r, c), criterion: nil))
    if pair.levels.count == 2 { readings.append(LevelTests.twoProportions(pair, criterion: significance)) }
    return DriftEvidence(
      readings: readings, deciding: .psi, pValues: [independence.pValue], learned: learned)
  }

  /// For tests: shown, never decides.
  private var significance: DriftCriterion { .pValueBelow(thresholds.noise) }

  private func bounds(_ reference: [Int], _ current: [Int], _ learned: LearnedLimits?) -> EffectBounds {
    EffectBounds(
      thresholds, sizes: SampleSizes(reference: reference.reduce(0, +), current: current.reduce(0, +)),
      bins: EffectBins.usedCount(reference, current), learned: learned)
  }

  private func binReadings(_ reference: [Int], _ current: [Int], _ bounds: EffectBounds) -> [DriftReading] {
    let (r, c) = (Divergence.shares(of: reference), Divergence.shares(of: current))
    let divergence = Divergence.kullbackLeibler(EffectBins.shares(reference), EffectBins.shares(current))
    return [
      DriftReading(.psi, EffectBins.psi(reference, current), criterion: bounds.psi),
      DriftReading(.klDivergence, divergence, criterion: bounds.klDivergence),
      DriftReading(.jensenShannon, EffectBins.jensenShannon(reference, current), criterion: bounds.jensenShannon),
      DriftReading(.hellinger, Divergence.hellinger(r, c), criterion: bounds.hellinger),
    ]
  }
}

/// Tests on levels that more than one profile uses.
enum LevelTests {
  /// Share of what is not the first level in the order of their text.
  static func twoProportions(_ pair: LevelPair, criterion: DriftCriterion?) -> DriftReading {
    let (n, m) = (pair.referenceCount, pair.currentCount)
    let result = CountTests.twoProportions(
      n - (pair.reference.first ?? 0), of: n, m - (pair.current.first ?? 0), of: m)
    return DriftReading(.zTest, result.statistic, pValue: result.pValue, criterion: criterion)
  }
}
