/// A way to split a leaf, and what it gains.
struct SplitCandidate: BitwiseCopyable, Equatable {
  /// In units of the loss; 0 or less means there is no split.
  var gain = 0.0
  var column: Int32 = 0
  /// Values whose code is at most this go left.
  var code: Int32 = 0
  /// Of a categorical column: the codes that go right, as bits; the missing values' is not among them. 0 for numbers.
  var rightCodes = SIMD4<UInt64>.zero
  var missingGoesLeft = false
  /// Sum of the rows that go left.
  var left = GradientSum(word: 0)

  var isOfCategories: Bool { rightCodes != .zero }

  /// Whether rows with the code of a value, not of a missing one, go left.
  func sendsLeft(_ code: Int) -> Bool {
    isOfCategories ? rightCodes[code >> 6] >> UInt64(code & 63) & 1 == 0 : code <= Int(self.code)
  }

  /// The first of equals is kept: the lowest column, then the lowest code.
  mutating func take(_ other: SplitCandidate) {
    if other.gain > gain { self = other }
  }
}

/// What a leaf asks of a split.
struct SplitRules: BitwiseCopyable, Equatable {
  /// λ and the gain's unit, in quantised units.
  var l2: Double
  var gainUnit: Double
  /// A split must gain more.
  var minGain: Double
  /// Quantised hessian that each child needs at least; 1 or more.
  var minHessian: Int32
  /// `CategoryParameters`, in quantised units.
  var categoryL2 = 0.0
  var categorySmoothing = 0.0
  var categoryMinHessian: Int32 = 1
  var oneVersusRestLevels: Int32 = 0
  var levelsPerSplit: Int32 = 1

  /// G² / (H + λ) in quantised units.
  func score(_ sum: GradientSum) -> Double {
    let gradient = Double(sum.gradient)
    return gradient * gradient / (Double(sum.hessian) + l2)
  }

  /// The gain of a split in units of the loss.
  func gain(of left: GradientSum, in total: GradientSum) -> Double {
    let right = GradientSum(word: total.word &- left.word)
    return (score(left) + score(right) - score(total)) * gainUnit
  }
}
