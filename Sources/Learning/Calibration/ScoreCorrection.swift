import Glibc

/// What is done to a predictor's answers before anyone sees them.
public struct ScoreCorrection: Sendable, Equatable {
  /// Added to the margin (binary: one number, multiclass: one for each class), because the classes came in other
  /// shares in training than they do in the world; empty where they did not.
  ///
  /// Source: G. King, L. Zeng, "Logistic Regression in Rare Events Data", Political Analysis 9 (2001), 137–163.
  public var priorShift: [Double]
  /// One (binary) or one for each class (multiclass); empty for none.
  public var calibrators: [Calibrator]

  public init(priorShift: [Double] = [], calibrators: [Calibrator] = []) {
    self.priorShift = priorShift
    self.calibrators = calibrators
  }

  public static var none: ScoreCorrection { ScoreCorrection() }

  public var isNone: Bool { priorShift.isEmpty && calibrators.isEmpty }

  /// Whether the numbers fit the task's classes and can be used.
  func isSound(for target: TargetEncoding) -> Bool {
    let count =
      switch target.answers {
      case .number: 0
      case .twoClasses: 1
      case .classes(let names): names.count
      }
    return (priorShift.isEmpty || priorShift.count == count) && (calibrators.isEmpty || calibrators.count == count)
      && priorShift.allSatisfy(\.isFinite)
  }

  /// The probability of the positive class.
  @inline(__always)
  func probability(margin: Double) -> Double {
    let shifted = priorShift.isEmpty ? margin : margin + priorShift[0]
    let probability = sigmoid(shifted)
    return calibrators.isEmpty ? probability : calibrators[0].value(at: probability)
  }

  /// Turns the margins of a row's classes into probabilities that add up to 1.
  @inline(__always)
  func makeProbabilities(of row: UnsafeMutableBufferPointer<Double>) {
    for (index, shift) in priorShift.enumerated() { row[index] += shift }
    softmax(row)
    guard !calibrators.isEmpty else { return }
    var sum = 0.0
    for index in row.indices {
      row[index] = calibrators[index].value(at: row[index])
      sum += row[index]
    }
    // Where every class is ruled out by itself, none is likelier than another.
    for index in row.indices { row[index] = sum > 0 ? row[index] / sum : 1 / Double(row.count) }
  }
}

/// eˣ over the sum of all of them, in place and without overflow.
@inline(__always)
func softmax(_ row: UnsafeMutableBufferPointer<Double>) {
  var most = -Double.infinity
  for value in row { most = max(most, value) }
  var sum = 0.0
  for index in row.indices {
    row[index] = exp(row[index] - most)
    sum += row[index]
  }
  for index in row.indices { row[index] /= sum }
}
