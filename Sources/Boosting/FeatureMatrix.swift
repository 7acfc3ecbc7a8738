/// Rows of numeric features, row after row in one array.
///
/// NaN is a missing value; ±infinity are ordinary values at the ends of the order; −0 equals 0.
public struct FeatureMatrix: Sendable, Equatable {
  public let rowCount: Int
  public let columnCount: Int
  /// `rowCount * columnCount` values, row-major.
  public var values: [Float]

  public init(rowCount: Int, columnCount: Int, values: [Float]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.values = values
  }
}

extension FeatureMatrix {
  /// Refuses a shape that its values do not fill, and more rows than a row number holds.
  func validate(_ name: String) throws(BoostingError) {
    guard rowCount >= 0, columnCount >= 0, rowCount < Int(Int32.max), columnCount < 1 << 20 else {
      throw .badInput("the \(name) matrix says \(rowCount) × \(columnCount); at most 2147483646 × 1048575 is possible")
    }
    guard values.count == rowCount * columnCount else {
      throw .badInput("the \(name) matrix says \(rowCount) × \(columnCount) but holds \(values.count) values")
    }
  }
}
