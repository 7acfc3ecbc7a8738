import Expressions
import Lifecycle
import Statistics
import Tabular
import Traffic

/// How scores become decisions.
public struct DecisionRule: Sendable {
  public var task: Lifecycle.LearningTask
  /// Names the candidate to prefer: the expected value under the scope's value model; without one, the score.
  public var value: ValueModel?
  /// Share of requests with several candidates that are answered by a random one, so that the engine keeps learning
  /// about what it would not choose. 0…1.
  public var exploration: Double
  public var seed: UInt64

  public init(task: Lifecycle.LearningTask, value: ValueModel?, exploration: Double, seed: UInt64) {
    self.task = task
    self.value = value
    self.exploration = exploration
    self.seed = seed
  }

  /// Whether chance answers a request, which its identity settles: the same traffic is explored in the same places.
  public static func explores(_ id: Int64, share: Double, seed: UInt64) -> Bool {
    var generator = draws(for: id, seed)
    return isExplored(&generator, share)
  }

  private static func draws(for id: Int64, _ seed: UInt64) -> SplitMix64 {
    SplitMix64(state: seed ^ UInt64(bitPattern: id) &* 0x9E37_79B9)
  }

  private static func isExplored(_ generator: inout SplitMix64, _ share: Double) -> Bool {
    Double(generator.next() >> 11) * 0x1p-53 < share
  }

  /// The seed of exploration's draws; the world has randomness enough of its own.
  public static let explorationSeed: UInt64 = 0x5EED

  /// What was decided about a batch, and which of it was exploration.
  public struct Decided: Sendable {
    public var decisions: Decisions
    /// For each request, whether chance chose the candidate; empty where there was nothing to choose.
    public var isExplored: [Bool]
  }

  /// - Parameters:
  ///   - scores: one for each row of the batch.
  ///   - classes: the number of the likeliest class of each row (multiclass); empty for other tasks.
  ///   - byChance: whether chance answers every request with several candidates, as where no model may decide.
  func decide(
    _ batch: RequestBatch, scores: [Double], classes: [Double] = [], threshold: Double?, byChance: Bool = false
  ) throws -> Decided {
    let candidateCount = batch.requestCount == 0 ? 1 : batch.rows.count / batch.requestCount
    guard candidateCount > 1 else {
      return Decided(
        decisions: Decisions(
          batch: batch, chosen: Array(batch.rows), predictions: predictions(scores, classes, threshold: threshold)),
        isExplored: [])
    }
    return try choose(batch, scores: scores, candidateCount: candidateCount, exploration: byChance ? 1 : exploration)
  }

  func predictions(_ scores: [Double], _ classes: [Double], threshold: Double?) -> [Double] {
    switch task {
    case .regression: return scores
    case .multiclass: return classes
    case .binary:
      let threshold = threshold ?? 0.5
      return scores.map { $0 >= threshold ? 1 : 0 }
    }
  }

  private func choose(_ batch: RequestBatch, scores: [Double], candidateCount: Int, exploration: Double) throws
    -> Decided
  {
    let worth = try expectedValues(batch, scores: scores)
    var chosen: [Int] = []
    var isExplored: [Bool] = []
    chosen.reserveCapacity(batch.requestCount)
    isExplored.reserveCapacity(batch.requestCount)
    for request in 0..<batch.requestCount {
      var generator = Self.draws(for: batch.firstID + Int64(request), seed)
      let first = request * candidateCount
      let explores = Self.isExplored(&generator, exploration)
      let candidate =
        explores ? Int(generator.next() % UInt64(candidateCount)) : Self.best(of: worth[first..<first + candidateCount])
      chosen.append(batch.rows.lowerBound + first + candidate)
      isExplored.append(explores)
    }
    return Decided(
      decisions: Decisions(
        batch: batch, chosen: chosen, predictions: [Double](repeating: 1, count: batch.requestCount)),
      isExplored: isExplored)
  }

  private static func best(of values: ArraySlice<Double>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
  }

  /// Expected value of saying yes: score × true positive + (1 − score) × false positive.
  private func expectedValues(_ batch: RequestBatch, scores: [Double]) throws -> [Double] {
    guard case .confusion(let truePositive, let falsePositive, _, _) = value else { return scores }
    let bindings = Bindings(batch.table)
    let gain = try truePositive?.values(over: bindings, rows: batch.rows)
    let loss = try falsePositive?.values(over: bindings, rows: batch.rows)
    return scores.indices.map { scores[$0] * (gain?[$0] ?? 0) + (1 - scores[$0]) * (loss?[$0] ?? 0) }
  }
}
