/// What a training is given, before it is trusted.
struct TrainingInput {
  let matrix: FeatureMatrix
  let labels: [Float]
  let weights: [Float]?
  let validation: (FeatureMatrix, [Float])?

  /// Residuals of such labels, and their products with such weights, stay far inside a Float.
  private static let magnitudeMax: Float = 1e18
  /// Rows times the least quantised hessian must fit 31 bits.
  private static let rowMax = 1 << 30

  /// Refuses shapes that do not fit together and numbers that cannot be learned from.
  func validate(for objective: BoostingParameters.Objective) throws(BoostingError) {
    try matrix.validate("training")
    guard matrix.rowCount > 0 else { throw .badInput("there are no rows") }
    guard matrix.rowCount <= Self.rowMax else {
      throw .badInput("\(matrix.rowCount) rows; at most \(Self.rowMax) are possible")
    }
    try check(labels, "training", rowCount: matrix.rowCount, objective)
    try checkWeights()
    guard let (other, otherLabels) = validation else { return }
    try other.validate("validation")
    guard other.columnCount == matrix.columnCount else {
      throw .badInput(
        "the validation matrix has \(other.columnCount) columns, the training matrix \(matrix.columnCount)")
    }
    try check(otherLabels, "validation", rowCount: other.rowCount, objective)
  }

  private func check(
    _ labels: [Float], _ name: String, rowCount: Int, _ objective: BoostingParameters.Objective
  ) throws(BoostingError) {
    guard labels.count == rowCount else {
      throw .badInput("\(labels.count) \(name) labels for \(rowCount) rows")
    }
    let (low, high): (Float, Float) =
      switch objective {
      case .logistic: (0, 1)
      case .squaredError: (-Self.magnitudeMax, Self.magnitudeMax)
      }
    if let row = labels.firstIndex(where: { !($0 >= low && $0 <= high) }) {
      throw .badInput("the label of \(name) row \(row) is \(labels[row]); it must be \(low) to \(high)")
    }
  }

  private func checkWeights() throws(BoostingError) {
    guard let weights else { return }
    guard weights.count == matrix.rowCount else {
      throw .badInput("\(weights.count) weights for \(matrix.rowCount) rows")
    }
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0 <= Self.magnitudeMax) }) {
      throw .badInput("the weight of row \(row) is \(weights[row]); it must be 0 to \(Self.magnitudeMax)")
    }
    guard weights.contains(where: { $0 > 0 }) else { throw .badInput("every weight is 0") }
  }
}
