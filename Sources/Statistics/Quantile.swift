/// Quantiles of sorted values.
public enum Quantile {
  /// Linear between the two nearest values, numpy's default; NaN when empty.
  ///
  /// - Parameter probability: clamped to 0...1.
  public static func linear(_ ascending: [Double], _ probability: Double) -> Double {
    guard let last = ascending.last else { return .nan }
    let position = min(max(probability, 0), 1) * Double(ascending.count - 1)
    let index = Int(position)
    guard index + 1 < ascending.count else { return last }
    let share = position - Double(index)
    let (low, high) = (ascending[index], ascending[index + 1])
    // From the nearer end, as numpy, so that both ends are met exactly.
    return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share)
  }

  /// The smallest value with at least `probability` of all values at or below it; always one of the values.
  public static func inverted(_ ascending: [Double], _ probability: Double) -> Double {
    guard let last = ascending.last else { return .nan }
    let rank = (min(max(probability, 0), 1) * Double(ascending.count)).rounded(.up)
    return rank >= Double(ascending.count) ? last : ascending[max(Int(rank) - 1, 0)]
  }
}
