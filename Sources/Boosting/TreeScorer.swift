/// Scores rows with one forest, fast: build it once for each model, share it between threads.
public struct TreeScorer: Sendable {
  public let featureCount: Int
  private let trees: BoostedTrees

  public init(_ trees: BoostedTrees) {
    self.trees = trees
    featureCount = trees.featureCount
  }

  /// The margin of one row of `featureCount` values.
  public func margin(row: UnsafeBufferPointer<Float>) -> Double { trees.margin(walking: row) }

  /// Writes the margins of `rowCount` rows of `featureCount` values each.
  public func score(
    _ rows: UnsafeBufferPointer<Float>, rowCount: Int, into margins: UnsafeMutableBufferPointer<Double>
  ) {
    for row in 0..<rowCount {
      margins[row] = margin(row: UnsafeBufferPointer(rebasing: rows[row * featureCount..<(row + 1) * featureCount]))
    }
  }
}

extension TreeScorer {
  /// The margins of a matrix's rows; lacking columns are missing, further ones ignored.
  func margins(of matrix: FeatureMatrix) -> [Double] {
    let values = matrix.columnCount == featureCount ? matrix.values : matrix.resized(toColumns: featureCount)
    return [Double](unsafeUninitializedCapacity: matrix.rowCount) { target, count in
      values.withUnsafeBufferPointer { score($0, rowCount: matrix.rowCount, into: target) }
      count = matrix.rowCount
    }
  }
}

extension FeatureMatrix {
  /// The values with as many columns as asked for, NaN in new ones.
  func resized(toColumns count: Int) -> [Float] {
    var resized = [Float](repeating: .nan, count: rowCount * count)
    for row in 0..<rowCount {
      for column in 0..<min(count, columnCount) {
        resized[row * count + column] = values[row * columnCount + column]
      }
    }
    return resized
  }
}
