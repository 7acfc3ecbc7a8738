extension BoostedTrees {
  /// The most nodes one tree may have: the most leaves training allows, and the splits above them.
  static let maxNodeCount = 2 * 32_768 - 1

  /// Checks all that scoring relies on.
  func validate() throws(BoostingError) {
    guard baseMargin.isFinite else { throw .corrupt("the base margin is not finite") }
    guard featureCount >= 0, featureCount < 1 << 20 else { throw .corrupt("\(featureCount) features") }
    for (index, tree) in trees.enumerated() {
      if let fault = tree.fault(featureCount: featureCount) { throw .corrupt("tree \(index): \(fault)") }
    }
  }
}

extension BoostedTrees.Tree {
  /// What is wrong with the tree, if anything.
  func fault(featureCount: Int) -> String? {
    guard !nodes.isEmpty, nodes.count <= BoostedTrees.maxNodeCount else { return "\(nodes.count) nodes" }
    var isUsed = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      switch node {
      case .leaf(let leaf):
        guard leaf.value.isFinite, Self.isRowCount(leaf.rowCount) else {
          return "leaf \(index) has value \(leaf.value)"
        }
      case .split(let split):
        guard split.feature >= 0, split.feature < featureCount else { return "split \(index) asks \(split.feature)" }
        guard split.threshold.isFinite, split.gain.isFinite, Self.isRowCount(split.rowCount) else {
          return "split \(index) has threshold \(split.threshold), gain \(split.gain)"
        }
        for child in [split.left, split.right] {
          guard child > index, child < nodes.count, !isUsed[child] else {
            return "split \(index) leads to \(child)"
          }
          isUsed[child] = true
        }
      }
    }
    // Each child is behind its parent and used once, so all but the root used means one tree without circles.
    return isUsed.dropFirst().allSatisfy { $0 } ? nil : "a node is out of reach"
  }

  /// What the binary form has room for.
  private static func isRowCount(_ count: Int) -> Bool { count >= 0 && count <= Int(UInt32.max) }
}
