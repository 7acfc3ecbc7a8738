import Statistics

/// Stretches of a reference, in row order, each about as large as the data to be judged.
///
/// The rows are shared out evenly, so that no handful is left over: the scatter of a chunk of nine rows would widen
/// every limit until nothing drifts.
struct ReferenceChunks {
  let ranges: [Range<Int>]

  private static let countDefault = 6
  private static let countMin = 5
  private static let countMax = 40
  private static let rowCountMin = 100

  /// - Parameters:
  ///   - rows: of the reference.
  ///   - currentRows: of what is judged; it alone makes chunks smaller than a sixth of the reference.
  /// - Returns: nil where the reference is too small to learn from.
  init?(rows: Int, judging currentRows: Int) {
    let size = max(min(rows / Self.countDefault, currentRows), Self.rowCountMin)
    let count = min(rows / size, Self.countMax)
    guard count >= Self.countMin else { return nil }
    ranges = (0..<count).map { index in
      let start = index * rows / count
      return start..<min((index + 1) * rows / count, start + max(size, rows / Self.countMax + 1))
    }
  }
}

/// What each method says about the chunks of a reference: mean plus three standard deviations is what data of the
/// same source stay under.
struct LearnedLimits: Sendable, Equatable {
  private var limits: [DriftMethod: Double] = [:]

  /// - Parameter chunks: the readings of each chunk against the whole reference.
  init(_ chunks: [[DriftMethod: Double]]) {
    for method in DriftMethod.allCases {
      let moments = Moments(chunks.compactMap { $0[method] }.filter(\.isFinite))
      guard moments.count > 0 else { continue }
      limits[method] = moments.mean + 3 * moments.populationStandardDeviation
    }
  }

  init(stored limits: [DriftMethod: Double]) { self.limits = limits }

  subscript(method: DriftMethod) -> Double? { limits[method] }
}

extension LearnedLimits {
  /// Learns from the rows of a numeric reference, in chunks like so many rows.
  ///
  /// Distances are taken over the grid of a frozen profile: within 1/300 of exact, and one pass over the rows.
  init?(_ pair: NumericPair, like rowCount: Int) {
    guard let chunks = ReferenceChunks(rows: pair.referenceRows.count, judging: rowCount) else {
      return nil
    }
    let profile = NumericProfile(pair.reference)
    let missing = Double(pair.reference.droppedCount) / Double(max(pair.referenceRows.count, 1))
    self.init(
      pair.referenceRows.withUnsafeBufferPointer { rows in
        chunks.ranges.map { range in
          var slots = [UInt32](repeating: 0, count: profile.locator.slotCount)
          slots.withUnsafeMutableBufferPointer {
            profile.locator.count(UnsafeBufferPointer(rebasing: rows[range]), into: $0)
          }
          let counts = slots.map { Int($0) }
          let bins = NumericProfile.pooled(
            counts.dropLast(), by: profile.decileOfBin, bins: profile.decileCounts.count)
          var values = LearnedLimits.distances(profile.decileCounts, bins)
          let present = range.count - counts[counts.count - 1]
          values[.missingShare] = abs(Double(range.count - present) / Double(max(range.count, 1)) - missing)
          guard present > 0 else { return values }
          values[.kolmogorovSmirnov] = WindowAccumulator.kolmogorovSmirnov(
            profile.counts, counts.dropLast(), total: present)
          values[.wasserstein] = WindowAccumulator.wasserstein(profile, counts.dropLast())
          return values
        }
      })
  }

  /// Learns from the rows of a categorical reference.
  ///
  /// - Parameter pool: puts counts of the pair's levels into the bins that are compared.
  init?(_ pair: LevelPair, like rowCount: Int, pool: ([Int]) -> [Int]) {
    let rows = pair.referenceRows.codes.count
    guard let chunks = ReferenceChunks(rows: rows, judging: rowCount) else { return nil }
    let reference = pool(pair.reference)
    let missing = 1 - Double(pair.referenceCount) / Double(max(rows, 1))
    self.init(
      chunks.ranges.map { range in
        let counts = pair.referenceRows.counts(range, levels: pair.levels.count)
        var values = LearnedLimits.distances(reference, pool(counts))
        values[.missingShare] = abs(1 - Double(counts.reduce(0, +)) / Double(max(range.count, 1)) - missing)
        return values
      })
  }

  /// Methods over shares of bins; none for a chunk without values.
  private static func distances(_ reference: [Int], _ chunk: [Int]) -> [DriftMethod: Double] {
    guard chunk.contains(where: { $0 > 0 }) else { return [:] }
    return [
      .psi: EffectBins.psi(reference, chunk),
      .klDivergence: Divergence.kullbackLeibler(EffectBins.shares(reference), EffectBins.shares(chunk)),
      .jensenShannon: EffectBins.jensenShannon(reference, chunk),
      .hellinger: Divergence.hellinger(Divergence.shares(of: reference), Divergence.shares(of: chunk)),
    ]
  }
}
