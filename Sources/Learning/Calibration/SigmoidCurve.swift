import Glibc

/// 1 / (1 + e^(slope · x + offset)): Platt's scaling, whose slope is negative where larger scores mean a likelier class.
///
/// Source: J. Platt, "Probabilistic Outputs for Support Vector Machines" (1999), with the targets given there; solved as
/// H.-T. Lin, C.-J. Lin, R. C. Weng, "A Note on Platt's Probabilistic Outputs", Machine Learning 68 (2007), 267–276.
public struct SigmoidCurve: Sendable, Equatable {
  public let slope: Double
  public let offset: Double

  public init(slope: Double, offset: Double) {
    self.slope = slope
    self.offset = offset
  }

  /// Fits both numbers by Newton's method with halved steps.
  ///
  /// - Parameter scores: finite, in any unit.
  /// - Returns: nil without rows of both classes, or where the arithmetic breaks down.
  public init?(fitting scores: [Double], labels: [Bool]) {
    precondition(scores.count == labels.count)
    let positive = Double(labels.count { $0 })
    let negative = Double(labels.count) - positive
    guard positive > 0, negative > 0, scores.allSatisfy(\.isFinite) else { return nil }
    let fit = PlattFit(
      scores: scores, labels: labels, positiveTarget: (positive + 1) / (positive + 2),
      negativeTarget: 1 / (negative + 2))
    guard let curve = fit.solved(from: SigmoidCurve(slope: 0, offset: log((negative + 1) / (positive + 1)))) else {
      return nil
    }
    self = curve
  }

  @inline(__always)
  public func value(at score: Double) -> Double { sigmoid(-(slope * score + offset)) }
}

/// Rows to fit Platt's numbers to.
private struct PlattFit {
  let scores: [Double]
  let labels: [Bool]
  let positiveTarget: Double
  let negativeTarget: Double

  /// The loss, its slope, and its curvature.
  struct Point {
    var loss = 0.0
    var slope = 0.0
    var offset = 0.0
    var slopeSlope = 0.0
    var slopeOffset = 0.0
    var offsetOffset = 0.0
  }

  func solved(from start: SigmoidCurve) -> SigmoidCurve? {
    var curve = start
    var point = self.point(at: curve)
    for _ in 0..<200 {
      // A small ridge keeps equal scores from making the equations singular.
      let a = point.slopeSlope + 1e-12 * max(1, point.slopeSlope)
      let c = point.offsetOffset + 1e-12
      let determinant = a * c - point.slopeOffset * point.slopeOffset
      guard determinant > 0, determinant.isFinite else { return curve.isFinite ? curve : nil }
      let slopeStep = -(c * point.slope - point.slopeOffset * point.offset) / determinant
      let offsetStep = -(a * point.offset - point.slopeOffset * point.slope) / determinant
      let decrement = -(slopeStep * point.slope + offsetStep * point.offset)
      guard decrement > 1e-14 * max(1, point.loss) else { break }
      var factor = 1.0
      var next = curve.moved(slopeStep, offsetStep, factor)
      var candidate = self.point(at: next)
      while !(candidate.loss <= point.loss), factor > 1e-10 {
        factor /= 2
        next = curve.moved(slopeStep, offsetStep, factor)
        candidate = self.point(at: next)
      }
      guard candidate.loss <= point.loss else { break }
      (curve, point) = (next, candidate)
    }
    return curve.isFinite ? curve : nil
  }

  private func point(at curve: SigmoidCurve) -> Point {
    var point = Point()
    for row in scores.indices {
      let target = labels[row] ? positiveTarget : negativeTarget
      let margin = -(curve.slope * scores[row] + curve.offset)
      let probability = sigmoid(margin)
      point.loss += max(margin, 0) + log1p(exp(-abs(margin))) - target * margin
      let error = target - probability
      let weight = probability * (1 - probability)
      point.slope += error * scores[row]
      point.offset += error
      point.slopeSlope += weight * scores[row] * scores[row]
      point.slopeOffset += weight * scores[row]
      point.offsetOffset += weight
    }
    return point
  }
}

extension SigmoidCurve {
  fileprivate var isFinite: Bool { slope.isFinite && offset.isFinite }

  fileprivate func moved(_ slopeStep: Double, _ offsetStep: Double, _ factor: Double) -> SigmoidCurve {
    SigmoidCurve(slope: slope + factor * slopeStep, offset: offset + factor * offsetStep)
  }
}
