/// A weighted sum of features: the log-odds of a probability, or a number.
public struct LinearModel: Sendable, Equatable {
  public let task: LearningTask
  public let intercept: Double
  /// One for each output of the feature pipeline; finite.
  public let coefficients: [Double]

  public init(task: LearningTask, intercept: Double, coefficients: [Double]) {
    self.task = task
    self.intercept = intercept
    self.coefficients = coefficients
  }

  /// The weighted sum of one row, added from the first feature to the last.
  ///
  /// - Parameter row: one value for each coefficient.
  @inline(__always)
  func margin(_ row: UnsafePointer<Float>) -> Double {
    coefficients.withUnsafeBufferPointer { coefficients in
      var sum = intercept
      for index in 0..<coefficients.count { sum += coefficients[index] * Double(row[index]) }
      return sum
    }
  }
}
