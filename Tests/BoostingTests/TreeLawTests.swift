import Boosting
import Testing

@Suite("Laws that every trained tree keeps")
struct TreeLawTests {
  @Test(
    "Rows are counted exactly and go where the thresholds say",
    arguments: [BoostingParameters.Objective.logistic, .squaredError])
  func rowCounts(objective: BoostingParameters.Objective) throws {
    let sample = Sample.mixed(rows: 3000, columns: 9, isBinary: objective == .logistic)
    let forest = try GradientBoosting.train(sample, .small(objective, rounds: 5, leaves: 20, minRows: 5, threads: 2))
    #expect(forest.trees.count == 5)
    for (index, tree) in forest.trees.enumerated() {
      var counts = [Int](repeating: 0, count: tree.nodes.count)
      for row in 0..<3000 {
        var node = 0
        counts[0] += 1
        while case .split(let split) = tree.nodes[node] {
          node = split.child(of: sample.row(row)[split.feature])
          counts[node] += 1
        }
      }
      #expect(counts == tree.nodes.map(\.rowCount), "tree \(index)")
      #expect(tree.leafCount == 20)
    }
  }

  /// The histograms' sums must be those of the rows: a leaf's value gives its gradient sum away.
  @Test("Each leaf of a squared-error tree is its rows' mean residual")
  func leafMeans() throws {
    let sample = Sample.mixed(rows: 2000, columns: 6, isBinary: false)
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 6, rate: 0.5, leaves: 12))
    var margins = [Double](repeating: forest.baseMargin, count: 2000)
    for (index, tree) in forest.trees.enumerated() {
      var sums = [Int: (sum: Double, count: Int)]()
      let leaves = (0..<2000).map { forest.leaf(of: sample.row($0), tree: index) }
      for (row, leaf) in leaves.enumerated() {
        sums[leaf, default: (0, 0)].sum += Double(sample.labels[row]) - margins[row]
        sums[leaf, default: (0, 0)].count += 1
      }
      for (leaf, (sum, count)) in sums {
        let value = try #require(tree.nodes[leaf].leaf).value
        // A gradient is rounded to 1/65 000 of the largest; 30 is more than any residual.
        #expect(abs(Double(value) - 0.5 * sum / Double(count)) < 30.0 / 65_000, "tree \(index), leaf \(leaf)")
      }
      for row in 0..<2000 { margins[row] += Double(try #require(tree.nodes[leaves[row]].leaf).value) }
    }
  }

  @Test("The first split is the best of all, by trying every one", arguments: 0..<12)
  func bestSplit(seed: Int) throws {
    let sample = Sample.mixed(rows: 60, columns: 5, seed: UInt64(seed), isBinary: false)
    let forest = try GradientBoosting.train(sample, .small(.squaredError, rounds: 1, rate: 1, leaves: 2, minRows: 4))
    let split = try #require(forest.trees.first?.nodes.first?.split)
    let mean = sample.labels.reduce(0) { $0 + Double($1) } / 60
    let best = bestGain(of: sample, mean: mean, minRows: 4)
    // Gradients are rounded: a split that ties to four digits is as good.
    #expect(abs(Double(split.gain) - best) < 1e-3 * best)
    #expect(abs(gain(of: split, in: sample, mean: mean) - best) < 1e-3 * best)
  }

  private func bestGain(of sample: Sample, mean: Double, minRows: Int) -> Double {
    var best = 0.0
    for column in 0..<sample.matrix.columnCount {
      let values = (0..<60).map { sample.row($0)[column] }
      let thresholds = values.filter { !$0.isNaN } + [-.greatestFiniteMagnitude]
      for threshold in thresholds {
        for missingGoesLeft in [false, true] {
          let split = BoostedTrees.Split(
            feature: column, threshold: threshold, missingGoesLeft: missingGoesLeft, left: 0, right: 1)
          let leftCount = values.count { split.child(of: $0) == 0 }
          guard min(leftCount, 60 - leftCount) >= minRows else { continue }
          best = max(best, gain(of: split, in: sample, mean: mean))
        }
      }
    }
    return best
  }

  private func gain(of split: BoostedTrees.Split, in sample: Sample, mean: Double) -> Double {
    var left = (sum: 0.0, count: 0.0)
    var right = (sum: 0.0, count: 0.0)
    for row in 0..<60 {
      let gradient = mean - Double(sample.labels[row])
      if split.child(of: sample.row(row)[split.feature]) == split.left {
        left = (left.sum + gradient, left.count + 1)
      } else {
        right = (right.sum + gradient, right.count + 1)
      }
    }
    let total = left.sum + right.sum
    return left.sum * left.sum / left.count + right.sum * right.sum / right.count - total * total / 60
  }

  @Test("No leaf has fewer rows than asked for, though hessians say little of rows", arguments: [2, 7, 20, 150])
  func minRows(least: Int) throws {
    // Rows of a sure class have tiny hessians after a few rounds.
    var sample = Sample.mixed(rows: 1500, columns: 5, seed: 3)
    for row in 0..<1500 where sample.matrix.values[row * 5] > 0 { sample.labels[row] = 1 }
    let forest = try GradientBoosting.train(sample, .small(rounds: 15, leaves: 40, minRows: least))
    for tree in forest.trees {
      for node in tree.nodes { if let leaf = node.leaf { #expect(leaf.rowCount >= least) } }
    }
  }

  @Test("Depth and leaves stay in their limits", arguments: BoostingParameters.Growth.allCases)
  func limits(growth: BoostingParameters.Growth) throws {
    let sample = Sample.mixed(rows: 2000, columns: 8)
    var parameters = BoostingParameters.small(rounds: 4, leaves: 64)
    parameters.growth = growth
    parameters.maxDepth = 3
    let forest = try GradientBoosting.train(sample, parameters)
    #expect(forest.trees.map(\.depth) == [3, 3, 3, 3])
    #expect(forest.trees.allSatisfy { $0.leafCount <= 8 })
  }

  @Test("Depth-wise growth fills a level before the next")
  func levels() throws {
    let sample = Sample.mixed(rows: 2000, columns: 8)
    var parameters = BoostingParameters.small(rounds: 3, leaves: 8)
    parameters.growth = .depthWise
    #expect(try GradientBoosting.train(sample, parameters).trees.map(\.depth) == [3, 3, 3])
    parameters.growth = .leafWise
    #expect(try GradientBoosting.train(sample, parameters).trees.contains { $0.depth > 3 })
  }

  @Test("A split must gain more than the least gain")
  func minGain() throws {
    let sample = Sample.mixed(rows: 500, isBinary: false)
    var parameters = BoostingParameters.small(.squaredError, rounds: 3, leaves: 30)
    parameters.minGain = 200
    let gains = try GradientBoosting.train(sample, parameters).trees.flatMap { $0.nodes.compactMap { $0.split?.gain } }
    #expect(!gains.isEmpty)
    #expect(gains.allSatisfy { $0 > 200 })
  }
}
