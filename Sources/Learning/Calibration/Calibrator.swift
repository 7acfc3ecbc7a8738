import Glibc

/// How a model's probabilities are mended on rows that it has not learnt from.
public enum CalibrationMethod: String, Sendable, Hashable, CaseIterable, Codable {
  case none
  /// The best rising step function; asks for a thousand rows or more.
  case isotonic
  /// Platt's two numbers; does with few rows.
  case sigmoid
}

/// A rising function from a model's probability to one that holds what it says.
public enum Calibrator: Sendable, Equatable {
  case isotonic(IsotonicCurve)
  /// Of the probability's log-odds.
  case sigmoid(SigmoidCurve)

  /// Learns from probabilities and what came true.
  ///
  /// - Parameters:
  ///   - labels: above 0.5 is true; NaN is left out, as are rows without a probability.
  /// - Returns: nil for the method `none`, or where one class only is known: there is nothing to mend.
  public init?(_ method: CalibrationMethod, probabilities: [Double], labels: [Double]) {
    precondition(probabilities.count == labels.count)
    let known = labels.indices.filter { !labels[$0].isNaN && !probabilities[$0].isNaN }
    let truths = known.map { labels[$0] > 0.5 }
    guard truths.contains(true), truths.contains(false) else { return nil }
    switch method {
    case .none: return nil
    case .isotonic:
      let curve = IsotonicCurve(fitting: known.map { probabilities[$0] }, targets: truths.map { $0 ? 1 : 0 })
      guard let curve else { return nil }
      self = .isotonic(curve)
    case .sigmoid:
      guard let curve = SigmoidCurve(fitting: known.map { logOdds(probabilities[$0]) }, labels: truths) else {
        return nil
      }
      self = .sigmoid(curve)
    }
  }

  /// The mended probability, 0...1.
  @inline(__always)
  public func value(at probability: Double) -> Double {
    switch self {
    case .isotonic(let curve): min(max(curve.value(at: probability), 0), 1)
    case .sigmoid(let curve): curve.value(at: logOdds(probability))
    }
  }

  public var method: CalibrationMethod {
    switch self {
    case .isotonic: .isotonic
    case .sigmoid: .sigmoid
    }
  }
}

/// ln(p / (1 − p)), finite: probabilities are kept 10⁻¹⁵ away from both ends.
@inline(__always)
func logOdds(_ probability: Double) -> Double {
  let p = min(max(probability, 1e-15), 1 - 1e-15)
  return log(p / (1 - p))
}
