/// How probable each class is in truth, once it is known how classes are mixed up when rows are labelled.
///
/// A model that learnt mixed-up labels answers with them: p(given) = N · p(true), where N is the noise matrix. Solved
/// for p(true) and weighed with the label that a row was given, this tells a doubtful label from a rare class: where
/// one annotator takes many positives for negatives, no row looks positive to the model, and self-confidence would
/// suspect the positives that are left.
struct TrueLabels {
  /// For each row and class the probability that it is the true one, given features and label.
  let posteriors: [Double]

  private static let floor = 1e-6

  /// Nil where the noise matrix cannot be solved: two classes are labelled alike.
  init?(_ learning: ConfidentLearning) {
    let classCount = learning.classCount
    let noise = learning.noiseMatrix
    guard let inverse = Self.inverse(of: noise) else { return nil }
    var posteriors = [Double](repeating: 0, count: learning.probabilities.count)
    var truth = [Double](repeating: 0, count: classCount)
    for (row, given) in learning.labels.enumerated() {
      var sum = 0.0
      for label in 0..<classCount {
        var value = 0.0
        for other in 0..<classCount { value += inverse[label][other] * learning.probability(row, other) }
        truth[label] = max(Self.floor, value) * noise[given][label]
        sum += truth[label]
      }
      for label in 0..<classCount {
        posteriors[row * classCount + label] = sum > 0 ? truth[label] / sum : (label == given ? 1 : 0)
      }
    }
    self.posteriors = posteriors
  }

  /// By Gauss and Jordan with pivots; nil for a matrix that is nearly singular.
  private static func inverse(of matrix: [[Double]]) -> [[Double]]? {
    let count = matrix.count
    var left = matrix
    var right = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0.0 } }
    for column in 0..<count {
      guard let pivot = (column..<count).max(by: { abs(left[$0][column]) < abs(left[$1][column]) }),
        abs(left[pivot][column]) > 1e-3
      else { return nil }
      left.swapAt(column, pivot)
      right.swapAt(column, pivot)
      let scale = 1 / left[column][column]
      for other in 0..<count {
        left[column][other] *= scale
        right[column][other] *= scale
      }
      for row in 0..<count where row != column {
        let factor = left[row][column]
        for other in 0..<count {
          left[row][other] -= factor * left[column][other]
          right[row][other] -= factor * right[column][other]
        }
      }
    }
    return right
  }
}
