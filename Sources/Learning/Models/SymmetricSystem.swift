/// A symmetric system of linear equations under construction: the lower triangle of A, row after row, and b.
struct SymmetricSystem {
  let size: Int
  private(set) var matrix: [Double]
  var vector: [Double]

  init(size: Int) {
    self.size = size
    matrix = [Double](repeating: 0, count: size * size)
    vector = [Double](repeating: 0, count: size)
  }

  /// A += weight · x xᵀ and b += scale · x, for x given by its non-zero elements in ascending order.
  @inline(__always)
  mutating func add(_ row: SparseRow, weight: Double, scale: Double) {
    matrix.withUnsafeMutableBufferPointer { matrix in
      vector.withUnsafeMutableBufferPointer { vector in
        for outer in 0..<row.count {
          let index = row.indices[outer]
          let value = row.values[outer]
          vector[index] += scale * value
          let line = index * size
          let weighted = weight * value
          for inner in 0...outer { matrix[line + row.indices[inner]] += weighted * row.values[inner] }
        }
      }
    }
  }

  mutating func addToDiagonal(_ value: Double, at index: Int) { matrix[index * size + index] += value }

  /// x with A x = b, by Cholesky's method, for a positive definite A.
  ///
  /// Nil where the matrix cannot be factored (NaN, overflow).
  func solution() -> [Double]? {
    guard let factor = factored() else { return nil }
    var x = vector
    factor.substitute(&x)
    return x
  }

  /// The matrix's factor.
  ///
  /// Columns that depend on others make A semidefinite; then a growing multiple of the identity is added, from
  /// 10⁻¹² of the mean diagonal on. Nil where that does not help either.
  func factored() -> CholeskyFactor? {
    guard size > 0 else { return CholeskyFactor(size: 0, lower: []) }
    let meanDiagonal = (0..<size).reduce(0) { $0 + matrix[$1 * size + $1] } / Double(size)
    guard meanDiagonal.isFinite else { return nil }
    var ridge = 0.0
    for _ in 0..<8 {
      if let lower = factor(ridge: ridge) { return CholeskyFactor(size: size, lower: lower) }
      ridge = ridge == 0 ? max(meanDiagonal * 1e-12, .leastNormalMagnitude) : ridge * 100
    }
    return nil
  }

  /// L with L Lᵀ = A + ridge · I; nil where A is not positive definite to working precision.
  private func factor(ridge: Double) -> [Double]? {
    var lower = matrix
    let isFactored = lower.withUnsafeMutableBufferPointer { l in
      for row in 0..<size {
        let line = row * size
        for column in 0..<row {
          let other = column * size
          var sum = l[line + column]
          for k in 0..<column { sum -= l[line + k] * l[other + k] }
          l[line + column] = sum / l[other + column]
        }
        let diagonal = l[line + row] + ridge
        var sum = diagonal
        for k in 0..<row { sum -= l[line + k] * l[line + k] }
        guard sum > diagonal * 1e-13, sum.isFinite else { return false }
        l[line + row] = sum.squareRoot()
      }
      return true
    }
    return isFactored ? lower : nil
  }
}

/// L with L Lᵀ = A, row after row.
struct CholeskyFactor {
  let size: Int
  let lower: [Double]

  /// Turns b into x with A x = b.
  func substitute(_ x: inout [Double]) {
    for row in 0..<size {
      for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
      x[row] /= lower[row * size + row]
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for k in row + 1..<size { x[row] -= lower[k * size + row] * x[k] }
      x[row] /= lower[row * size + row]
    }
  }
}

/// The non-zero elements of one row, and a 1 at its end for the intercept. One buffer serves all rows.
struct SparseRow {
  private(set) var indices: [Int]
  private(set) var values: [Double]
  private(set) var count = 0

  /// - Parameter width: features of a row.
  init(width: Int) {
    indices = [Int](repeating: 0, count: width + 1)
    values = [Double](repeating: 0, count: width + 1)
  }

  @inline(__always)
  mutating func read(_ row: UnsafePointer<Float>, width: Int) {
    count = 0
    for index in 0..<width where row[index] != 0 {
      indices[count] = index
      values[count] = Double(row[index])
      count += 1
    }
    indices[count] = width
    values[count] = 1
    count += 1
  }

  @inline(__always)
  func dot(_ coefficients: [Double]) -> Double {
    var sum = 0.0
    for position in 0..<count { sum += values[position] * coefficients[indices[position]] }
    return sum
  }

  /// Writes the products with one vector for each class: `coefficients` holds one number a class for each feature.
  @inline(__always)
  func setProducts(_ coefficients: [Double], into sums: UnsafeMutableBufferPointer<Double>) {
    coefficients.withUnsafeBufferPointer { coefficients in
      for index in sums.indices { sums[index] = 0 }
      for position in 0..<count {
        let line = indices[position] * sums.count
        let value = values[position]
        for index in sums.indices { sums[index] += value * coefficients[line + index] }
      }
    }
  }

  /// target += scale · x yᵀ, x being the row and y one number for each class.
  @inline(__always)
  func addOuterProduct(
    _ y: UnsafeMutableBufferPointer<Double>, scale: Double, into target: UnsafeMutableBufferPointer<Double>
  ) {
    for position in 0..<count {
      let line = indices[position] * y.count
      let value = scale * values[position]
      for index in y.indices { target[line + index] += value * y[index] }
    }
  }
}
