import Expressions
import Glibc
import Statistics

/// Rows that a condition names, with how the model fares there.
public struct Slice: Sendable, Equatable {
  /// In the filter language: `education == "primary" and age >= 52`.
  public var expression: Expression
  public var rowCount: Int
  /// Share of all known rows.
  public var share: Double
  /// Mean loss of a row here and elsewhere.
  public var loss: Double
  public var rest: Double
  /// How much larger it is here, with a 95 % interval.
  public var difference: Double
  public var lower: Double
  public var upper: Double
  /// That the difference is chance: by itself, and after the correction for how many slices were looked at.
  public var pValue: Double
  public var adjustedPValue: Double
  /// The metrics within the slice, with their intervals.
  public var metrics: MetricSet
  /// Mean label and mean score (binary) or prediction (numbers); NaN for several classes.
  public var meanLabel: Double
  public var meanScore: Double

  /// True where the model is worse here by more than chance would have it among so many slices.
  public var isWorse: Bool { adjustedPValue < 0.05 && difference > 0 }
}

/// The correction for how many hypotheses were tested.
public enum FalseDiscovery {
  /// Benjamini and Hochberg's adjusted p-values, in the order of the given ones.
  ///
  /// Source: Y. Benjamini, Y. Hochberg, "Controlling the False Discovery Rate", JRSS B 57 (1995), 289–300.
  ///
  /// - Parameter count: hypotheses in all, where some of their p-values are not given; those count as 1.
  public static func adjusted(_ pValues: [Double], of count: Int? = nil) -> [Double] {
    let total = Double(max(count ?? pValues.count, pValues.count))
    let order = pValues.indices.sorted { pValues[$0] > pValues[$1] }
    var adjusted = [Double](repeating: 1, count: pValues.count)
    var least = 1.0
    for (place, index) in order.enumerated() {
      least = min(least, pValues[index] * total / Double(pValues.count - place))
      adjusted[index] = least
    }
    return adjusted
  }
}

/// Sums of a loss over some rows, weighted: enough for a mean and its spread.
struct LossSums: Sendable {
  var count = 0
  var weight = 0.0
  var sum = 0.0
  var squares = 0.0
  /// Sum of squared weights.
  var weightSquares = 0.0

  mutating func add(_ loss: Double, _ weight: Double) {
    count += 1
    self.weight += weight
    sum += weight * loss
    squares += weight * loss * loss
    weightSquares += weight * weight
  }

  func without(_ other: LossSums) -> LossSums {
    LossSums(
      count: count - other.count, weight: weight - other.weight, sum: sum - other.sum,
      squares: squares - other.squares, weightSquares: weightSquares - other.weightSquares)
  }

  var mean: Double { weight > 0 ? sum / weight : .nan }
  var effectiveCount: Double { weightSquares > 0 ? weight * weight / weightSquares : 0 }

  /// Variance of the mean.
  var variance: Double {
    guard effectiveCount > 1, weight > 0 else { return .infinity }
    return max(0, squares / weight - mean * mean) / (effectiveCount - 1)
  }
}

/// How much larger a mean loss is here than elsewhere (Welch's test).
struct LossContrast: Sendable {
  var difference: Double
  var lower: Double
  var upper: Double
  /// Two-sided; 1 where the rows cannot tell.
  var pValue: Double

  init(_ inside: LossSums, against outside: LossSums) {
    difference = inside.mean - outside.mean
    let (a, b) = (inside.variance, outside.variance)
    let error = (a + b).squareRoot()
    guard error.isFinite, error > 0, difference.isFinite else {
      (lower, upper, pValue) = (-.infinity, .infinity, 1)
      return
    }
    let degrees = (a + b) * (a + b) / (a * a / (inside.effectiveCount - 1) + b * b / (outside.effectiveCount - 1))
    pValue = StudentT.twoSided(difference / error, degreesOfFreedom: degrees)
    let reach = Interval.z * error
    (lower, upper) = (difference - reach, difference + reach)
  }
}
