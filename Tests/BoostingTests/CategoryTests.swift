import Boosting
import Testing

@Suite("Splits by sets of categories")
struct CategoryTests {
  /// A column of codes, every ninth missing, and one of numbers; the label follows the codes' own effects.
  static func sample(rows: Int, levels: Int, seed: UInt64 = 1) -> Sample {
    var random = TestRandom(seed)
    var effects = TestRandom(77)
    let effect = (0..<levels).map { _ in effects.unit() * 10 }
    var values: [Float] = []
    var labels: [Float] = []
    for _ in 0..<rows {
      let level = random.below(levels)
      let isMissing = random.below(9) == 0
      let number = random.unit()
      values += [isMissing ? .nan : Float(level), number]
      labels.append((isMissing ? 20 : effect[level]) + number)
    }
    return Sample(matrix: FeatureMatrix(rowCount: rows, columnCount: 2, values: values), labels: labels)
  }

  private func train(
    _ sample: Sample, _ parameters: BoostingParameters, validation: Sample? = nil,
    progress: (RoundReport) -> Bool = { _ in true }
  ) throws -> BoostedTrees {
    try GradientBoosting.train(
      sample.matrix, labels: sample.labels, categoricalFeatures: [0],
      validation: validation.map { ($0.matrix, $0.labels) }, parameters: parameters, progress: progress)
  }

  @Test("Three levels: the odd one is set against the rest, unseen and negative codes go with the rest")
  func oneAgainstRest() throws {
    let codes: [Float] = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    let sample = Sample.column(codes, labels: codes.map { $0 == 1 ? 10 : 0 })
    var parameters = BoostingParameters.small(.squaredError, rounds: 1, rate: 1, leaves: 2)
    parameters.categories.minRowsPerLevel = 1
    let forest = try train(sample, parameters)
    let split = try #require(forest.trees[0].nodes[0].split)
    #expect(split.categories?.codes == [1])
    #expect([0, 2, 3, 40_000, 1e9, -1, -0.5].allSatisfy { abs(forest.margin(of: [$0])) < 1e-3 })
    #expect([1, 1.7].allSatisfy { abs(forest.margin(of: [$0]) - 10) < 1e-3 })
    // No training row is missing: one to come goes with the heavier child.
    #expect(abs(forest.margin(of: [.nan])) < 1e-3)
  }

  /// With squared error, no λ and no smoothing, the best two-fold split of levels is one of the order by mean label.
  @Test("The best of all sets is found, as trying every one shows", arguments: [1, 2, 3, 4] as [UInt64])
  func bestSet(seed: UInt64) throws {
    let sample = Self.sample(rows: 400, levels: 7, seed: seed)
    var parameters = BoostingParameters.small(.squaredError, rounds: 1, rate: 1, leaves: 2)
    parameters.categories = CategoryParameters(levelsPerSplit: 100, smoothing: 0, l2: 0, minRowsPerLevel: 1)
    let column = Sample.column(
      (0..<400).map { sample.row($0)[0] }.map { $0.isNaN ? 6 : $0 }, labels: sample.labels)
    let forest = try train(column, parameters)
    let split = try #require(forest.trees[0].nodes[0].split)
    func squares(_ labels: [Float]) -> Double {
      let mean = labels.reduce(0.0) { $0 + Double($1) } / Double(max(labels.count, 1))
      return labels.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    }
    func loss(_ isRight: (Int) -> Bool) -> Double {
      let sides = column.matrix.values.map { isRight(Int($0)) }
      return squares(zip(column.labels, sides).filter { $0.1 }.map(\.0))
        + squares(zip(column.labels, sides).filter { !$0.1 }.map(\.0))
    }
    let best = (1..<127).map { mask in loss { mask >> $0 & 1 == 1 } }.min() ?? 0
    let found = loss { split.categories?.contains(Float($0)) == true }
    #expect(found <= best * (1 + 1e-6))
  }

  @Test("Many levels are learned, threads leave no trace, the loss is the forest's own", arguments: [3, 40, 253, 900])
  func manyLevels(levels: Int) throws {
    let sample = Self.sample(rows: 9000, levels: levels)
    // Codes that training never saw, too.
    let other = Self.sample(rows: 1000, levels: levels + 5, seed: 4)
    var bytes: [[UInt8]] = []
    for threads in [1, 3] {
      var last: RoundReport?
      let parameters = BoostingParameters.small(.squaredError, rounds: 30, leaves: 16, threads: threads)
      let forest = try train(sample, parameters, validation: other) {
        last = $0
        return true
      }
      func loss(_ rows: Sample) -> Double {
        zip(forest.margins(of: rows.matrix), rows.labels).reduce(0) {
          $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1))
        } / Double(rows.labels.count)
      }
      let report = try #require(last)
      #expect(abs(report.trainLoss - loss(sample)) < 1e-3 * loss(sample) + 1e-6)
      #expect(abs(try #require(report.validationLoss) - loss(other)) < 1e-9 * loss(other))
      // The labels' variance is about 40.
      if levels <= 253 { #expect(loss(sample) < 1) }
      #expect(try BoostedTrees(decoding: forest.encode()) == forest)
      bytes.append(forest.encode())
      let split = forest.trees.flatMap(\.nodes).compactMap(\.split?.categories)
      #expect(!split.isEmpty)
    }
    #expect(bytes[0] == bytes[1])
  }

  @Test("Every way of scoring answers alike, whatever the value")
  func scoring() throws {
    let sample = Self.sample(rows: 3000, levels: 60)
    let forest = try train(sample, .small(.squaredError, rounds: 12))
    let odd: [Float] = [
      -1, -0.0, 0.5, 59, 59.99, 60, 1e6, 3e9, 1e30, .infinity, -.infinity, .nan, 31, 32, 33, 64, -1e9,
    ]
    let matrix = FeatureMatrix(
      rowCount: odd.count * 4, columnCount: 2,
      values: (0..<4).flatMap { turn in odd.flatMap { [$0, Float(turn) / 4] } })
    let batch = forest.margins(of: matrix)
    let scorer = TreeScorer(forest)
    for row in 0..<matrix.rowCount {
      let values = Array(matrix.values[row * 2..<row * 2 + 2])
      #expect(batch[row] == forest.margin(of: values))
      #expect(values.withUnsafeBufferPointer { scorer.margin(row: $0) } == batch[row])
    }
  }

  @Test("Two classes and several take categories too")
  func objectives() throws {
    var sample = Self.sample(rows: 2000, levels: 12)
    sample.labels = sample.labels.map { $0 > 6 ? 1 : 0 }
    let forest = try train(sample, .small(rounds: 10))
    let right = zip(forest.margins(of: sample.matrix), sample.labels).count { ($0 > 0) == ($1 == 1) }
    #expect(right > 1900)
    var parameters = BoostingParameters.small(.softmax, rounds: 10)
    parameters.classCount = 2
    let margins = try train(sample, parameters).margins(of: sample.matrix)
    #expect((0..<2000).count { (margins[2 * $0 + 1] > margins[2 * $0]) == (sample.labels[$0] == 1) } > 1900)
  }

  @Test("Features that do not exist are refused", arguments: [-1, 2])
  func refused(column: Int) throws {
    let sample = Self.sample(rows: 50, levels: 3)
    #expect(throws: BoostingError.self) {
      try GradientBoosting.train(sample.matrix, labels: sample.labels, categoricalFeatures: [column])
    }
    #expect(throws: BoostingError.self) { try CategorySet([65_536]) }
    #expect(throws: BoostingError.self) { try CategorySet([-1]) }
  }
}
