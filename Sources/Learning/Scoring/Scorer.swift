import Boosting
import Glibc
import Tabular

/// Scores rows with one model: build it once, share it between threads.
///
/// A score is the probability of the positive class (binary), the probability of the predicted class (multiclass), or
/// the predicted number (regression), corrected as the model says. A row's score depends on its values alone: not on the rows around it, nor on how many are scored in one call.
public struct Scorer: Sendable {
  /// Rows that are turned into numbers at a time; their numbers stay in the first-level cache.
  private static let blockRowCount = 128

  /// One object, because a copy of a scorer is made for each row that is scored by itself: what it holds would be a
  /// dozen references to count.
  final class Parts: Sendable {
    let pipeline: FeaturePipeline
    let task: LearningTask
    let classNames: [String]
    let classCount: Int
    let predictor: Predictor
    let correction: ScoreCorrection
    let trees: TreeScorer?
    /// Margins are logarithms of the answers: so in forests that were read from elsewhere.
    let isExponential: Bool

    init(pipeline: FeaturePipeline, predictor: Predictor, target: TargetEncoding, correction: ScoreCorrection) {
      self.pipeline = pipeline
      self.predictor = predictor
      self.correction = correction
      task = target.task
      classNames = target.classNames
      classCount = classNames.count
      switch predictor {
      case .trees(let forest):
        trees = TreeScorer(forest)
        isExponential = forest.objective == .exponential
      case .baseline, .linear, .shares, .softmax:
        trees = nil
        isExponential = false
      }
    }
  }

  let parts: Parts

  public var pipeline: FeaturePipeline { parts.pipeline }
  public var task: LearningTask { parts.task }

  public init(_ model: Model) {
    self.init(
      pipeline: model.pipeline, predictor: model.predictor, target: model.target, correction: model.correction)
  }

  init(
    pipeline: FeaturePipeline, predictor: Predictor, target: TargetEncoding, correction: ScoreCorrection = .none
  ) {
    parts = Parts(pipeline: pipeline, predictor: predictor, target: target, correction: correction)
  }

  /// The classes by their numbers; empty for regression.
  public var classNames: [String] { parts.classNames }

  /// Classes to tell apart; 0 for regression.
  public var classCount: Int { parts.classCount }

  /// Scores consecutive rows.
  ///
  /// - Parameters:
  ///   - levelMaps: begins as `LevelMaps()` and is kept from call to call, one for each caller.
  ///   - target: room for `rows.count` scores.
  /// - Throws: `LearningError.missingColumn` or `.kindMismatch`; the target's content is then undefined.
  /// - Precondition: the rows are in the table and the target is large enough.
  public func score(
    _ table: Table, rows: Range<Int>, levelMaps: inout LevelMaps, into target: UnsafeMutableBufferPointer<Double>
  ) throws(LearningError) {
    try inBlocks(rows.count, target) { (block, features) throws(LearningError) in
      try parts.pipeline.transform(
        table, rows: rows.lowerBound + block.lowerBound..<rows.lowerBound + block.upperBound, levelMaps: &levelMaps,
        into: features)
    }
  }

  /// Scores the given rows, in that order; as for a range.
  public func score(
    _ table: Table, rows: ArraySlice<Int>, levelMaps: inout LevelMaps,
    into target: UnsafeMutableBufferPointer<Double>
  ) throws(LearningError) {
    try inBlocks(rows.count, target) { (block, features) throws(LearningError) in
      let chosen = rows[rows.startIndex + block.lowerBound..<rows.startIndex + block.upperBound]
      try parts.pipeline.transform(table, rows: chosen, levelMaps: &levelMaps, into: features)
    }
  }

  /// The scores of the given rows, in that order.
  public func scores(of table: Table, rows: [Int]) throws(LearningError) -> [Double] {
    var scores = [Double](repeating: 0, count: rows.count)
    var levelMaps = LevelMaps()
    try scores.withUnsafeMutableBufferPointer { buffer throws(LearningError) in
      try score(table, rows: rows[...], levelMaps: &levelMaps, into: buffer)
    }
    return scores
  }

  /// The scores of all rows.
  public func scores(of table: Table) throws(LearningError) -> [Double] {
    var scores = [Double](repeating: 0, count: table.rowCount)
    var levelMaps = LevelMaps()
    try scores.withUnsafeMutableBufferPointer { buffer throws(LearningError) in
      try score(table, rows: 0..<table.rowCount, levelMaps: &levelMaps, into: buffer)
    }
    return scores
  }

  /// Scores rows that are numbers already, row after row, `pipeline.outputCount` each.
  ///
  /// - Precondition: there are as many numbers as the rows need, and room for the scores.
  public func score(
    features: UnsafeBufferPointer<Float>, rowCount: Int, into target: UnsafeMutableBufferPointer<Double>
  ) {
    switch parts.task {
    case .binary:
      guard !isConstant(rowCount, target) else { return }
      margins(features, rowCount, target)
      for row in 0..<rowCount { target[row] = parts.correction.probability(margin: target[row]) }
    case .regression:
      guard !isConstant(rowCount, target) else { return }
      margins(features, rowCount, target)
      guard parts.isExponential else { return }
      for row in 0..<rowCount { target[row] = exp(target[row]) }
    case .multiclass:
      answer(features: features, rowCount: rowCount, scores: target, predictions: nil)
    }
  }

  private func isConstant(_ rowCount: Int, _ target: UnsafeMutableBufferPointer<Double>) -> Bool {
    guard case .baseline(let value) = parts.predictor else { return false }
    precondition(target.count >= rowCount)
    for row in 0..<rowCount { target[row] = value }
    return true
  }

  /// One margin a row, before any correction.
  func margins(_ features: UnsafeBufferPointer<Float>, _ rowCount: Int, _ target: UnsafeMutableBufferPointer<Double>) {
    let width = parts.pipeline.outputCount
    precondition(features.count >= rowCount * width && target.count >= rowCount)
    switch parts.predictor {
    case .linear(let model):
      // Without features there may be no buffer either.
      guard let base = features.baseAddress, width > 0 else {
        for row in 0..<rowCount { target[row] = model.intercept }
        return
      }
      for row in 0..<rowCount { target[row] = model.margin(base + row * width) }
    case .trees:
      // One row alone takes another way than many: it cannot wait for its neighbours.
      if rowCount == 1, let trees = parts.trees {
        target[0] = trees.margin(row: features)
      } else {
        parts.trees?.score(features, rowCount: rowCount, into: target)
      }
    case .baseline, .shares, .softmax:
      preconditionFailure("the predictor has no single margin; the model's decoding lets none through")
    }
  }

  private func inBlocks(
    _ count: Int, _ target: UnsafeMutableBufferPointer<Double>,
    _ transform: (Range<Int>, UnsafeMutableBufferPointer<Float>) throws(LearningError) -> Void
  ) throws(LearningError) {
    precondition(target.count >= count, "room for \(target.count) of \(count) scores")
    try inBlocks(count, transform) { block, features in
      score(
        features: features, rowCount: block.count, into: UnsafeMutableBufferPointer(rebasing: target[block]))
    }
  }

  /// Turns rows into numbers, block by block, and hands each block on.
  func inBlocks(
    _ count: Int, _ transform: (Range<Int>, UnsafeMutableBufferPointer<Float>) throws(LearningError) -> Void,
    _ body: (Range<Int>, UnsafeBufferPointer<Float>) -> Void
  ) throws(LearningError) {
    let width = parts.pipeline.outputCount
    let capacity = max(1, min(count, Self.blockRowCount) * width)
    let failure: LearningError? = withUnsafeTemporaryAllocation(of: Float.self, capacity: capacity) { features in
      do throws(LearningError) {
        // An empty block still checks the table's columns.
        var start = 0
        repeat {
          let end = min(start + Self.blockRowCount, count)
          try transform(start..<end, features)
          body(start..<end, UnsafeBufferPointer(features))
          start = end
        } while start < count
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }
}
