/// A weighted sum of features for each class: multinomial logistic regression.
public struct SoftmaxModel: Sendable, Equatable {
  /// One for each class; finite.
  public let intercepts: [Double]
  /// For each output of the feature pipeline one for each class; finite.
  public let coefficients: [Double]

  /// - Precondition: there are as many coefficients for each class.
  public init(intercepts: [Double], coefficients: [Double]) {
    precondition(!intercepts.isEmpty && coefficients.count.isMultiple(of: intercepts.count))
    self.intercepts = intercepts
    self.coefficients = coefficients
  }

  public var classCount: Int { intercepts.count }
  public var featureCount: Int { coefficients.count / intercepts.count }

  /// Writes the weighted sums of one row.
  ///
  /// - Parameter row: one number for each feature.
  @inline(__always)
  func margins(_ row: UnsafePointer<Float>?, into margins: UnsafeMutableBufferPointer<Double>) {
    for index in intercepts.indices { margins[index] = intercepts[index] }
    guard let row else { return }
    coefficients.withUnsafeBufferPointer { coefficients in
      for feature in 0..<featureCount where row[feature] != 0 {
        let value = Double(row[feature])
        for index in margins.indices { margins[index] += coefficients[feature * margins.count + index] * value }
      }
    }
  }
}
