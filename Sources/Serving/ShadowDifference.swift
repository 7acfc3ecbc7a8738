import Learning
import Lifecycle
import Statistics
import Tabular

/// How the challenger's answers in the shadow differ from those that were given.
///
/// Bounded: sums, two sketches of scores, and counts for at most `segmentCountMax` levels.
struct ShadowDifference {
  static let segmentCountMax = 256
  /// A column with more levels is an identity, not a segment.
  static let levelCountMax = 50

  private(set) var rowCount = 0
  private(set) var flipCount = 0
  private var challenger = Moments()
  private var champion = Moments()
  /// Scores in 200 equal bins, for the distance of their distributions.
  private var challengerBins = [Int](repeating: 0, count: binCount)
  private var championBins = [Int](repeating: 0, count: binCount)
  private var segments: [Segment: (rows: Int, flips: Int)] = [:]

  private static let binCount = 200
  /// Where the bins begin: 0 for probabilities, two deviations below the first scores' mean for a regression.
  private var origin: Double?

  struct Segment: Hashable {
    var column: String
    var level: String
  }

  /// - Parameters:
  ///   - scale: width of the range of scores: 1 for probabilities; for a regression, what a unit of difference is
  ///     counted in, so that answers further apart than a tenth of it count as flips.
  mutating func add(
    challenger scores: [Double], decisions: [Double], champion otherScores: [Double],
    decisions otherDecisions: [Double],
    table: Table, rows: [Int], task: Lifecycle.LearningTask, scale: Double
  ) {
    let origin = origin ?? (task == .regression ? Moments(otherScores).mean - scale / 2 : 0)
    self.origin = origin
    var flipped = [Bool](repeating: false, count: scores.count)
    for index in scores.indices {
      let isFlip =
        switch task {
        case .binary, .multiclass: decisions[index] != otherDecisions[index]
        case .regression: abs(scores[index] - otherScores[index]) > 0.1 * scale
        }
      flipped[index] = isFlip
      flipCount += isFlip ? 1 : 0
      challenger.add(scores[index])
      champion.add(otherScores[index])
      challengerBins[Self.bin(scores[index] - origin, scale)] += 1
      championBins[Self.bin(otherScores[index] - origin, scale)] += 1
    }
    rowCount += scores.count
    for column in table.columns { count(flipped, column, rows) }
  }

  private static func bin(_ score: Double, _ scale: Double) -> Int {
    guard score.isFinite, scale > 0 else { return 0 }
    return min(binCount - 1, max(0, Int(score / scale * Double(binCount))))
  }

  private mutating func count(_ flipped: [Bool], _ column: Column, _ rows: [Int]) {
    guard case .categorical(let values) = column.values, values.levels.count <= Self.levelCountMax else { return }
    var counts = [(rows: Int, flips: Int)](repeating: (0, 0), count: values.levels.count)
    for (index, row) in rows.enumerated() {
      let code = Int(values.codes[row])
      guard counts.indices.contains(code) else { continue }
      counts[code].rows += 1
      counts[code].flips += flipped[index] ? 1 : 0
    }
    for (code, count) in counts.enumerated() where count.rows > 0 {
      let segment = Segment(column: column.name, level: values.levels[code])
      guard segments[segment] != nil || segments.count < Self.segmentCountMax else { continue }
      let before = segments[segment] ?? (0, 0)
      segments[segment] = (before.rows + count.rows, before.flips + count.flips)
    }
  }

  // MARK: Figures

  static let shownSegmentCountMax = 20

  var figures: ShadowFigures? {
    guard rowCount > 0 else { return nil }
    var distance = 0.0
    var sums = (0, 0)
    for index in challengerBins.indices {
      sums.0 += challengerBins[index]
      sums.1 += championBins[index]
      distance = max(distance, abs(Double(sums.0 - sums.1)) / Double(rowCount))
    }
    let overall = Double(flipCount) / Double(rowCount)
    // Where it flips most beyond what it flips everywhere; few rows prove little.
    let ranked = segments.filter { $0.value.rows >= 20 }.sorted { a, b in
      let (first, second) = (Self.excess(a.value, overall), Self.excess(b.value, overall))
      return first != second
        ? first > second : (a.key.column, a.key.level) < (b.key.column, b.key.level)
    }
    return ShadowFigures(
      rows: rowCount, disagreement: Interval.wilson(successes: flipCount, of: rowCount), flips: flipCount,
      meanShift: challenger.mean - champion.mean, distance: distance,
      segments: ranked.prefix(Self.shownSegmentCountMax).map {
        ShadowFigures.Segment(
          name: "\($0.key.column)=\($0.key.level)", flips: $0.value.flips, rows: $0.value.rows)
      })
  }

  private static func excess(_ count: (rows: Int, flips: Int), _ overall: Double) -> Double {
    let rows = Double(count.rows)
    return (Double(count.flips) - overall * rows) / (rows * max(overall * (1 - overall), 1e-9)).squareRoot()
  }
}

/// What a shadow would have changed.
public struct ShadowFigures: Sendable, Equatable {
  public var rows: Int
  /// 95 % interval of the share of rows that would have been answered otherwise.
  public var disagreement: Interval
  public var flips: Int
  /// Challenger's mean score minus the champion's.
  public var meanShift: Double
  /// Greatest distance of the two distributions of scores (Kolmogorov–Smirnov), on a grid of 200 bins.
  public var distance: Double
  /// Where answers flip most beyond the average.
  public var segments: [Segment]

  public struct Segment: Sendable, Equatable {
    /// `column=level`.
    public var name: String
    public var flips: Int
    public var rows: Int
  }
}
