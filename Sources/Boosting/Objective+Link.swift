import Glibc

extension BoostingParameters.Objective {
  /// What users see of a row's only margin: a probability (`logistic`), a positive number (`exponential`), or the
  /// margin unchanged. Classes have a link of all their margins: `link(_:classCount:)`.
  public func link(_ margin: Double) -> Double {
    switch self {
    case .logistic: sigmoid(margin)
    case .exponential: exp(margin)
    case .squaredError, .softmax: margin
    }
  }

  /// Turns the margins of rows into what users see of them, in place; a row's classes then add up to 1.
  ///
  /// - Parameters:
  ///   - margins: row after row, `classCount` each.
  ///   - classCount: the forest's.
  public func link(_ margins: UnsafeMutableBufferPointer<Double>, classCount: Int) {
    guard self == .softmax, classCount > 1 else {
      for index in margins.indices { margins[index] = link(margins[index]) }
      return
    }
    for start in stride(from: 0, to: margins.count - classCount + 1, by: classCount) {
      var largest = margins[start]
      for index in start + 1..<start + classCount { largest = max(largest, margins[index]) }
      var sum = 0.0
      for index in start..<start + classCount {
        margins[index] = exp(margins[index] - largest)
        sum += margins[index]
      }
      for index in start..<start + classCount { margins[index] /= sum }
    }
  }
}
