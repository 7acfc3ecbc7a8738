import Boosting
import Tabular

extension Scorer {
  /// Scores consecutive rows and says which class each is.
  ///
  /// - Parameters:
  ///   - levelMaps: as for `score`.
  ///   - scores: room for `rows.count` scores.
  ///   - predictions: room for as many: the number of the likeliest class, of equals the first (multiclass), or the
  ///     score again (other tasks), from which a decision is made elsewhere.
  ///   - probabilities: where those of all classes are wanted too (multiclass), room for `rows.count × classCount`.
  /// - Throws: as `score`.
  public func answer(
    _ table: Table, rows: Range<Int>, levelMaps: inout LevelMaps, scores: UnsafeMutableBufferPointer<Double>,
    predictions: UnsafeMutableBufferPointer<Double>, probabilities: UnsafeMutableBufferPointer<Double>? = nil
  ) throws(LearningError) {
    guard task == .multiclass else {
      try score(table, rows: rows, levelMaps: &levelMaps, into: scores)
      for row in 0..<rows.count { predictions[row] = scores[row] }
      return
    }
    precondition(scores.count >= rows.count && predictions.count >= rows.count)
    try inBlocks(rows.count) { (block, features) throws(LearningError) in
      try pipeline.transform(
        table, rows: rows.lowerBound + block.lowerBound..<rows.lowerBound + block.upperBound, levelMaps: &levelMaps,
        into: features)
    } _: { block, features in
      answer(
        features: features, rowCount: block.count, scores: UnsafeMutableBufferPointer(rebasing: scores[block]),
        predictions: UnsafeMutableBufferPointer(rebasing: predictions[block]),
        all: probabilities.map { share(of: $0, block) })
    }
  }

  /// Where the probabilities of some rows stand among those of all.
  private func share(
    of probabilities: UnsafeMutableBufferPointer<Double>, _ rows: Range<Int>
  ) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(rebasing: probabilities[rows.lowerBound * classCount..<rows.upperBound * classCount])
  }

  /// The probabilities of the given rows' classes, row after row, `classCount` each: negative and positive for a binary
  /// model.
  ///
  /// - Throws: as `score`.
  /// - Precondition: the task is one of classes.
  public func probabilities(of table: Table, rows: [Int]) throws(LearningError) -> [Double] {
    precondition(task != .regression, "numbers have no probabilities")
    var levelMaps = LevelMaps()
    var probabilities = [Double](repeating: 0, count: rows.count * classCount)
    try probabilities.withUnsafeMutableBufferPointer { target throws(LearningError) in
      try inBlocks(rows.count) { (block, features) throws(LearningError) in
        try pipeline.transform(table, rows: rows[block], levelMaps: &levelMaps, into: features)
      } _: { block, features in
        self.probabilities(features: features, rowCount: block.count, into: share(of: target, block))
      }
    }
    return probabilities
  }

  /// The probabilities of the given rows in another order of classes; 0 for a class that this model does not know.
  ///
  /// - Throws: as `score`.
  /// - Precondition: the task is one of classes.
  public func probabilities(of table: Table, rows: [Int], by names: [String]) throws(LearningError) -> [Double] {
    ordered(try probabilities(of: table, rows: rows), by: names)
  }

  /// Probabilities of rows' classes, `classCount` each, in another order of classes; 0 for a class that this model does
  /// not know.
  public func ordered(_ own: [Double], by names: [String]) -> [Double] {
    guard names != classNames else { return own }
    let places = names.map { classNames.firstIndex(of: $0) }
    var probabilities: [Double] = []
    probabilities.reserveCapacity(own.count / classCount * names.count)
    for row in stride(from: 0, to: own.count, by: classCount) {
      for place in places { probabilities.append(place.map { own[row + $0] } ?? 0) }
    }
    return probabilities
  }

  /// The probabilities of rows that are numbers already; `classCount` for each.
  ///
  /// - Precondition: there is room for them, and the task is one of classes.
  func probabilities(
    features: UnsafeBufferPointer<Float>, rowCount: Int, into target: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(target.count >= rowCount * classCount)
    guard task == .multiclass else {
      // The scores stand at the end first, so that pairs can be written over them from the beginning.
      let scores = UnsafeMutableBufferPointer(rebasing: target[rowCount..<2 * rowCount])
      score(features: features, rowCount: rowCount, into: scores)
      for row in 0..<rowCount {
        let score = scores[row]
        target[2 * row] = 1 - score
        target[2 * row + 1] = score
      }
      return
    }
    if case .shares(let shares) = parts.predictor {
      for row in 0..<rowCount {
        for index in shares.indices { target[row * classCount + index] = shares[index] }
      }
      return
    }
    classMargins(features, rowCount, target)
    for row in 0..<rowCount {
      parts.correction.makeProbabilities(
        of: UnsafeMutableBufferPointer(rebasing: target[row * classCount..<(row + 1) * classCount]))
    }
  }

  /// The likeliest class of each row and its probability.
  ///
  /// - Parameter all: room for every class's probability, where they are wanted.
  func answer(
    features: UnsafeBufferPointer<Float>, rowCount: Int, scores: UnsafeMutableBufferPointer<Double>,
    predictions: UnsafeMutableBufferPointer<Double>?, all: UnsafeMutableBufferPointer<Double>? = nil
  ) {
    let width = pipeline.outputCount
    // As many rows at a time as keep the probabilities of 255 classes small.
    let blockCount = 16
    withUnsafeTemporaryAllocation(of: Double.self, capacity: blockCount * classCount) { passing in
      for start in stride(from: 0, to: rowCount, by: blockCount) {
        let end = min(start + blockCount, rowCount)
        let probabilities = all.map { share(of: $0, start..<end) } ?? passing
        self.probabilities(
          features: UnsafeBufferPointer(rebasing: features[start * width..<end * width]), rowCount: end - start,
          into: probabilities)
        for row in start..<end {
          var best = (row - start) * classCount
          for index in best..<best + classCount where probabilities[index] > probabilities[best] { best = index }
          scores[row] = probabilities[best]
          predictions?[row] = Double(best - (row - start) * classCount)
        }
      }
    }
  }

  /// One margin for each class of each row, before any correction.
  private func classMargins(
    _ features: UnsafeBufferPointer<Float>, _ rowCount: Int, _ target: UnsafeMutableBufferPointer<Double>
  ) {
    let width = pipeline.outputCount
    switch parts.predictor {
    case .softmax(let model):
      for row in 0..<rowCount {
        model.margins(
          width > 0 ? features.baseAddress.map { $0 + row * width } : nil,
          into: UnsafeMutableBufferPointer(rebasing: target[row * classCount..<(row + 1) * classCount]))
      }
    case .trees:
      // One row alone takes another way than many: it cannot wait for its neighbours.
      if rowCount == 1 {
        parts.trees?.score(row: features, into: target)
      } else {
        parts.trees?.score(features, rowCount: rowCount, into: target)
      }
    case .baseline, .linear, .shares:
      preconditionFailure("the predictor has no margins of classes; the model's decoding lets none through")
    }
  }
}
