import Statistics
import Tabular

/// How far a window's feature is from the reference.
public struct FeatureDrift: Sendable, Equatable {
  public let name: String
  public let role: FeatureProfile.Role
  public let kind: ColumnKind
  /// Rows of the window, missing values included.
  public let rowCount: Int
  public let missingCount: Int
  /// Values below or above all of the reference; for categories, levels the reference never had.
  public let outside: Outside
  /// Readings of `psi`, `kolmogorov_smirnov` and `wasserstein` (numbers only), `chi_square` (levels only),
  /// `jensen_shannon`, `hellinger` and `missing_share`; empty without data.
  public internal(set) var readings: [DriftReading]
  public internal(set) var verdict: DriftVerdict
  /// The chance that reference and window are one source, by the tests behind the verdict; nil without data.
  public let pValue: Double?
  /// The same, corrected for how many columns the window has (Benjamini–Hochberg). Drift needs it to be small.
  public internal(set) var adjustedPValue: Double?
  /// What looks like a fault of the pipeline rather than of the world.
  public let fault: ColumnFault?

  /// Rows unlike any of the reference.
  public enum Outside: Sendable, Equatable {
    case range(below: Int, above: Int)
    case unseen(Int)

    public var count: Int {
      switch self {
      case .range(let below, let above): below + above
      case .unseen(let count): count
      }
    }
  }

  public func reading(_ method: DriftMethod) -> DriftReading? { readings.first { $0.method == method } }
}

extension WindowAccumulator {
  /// Compares the window with the reference, feature by feature.
  ///
  /// `psi`, `jensen_shannon`, `hellinger`, `chi_square` and `missing_share` are what the exact comparison of the two
  /// tables would give; `kolmogorov_smirnov` is at most 1/300 below it, and `wasserstein` takes the values between two
  /// edges of the grid for evenly spread, those beyond the reference for the ends of it.
  ///
  /// An effect beyond its limit is drift only where chance would not have made it: the p-values of all columns are
  /// corrected together.
  public func drift(_ thresholds: EffectThresholds = .live) -> [FeatureDrift] {
    var drifts = reference.features.indices.map { drift(of: $0, thresholds) }
    let tested = drifts.indices.filter { drifts[$0].pValue != nil }
    let adjusted = MultipleTesting.benjaminiHochberg(tested.map { drifts[$0].pValue ?? 1 })
    for (feature, pValue) in zip(tested, adjusted) {
      drifts[feature].adjustedPValue = pValue
      guard pValue > thresholds.falseDiscoveryRate, drifts[feature].verdict.isDrifted else { continue }
      drifts[feature].readings = drifts[feature].readings.map { $0.explained() }
      drifts[feature].verdict = .stable
    }
    return drifts
  }

  /// One feature by itself, with nothing corrected.
  public func drift(of feature: Int, _ thresholds: EffectThresholds = .live) -> FeatureDrift {
    let profile = reference.features[feature]
    let slots = slotCounts(of: feature).map { Int($0) }
    let missing = slots[slots.count - 1]
    let rows = slots.reduce(0, +)
    let readings = rows == 0 ? [] : readings(profile, slots: slots, missing: missing, thresholds)
    return FeatureDrift(
      name: profile.name, role: profile.role, kind: profile.kind, rowCount: rows, missingCount: missing,
      outside: outside(profile, slots), readings: readings,
      verdict: rows == 0 || profile.valueCount + profile.missingCount == 0
        ? .noData : EffectVerdict.decide(readings),
      pValue: rows == 0 ? nil : pValue(profile, slots: slots, missing: missing),
      fault: ColumnFault(profile, slots: slots))
  }

  private func readings(
    _ profile: FeatureProfile, slots: [Int], missing: Int, _ thresholds: EffectThresholds
  ) -> [DriftReading] {
    let values = slots.reduce(0, +) - missing
    var readings: [DriftReading] = []
    if values > 0, profile.valueCount > 0 {
      let referenceBins = profile.binCounts
      let bins = NumericProfile.pooled(slots.dropLast(), by: profile.binOfSlot, bins: referenceBins.count)
      let bounds = EffectBounds(
        thresholds, sizes: SampleSizes(reference: profile.valueCount, current: values),
        bins: EffectBins.usedCount(referenceBins, bins), learned: profile.limits)
      readings.append(DriftReading(.psi, EffectBins.psi(referenceBins, bins), criterion: bounds.psi))
      if case .numeric(let numeric) = profile.distribution {
        let distance = WindowAccumulator.kolmogorovSmirnov(numeric.counts, slots.dropLast(), total: values)
        readings.append(DriftReading(.kolmogorovSmirnov, distance, criterion: bounds.kolmogorovSmirnov))
        readings.append(
          DriftReading(
            .wasserstein, WindowAccumulator.wasserstein(numeric, slots.dropLast()), criterion: bounds.wasserstein))
      } else {
        let independence = CountTests.contingency(referenceBins, bins)
        readings.append(
          DriftReading(
            .chiSquare, independence.statistic, pValue: independence.pValue, criterion: bounds.chiSquare))
      }
      let divergence = EffectBins.jensenShannon(referenceBins, bins)
      readings.append(DriftReading(.jensenShannon, divergence, criterion: bounds.jensenShannon))
      let (r, c) = (Divergence.shares(of: referenceBins), Divergence.shares(of: bins))
      readings.append(DriftReading(.hellinger, Divergence.hellinger(r, c), criterion: bounds.hellinger))
    }
    readings.append(
      EffectVerdict.missingShare(
        thresholds, referenceMissing: profile.missingCount, referenceRows: profile.valueCount + profile.missingCount,
        currentMissing: missing, currentRows: values + missing, learned: profile.limits))
    return readings
  }

  /// Of the tests behind the verdict, taken together.
  private func pValue(_ profile: FeatureProfile, slots: [Int], missing: Int) -> Double? {
    let values = slots.reduce(0, +) - missing
    var pValues: [Double] = []
    if values > 0, profile.valueCount > 0 {
      let bins = NumericProfile.pooled(slots.dropLast(), by: profile.binOfSlot, bins: profile.binCounts.count)
      pValues.append(CountTests.contingency(profile.binCounts, bins).pValue)
      if case .numeric(let numeric) = profile.distribution {
        let distance = WindowAccumulator.kolmogorovSmirnov(numeric.counts, slots.dropLast(), total: values)
        let count = KolmogorovSmirnov.effectiveCount(profile.valueCount, values)
        pValues.append(Kolmogorov.limitSurvival(distance * count.squareRoot()))
      }
    }
    let referenceRows = profile.valueCount + profile.missingCount
    if referenceRows > 0 {
      pValues.append(
        CountTests.twoProportions(profile.missingCount, of: referenceRows, missing, of: values + missing).pValue)
    }
    return MultipleTesting.combined(pValues)
  }

  /// The largest distance of the two distribution functions at the edges of the grid.
  static func kolmogorovSmirnov(_ reference: [Int], _ window: ArraySlice<Int>, total: Int) -> Double {
    let (n, m) = (Double(reference.reduce(0, +)), Double(total))
    var (below, belowWindow) = (0, 0)
    var largest = 0.0
    for (count, windowCount) in zip(reference, window) {
      below += count
      belowWindow += windowCount
      largest = max(largest, abs(Double(below) / n - Double(belowWindow) / m))
    }
    return largest
  }

  /// The area between the two distribution functions on the grid, in standard deviations of the reference.
  static func wasserstein(_ profile: NumericProfile, _ window: ArraySlice<Int>) -> Double {
    let edges = profile.locator.edges
    guard edges.count > 1 else { return 0 }
    let (n, m) = (Double(profile.count), Double(window.reduce(0, +)))
    let counts = Array(window)
    var (below, belowWindow, area) = (0.0, 0.0, 0.0)
    for index in 1..<edges.count {
      below += Double(profile.counts[index - 1])
      belowWindow += Double(counts[index - 1])
      let start = below / n - belowWindow / m
      let end = (below + Double(profile.counts[index])) / n - (belowWindow + Double(counts[index])) / m
      let width = edges[index] - edges[index - 1]
      // A line from start to end: two triangles where it crosses, a trapezoid where it does not.
      area +=
        start * end >= 0
        ? width * abs(start + end) / 2 : width * (start * start + end * end) / (2 * (abs(start) + abs(end)))
    }
    return area / (profile.standardDeviation > 0 ? profile.standardDeviation : 1)
  }

  private func outside(_ profile: FeatureProfile, _ slots: [Int]) -> FeatureDrift.Outside {
    switch profile.distribution {
    case .numeric(let numeric):
      let last = numeric.locator.edges.count
      return last == 0 ? .range(below: 0, above: slots[0]) : .range(below: slots[0], above: slots[last])
    case .categorical(let categorical): return .unseen(slots[categorical.unseenSlot])
    case .boolean: return .unseen(0)
    }
  }
}

/// The rules of the `sextant` profile that two tables and a live window share.
enum EffectVerdict {
  /// The methods that may decide, in the order in which the first to exceed its bound is named.
  static let deciding: [DriftMethod] = [.psi, .kolmogorovSmirnov, .missingShare]

  static func decide(_ readings: [DriftReading]) -> DriftVerdict {
    for method in deciding {
      if readings.contains(where: { $0.method == method && $0.isDrifted }) { return .drifted(by: method) }
    }
    return .stable
  }

  /// Absolute difference of the shares of missing values.
  static func missingShare(
    _ thresholds: EffectThresholds, referenceMissing: Int, referenceRows: Int, currentMissing: Int, currentRows: Int,
    learned: LearnedLimits? = nil
  ) -> DriftReading {
    let difference =
      Double(currentMissing) / Double(max(currentRows, 1)) - Double(referenceMissing) / Double(max(referenceRows, 1))
    return DriftReading(
      .missingShare, abs(difference),
      criterion: EffectBounds.missingShare(
        thresholds, referenceMissing: referenceMissing, currentMissing: currentMissing,
        rows: SampleSizes(reference: referenceRows, current: currentRows), learned: learned))
  }
}

extension EffectBins {
  /// Bins that hold anything on either side.
  static func usedCount(_ reference: [Int], _ current: [Int]) -> Int {
    zip(reference, current).count { $0 + $1 > 0 }
  }
}
