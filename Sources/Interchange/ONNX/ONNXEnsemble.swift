import Boosting
import Learning

/// TreeEnsembleClassifier and TreeEnsembleRegressor in this program's form.
struct ONNXEnsemble {
  let forest: BoostedTrees
  /// One for each feature.
  let inputs: [ForeignModel.Input]

  /// Nodes of all trees, which classes do not share: half a gigabyte.
  static let nodeCountMax = 1 << 23

  init(_ node: ONNXFile.Node, _ tail: ONNXTail, featureCount: Int?) throws(InterchangeError) {
    let nodes = try ONNXEnsembleNodes(node)
    let votes = try ONNXVotes(node, tail)
    let count = max(featureCount ?? 0, 1 + (nodes.features.max() ?? 0))
    guard (1..<1 << 20).contains(count), featureCount ?? count == count else {
      throw .damaged(what: "\(count) features, where the inputs have \(featureCount ?? count)")
    }
    let ranks = nodes.isDouble ? try nodes.ranks(featureCount: count) : nil
    var byClass = [[BoostedTrees.Tree]](repeating: [], count: votes.classCount)
    var nodeCount = 0
    for root in nodes.roots {
      let shape = try nodes.shape(root, ranks)
      for (label, values) in votes.values(of: shape.leaves) {
        var tree = shape.tree
        nodeCount += tree.nodes.count
        guard nodeCount <= Self.nodeCountMax else { throw .tooLarge(what: "over \(Self.nodeCountMax) nodes") }
        for (place, leaf) in shape.leaves {
          let value = Float(values[leaf] ?? 0)
          guard value.isFinite else { throw .damaged(what: "a leaf is not finite") }
          tree.nodes[place] = .leaf(.init(value: value))
        }
        byClass[label].append(tree)
      }
    }
    let rounds = byClass.map(\.count).max() ?? 0
    guard rounds * votes.classCount <= 1 << 20 else { throw .tooLarge(what: "\(rounds) trees for each class") }
    let nothing = BoostedTrees.Tree(nodes: [.leaf(.init(value: 0))])
    let trees = (0..<rounds).flatMap { round in byClass.map { round < $0.count ? $0[round] : nothing } }
    do {
      forest = try BoostedTrees(
        objective: votes.objective, baseMargins: votes.bases, featureCount: count, trees: trees)
    } catch {
      throw .damaged(what: "\(error)")
    }
    let categorical = forest.categoricalFeatures
    inputs = (0..<count).map { feature in
      if categorical[feature] { return .codes }
      return ranks.map { .ranked($0[feature]) } ?? .number
    }
  }
}

/// Who votes for what, and what the sums mean.
struct ONNXVotes {
  let objective: BoostingParameters.Objective
  let classCount: Int
  let bases: [Double]
  private let weights: [ONNXEnsembleNodes.Key: [(label: Int, weight: Double)]]

  init(_ node: ONNXFile.Node, _ tail: ONNXTail) throws(InterchangeError) {
    let isClassifier = node.operation == "TreeEnsembleClassifier"
    let prefix = isClassifier ? "class" : "target"
    let trees = node.integers("\(prefix)_treeids")
    let leaves = node.integers("\(prefix)_nodeids")
    let labels = node.integers("\(prefix)_ids")
    let values = node.floats("\(prefix)_weights")
    guard !labels.isEmpty, [trees.count, leaves.count, values.count].allSatisfy({ $0 == labels.count }) else {
      throw .damaged(what: "its lists of votes differ in length")
    }
    let told =
      isClassifier
      ? max(node.texts("classlabels_strings").count, node.integers("classlabels_int64s").count)
      : Int(clamping: node.integers("n_targets").first ?? 1)
    guard (1...BoostedTrees.maxClassCount).contains(told), labels.allSatisfy({ (0..<Int64(told)).contains($0) }) else {
      throw .damaged(what: "votes for classes beyond \(told)")
    }
    let meaning = try ONNXMeaning(node, tail, told: told, isSingle: Set(labels).count == 1, isClassifier)
    objective = meaning.objective
    classCount = meaning.classCount
    var factor = 1.0
    switch node.text("aggregate_function") ?? "SUM" {
    case "SUM": break
    case "AVERAGE": factor = 1 / Double(max(1, Set(node.integers("nodes_treeids")).count))
    case let other: throw .unsupported(what: "its trees are put together by `\(other)`", mend: "take SUM or AVERAGE")
    }
    var weights: [ONNXEnsembleNodes.Key: [(label: Int, weight: Double)]] = [:]
    for index in labels.indices {
      guard let (label, sign) = meaning.vote(Int(labels[index])) else { continue }
      let key = ONNXEnsembleNodes.Key(tree: trees[index], node: leaves[index])
      weights[key, default: []].append((label, sign * factor * values[index]))
    }
    self.weights = weights
    bases = try meaning.bases(node.floats("base_values"), tail.shift)
  }

  /// For each class that the leaves vote for, the leaves' values.
  func values(of leaves: [(place: Int, key: ONNXEnsembleNodes.Key)]) -> [Int: [ONNXEnsembleNodes.Key: Double]] {
    var byClass: [Int: [ONNXEnsembleNodes.Key: Double]] = [:]
    for leaf in leaves {
      for vote in weights[leaf.key] ?? [] { byClass[vote.label, default: [:]][leaf.key, default: 0] += vote.weight }
    }
    return byClass
  }
}

/// How the sums of votes become margins of this program's kind.
struct ONNXMeaning {
  let objective: BoostingParameters.Objective
  let classCount: Int
  /// Two classes, each with votes: the margin is the difference.
  private let isDifference: Bool
  /// Two classes of which the second alone counts.
  private let isSecondAlone: Bool
  private let told: Int

  init(
    _ node: ONNXFile.Node, _ tail: ONNXTail, told: Int, isSingle: Bool, _ isClassifier: Bool
  ) throws(InterchangeError) {
    let transform = node.text("post_transform") ?? "NONE"
    let link: ONNXTail.Link
    switch (transform, tail.link) {
    case ("NONE", let behind): link = behind
    case ("LOGISTIC", .none): link = .sigmoid
    case ("SOFTMAX", .none): link = .softmax
    case (_, _):
      throw .unsupported(what: "its answers go through `\(transform)`", mend: "LOGISTIC and SOFTMAX can be read")
    }
    self.told = told
    let refusal = InterchangeError.unsupported(
      what: "the votes of its \(told) classes are no margins (as a random forest's are not)",
      mend: "export a boosted model, or a regressor")
    isSecondAlone = isClassifier && told == 2 && !isSingle && link == .sigmoid
    isDifference = told == 2 && !isSingle && link == .softmax
    switch link {
    case .sigmoid:
      guard told <= 2 else { throw refusal }
      (objective, classCount) = (.logistic, 1)
    case .softmax:
      guard told >= 2, !(told == 2 && isSingle) else { throw refusal }
      (objective, classCount) = told == 2 ? (.logistic, 1) : (.softmax, told)
    case .exponential, .none:
      guard !isClassifier, told == 1 else { throw refusal }
      (objective, classCount) = (link == .none ? .squaredError : .exponential, 1)
    }
  }

  /// Where a vote for a class goes, and with which sign; nil where it does not count.
  func vote(_ label: Int) -> (label: Int, sign: Double)? {
    if isDifference { return (0, label == 1 ? 1 : -1) }
    if isSecondAlone { return label == 1 ? (0, 1) : nil }
    return (classCount == 1 ? 0 : label, 1)
  }

  func bases(_ values: [Double], _ shift: [Double]) throws(InterchangeError) -> [Double] {
    let counts = Set([0, 1, classCount, told])
    guard counts.contains(values.count), counts.contains(shift.count), (values + shift).allSatisfy(\.isFinite) else {
      throw .damaged(what: "\(values.count) base values for \(told) answers")
    }
    func base(_ values: [Double], _ label: Int) -> Double {
      guard let last = values.last else { return 0 }
      if classCount > 1 { return values.count == classCount ? values[label] : last }
      return isDifference && values.count == 2 ? values[1] - values[0] : last
    }
    return (0..<classCount).map { base(values, $0) + base(shift, $0) }
  }
}
