/// The directions along which standardised columns vary most, and how well a row is told by them alone.
public struct PrincipalComponents: Sendable, Equatable {
  /// Of length 1, those that vary most first.
  public let directions: [[Double]]
  /// The share of all variance that each explains.
  public let explained: [Double]

  /// Takes over what was found before.
  public init(directions: [[Double]], explained: [Double]) {
    self.directions = directions
    self.explained = explained
  }

  /// Keeps the fewest directions that together explain more than a share of the variance.
  ///
  /// - Parameter covariance: of the columns, `size` × `size`.
  public init(covariance: [Double], size: Int, keeping share: Double) {
    let eigen = SymmetricEigen(covariance, size: size)
    let total = eigen.values.reduce(0) { $0 + max($1, 0) }
    var (directions, explained) = ([[Double]](), [Double]())
    var sum = 0.0
    for (value, vector) in zip(eigen.values, eigen.vectors) where total > 0 && sum <= share {
      directions.append(vector)
      explained.append(max(value, 0) / total)
      sum += max(value, 0) / total
    }
    self.directions = directions
    self.explained = explained
  }

  /// The distance of each row from its picture in the kept directions.
  ///
  /// - Parameter columns: standardised values, a buffer a column, `rowCount` long each.
  public func reconstructionErrors(_ columns: [[Double]], rowCount: Int) -> [Double] {
    var errors = [Double](repeating: 0, count: rowCount)
    var projection = [Double](repeating: 0, count: rowCount)
    for column in columns { for row in 0..<rowCount { errors[row] += column[row] * column[row] } }
    for direction in directions {
      for row in 0..<rowCount { projection[row] = 0 }
      for (weight, column) in zip(direction, columns) {
        for row in 0..<rowCount { projection[row] += weight * column[row] }
      }
      for row in 0..<rowCount { errors[row] -= projection[row] * projection[row] }
    }
    for row in 0..<rowCount { errors[row] = max(errors[row], 0).squareRoot() }
    return errors
  }

  /// Adds the products of every two columns to the upper triangle of `sums`, for a covariance in the making.
  public static func addProducts(_ columns: [[Double]], rowCount: Int, to sums: inout [Double]) {
    for (first, left) in columns.enumerated() {
      for second in first..<columns.count {
        let right = columns[second]
        var sum = 0.0
        for row in 0..<rowCount { sum += left[row] * right[row] }
        sums[first * columns.count + second] += sum
      }
    }
  }
}
