/// Quantiles of a stream in bounded memory: deterministic, mergeable, with an error bound it knows itself.
///
/// Level h holds values that each stand for 2ʰ. A full level is sorted and every second value moves one level up,
/// the even and the odd ones in turn. One such step moves the rank of any value by at most 2ʰ, up for the even and
/// down for the odd ones, so the error of any rank is at most the larger of the two sums (`rankErrorBound`). For n values
/// that is below n · log₂(n / capacity) / capacity / 2: under 0.5 % for a million values at the default capacity,
/// and far less in practice.
///
/// Source of the compactor: G. S. Manku, S. Rajagopalan, B. G. Lindsay, SIGMOD 1998; Z. Karnin, K. Lang, E. Liberty
/// (KLL), FOCS 2016, whose coin is an alternation here.
public struct QuantileSketch: Sendable, Equatable {
  private struct Level: Sendable, Equatable {
    var values: [Double] = []
    /// Steps that kept the even, and the odd, positions.
    var evenSteps = 0
    var oddSteps = 0
  }

  /// Most values a level holds.
  public let capacity: Int
  public private(set) var count = 0
  private var levels = [Level()]

  /// - Parameter capacity: made even, and at least 8.
  public init(capacity: Int = 1024) {
    self.capacity = max(capacity + capacity % 2, 8)
  }

  /// Adds a value; one that is not finite is ignored.
  ///
  /// - Complexity: amortised O(log capacity).
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    count += 1
    levels[0].values.append(value)
    if levels[0].values.count >= capacity { compact(from: 0) }
  }

  /// Adds what another sketch has seen. The bound of the result is the sum of both and of the steps of merging.
  public mutating func merge(_ other: QuantileSketch) {
    count += other.count
    for (height, level) in other.levels.enumerated() {
      if height == levels.count { levels.append(Level()) }
      levels[height].values += level.values
      levels[height].evenSteps += level.evenSteps
      levels[height].oddSteps += level.oddSteps
    }
    compact(from: 0)
  }

  private mutating func compact(from lowest: Int) {
    var height = lowest
    while height < levels.count {
      if levels[height].values.count >= capacity { promote(height) }
      height += 1
    }
  }

  /// Moves every second value of a level up. An odd one out, the largest, stays where it is.
  private mutating func promote(_ height: Int) {
    if height + 1 == levels.count { levels.append(Level()) }
    var values = levels[height].values.sorted()
    let rest = values.count % 2 == 1 ? values.popLast() : nil
    let keepsEven = levels[height].evenSteps <= levels[height].oddSteps
    levels[height + 1].values += stride(from: keepsEven ? 0 : 1, to: values.count, by: 2).map { values[$0] }
    if keepsEven { levels[height].evenSteps += 1 } else { levels[height].oddSteps += 1 }
    levels[height].values = rest.map { [$0] } ?? []
  }

  /// The most by which the rank of any value can be wrong, in values.
  public var rankErrorBound: Int {
    var (up, down) = (0, 0)
    for (height, level) in levels.enumerated() {
      up += level.evenSteps << height
      down += level.oddSteps << height
    }
    return max(up, down)
  }

  /// About how many values are at or below `value`.
  public func rank(of value: Double) -> Int {
    levels.enumerated().reduce(0) { sum, level in
      sum + level.element.values.count { $0 <= value } << level.offset
    }
  }

  /// A value whose rank is within `rankErrorBound` of `probability` times the count; NaN when empty.
  public func quantile(_ probability: Double) -> Double { quantiles([probability])[0] }

  /// Several quantiles at the price of one sort.
  public func quantiles(_ probabilities: [Double]) -> [Double] {
    var weighted: [(value: Double, weight: Int)] = []
    for (height, level) in levels.enumerated() { weighted += level.values.map { ($0, 1 << height) } }
    weighted.sort { $0.value < $1.value }
    guard !weighted.isEmpty else { return probabilities.map { _ in .nan } }
    var running = 0
    let ranks = weighted.map { element in
      running += element.weight
      return running
    }
    return probabilities.map { probability in
      let target = min(max(probability, 0), 1) * Double(running)
      let index = ranks.firstIndex { Double($0) >= target } ?? weighted.count - 1
      return weighted[index].value
    }
  }
}
