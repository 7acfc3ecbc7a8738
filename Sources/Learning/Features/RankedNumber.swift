/// A number as its place among thresholds, which keeps comparisons in double precision exact for trees that compare in
/// single precision: x ≤ the threshold at place j just where the number of thresholds below x is j or less.
public struct RankedNumber: Sendable, Equatable {
  /// Places that single precision holds exactly.
  public static let thresholdCountMax = 1 << 24

  /// Ascending, finite, without repetition.
  public let thresholds: [Double]
  /// Whether values within 10⁻³⁵ of 0 count as missing, as LightGBM's `zero_as_missing` has it.
  public let zeroIsMissing: Bool

  /// - Returns: nil where the thresholds are not as said, or too many.
  public init?(thresholds: [Double], zeroIsMissing: Bool) {
    guard thresholds.count <= Self.thresholdCountMax, thresholds.allSatisfy(\.isFinite),
      zip(thresholds, thresholds.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.thresholds = thresholds
    self.zeroIsMissing = zeroIsMissing
  }

  /// The place of a value: how many thresholds are below it.
  public func place(of value: Double) -> Float {
    thresholds.withUnsafeBufferPointer { Self.place(of: value, in: $0, zeroIsMissing: zeroIsMissing) }
  }

  /// LightGBM's bound in single precision, as it compares with it.
  public static let zeroBound = Double(Float(1e-35))

  @inline(__always)
  static func place(of value: Double, in thresholds: UnsafeBufferPointer<Double>, zeroIsMissing: Bool) -> Float {
    if value.isNaN || zeroIsMissing && abs(value) <= zeroBound { return .nan }
    var low = 0
    var high = thresholds.count
    while low < high {
      let middle = (low + high) / 2
      if thresholds[middle] < value { low = middle + 1 } else { high = middle }
    }
    return Float(low)
  }
}
