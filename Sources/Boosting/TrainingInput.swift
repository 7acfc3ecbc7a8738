/// What a training is given, before it is trusted.
struct TrainingInput {
  let matrix: FeatureMatrix
  let labels: [Float]
  let weights: [Float]?
  let validation: ValidationSet?

  /// Residuals of such labels, and their products with such weights, stay far inside a Float.
  private static let magnitudeMax: Float = 1e18
  /// Rows times the least quantised hessian must fit 31 bits.
  private static let rowMax = 1 << 30

  /// Refuses shapes that do not fit together and numbers that cannot be learned from.
  func validate(for parameters: BoostingParameters) throws(BoostingError) {
    try matrix.validate("training")
    guard matrix.rowCount > 0 else { throw .badInput("there are no rows") }
    guard matrix.rowCount <= Self.rowMax else {
      throw .badInput("\(matrix.rowCount) rows; at most \(Self.rowMax) are possible")
    }
    try check(labels, "training", rowCount: matrix.rowCount, parameters)
    try check(weights: weights, "row", rowCount: matrix.rowCount)
    guard let validation else { return }
    let other = validation.matrix
    try other.validate("validation")
    guard other.columnCount == matrix.columnCount else {
      throw .badInput(
        "the validation matrix has \(other.columnCount) columns, the training matrix \(matrix.columnCount)")
    }
    try check(validation.labels, "validation", rowCount: other.rowCount, parameters)
    if other.rowCount > 0 { try check(weights: validation.weights, "validation row", rowCount: other.rowCount) }
  }

  private func check(
    _ labels: [Float], _ name: String, rowCount: Int, _ parameters: BoostingParameters
  ) throws(BoostingError) {
    guard labels.count == rowCount else {
      throw .badInput("\(labels.count) \(name) labels for \(rowCount) rows")
    }
    let (low, high): (Float, Float) =
      switch parameters.objective {
      case .logistic: (0, 1)
      case .softmax: (0, Float(parameters.classCount - 1))
      case .squaredError, .exponential: (-Self.magnitudeMax, Self.magnitudeMax)
      }
    if let row = labels.firstIndex(where: { !($0 >= low && $0 <= high) }) {
      throw .badInput("the label of \(name) row \(row) is \(labels[row]); it must be \(low) to \(high)")
    }
    guard parameters.objective == .softmax else { return }
    if let row = labels.firstIndex(where: { $0 != $0.rounded() }) {
      throw .badInput("the label of \(name) row \(row) is \(labels[row]); classes are whole numbers")
    }
  }

  private func check(weights: [Float]?, _ name: String, rowCount: Int) throws(BoostingError) {
    guard let weights else { return }
    guard weights.count == rowCount else {
      throw .badInput("\(weights.count) weights for \(rowCount) \(name)s")
    }
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0 <= Self.magnitudeMax) }) {
      throw .badInput("the weight of \(name) \(row) is \(weights[row]); it must be 0 to \(Self.magnitudeMax)")
    }
    guard weights.contains(where: { $0 > 0 }) else { throw .badInput("every weight is 0 (of each \(name))") }
  }
}
