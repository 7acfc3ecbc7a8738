import Boosting
import Testing

@Suite("Missing, infinite, constant and other odd values")
struct ValueTests {
  @Test("Missing values go where they belong", arguments: [Float(0), 1])
  func missing(label: Float) throws {
    // Values below 50 are 0, above 1; missing ones are all of one kind.
    let values = (0..<100).map { Float($0) } + [Float](repeating: .nan, count: 40)
    let labels = (0..<100).map { $0 < 50 ? Float(0) : 1 } + [Float](repeating: label, count: 40)
    let forest = try GradientBoosting.train(.column(values, labels: labels), .small(rounds: 10, leaves: 2))
    #expect((forest.margin(of: [.nan]) > 0) == (label == 1))
    let split = try #require(forest.trees[0].nodes[0].split)
    #expect(split.threshold == 49.5)
    #expect(split.missingGoesLeft == (label == 0))
  }

  @Test("Missing against the rest is a split of its own")
  func missingAlone() throws {
    let values = (0..<30).map { Float($0) } + [Float](repeating: .nan, count: 30)
    let labels = [Float](repeating: 0, count: 30) + [Float](repeating: 1, count: 30)
    let forest = try GradientBoosting.train(.column(values, labels: labels), .small(rounds: 3, leaves: 2))
    for value: Float in [-1e30, 0, 15, 1e30, .infinity] { #expect(forest.margin(of: [value]) < 0) }
    #expect(forest.margin(of: [.nan]) > 0)
    #expect(forest.trees[0].nodes[0].split?.missingGoesLeft == true)
  }

  @Test("A value missing for the first time goes with most rows")
  func unseenMissing() throws {
    let values = (0..<100).map { Float($0) }
    for boundary in [20, 80] {
      let labels = (0..<100).map { $0 < boundary ? Float(0) : 1 }
      let forest = try GradientBoosting.train(
        .column(values, labels: labels), .small(.squaredError, rounds: 1, leaves: 2))
      #expect(forest.trees[0].nodes[0].split?.missingGoesLeft == (boundary == 80))
    }
  }

  @Test("Infinities are the ends of the order")
  func infinities() throws {
    let values: [Float] = [-.infinity, -1, 1, .infinity, .nan]
    let labels: [Float] = [5, 1, 2, 7, 3]
    let rows = (0..<100).map { $0 % 5 }
    let sample = Sample.column(rows.map { values[$0] }, labels: rows.map { labels[$0] })
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 60, leaves: 8))
    for (value, label) in zip(values, labels) { #expect(abs(forest.margin(of: [value]) - Double(label)) < 0.01) }
    // Between the seen values the nearest rules; thresholds stay finite.
    #expect(abs(forest.margin(of: [-0.5]) - 1) < 0.01)
    #expect(abs(forest.margin(of: [3e38]) - 2) < 0.01 || abs(forest.margin(of: [3e38]) - 7) < 0.01)
  }

  @Test("Only the extremes: infinities, largest and least floats")
  func extremes() throws {
    let top = Float.greatestFiniteMagnitude
    let values: [Float] = [-.infinity, -top, -.leastNonzeroMagnitude, .leastNonzeroMagnitude, top]
    let rows = (0..<100).map { $0 % 5 }
    let sample = Sample.column(rows.map { values[$0] }, labels: rows.map { Float($0) })
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 60, leaves: 8))
    for (index, value) in values.enumerated() { #expect(abs(forest.margin(of: [value]) - Double(index)) < 0.01) }
  }

  @Test("Zero and minus zero are one value")
  func zeros() throws {
    let rows = 0..<60
    let sample = Sample.column(rows.map { $0 % 2 == 0 ? 0 : -0.0 }, labels: rows.map { Float($0 % 2) })
    #expect(try GradientBoosting.train(sample, .small()).trees.isEmpty)
  }

  @Test("Nothing to split on leaves the base alone")
  func nothingToSplit() throws {
    let constant = Sample.column([Float](repeating: 3, count: 50), labels: (0..<50).map { Float($0 % 2) })
    let missing = Sample.column([Float](repeating: .nan, count: 50), labels: (0..<50).map { Float($0 % 2) })
    let noColumns = Sample(
      matrix: FeatureMatrix(rowCount: 50, columnCount: 0, values: []), labels: (0..<50).map { Float($0 % 2) })
    for sample in [constant, missing, noColumns] {
      let forest = try GradientBoosting.train(sample, .small(threads: 2))
      #expect(forest.trees.isEmpty)
      #expect(forest.margins(of: sample.matrix) == [Double](repeating: 0, count: 50))
    }
  }

  @Test("One row, and labels all of one class")
  func singular() throws {
    let one = try GradientBoosting.train(.column([1], labels: [1]), .small(threads: 2))
    #expect(one.trees.isEmpty)
    // Half a row of the other class in two: ln(0.75 / 0.25).
    #expect(abs(one.baseMargin - 1.0986123) < 1e-6)
    let sample = Sample.mixed(rows: 100)
    let zeros = try GradientBoosting.train(sample.matrix, labels: [Float](repeating: 0, count: 100))
    #expect(zeros.margins(of: sample.matrix).allSatisfy { $0 < -5 && $0.isFinite })
    let same = try GradientBoosting.train(
      sample.matrix, labels: [Float](repeating: 7, count: 100), parameters: .small(.squaredError))
    #expect(same.margins(of: sample.matrix) == [Double](repeating: 7, count: 100))
  }

  @Test("More distinct values than bins still fit the shape", arguments: [2, 16, 255])
  func manyValues(bins: Int) throws {
    let values = (0..<3000).map { Float($0 * 7919 % 3000) }
    let sample = Sample.column(values, labels: values.map { $0 < 1500 ? 0 : 1 })
    var parameters = BoostingParameters.small(rounds: 5, leaves: 2)
    parameters.maxBins = bins
    let forest = try GradientBoosting.train(sample, parameters)
    let threshold = try #require(forest.trees[0].nodes[0].split).threshold
    // Equal shares put a cut at the middle, or next to it where the shares do not divide evenly.
    #expect(abs(threshold - 1499.5) <= 3000 / Float(bins))
    #expect(forest.margin(of: [0]) < -1)
    #expect(forest.margin(of: [2999]) > 1)
  }

  @Test("A frequent value among many gets a bin of its own")
  func frequentValue() throws {
    let values = (0..<2000).map { $0 < 600 ? Float(0.5) : Float($0) / 1000 - 1 }
    let sample = Sample.column(values, labels: values.map { $0 == 0.5 ? 1 : 0 })
    var parameters = BoostingParameters.small(rounds: 20, leaves: 3)
    parameters.maxBins = 16
    let forest = try GradientBoosting.train(sample, parameters)
    #expect(forest.margin(of: [0.5]) > 2)
    #expect(forest.margin(of: [0.3]) < -1)
    #expect(forest.margin(of: [0.7]) < -1)
  }

  @Test("Wide rows and joined columns find the column that matters", arguments: [1, 3, 29, 60, 300])
  func wideRows(columns: Int) throws {
    var random = TestRandom(UInt64(columns))
    let telling = columns / 2
    var values: [Float] = []
    var labels: [Float] = []
    for row in 0..<400 {
      for column in 0..<columns {
        // Columns of 2 to 6 levels, so that many share a byte.
        values.append(column == telling ? Float(row % 2) : Float(random.below(2 + column % 5)))
      }
      labels.append(Float(row % 2))
    }
    let sample = Sample(matrix: FeatureMatrix(rowCount: 400, columnCount: columns, values: values), labels: labels)
    let forest = try GradientBoosting.train(sample, .small(rounds: 3, leaves: 2, threads: 2))
    #expect(forest.featureGains.enumerated().allSatisfy { ($0.element > 0) == ($0.offset == telling) })
  }
}
