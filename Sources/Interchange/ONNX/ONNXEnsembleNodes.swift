import Boosting
import Learning

/// The nodes of an ensemble, found by tree and number.
struct ONNXEnsembleNodes {
  struct Key: Hashable {
    var tree: Int64
    var node: Int64
  }

  enum Mode: String {
    case most = "BRANCH_LEQ"
    case below = "BRANCH_LT"
    case least = "BRANCH_GTE"
    case above = "BRANCH_GT"
    case equal = "BRANCH_EQ"
    case unequal = "BRANCH_NEQ"
    case leaf = "LEAF"
  }

  let features: [Int]
  let isDouble: Bool
  /// The first node of each tree, in the order of the file.
  private(set) var roots: [Key] = []
  private let modes: [Mode]
  private let values: [Double]
  private let trues: [Int64]
  private let falses: [Int64]
  private let missingIsTrue: [Int64]
  private var places: [Key: Int] = [:]

  init(_ node: ONNXFile.Node) throws(InterchangeError) {
    let trees = node.integers("nodes_treeids")
    let ids = node.integers("nodes_nodeids")
    values = node.floats("nodes_values")
    trues = node.integers("nodes_truenodeids")
    falses = node.integers("nodes_falsenodeids")
    let tracks = node.integers("nodes_missing_value_tracks_true")
    missingIsTrue = tracks.isEmpty ? [Int64](repeating: 0, count: ids.count) : tracks
    var modes: [Mode] = []
    for text in node.texts("nodes_modes") {
      guard let mode = Mode(rawValue: text) else {
        throw .unsupported(what: "its trees ask questions of the kind `\(text)`", mend: "export it again")
      }
      modes.append(mode)
    }
    self.modes = modes
    var features: [Int] = []
    for id in node.integers("nodes_featureids") {
      guard (0..<1 << 20).contains(id) else { throw .damaged(what: "feature \(id)") }
      features.append(Int(id))
    }
    self.features = features
    isDouble = node.isDouble
    let counts = [
      trees.count, values.count, trues.count, falses.count, missingIsTrue.count, modes.count, features.count,
    ]
    guard !ids.isEmpty, counts.allSatisfy({ $0 == ids.count }) else {
      throw .damaged(what: "its lists of nodes differ in length")
    }
    var seen: Set<Int64> = []
    for index in ids.indices {
      let key = Key(tree: trees[index], node: ids[index])
      guard places.updateValue(index, forKey: key) == nil else {
        throw .damaged(what: "node \(key.node) of tree \(key.tree) occurs twice")
      }
      if seen.insert(key.tree).inserted { roots.append(key) }
    }
  }

  // MARK: - Thresholds

  /// Every comparison as "at most": below is at most the next number down.
  private func bound(_ place: Int) -> Double? {
    switch modes[place] {
    case .most, .above: values[place]
    case .below, .least: values[place].nextDown
    case .equal, .unequal, .leaf: nil
    }
  }

  func ranks(featureCount: Int) throws(InterchangeError) -> [RankedNumber] {
    var thresholds = [Set<Double>](repeating: [], count: featureCount)
    for place in features.indices {
      guard let bound = bound(place) else { continue }
      guard bound.isFinite else { throw .damaged(what: "a threshold is not finite") }
      thresholds[features[place]].insert(bound)
    }
    var ranks: [RankedNumber] = []
    for list in thresholds {
      guard let rank = RankedNumber(thresholds: list.sorted(), zeroIsMissing: false) else {
        throw .tooLarge(what: "\(list.count) thresholds of one feature")
      }
      ranks.append(rank)
    }
    return ranks
  }

  // MARK: - Trees

  /// A tree whose leaves are yet without values.
  struct Shape {
    var tree: BoostedTrees.Tree
    /// Where the leaves stand, and which they are in the file.
    var leaves: [(place: Int, key: Key)]
  }

  func shape(_ root: Key, _ ranks: [RankedNumber]?) throws(InterchangeError) -> Shape {
    var order = [root]
    var isSeen: Set = [root]
    var shape = Shape(tree: BoostedTrees.Tree(nodes: []), leaves: [])
    while shape.tree.nodes.count < order.count {
      let key = order[shape.tree.nodes.count]
      let place = try self.place(key)
      guard modes[place] != .leaf else {
        shape.leaves.append((shape.tree.nodes.count, key))
        shape.tree.nodes.append(.leaf(.init(value: 0)))
        continue
      }
      let (split, left, right) = try split(place, tree: key.tree, ranks)
      var placed = split
      (placed.left, placed.right) = (order.count, order.count + 1)
      for child in [left, right] {
        guard isSeen.insert(child).inserted else {
          throw .unsupported(
            what: "two ways lead to node \(child.node) of tree \(child.tree)", mend: "export it with one way to each")
        }
        order.append(child)
      }
      guard order.count <= 65_535 else { throw .tooLarge(what: "tree \(root.tree) has more than 65,535 nodes") }
      shape.tree.nodes.append(.split(placed))
    }
    return shape
  }

  private func place(_ key: Key) throws(InterchangeError) -> Int {
    guard let place = places[key] else {
      throw .damaged(what: "tree \(key.tree) leads to node \(key.node), which is not there")
    }
    return place
  }

  /// The question with the nodes where it leads; its own links are filled in later.
  private func split(
    _ place: Int, tree: Int64, _ ranks: [RankedNumber]?
  ) throws(InterchangeError) -> (BoostedTrees.Split, left: Key, right: Key) {
    let feature = features[place]
    let whenTrue = Key(tree: tree, node: trues[place])
    let whenFalse = Key(tree: tree, node: falses[place])
    let missingIsTrue = missingIsTrue[place] != 0
    func comparison(_ threshold: Float, isTrueLeft: Bool) -> (BoostedTrees.Split, left: Key, right: Key) {
      let split = BoostedTrees.Split(
        feature: feature, threshold: min(max(threshold, -.greatestFiniteMagnitude), .greatestFiniteMagnitude),
        missingGoesLeft: missingIsTrue == isTrueLeft, left: 0, right: 0)
      return isTrueLeft ? (split, whenTrue, whenFalse) : (split, whenFalse, whenTrue)
    }
    guard !values[place].isNaN else { throw .damaged(what: "a threshold is no number") }
    let isTrueLeft = modes[place] == .most || modes[place] == .below
    if let ranks, let bound = bound(place) {
      return comparison(ranks[feature].place(of: bound) + 0.5, isTrueLeft: isTrueLeft)
    }
    let value = Float(values[place])
    switch modes[place] {
    case .most, .above: return comparison(value.nextUp, isTrueLeft: isTrueLeft)
    case .below, .least: return comparison(value, isTrueLeft: isTrueLeft)
    case .equal: return try chain(place, tree: tree)
    case .unequal:
      // A missing value is unequal to all.
      let set = try Self.set([values[place]])
      return (
        BoostedTrees.Split(
          feature: feature, threshold: 0, categories: set, missingGoesLeft: true, left: 0, right: 0), whenTrue,
        whenFalse
      )
    case .leaf: throw .damaged(what: "a leaf asks")
    }
  }

  /// Questions for one code after another with the same answer are one set.
  private func chain(_ first: Int, tree: Int64) throws(InterchangeError) -> (BoostedTrees.Split, left: Key, right: Key)
  {
    var codes = [values[first]]
    var missingIsTrue = missingIsTrue[first] != 0
    var place = first
    while codes.count <= CategorySet.codeLimit,
      let next = places[Key(tree: tree, node: falses[place])], next != first, modes[next] == .equal,
      features[next] == features[first], trues[next] == trues[first]
    {
      codes.append(values[next])
      missingIsTrue = missingIsTrue || self.missingIsTrue[next] != 0
      place = next
    }
    let split = BoostedTrees.Split(
      feature: features[first], threshold: 0, categories: try Self.set(codes), missingGoesLeft: !missingIsTrue,
      left: 0, right: 0)
    return (split, Key(tree: tree, node: falses[place]), Key(tree: tree, node: trues[first]))
  }

  private static func set(_ values: [Double]) throws(InterchangeError) -> CategorySet {
    // No code is negative: such a value is in no row.
    let codes = values.filter { $0 >= 0 }.compactMap { Int(exactly: $0) }
    guard codes.count == values.count(where: { $0 >= 0 }), let set = try? CategorySet(codes) else {
      throw .unsupported(
        what: "its trees ask whether a number equals a fraction or a code beyond \(CategorySet.codeLimit - 1)",
        mend: "number categories from 0 on")
    }
    return set
  }
}
