extension BoostedTrees {
  /// The most nodes one tree may have: the most leaves training allows, and the splits above them.
  static let maxNodeCount = 2 * 32_768 - 1

  /// The most classes a forest may tell apart.
  public static let maxClassCount = 4096
  /// Words that all sets of categories may take together: 64 MB.
  static let maxCategoryWordCount = 1 << 24

  /// Checks all that scoring relies on.
  func validate() throws(BoostingError) {
    let classes = objective == .softmax ? 2...Self.maxClassCount : 1...1
    guard classes.contains(baseMargins.count) else {
      throw .corrupt("\(baseMargins.count) base margins for the objective \(objective.rawValue)")
    }
    guard baseMargins.allSatisfy(\.isFinite) else { throw .corrupt("a base margin is not finite") }
    guard trees.count % baseMargins.count == 0 else {
      throw .corrupt("\(trees.count) trees for \(baseMargins.count) classes")
    }
    guard featureCount >= 0, featureCount < 1 << 20 else { throw .corrupt("\(featureCount) features") }
    var wordCount = 0
    for (index, tree) in trees.enumerated() {
      if let fault = tree.fault(featureCount: featureCount) { throw .corrupt("tree \(index): \(fault)") }
      for case .split(let split) in tree.nodes { wordCount += split.categories?.words.count ?? 0 }
    }
    guard wordCount <= Self.maxCategoryWordCount else { throw .corrupt("the sets of categories are too large") }
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
        guard leaf.value.isFinite, Self.isRowCount(leaf.rowCount), Self.isCover(leaf.cover) else {
          return "leaf \(index) has value \(leaf.value)"
        }
      case .split(let split):
        guard split.feature >= 0, split.feature < featureCount else { return "split \(index) asks \(split.feature)" }
        guard split.threshold.isFinite, split.gain.isFinite, Self.isRowCount(split.rowCount),
          Self.isCover(split.cover)
        else {
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

  private static func isCover(_ cover: Float) -> Bool { cover.isFinite && cover >= 0 }

  /// What the binary form has room for.
  private static func isRowCount(_ count: Int) -> Bool { count >= 0 && count <= Int(UInt32.max) }
}
