import Boosting
import Testing

@Suite("Fast scoring equals the plain walk")
struct TreeScorerTests {
  /// Values that meet thresholds, miss them by one bit, and lie beyond all of them.
  private static let values: [Float] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, Float(1).nextUp, Float(1).nextDown, -1, Float(-1).nextUp, 0.5,
    .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-30, 12345,
    Float(bitPattern: 0xffc0_0001),
  ]

  private static let thresholds: [Float] = [
    0, -0.0, 1, -1, 0.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 12345, 1e-30,
  ]

  /// A forest of random shapes: each tree grows by splitting a random leaf.
  private func forest(trees: Int, leaves: Int, features: Int, random: inout TestRandom) throws -> BoostedTrees {
    let list = (0..<trees).map { _ in
      var nodes = [BoostedTrees.Node.leaf(.init(value: random.unit() - 0.5))]
      var open = [0]
      for _ in 1..<max(1, 1 + random.below(leaves)) {
        let place = open.remove(at: random.below(open.count))
        nodes[place] = .split(
          .init(
            feature: random.below(features), threshold: Self.thresholds[random.below(Self.thresholds.count)],
            missingGoesLeft: random.below(2) == 0, left: nodes.count, right: nodes.count + 1))
        for _ in 0..<2 {
          open.append(nodes.count)
          nodes.append(.leaf(.init(value: random.unit() - 0.5)))
        }
      }
      return BoostedTrees.Tree(nodes: nodes)
    }
    return try BoostedTrees(objective: .logistic, baseMargin: 0.1, featureCount: features, trees: list)
  }

  private func matrix(rows: Int, columns: Int, random: inout TestRandom) -> FeatureMatrix {
    let values = (0..<rows * columns).map { _ in Self.values[random.below(Self.values.count)] }
    return FeatureMatrix(rowCount: rows, columnCount: columns, values: values)
  }

  private func expectSame(_ forest: BoostedTrees, _ matrix: FeatureMatrix) {
    let scorer = TreeScorer(forest)
    let walked = (0..<matrix.rowCount).map { row in
      forest.margin(of: Array(matrix.values[row * matrix.columnCount..<(row + 1) * matrix.columnCount]))
    }
    #expect(forest.margins(of: matrix) == walked)
    let single = (0..<matrix.rowCount).map { row in
      matrix.values.withUnsafeBufferPointer { values in
        scorer.margin(row: .init(rebasing: values[row * matrix.columnCount..<(row + 1) * matrix.columnCount]))
      }
    }
    #expect(single == walked)
  }

  @Test("Random forests, ties, infinities, zeros and missing values", arguments: 0..<30)
  func randomForests(seed: Int) throws {
    var random = TestRandom(UInt64(seed))
    let features = 1 + random.below(20)
    let forest = try forest(
      trees: random.below(20), leaves: [1, 2, 9, 40][seed % 4], features: features, random: &random)
    expectSame(forest, matrix(rows: 1 + random.below(150), columns: features, random: &random))
  }

  @Test("Every count of rows around the blocks' edges", arguments: [0, 1, 7, 8, 9, 63, 64, 65, 128, 129])
  func rowCounts(rows: Int) throws {
    var random = TestRandom(99)
    let forest = try forest(trees: 9, leaves: 20, features: 5, random: &random)
    expectSame(forest, matrix(rows: rows, columns: 5, random: &random))
  }

  @Test("A tree as deep as its leaves are many")
  func chain() throws {
    var nodes: [BoostedTrees.Node] = []
    for level in 0..<200 {
      nodes.append(
        .split(
          .init(
            feature: 0, threshold: Float(level), missingGoesLeft: level == 150, left: 2 * level + 1,
            right: 2 * level + 2)))
      nodes.append(.leaf(.init(value: Float(level))))
    }
    nodes.append(.leaf(.init(value: -1)))
    let forest = try BoostedTrees(
      objective: .squaredError, baseMargin: 0, featureCount: 1, trees: [.init(nodes: nodes), .init(nodes: nodes)])
    let values = (-2..<205).map { Float($0) } + [.nan, 3.5]
    expectSame(forest, FeatureMatrix(rowCount: values.count, columnCount: 1, values: values))
    #expect(forest.margin(of: [.nan]) == 300)
    #expect(forest.margin(of: [199]) == -2)
  }

  @Test("More features than a node's 16 bits name")
  func wide() throws {
    let nodes: [BoostedTrees.Node] = [
      .split(.init(feature: 39_999, threshold: 1, missingGoesLeft: true, left: 1, right: 2)),
      .leaf(.init(value: -1)), .leaf(.init(value: 1)),
    ]
    let forest = try BoostedTrees(
      objective: .logistic, baseMargin: 0, featureCount: 40_000, trees: [.init(nodes: nodes)])
    var values = [Float](repeating: 0, count: 120_000)
    values[79_999] = .nan
    values[119_999] = 1
    expectSame(forest, FeatureMatrix(rowCount: 3, columnCount: 40_000, values: values))
    #expect(forest.margins(of: FeatureMatrix(rowCount: 3, columnCount: 40_000, values: values)) == [-1, -1, 1])
  }

  @Test("Trained trees score their own rows alike", arguments: BoostingParameters.Growth.allCases)
  func trained(growth: BoostingParameters.Growth) throws {
    let sample = Sample.mixed(rows: 600, columns: 11)
    var parameters = BoostingParameters.small(rounds: 12, leaves: 31)
    parameters.growth = growth
    expectSame(try GradientBoosting.train(sample, parameters), sample.matrix)
  }

  @Test("Lacking columns are missing, further ones ignored")
  func otherWidths() throws {
    var random = TestRandom(4)
    let forest = try forest(trees: 5, leaves: 9, features: 3, random: &random)
    let row: [Float] = [1, -1, 0.5]
    let narrow = FeatureMatrix(rowCount: 1, columnCount: 1, values: [1])
    let wide = FeatureMatrix(rowCount: 1, columnCount: 4, values: row + [9])
    #expect(forest.margins(of: narrow) == [forest.margin(of: [1, .nan, .nan])])
    #expect(forest.margins(of: wide) == [forest.margin(of: row)])
  }

  @Test("Links: a probability, or the margin itself")
  func links() {
    #expect(BoostingParameters.Objective.logistic.link(0) == 0.5)
    // 1 / (1 + e^−2), by Python's math module.
    #expect(abs(BoostingParameters.Objective.logistic.link(2) - 0.8807970779778823) < 1e-15)
    #expect(BoostingParameters.Objective.logistic.link(-800) == 0)
    #expect(BoostingParameters.Objective.logistic.link(800) == 1)
    #expect(BoostingParameters.Objective.squaredError.link(-3.25) == -3.25)
  }
}
