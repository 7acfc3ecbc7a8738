extension BoostedTrees {
  /// The margin of one row by the plain walk through every tree: the meaning that faster scoring must keep.
  /// Of one class alone; with several see `margins(walking:)`.
  ///
  /// Leaf values are added in Double into four sums, by tree number modulo 4; the margin is
  /// (s₀ + s₁) + (s₂ + s₃) + base. All ways of scoring keep this order, so their margins are equal to the last bit.
  ///
  /// - Parameter row: `featureCount` values or more; fewer end the program.
  public func margin(walking row: UnsafeBufferPointer<Float>) -> Double {
    guard row.count >= featureCount else { fatalError("a row of \(row.count) values for \(featureCount) features") }
    guard classCount == 1 else { fatalError("a row has \(classCount) margins; ask for all of them") }
    var sums = SIMD4<Double>.zero
    for (index, tree) in trees.enumerated() { sums[index & 3] += Double(tree.value(walking: row)) }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]) + baseMargin
  }

  /// The margins of one row, one for each class, by the plain walk.
  ///
  /// With one class this is `margin(walking:)`. With more, each class's leaf values are added in Double, round after
  /// round, and its base margin last.
  public func margins(walking row: UnsafeBufferPointer<Float>) -> [Double] {
    guard classCount > 1 else { return [margin(walking: row)] }
    guard row.count >= featureCount else { fatalError("a row of \(row.count) values for \(featureCount) features") }
    var sums = [Double](repeating: 0, count: classCount)
    for (index, tree) in trees.enumerated() { sums[index % classCount] += Double(tree.value(walking: row)) }
    for index in sums.indices { sums[index] += baseMargins[index] }
    return sums
  }

  /// The margins of every row, on the calling thread: row after row, `classCount` each.
  ///
  /// A narrower matrix is read as if the columns it lacks were missing; further columns are ignored.
  public func margins(of matrix: FeatureMatrix) -> [Double] {
    TreeScorer(self).margins(of: matrix)
  }

  /// As above, by several threads; the answers do not depend on how many.
  ///
  /// - Throws: `BoostingError.noThread`.
  public func margins(of matrix: FeatureMatrix, threads: Int) throws(BoostingError) -> [Double] {
    try TreeScorer(self).margins(of: matrix, threads: threads)
  }
}

extension BoostedTrees.Tree {
  /// The value of the leaf where the row ends.
  func value(walking row: UnsafeBufferPointer<Float>) -> Float {
    var index = 0
    while true {
      switch nodes[index] {
      case .leaf(let leaf): return leaf.value
      case .split(let split): index = split.child(of: row[split.feature])
      }
    }
  }
}
