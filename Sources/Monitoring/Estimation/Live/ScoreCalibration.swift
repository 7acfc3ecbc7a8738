import Glibc
import Statistics

/// What a live score is worth as a probability, and how sure the rows it was learned from make that.
///
/// A straight line in log-odds has two parameters: it cannot follow the noise of a small reference, and goes on
/// sensibly where scores move beyond it. Scores that are probabilities are held to be so until the rows say otherwise: a
/// prior of 0.3 about slope 1 and intercept 0 outweighs a few rows and is outweighed by many. A monotone curve takes the
/// line's place only where it tells rows it has not seen better, beyond noise. Either way the line's covariance stands
/// for what is not known.
public struct ScoreCalibration: Sendable, Equatable {
  /// Log-odds are intercept + slope × the score's log-odds (or the score, where scores are no probabilities).
  public let intercept: Double
  public let slope: Double
  /// Takes the line's place where there is one.
  public let curve: MonotoneFit?
  /// Whether the scores lie in 0…1.
  let isProbability: Bool
  /// Of intercept and slope.
  let covariance: Covariance

  struct Covariance: Sendable, Equatable {
    var intercept: Double
    var mixed: Double
    var slope: Double

    /// Variance of a sum with these weights of intercept and slope.
    func variance(_ a: Double, _ b: Double) -> Double {
      max(0, a * a * intercept + 2 * a * b * mixed + b * b * slope)
    }
  }

  /// Least rows from which a curve can be told from a line.
  private static let curveRowCountMin = 1000
  /// Of the prior of either parameter: 1 over the square of 0.3.
  private static let precision = 1 / 0.09
  /// Scores of another kind have no slope to be expected; rows that they separate still need an end.
  private static let faintPrecision = 0.01
  private static let edge = 1e-6
  /// The curve must win by so many standard errors.
  private static let curveErrors = 2.5

  init(intercept: Double, slope: Double, curve: MonotoneFit?, isProbability: Bool, covariance: Covariance) {
    self.intercept = intercept
    self.slope = slope
    self.curve = curve
    self.isProbability = isProbability
    self.covariance = covariance
  }

  /// - Parameter rows: in the order in which they happened; both labels occur.
  init(_ rows: LabelledScores, seed: UInt64) {
    let isProbability = rows.scores.allSatisfy { (0...1).contains($0) }
    let places = rows.scores.map { Self.place($0, isProbability) }
    let line = LogisticLine(places, rows.labels, precision: isProbability ? Self.precision : Self.faintPrecision)
    var covariance = line.covariance(places)
    covariance.intercept += line.wandering(places, rows.labels)
    self.init(
      intercept: line.intercept, slope: line.slope, curve: Self.curve(rows, places, line, seed: seed),
      isProbability: isProbability, covariance: covariance)
  }

  /// The probability that a row with a score is positive.
  public func probability(_ score: Double) -> Double {
    curve?(score) ?? 1 / (1 + exp(-(intercept + slope * place(score))))
  }

  /// Where a score stands on the line.
  func place(_ score: Double) -> Double { Self.place(score, isProbability) }

  private static func place(_ score: Double, _ isProbability: Bool) -> Double {
    guard isProbability else { return score }
    let inside = min(max(score, edge), 1 - edge)
    return log(inside / (1 - inside))
  }

  /// A monotone curve where it beats the line on rows it has not seen.
  private static func curve(
    _ rows: LabelledScores, _ places: [Double], _ line: LogisticLine, seed: UInt64
  ) -> MonotoneFit? {
    guard rows.count >= curveRowCountMin else { return nil }
    let order = SortedOrder.ascending(rows.scores).map { Int($0) }
    let (scores, labels) = (order.map { rows.scores[$0] }, order.map { rows.labels[$0] })
    var generator = SeededGenerator(seed: seed)
    let folds = order.indices.map { _ in generator.integer(below: 5) }
    var gains = [Double](repeating: 0, count: order.count)
    for fold in 0..<5 {
      guard let fit = MonotoneFit(ascending: scores, labels, leavingOut: folds.map { $0 == fold }) else { return nil }
      for row in order.indices where folds[row] == fold {
        let (curved, straight) = (fit(scores[row]) - labels[row], line.probability(places[order[row]]) - labels[row])
        gains[row] = straight * straight - curved * curved
      }
    }
    let moments = Moments(gains)
    let error = moments.standardDeviation / Double(max(gains.count, 1)).squareRoot()
    guard moments.mean > curveErrors * error, let fit = MonotoneFit(ascending: scores, labels, leavingOut: []) else {
      return nil
    }
    return fit
  }
}

/// A logistic regression on one number.
private struct LogisticLine {
  private(set) var intercept = 0.0
  private(set) var slope = 1.0
  /// Of the prior about 0 and 1.
  let precision: Double

  /// The most likely line after the rows, by Newton's steps.
  init(_ places: [Double], _ labels: [Double], precision: Double) {
    self.precision = precision
    let pull = precision
    for _ in 0..<30 {
      var (g0, g1) = (pull * -intercept, pull * (1 - slope))
      var (h00, h01, h11) = (pull, 0.0, pull)
      for (x, y) in zip(places, labels) {
        let p = probability(x)
        let weight = p * (1 - p)
        g0 += y - p
        g1 += (y - p) * x
        h00 += weight
        h01 += weight * x
        h11 += weight * x * x
      }
      let determinant = h00 * h11 - h01 * h01
      guard determinant > 0 else { return }
      let (a, b) = ((h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant)
      let length = max(1, max(abs(a), abs(b)))
      intercept += a / length
      slope += b / length
      if max(abs(a), abs(b)) < 1e-9 { return }
    }
  }

  func probability(_ place: Double) -> Double { 1 / (1 + exp(-(intercept + slope * place))) }

  /// The inverse of the information in rows and prior.
  func covariance(_ places: [Double]) -> ScoreCalibration.Covariance {
    var (h00, h01, h11) = (precision, 0.0, precision)
    for x in places {
      let p = probability(x)
      let weight = p * (1 - p)
      h00 += weight
      h01 += weight * x
      h11 += weight * x * x
    }
    let determinant = max(h00 * h11 - h01 * h01, .leastNormalMagnitude)
    return ScoreCalibration.Covariance(
      intercept: h11 / determinant, mixed: -h01 / determinant, slope: h00 / determinant)
  }

  /// How far the intercept wanders from one stretch of rows to the next, as a variance beyond what sampling makes
  /// (method of moments; nought unless the stretches differ beyond noise).
  func wandering(_ places: [Double], _ labels: [Double]) -> Double {
    let count = min(20, places.count / 200)
    guard count >= 5 else { return 0 }
    var (excess, squares, statistic) = (0.0, 0.0, 0.0)
    for chunk in 0..<count {
      var (difference, weight) = (0.0, 0.0)
      for row in chunk * places.count / count..<(chunk + 1) * places.count / count {
        let p = probability(places[row])
        difference += labels[row] - p
        weight += p * (1 - p)
      }
      guard weight > 0 else { continue }
      excess += difference * difference - weight
      squares += weight * weight
      statistic += difference * difference / weight
    }
    guard statistic > ChiSquare.upperQuantile(0.01, degreesOfFreedom: Double(count)), squares > 0 else { return 0 }
    return max(0, excess / squares)
  }
}
