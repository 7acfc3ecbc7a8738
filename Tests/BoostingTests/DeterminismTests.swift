import Boosting
import Testing

@Suite("Same data, parameters and seed: same bytes")
struct DeterminismTests {
  @Test("The number of threads leaves no trace", arguments: [BoostingParameters.Objective.logistic, .squaredError])
  func threads(objective: BoostingParameters.Objective) throws {
    // Several chunks of rows, wide records, joined columns and weights.
    let sample = Sample.mixed(rows: 13_000, columns: 33, isBinary: objective == .logistic)
    var random = TestRandom(8)
    let weights = (0..<13_000).map { _ in random.unit() }
    let other = Sample.mixed(rows: 5000, columns: 33, seed: 6, isBinary: objective == .logistic)
    var encodings: [[UInt8]] = []
    var reports: [[RoundReport]] = []
    for threads in [1, 2, 3] {
      var own: [RoundReport] = []
      let forest = try GradientBoosting.train(
        sample, weights: weights, validation: other, .small(objective, rounds: 3, leaves: 12, threads: threads)
      ) {
        own.append($0)
        return true
      }
      encodings.append(forest.encode())
      reports.append(own)
    }
    #expect(encodings[0] == encodings[1])
    #expect(encodings[0] == encodings[2])
    #expect(reports[0] == reports[1])
    #expect(reports[0] == reports[2])
  }

  @Test("A seed matters only where rows are sampled for the bins")
  func seeds() throws {
    let small = Sample.mixed(rows: 500)
    var parameters = BoostingParameters.small()
    let first = try GradientBoosting.train(small, parameters)
    parameters.seed = 77
    #expect(try GradientBoosting.train(small, parameters) == first)
  }

  @Test("Whole weights count as so many rows")
  func weights() throws {
    var sample = Sample.mixed(rows: 400)
    // Few levels, so that rows of weight 0 place no bins of their own.
    sample.matrix.values = sample.matrix.values.map { ($0 * 3).rounded() }
    var repeated = Sample(matrix: FeatureMatrix(rowCount: 0, columnCount: 4, values: []), labels: [])
    var values: [Float] = []
    let weights = (0..<400).map { Float($0 % 4) }
    for row in 0..<400 {
      for _ in 0..<row % 4 {
        values += sample.row(row)
        repeated.labels.append(sample.labels[row])
      }
    }
    repeated.matrix = FeatureMatrix(rowCount: repeated.labels.count, columnCount: 4, values: values)
    let parameters = BoostingParameters.small(rounds: 3, leaves: 4)
    let weighted = try GradientBoosting.train(sample, weights: weights, parameters).margins(of: sample.matrix)
    let plain = try GradientBoosting.train(repeated, parameters).margins(of: sample.matrix)
    // Gradients are rounded to other units: four digits agree.
    #expect(zip(weighted, plain).allSatisfy { abs($0 - $1) < 1e-3 })
  }
}
