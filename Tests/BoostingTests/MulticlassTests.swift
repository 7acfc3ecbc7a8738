import Boosting
import Glibc
import Testing

@Suite("Several classes and weights")
struct MulticlassTests {
  /// Three classes by two columns, a tenth of them at random.
  static func sample(rows: Int, seed: UInt64 = 1) -> Sample {
    var random = TestRandom(seed)
    var sample = Sample.mixed(rows: rows, columns: 5, seed: seed)
    for row in 0..<rows {
      let values = sample.row(row)
      let label: Float = values[0] > 2 ? 2 : (values[1] == 3 || values[2].isNaN ? 1 : 0)
      sample.labels[row] = random.below(10) == 0 ? Float(random.below(3)) : label
    }
    return sample
  }

  static func parameters(rounds: Int = 12, threads: Int = 2) -> BoostingParameters {
    var parameters = BoostingParameters.small(.softmax, rounds: rounds, threads: threads)
    parameters.classCount = 3
    return parameters
  }

  private func probabilities(_ forest: BoostedTrees, _ sample: Sample) -> [Double] {
    var margins = forest.margins(of: sample.matrix)
    margins.withUnsafeMutableBufferPointer { forest.objective.link($0, classCount: forest.classCount) }
    return margins
  }

  private func loss(_ probabilities: [Double], _ labels: [Float], weights: [Float]? = nil) -> Double {
    var (sum, weightSum) = (0.0, 0.0)
    for (row, label) in labels.enumerated() {
      let weight = Double(weights?[row] ?? 1)
      sum -= log(probabilities[row * 3 + Int(label)]) * weight
      weightSum += weight
    }
    return sum / weightSum
  }

  @Test("A batch is answered alike by any number of threads, and by rows that come few at a time")
  func batches() throws {
    let sample = Self.sample(rows: 9001)
    let forest = try GradientBoosting.train(sample.matrix, labels: sample.labels, parameters: Self.parameters())
    let margins = forest.margins(of: sample.matrix)
    for threads in 1...4 { #expect(try forest.margins(of: sample.matrix, threads: threads) == margins) }
    let scorer = TreeScorer(forest)
    let width = sample.matrix.columnCount
    for count in 1...9 {
      var few = [Double](repeating: 0, count: count * 3)
      sample.matrix.values[..<(count * width)].withUnsafeBufferPointer { rows in
        few.withUnsafeMutableBufferPointer { target in scorer.score(rows, rowCount: count, into: target) }
      }
      #expect(few == Array(margins[..<(count * 3)]))
    }
  }

  @Test("Reported losses are those of the forest's own probabilities, weights included")
  func losses() throws {
    let sample = Self.sample(rows: 4103)
    let other = Self.sample(rows: 2050, seed: 3)
    var random = TestRandom(4)
    let weights = (0..<4103).map { _ in random.unit() + 0.1 }
    let otherWeights = (0..<2050).map { _ in random.unit() }
    var reports: [RoundReport] = []
    let forest = try GradientBoosting.train(
      sample.matrix, labels: sample.labels, weights: weights, validation: (other.matrix, other.labels),
      validationWeights: otherWeights, parameters: Self.parameters()
    ) {
      reports.append($0)
      return true
    }
    #expect(forest.classCount == 3)
    #expect(forest.trees.count == 36)
    let found = probabilities(forest, sample)
    for start in stride(from: 0, to: found.count, by: 3) {
      #expect(abs(found[start..<start + 3].reduce(0, +) - 1) < 1e-12)
    }
    let last = try #require(reports.last)
    let train = loss(found, sample.labels, weights: weights)
    let watched = loss(probabilities(forest, other), other.labels, weights: otherWeights)
    #expect(abs(last.trainLoss - train) < 1e-5 * train)
    #expect(abs(try #require(last.validationLoss) - watched) < 1e-9 * watched)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.trainLoss > $1.trainLoss })
    // A tenth of noise, two thirds of it wrong: about 0.37 nats at the least; the shares alone give 1.0.
    #expect(watched < 0.55)
  }

  @Test("Every way of scoring answers alike, to the last bit")
  func scoring() throws {
    let sample = Self.sample(rows: 203)
    let forest = try GradientBoosting.train(sample, Self.parameters(rounds: 5))
    let scorer = TreeScorer(forest)
    let batch = forest.margins(of: sample.matrix)
    for row in 0..<203 {
      let walked = sample.row(row).withUnsafeBufferPointer { forest.margins(walking: $0) }
      #expect(walked == Array(batch[row * 3..<row * 3 + 3]))
      var single = [Double](repeating: 0, count: 3)
      single.withUnsafeMutableBufferPointer { target in
        sample.row(row).withUnsafeBufferPointer { scorer.score(row: $0, into: target) }
      }
      #expect(single == walked)
    }
    #expect(try BoostedTrees(decoding: forest.encode()) == forest)
  }

  @Test("Threads leave no trace, and early stopping keeps whole rounds")
  func threads() throws {
    let sample = Self.sample(rows: 9000)
    let other = Self.sample(rows: 500, seed: 8)
    let weights = sample.labels.map { $0 == 2 ? Float(4) : 1 }
    var parameters = Self.parameters(rounds: 60)
    parameters.learningRate = 0.9
    parameters.earlyStoppingRounds = 3
    var bytes: [[UInt8]] = []
    for threads in [1, 2, 3] {
      parameters.threads = threads
      var best = 0
      let forest = try GradientBoosting.train(sample, weights: weights, validation: other, parameters) {
        best = $0.bestRound
        return true
      }
      #expect(forest.roundCount == best)
      #expect(best < 60)
      bytes.append(forest.encode())
    }
    #expect(bytes[0] == bytes[1])
    #expect(bytes[0] == bytes[2])
  }

  @Test("A class without rows is unlikely, not impossible")
  func emptyClass() throws {
    var sample = Self.sample(rows: 300)
    for row in 0..<300 where sample.labels[row] == 2 { sample.labels[row] = 0 }
    let found = probabilities(try GradientBoosting.train(sample, Self.parameters(rounds: 3)), sample)
    #expect(stride(from: 2, to: found.count, by: 3).allSatisfy { found[$0] > 0 && found[$0] < 0.02 })
  }

  @Test("What cannot be learned is refused", arguments: [Float(3), -1, 0.5, .nan])
  func refused(label: Float) throws {
    var sample = Self.sample(rows: 20)
    sample.labels[7] = label
    #expect(throws: BoostingError.self) { try GradientBoosting.train(sample, Self.parameters()) }
  }

  @Test("Bytes of the first format still open")
  func oldFormat() throws {
    // Written by hand after the first format: one tree "feature 1 < 0.5 ? 1 : −2, missing left", base 0.25.
    var bytes: [UInt8] = []
    func append<Value>(_ value: Value) { withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) } }
    func append<Value>(list: [Value]) {
      append(UInt64(list.count))
      for value in list { append(value) }
    }
    append(UInt32(0x5452_5453))
    append(UInt32(1))
    append(list: Array("squaredError".utf8))
    append(0.25)
    append(UInt32(2))
    append(UInt32(1))
    append(list: [Int32(~1), 0, 0])
    append(list: [UInt32(1), 0, 0])
    append(list: [UInt32(2), 0, 0])
    append(list: [Float(0.5), 1, -2])
    append(list: [Float(3), 0, 0])
    append(list: [UInt32(10), 4, 6])
    let sum = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    append(sum)
    let forest = try BoostedTrees(decoding: bytes)
    #expect(forest.margin(of: [0, 0.4]) == 1.25)
    #expect(forest.margin(of: [0, 0.5]) == -1.75)
    #expect(forest.margin(of: [0, .nan]) == 1.25)
    #expect(forest.trees[0].nodes[2].leaf?.cover == 6)
  }
}
