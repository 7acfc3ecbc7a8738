/// A sum of quantised gradients and hessians in one word: the gradients' in the high half, the hessians' in the low.
///
/// The hessians' sum is never negative and stays below 2³¹, so words can be added and subtracted whole. Integer sums
/// are exact: the order of adding, and with it the number of threads, leaves no trace in the trees.
struct GradientSum: BitwiseCopyable, Equatable {
  var word: Int64

  var gradient: Int32 { Int32(truncatingIfNeeded: word >> 32) }
  var hessian: Int32 { Int32(truncatingIfNeeded: word) }

  /// A word from a record's last four bytes: gradient high, hessian low, 16 bits each.
  @inline(__always)
  static func word(ofTail tail: Int32) -> Int64 {
    (Int64(tail >> 16) << 32) | Int64(tail & 0xffff)
  }

  /// The four bytes of eight rows.
  @inline(__always)
  static func tails(gradients: Ints, hessians: Ints) -> Ints {
    (gradients &<< 16) | (hessians & 0xffff)
  }
}

/// What one unit of a quantised gradient and hessian stands for, inverted.
struct GradientScale: Equatable {
  var gradient: Float
  var hessian: Float

  /// Less than 2¹⁵ and 2¹⁶, leaving room for rounding.
  private static let gradientMax = 32_700.0
  private static let hessianMax = 65_400.0

  /// The finest scales at which no value leaves its 16 bits and no sum over all rows its half of the word.
  init(gradientMax: Double, gradientSum: Double, hessianMax: Double, hessianSum: Double, rowCount: Int) {
    // Each row may be rounded up by one.
    let sumMax = Double(Int32.max) - Double(rowCount) - 1
    gradient = Self.scale(valueMax: Self.gradientMax / gradientMax, sumMax: sumMax / gradientSum)
    hessian = Self.scale(valueMax: Self.hessianMax / hessianMax, sumMax: sumMax / hessianSum)
  }

  init(gradient: Float, hessian: Float) {
    self.gradient = gradient
    self.hessian = hessian
  }

  /// Nothing to scale gives 0: all values are 0 then.
  private static func scale(valueMax: Double, sumMax: Double) -> Float {
    let scale = min(valueMax, sumMax)
    return scale.isFinite && scale < 1e30 ? Float(scale).nextDown : 0
  }
}
