/// Eigenvalues and eigenvectors of a real symmetric matrix, by Jacobi's rotations.
///
/// Source: C. G. J. Jacobi, Crelle's Journal 30 (1846), 51–94; the cyclic order and the stable form of the rotation as in
/// G. Golub, C. Van Loan, "Matrix Computations", section 8.5.
public struct SymmetricEigen: Sendable, Equatable {
  /// Largest first.
  public let values: [Double]
  /// Of length 1, in the order of the values.
  public let vectors: [[Double]]

  private static let sweepMax = 64

  /// - Parameter matrix: `size` × `size` finite numbers; the upper triangle is read.
  /// - Complexity: O(size³) for each of about ten sweeps.
  public init(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "\(matrix.count) numbers for a matrix of \(size) rows")
    var work = matrix
    for row in 0..<size { for column in 0..<row { work[row * size + column] = work[column * size + row] } }
    // Rows are the vectors.
    var vectors = [Double](repeating: 0, count: size * size)
    for row in 0..<size { vectors[row * size + row] = 1 }
    let scale = work.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<SymmetricEigen.sweepMax {
      var off = 0.0
      for row in 0..<size {
        for column in row + 1..<max(size, row + 1) { off += work[row * size + column] * work[row * size + column] }
      }
      if off <= scale * 1e-30 { break }
      for first in 0..<size {
        for second in first + 1..<max(size, first + 1) where work[first * size + second] != 0 {
          SymmetricEigen.rotate(&work, &vectors, size, first, second)
        }
      }
    }
    let order = (0..<size).sorted { (-work[$0 * size + $0], $0) < (-work[$1 * size + $1], $1) }
    values = order.map { work[$0 * size + $0] }
    self.vectors = order.map { Array(vectors[$0 * size..<($0 + 1) * size]) }
  }

  /// Makes one element off the diagonal vanish.
  private static func rotate(
    _ work: inout [Double], _ vectors: inout [Double], _ size: Int, _ first: Int, _ second: Int
  ) {
    let element = work[first * size + second]
    let theta = (work[second * size + second] - work[first * size + first]) / (2 * element)
    let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for index in 0..<size {
      let (a, b) = (work[index * size + first], work[index * size + second])
      work[index * size + first] = cosine * a - sine * b
      work[index * size + second] = sine * a + cosine * b
    }
    for index in 0..<size {
      let (a, b) = (work[first * size + index], work[second * size + index])
      work[first * size + index] = cosine * a - sine * b
      work[second * size + index] = sine * a + cosine * b
      let (v, w) = (vectors[first * size + index], vectors[second * size + index])
      vectors[first * size + index] = cosine * v - sine * w
      vectors[second * size + index] = sine * v + cosine * w
    }
    work[first * size + second] = 0
    work[second * size + first] = 0
  }
}
