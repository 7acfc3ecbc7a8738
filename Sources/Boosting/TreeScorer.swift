/// Scores rows with one forest, fast: build it once for each model, share it between threads.
///
/// Margins equal those of `BoostedTrees.margins(walking:)` to the last bit.
public struct TreeScorer: Sendable {
  /// Rows whose keys are made together: one tree then meets many rows while it is in the nearest cache.
  private static let rowsPerBlock = 64

  /// So many rows are quicker walked one by one, eight trees together, than eight rows together of which most are none.
  private static let fewRows = 4

  /// Values a row has.
  public let featureCount: Int
  /// Margins a row gets.
  public let classCount: Int
  private let forest: BoostedTrees
  /// nil where the forest is too wide for it; the plain walk then answers.
  private let trees: LinkedTrees?
  private let treeCount: Int

  public init(_ forest: BoostedTrees) {
    self.forest = forest
    featureCount = forest.featureCount
    classCount = forest.classCount
    trees = LinkedTrees(forest)
    treeCount = forest.trees.count
  }

  /// The margin of one row, where a row has but one; else the program ends.
  ///
  /// - Parameter row: `featureCount` values or more; fewer end the program.
  public func margin(row: UnsafeBufferPointer<Float>) -> Double {
    // Not a precondition: those are believed, not checked, in this module's release build.
    guard row.count >= featureCount else { fatalError("a row of \(row.count) values for \(featureCount) features") }
    guard classCount == 1 else { fatalError("a row has \(classCount) margins; ask for all of them") }
    guard let trees else { return forest.margin(walking: row) }
    let keyCount = RowKeys.count(featureCount: featureCount)
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: keyCount + treeCount) { scratch in
      guard let keys = scratch.baseAddress else { return forest.baseMargin }
      RowKeys.fill(keys, from: row.baseAddress, featureCount: featureCount)
      return (keys + keyCount).withMemoryRebound(to: Float.self, capacity: treeCount) { answers in
        trees.walk(keys: keys, into: answers)
        return margin(adding: answers)
      }
    }
  }

  /// Writes the margins of one row, one for each class.
  ///
  /// - Parameters:
  ///   - row: `featureCount` values or more; fewer end the program.
  ///   - margins: room for `classCount` or more; less ends the program.
  public func score(row: UnsafeBufferPointer<Float>, into margins: UnsafeMutableBufferPointer<Double>) {
    guard row.count >= featureCount, margins.count >= classCount else {
      fatalError("a row of \(row.count) values for \(featureCount) features, room for \(margins.count) margins")
    }
    guard classCount > 1 else {
      margins[0] = margin(row: row)
      return
    }
    guard let trees else { return walk(row, rowCount: 1, into: margins) }
    let keyCount = RowKeys.count(featureCount: featureCount)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: keyCount + treeCount) { scratch in
      guard let keys = scratch.baseAddress else { return }
      RowKeys.fill(keys, from: row.baseAddress, featureCount: featureCount)
      (keys + keyCount).withMemoryRebound(to: Float.self, capacity: treeCount) { answers in
        trees.walk(keys: keys, into: answers)
        for index in 0..<classCount { margins[index] = 0 }
        for tree in 0..<treeCount { margins[tree % classCount] += Double(answers[tree]) }
        for index in 0..<classCount { margins[index] += forest.baseMargins[index] }
      }
    }
  }

  /// Writes the margins of `rowCount` rows: row after row, `classCount` each.
  ///
  /// - Parameters:
  ///   - rows: `rowCount * featureCount` values or more, row after row; fewer end the program.
  ///   - margins: room for `rowCount * classCount` or more; less ends the program.
  public func score(
    _ rows: UnsafeBufferPointer<Float>, rowCount: Int, into margins: UnsafeMutableBufferPointer<Double>
  ) {
    guard rowCount > 0 else { return }
    guard rows.count >= rowCount * featureCount, margins.count >= rowCount * classCount else {
      fatalError("\(rows.count) values and room for \(margins.count) margins of \(rowCount) × \(featureCount)")
    }
    guard let trees else { return walk(rows, rowCount: rowCount, into: margins) }
    guard rowCount > Self.fewRows else {
      for row in 0..<rowCount {
        score(
          row: UnsafeBufferPointer(rebasing: rows[row * featureCount..<(row + 1) * featureCount]),
          into: UnsafeMutableBufferPointer(rebasing: margins[row * classCount..<(row + 1) * classCount]))
      }
      return
    }
    let keyStride = RowKeys.count(featureCount: featureCount)
    // Walks go by eights: past the last row it is walked again, and its answers dropped.
    let blockSize = min(Self.rowsPerBlock, (rowCount + 7) & ~7)
    // One class has four sums a row, so that additions do not wait for each other.
    let sumCount = classCount == 1 ? 4 : classCount
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: keyStride * blockSize) { keys in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: sumCount * blockSize) { sums in
        guard let keys = keys.baseAddress, let sums = sums.baseAddress else { return }
        for start in stride(from: 0, to: rowCount, by: blockSize) {
          for index in 0..<blockSize {
            let row = rows.baseAddress.map { $0 + min(start + index, rowCount - 1) * featureCount }
            RowKeys.fill(keys + index * keyStride, from: row, featureCount: featureCount)
          }
          sums.initialize(repeating: 0, count: sumCount * blockSize)
          for tree in 0..<treeCount {
            let target = sums + tree % sumCount * blockSize
            trees.add(tree: tree, keys: keys, keyStride: keyStride, rowCount: blockSize, to: target)
          }
          let known = min(blockSize, rowCount - start)
          guard classCount == 1 else {
            for (label, base) in forest.baseMargins.enumerated() {
              for index in 0..<known {
                margins[(start + index) * classCount + label] = sums[label * blockSize + index] + base
              }
            }
            continue
          }
          for index in 0..<known {
            margins[start + index] = margin(
              SIMD4(sums[index], sums[blockSize + index], sums[2 * blockSize + index], sums[3 * blockSize + index]))
          }
        }
      }
    }
  }

  private func walk(
    _ rows: UnsafeBufferPointer<Float>, rowCount: Int, into margins: UnsafeMutableBufferPointer<Double>
  ) {
    for row in 0..<rowCount {
      let values = UnsafeBufferPointer(rebasing: rows[row * featureCount..<(row + 1) * featureCount])
      for (label, margin) in forest.margins(walking: values).enumerated() { margins[row * classCount + label] = margin }
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
    return margin(sums)
  }

  private func margin(_ sums: SIMD4<Double>) -> Double {
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + forest.baseMargin
  }
}

extension TreeScorer {
  /// The margins of a matrix's rows; lacking columns are missing, further ones ignored.
  func margins(of matrix: FeatureMatrix) -> [Double] {
    guard matrix.rowCount >= 0, matrix.values.count == matrix.rowCount * matrix.columnCount else {
      fatalError("\(matrix.values.count) values in a matrix of \(matrix.rowCount) × \(matrix.columnCount)")
    }
    let values = matrix.columnCount == featureCount ? matrix.values : matrix.resized(toColumns: featureCount)
    return [Double](unsafeUninitializedCapacity: matrix.rowCount * classCount) { target, count in
      values.withUnsafeBufferPointer { score($0, rowCount: matrix.rowCount, into: target) }
      count = matrix.rowCount * classCount
    }
  }

  /// As above, in pieces that whichever thread is free takes.
  func margins(of matrix: FeatureMatrix, threads: Int) throws(BoostingError) -> [Double] {
    guard threads > 1, matrix.rowCount > Self.rowsPerPiece else { return margins(of: matrix) }
    guard matrix.values.count == matrix.rowCount * matrix.columnCount else {
      fatalError("\(matrix.values.count) values in a matrix of \(matrix.rowCount) × \(matrix.columnCount)")
    }
    let values = matrix.columnCount == featureCount ? matrix.values : matrix.resized(toColumns: featureCount)
    let pool = try WorkerPool(threads: threads) { false }
    defer { pool.stop() }
    var margins = [Double](repeating: 0, count: matrix.rowCount * classCount)
    let failure: BoostingError? = margins.withUnsafeMutableBufferPointer { margins in
      values.withUnsafeBufferPointer { values in
        let target = margins
        do throws(BoostingError) {
          try pool.forEachChunk(of: (matrix.rowCount + Self.rowsPerPiece - 1) / Self.rowsPerPiece) { _, piece in
            let rows = piece * Self.rowsPerPiece..<min(matrix.rowCount, (piece + 1) * Self.rowsPerPiece)
            score(
              UnsafeBufferPointer(rebasing: values[rows.lowerBound * featureCount..<rows.upperBound * featureCount]),
              rowCount: rows.count,
              into: UnsafeMutableBufferPointer(
                rebasing: target[rows.lowerBound * classCount..<rows.upperBound * classCount]))
          }
          return nil
        } catch { return error }
      }
    }
    if let failure { throw failure }
    return margins
  }

  private static let rowsPerPiece = 4096
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
