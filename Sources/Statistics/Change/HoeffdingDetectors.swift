import Glibc

/// HDDM-A: finds a rise of the mean by Hoeffding's bound on moving averages.
///
/// Values lie in 0…1.
/// Source: I. Frías-Blanco et al., "Online and Non-Parametric Drift Detection Methods Based on Hoeffding's Bounds",
/// IEEE TKDE 27 (2015), 810–823.
public struct HoeffdingAverageDetector: ChangeDetector {
  public static let name = "hddm_a"

  /// Chance of a false alarm at one place.
  public let confidence: Double
  private var all = Average()
  private var least = Average()
  private var hasDetected = false

  private struct Average {
    var count = 0.0
    var total = 0.0
    var mean: Double { total / count }
  }

  public init(confidence: Double = 0.001) { self.confidence = confidence }

  public mutating func update(_ value: Double) -> Bool {
    if hasDetected { self = HoeffdingAverageDetector(confidence: confidence) }
    all.count += 1
    all.total += value
    if least.count == 0 || all.mean + bound(all.count) <= least.mean + bound(least.count) { least = all }
    guard least.count < all.count else { return false }
    let share = (all.count - least.count) / (least.count * all.count)
    hasDetected = all.mean - least.mean >= (share / 2 * log(2 / confidence)).squareRoot()
    return hasDetected
  }

  private func bound(_ count: Double) -> Double { (log(1 / confidence) / (2 * count)).squareRoot() }
}

/// HDDM-W: as HDDM-A, with exponentially weighted averages and McDiarmid's bound, quicker on small changes.
///
/// Values lie in 0…1. Source as for HDDM-A.
public struct HoeffdingWeightedDetector: ChangeDetector {
  public static let name = "hddm_w"

  public let confidence: Double
  /// Weight of the newest value, 0…1.
  public let weight: Double
  private var all: Average?
  private var before: Average?
  private var after: Average?
  private var cut = Double.infinity
  private var hasDetected = false

  private struct Average {
    var mean: Double
    /// Sum of the squared weights, which McDiarmid's bound grows with.
    var squares: Double
  }

  public init(confidence: Double = 0.001, weight: Double = 0.05) {
    self.confidence = confidence
    self.weight = weight
  }

  public mutating func update(_ value: Double) -> Bool {
    if hasDetected { self = HoeffdingWeightedDetector(confidence: confidence, weight: weight) }
    let now = adding(value, to: all)
    all = now
    let reach = now.mean + bound(now.squares)
    if reach < cut {
      cut = reach
      before = now
      after = nil
    } else {
      after = adding(value, to: after)
    }
    if let before, let after {
      hasDetected = after.mean - before.mean > bound(before.squares + after.squares)
    }
    return hasDetected
  }

  private func adding(_ value: Double, to average: Average?) -> Average {
    guard let average else { return Average(mean: value, squares: 1) }
    let kept = 1 - weight
    return Average(
      mean: weight * value + kept * average.mean, squares: weight * weight + kept * kept * average.squares)
  }

  private func bound(_ squares: Double) -> Double { (squares * log(1 / confidence) / 2).squareRoot() }
}
