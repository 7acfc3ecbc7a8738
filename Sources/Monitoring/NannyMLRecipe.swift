import Statistics

/// NannyML's recipes (0.13.1): methods against the reference, thresholds from chunks of the reference.
///
/// The current table is one chunk. Methods NannyML does not have are shown over its bins and judge nothing.
struct NannyMLRecipe: DriftRecipe {
  /// Rows of a reference chunk; nil for a tenth of the reference.
  let chunkSize: Int?

  /// Smallest reference for which distances are taken over bins instead of exactly.
  private static let binnedCountMin = 10_000

  func evidence(_ pair: NumericPair) -> DriftEvidence {
    let chunks = chunks(rows: pair.referenceRows.count).map { SortedSample(Array(pair.referenceRows[$0])) }
    let bins = DoaneBins(pair.reference)
    var readings = ShareMethod.allCases.map { method in
      judged(method.id, limit: nil, pair.current, chunks) { method.value(bins.shares($0)) }
    }
    if pair.reference.count < NannyMLRecipe.binnedCountMin {
      readings.append(
        judged(.kolmogorovSmirnov, limit: 1, pair.current, chunks) {
          SampleDistance(pair.reference, $0).kolmogorovSmirnov
        })
      readings.append(
        judged(.wasserstein, limit: nil, pair.current, chunks) { SampleDistance(pair.reference, $0).wasserstein })
    } else {
      let grid = FineGrid(pair.reference)
      readings.append(judged(.kolmogorovSmirnov, limit: 1, pair.current, chunks) { grid.kolmogorovSmirnov($0) })
      readings.append(judged(.wasserstein, limit: nil, pair.current, chunks) { grid.wasserstein($0) })
    }
    readings += informal(reference: bins.reference, current: bins.counts(pair.current))
    return DriftEvidence(readings: readings, deciding: .jensenShannon)
  }

  func evidence(_ pair: LevelPair) -> DriftEvidence {
    let chunks = chunks(rows: pair.referenceRows.codes.count).map {
      pair.referenceRows.counts($0, levels: pair.levels.count)
    }
    var readings = ShareMethod.allCases.map { method in
      judged(method.id, limit: nil, pair.current, chunks) { method.value(withUnseenPooled(pair.reference, $0)) }
    }
    readings.append(
      judged(.lInfinity, limit: nil, pair.current, chunks) {
        Divergence.lInfinity(Divergence.shares(of: pair.reference), Divergence.shares(of: $0))
      })
    let independence = CountTests.contingency(pair.reference, pair.current)
    readings.append(
      DriftReading(
        .chiSquare, independence.statistic, pValue: independence.pValue, criterion: .pValueBelow(0.05)))
    let (r, c) = (Divergence.shares(of: pair.reference), Divergence.shares(of: pair.current))
    readings.append(DriftReading(.totalVariation, Divergence.totalVariation(r, c), criterion: nil))
    if pair.levels.count == 2 { readings.append(LevelTests.twoProportions(pair, criterion: nil)) }
    readings += informal(reference: pair.reference, current: pair.current)
    return DriftEvidence(readings: readings, deciding: .jensenShannon)
  }

  // MARK: - Chunks and thresholds

  /// Row ranges of equal size, and what is left over as one more.
  private func chunks(rows: Int) -> [Range<Int>] {
    let size = chunkSize ?? rows / 10
    guard size > 0 else { return [] }
    return stride(from: 0, to: rows, by: size).map { $0..<min($0 + size, rows) }
  }

  /// A reading whose bound is the mean of the chunks' values plus three standard deviations (ddof 0).
  private func judged<Sample>(
    _ method: DriftMethod, limit: Double?, _ current: Sample, _ chunks: [Sample], value: (Sample) -> Double
  ) -> DriftReading {
    let moments = Moments(chunks.map(value).filter { !$0.isNaN })
    guard moments.count > 0 else { return DriftReading(method, value(current), criterion: nil) }
    let bound = moments.mean + 3 * moments.populationStandardDeviation
    return DriftReading(method, value(current), criterion: .statisticAbove(min(bound, limit ?? bound)))
  }

  /// Methods over shares of bins.
  private enum ShareMethod: CaseIterable {
    case jensenShannon, hellinger

    var id: DriftMethod {
      switch self {
      case .jensenShannon: .jensenShannon
      case .hellinger: .hellinger
      }
    }

    /// NaN where the sample is empty.
    func value(_ shares: (reference: [Double], sample: [Double])) -> Double {
      guard shares.sample.contains(where: { $0 > 0 }) else { return .nan }
      switch self {
      case .jensenShannon: return Divergence.jensenShannonDistance(shares.reference, shares.sample, base: .two)
      case .hellinger: return Divergence.hellinger(shares.reference, shares.sample)
      }
    }
  }

  /// Levels the reference has, and one more bin for all others.
  private func withUnseenPooled(_ reference: [Int], _ sample: [Int]) -> (reference: [Double], sample: [Double]) {
    var (known, counts, unseen) = ([Int](), [Int](), 0)
    for (r, s) in zip(reference, sample) {
      if r > 0 {
        known.append(r)
        counts.append(s)
      } else {
        unseen += s
      }
    }
    return (Divergence.shares(of: known + [0]), Divergence.shares(of: counts + [unseen]))
  }

  private func informal(reference: [Int], current: [Int]) -> [DriftReading] {
    [
      DriftReading(.psi, EffectBins.psi(reference, current), criterion: nil),
      DriftReading(
        .klDivergence, Divergence.kullbackLeibler(EffectBins.shares(reference), EffectBins.shares(current)),
        criterion: nil),
    ]
  }
}

/// Doane's bins of the reference, with one more for what lies outside.
private struct DoaneBins {
  let edges: [Double]
  /// The last bin, outside, is empty.
  let reference: [Int]

  init(_ sample: SortedSample) {
    edges = HistogramEdges.doane(sample)
    reference = HistogramEdges.counts(sample, edges: edges) + [0]
  }

  func counts(_ sample: SortedSample) -> [Int] {
    let inside = HistogramEdges.counts(sample, edges: edges)
    return inside + [sample.count - inside.reduce(0, +)]
  }

  func shares(_ sample: SortedSample) -> (reference: [Double], sample: [Double]) {
    (Divergence.shares(of: reference), Divergence.shares(of: counts(sample)))
  }
}

/// Ten thousand equal bins over the reference, which stand for its values where there are many.
private struct FineGrid {
  private static let bins = 10_000

  let edges: [Double]
  let cumulative: [Double]

  init(_ reference: SortedSample) {
    edges = HistogramEdges.linear(from: reference.minimum, to: reference.maximum, bins: FineGrid.bins)
    cumulative = FineGrid.cumulative(reference, edges)
  }

  /// Running shares of the bins; what lies outside is in the denominator alone.
  private static func cumulative(_ sample: SortedSample, _ edges: [Double]) -> [Double] {
    var running = 0
    return HistogramEdges.counts(sample, edges: edges).map {
      running += $0
      return Double(running) / Double(sample.count)
    }
  }

  func kolmogorovSmirnov(_ sample: SortedSample) -> Double {
    guard !sample.isEmpty else { return .nan }
    let below = Double(sample.countBelow(edges[0])) / Double(sample.count)
    return zip(cumulative, FineGrid.cumulative(sample, edges)).reduce(0) { max($0, abs($1.0 - $1.1 - below)) }
  }

  /// The area between the distribution functions over the grid, plus both tails.
  ///
  /// NannyML counts one row too many below the grid; so does this.
  func wasserstein(_ sample: SortedSample) -> Double {
    guard !sample.isEmpty, let first = edges.first, let last = edges.last else { return .nan }
    let count = Double(sample.count)
    let below = sample.countBelow(first)
    let inside = sample.countThrough(last)
    var tails = 0.0
    for index in 0..<below {
      let next = index + 1 < below ? sample.values[index + 1] : first
      tails += Double(index + 1) / count * (next - sample.values[index])
    }
    for index in inside..<sample.count {
      let previous = index > inside ? sample.values[index - 1] : last
      tails += Double(sample.count - index) / count * (sample.values[index] - previous)
    }
    let raised = below > 0 ? Double(below + 1) / count : 0
    let width = edges[1] - edges[0]
    return zip(cumulative, FineGrid.cumulative(sample, edges)).reduce(tails) {
      $0 + abs($1.0 - ($1.1 + raised)) * width
    }
  }
}
