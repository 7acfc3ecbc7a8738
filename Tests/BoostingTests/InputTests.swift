import Boosting
import Testing

@Suite("What cannot be trained on is refused with a reason")
struct InputTests {
  private let matrix = FeatureMatrix(rowCount: 2, columnCount: 2, values: [1, 2, 3, 4])

  private func message(
    _ matrix: FeatureMatrix? = nil, labels: [Float] = [0, 1], weights: [Float]? = nil,
    validation: (FeatureMatrix, [Float])? = nil, _ change: (inout BoostingParameters) -> Void = { _ in }
  ) -> String? {
    var parameters = BoostingParameters()
    change(&parameters)
    do {
      _ = try GradientBoosting.train(
        matrix ?? self.matrix, labels: labels, weights: weights, validation: validation, parameters: parameters)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("Sound input is taken")
  func sound() { #expect(message() == nil) }

  @Test("Shapes must fit together")
  func shapes() {
    #expect(message(labels: [0]) == "cannot train trees: 1 training labels for 2 rows")
    #expect(message(weights: [1])?.contains("1 weights for 2 rows") == true)
    #expect(message(FeatureMatrix(rowCount: 2, columnCount: 2, values: [1]))?.contains("2 × 2") == true)
    #expect(message(FeatureMatrix(rowCount: 0, columnCount: 2, values: []), labels: [])?.contains("no rows") == true)
    #expect(message(FeatureMatrix(rowCount: -1, columnCount: -2, values: [1, 2])) != nil)
    #expect(message(validation: (FeatureMatrix(rowCount: 1, columnCount: 3, values: [1, 2, 3]), [0])) != nil)
    #expect(message(validation: (matrix, [0])) != nil)
  }

  @Test("Labels and weights must be numbers of their range", arguments: [Float.nan, .infinity, -1, 2])
  func numbers(value: Float) {
    #expect(message(labels: [0, value])?.contains("training row 1") == true)
    #expect(message(validation: (matrix, [0, value]))?.contains("validation row 1") == true)
    if value != 2 { #expect(message(weights: [1, value])?.contains("row 1") == true) }
  }

  @Test("Some weight is needed")
  func noWeight() { #expect(message(weights: [0, 0])?.contains("every weight is 0") == true) }

  @Test("Parameters out of range are named")
  func parameters() {
    #expect(message { $0.rounds = 0 }?.contains("rounds is 0") == true)
    #expect(message { $0.learningRate = .nan }?.contains("learningRate") == true)
    #expect(message { $0.maxLeaves = 1 }?.contains("maxLeaves") == true)
    #expect(message { $0.maxDepth = -1 }?.contains("maxDepth") == true)
    #expect(message { $0.minRowsPerLeaf = 0 }?.contains("minRowsPerLeaf") == true)
    #expect(message { $0.minHessianPerLeaf = -1 }?.contains("minHessianPerLeaf") == true)
    #expect(message { $0.l2 = .infinity }?.contains("l2") == true)
    #expect(message { $0.minGain = -0.1 }?.contains("minGain") == true)
    #expect(message { $0.maxBins = 256 }?.contains("maxBins is 256") == true)
    #expect(message { $0.earlyStoppingRounds = -1 }?.contains("earlyStoppingRounds") == true)
    #expect(message { $0.threads = 0 }?.contains("threads") == true)
  }
}
