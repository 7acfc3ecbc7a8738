import Statistics

/// Count, mean and spread of a stream of numbers, by Welford's recurrence. What is not finite is left out.
struct RunningSums: Sendable, Equatable {
  private(set) var count = 0
  private(set) var mean = 0.0
  private var squares = 0.0

  mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    count += 1
    let step = value - mean
    mean += step / Double(count)
    squares += step * (value - mean)
  }

  /// Of the sample; 0 below two values.
  var variance: Double { count > 1 ? max(0, squares) / Double(count - 1) : 0 }

  /// Both together, as if their values had come in one stream.
  static func + (one: RunningSums, other: RunningSums) -> RunningSums {
    guard one.count > 0 else { return other }
    guard other.count > 0 else { return one }
    var sum = one
    let step = other.mean - one.mean
    sum.count += other.count
    sum.mean += step * Double(other.count) / Double(sum.count)
    sum.squares += other.squares + step * step * Double(one.count) * Double(other.count) / Double(sum.count)
    return sum
  }
}

/// How far the mean of one sample lies above that of another, with its 95 % interval (Welch).
struct MeanDifference: Sendable, Equatable {
  var value: Double
  var lower: Double
  var upper: Double
  /// Two-sided.
  var pValue: Double

  /// Below so many values on either side the spread is not known well enough for an interval.
  static let countMin = 5

  /// Nil for too few values.
  init?(_ one: RunningSums, minus other: RunningSums) {
    guard min(one.count, other.count) >= Self.countMin else { return nil }
    let (a, b) = (one.variance / Double(one.count), other.variance / Double(other.count))
    value = one.mean - other.mean
    let error = (a + b).squareRoot()
    guard error > 0 else {
      (lower, upper, pValue) = (value, value, value == 0 ? 1 : 0)
      return
    }
    let freedom = (a + b) * (a + b) / (a * a / Double(one.count - 1) + b * b / Double(other.count - 1))
    let reach = Self.quantile(freedom) * error
    (lower, upper) = (value - reach, value + reach)
    pValue = StudentT.twoSided(value / error, degreesOfFreedom: freedom)
  }

  /// Student's 97.5 % quantile, from the normal one by the expansion of Abramowitz and Stegun, 26.7.5; within 0.3 %
  /// from four degrees of freedom on.
  private static func quantile(_ freedom: Double) -> Double {
    let z = Normal.quantile(0.975)
    let (cube, fifth) = (z * z * z, z * z * z * z * z)
    return z + (cube + z) / (4 * freedom) + (5 * fifth + 16 * cube + 3 * z) / (96 * freedom * freedom)
      + (3 * fifth * z * z + 19 * fifth + 17 * cube - 15 * z) / (384 * freedom * freedom * freedom)
  }
}
