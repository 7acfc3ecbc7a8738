/// Scores rows with one forest, fast: build it once for each model, share it between threads.
///
/// Margins equal `BoostedTrees.margin(walking:)` to the last bit.
public struct TreeScorer: Sendable {
  /// Rows whose keys are made together: one tree then meets many rows while it is in the nearest cache.
  private static let rowsPerBlock = 64

  private enum Layout {
    case complete(CompleteTrees)
    case linked(LinkedTrees)
    /// Too wide or too large for the others: scored by the plain walk.
    case plain(BoostedTrees)
  }

  /// Values a row has.
  public let featureCount: Int
  private let baseMargin: Double
  private let treeCount: Int
  private let layout: Layout

  public init(_ forest: BoostedTrees) {
    featureCount = forest.featureCount
    baseMargin = forest.baseMargin
    treeCount = forest.trees.count
    if let complete = CompleteTrees(forest) {
      layout = .complete(complete)
    } else if let linked = LinkedTrees(forest) {
      layout = .linked(linked)
    } else {
      layout = .plain(forest)
    }
  }

  /// The margin of one row.
  ///
  /// - Parameter row: `featureCount` values.
  public func margin(row: UnsafeBufferPointer<Float>) -> Double {
    precondition(row.count >= featureCount, "a row of \(row.count) values for \(featureCount) features")
    if case .plain(let forest) = layout { return forest.margin(walking: row) }
    let keyCount = RowKeys.count(featureCount: featureCount)
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: keyCount + treeCount) { scratch in
      guard let keys = scratch.baseAddress else { return baseMargin }
      // A row without values has no address, and none is read.
      if let row = row.baseAddress { RowKeys.fill(keys, from: row, featureCount: featureCount) } else { keys[0] = 0 }
      return (keys + keyCount).withMemoryRebound(to: Float.self, capacity: treeCount) { answers in
        switch layout {
        case .complete(let trees): trees.walk(keys: keys, into: answers)
        case .linked(let trees): trees.walk(keys: keys, into: answers)
        case .plain: break
        }
        return margin(adding: answers)
      }
    }
  }

  /// Writes the margins of `rowCount` rows.
  ///
  /// - Parameters:
  ///   - rows: `rowCount * featureCount` values, row after row.
  ///   - margins: room for `rowCount`.
  public func score(
    _ rows: UnsafeBufferPointer<Float>, rowCount: Int, into margins: UnsafeMutableBufferPointer<Double>
  ) {
    precondition(
      rows.count >= rowCount * featureCount && margins.count >= rowCount,
      "\(rows.count) values and room for \(margins.count) margins of \(rowCount) × \(featureCount)")
    if case .plain(let forest) = layout {
      for row in 0..<rowCount {
        let values = rows[row * featureCount..<(row + 1) * featureCount]
        margins[row] = forest.margin(walking: UnsafeBufferPointer(rebasing: values))
      }
      return
    }
    let keyStride = RowKeys.count(featureCount: featureCount)
    let blockSize = min(Self.rowsPerBlock, (rowCount + 7) & ~7)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: keyStride * blockSize) { keys in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * blockSize) { sums in
        guard let keys = keys.baseAddress, let sums = sums.baseAddress else { return }
        for start in stride(from: 0, to: rowCount, by: blockSize) {
          let count = min(blockSize, rowCount - start)
          for row in 0..<blockSize {
            // Past the end the last row is walked again, and its answer dropped.
            let values = rows.baseAddress.map { $0 + min(start + row, rowCount - 1) * featureCount }
            let target = keys + row * keyStride
            if let values { RowKeys.fill(target, from: values, featureCount: featureCount) } else { target[0] = 0 }
          }
          sumUp(keys: keys, keyStride: keyStride, rowCount: blockSize, into: sums)
          for row in 0..<count {
            margins[start + row] =
              (sums[row] + sums[blockSize + row]) + (sums[2 * blockSize + row] + sums[3 * blockSize + row]) + baseMargin
          }
        }
      }
    }
  }

  /// Adds up the trees of one block, in four sums a row by tree number.
  private func sumUp(
    keys: UnsafePointer<Int32>, keyStride: Int, rowCount: Int, into sums: UnsafeMutablePointer<Double>
  ) {
    sums.initialize(repeating: 0, count: 4 * rowCount)
    switch layout {
    case .complete(let trees):
      for tree in 0..<treeCount {
        trees.add(
          tree: tree, keys: keys, keyStride: keyStride, rowCount: rowCount, to: sums + (tree & 3) * rowCount)
      }
    case .linked(let trees):
      for tree in 0..<treeCount {
        trees.add(
          tree: tree, keys: keys, keyStride: keyStride, rowCount: rowCount, to: sums + (tree & 3) * rowCount)
      }
    case .plain: break
    }
  }

  private func margin(adding answers: UnsafePointer<Float>) -> Double {
    var sums = SIMD4<Double>.zero
    var tree = 0
    while tree + 4 <= treeCount {
      sums += SIMD4(
        Double(answers[tree]), Double(answers[tree + 1]), Double(answers[tree + 2]), Double(answers[tree + 3]))
      tree += 4
    }
    while tree < treeCount {
      sums[tree & 3] += Double(answers[tree])
      tree += 1
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]) + baseMargin
  }
}

extension TreeScorer {
  /// The margins of a matrix's rows; lacking columns are missing, further ones ignored.
  func margins(of matrix: FeatureMatrix) -> [Double] {
    let values = matrix.columnCount == featureCount ? matrix.values : matrix.resized(toColumns: featureCount)
    return [Double](unsafeUninitializedCapacity: matrix.rowCount) { target, count in
      values.withUnsafeBufferPointer { score($0, rowCount: matrix.rowCount, into: target) }
      count = matrix.rowCount
    }
  }
}

extension FeatureMatrix {
  /// The values with as many columns as asked for, NaN in new ones.
  func resized(toColumns count: Int) -> [Float] {
    var resized = [Float](repeating: .nan, count: rowCount * count)
    for row in 0..<rowCount {
      for column in 0..<min(count, columnCount) {
        resized[row * count + column] = values[row * columnCount + column]
      }
    }
    return resized
  }
}
