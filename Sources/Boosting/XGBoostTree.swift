import Encoding

/// One tree of an XGBoost file: arrays with an entry for each node.
struct XGBoostTree {
  private let index: Int
  private let featureCount: Int
  private let lefts: [JSON]
  private let rights: [JSON]
  private let features: [JSON]
  private let conditions: [JSON]
  private let defaults: [JSON]
  private let types: [JSON]?
  private let gains: [JSON]?
  private let covers: [JSON]?
  private let categories: [JSON]
  /// By node: where its categories lie in the list.
  private let segments: [Int: Range<Int>]

  init(_ tree: JSON, index: Int, featureCount: Int) throws(BoostingError) {
    self.index = index
    self.featureCount = featureCount
    let vector = try XGBoostHeader.count(
      tree["tree_param"]?["size_leaf_vector"], "size_leaf_vector", 0...Int(Int32.max), absent: 1)
    guard vector <= 1 else {
      throw .foreign(
        "tree \(index) has leaves of \(vector) values (multi_output_tree); train it with one tree a target")
    }
    guard let lefts = tree["left_children"]?.array, !lefts.isEmpty else {
      throw .foreign("tree \(index) has no `left_children`")
    }
    guard lefts.count <= 1 << 22 else { throw .foreign("tree \(index) has \(lefts.count) nodes") }
    let told = try XGBoostHeader.count(
      tree["tree_param"]?["num_nodes"], "num_nodes", 0...Int(UInt32.max), absent: lefts.count)
    guard told == lefts.count else {
      throw .foreign("tree \(index) tells of \(told) nodes and has \(lefts.count)")
    }
    self.lefts = lefts
    func list(_ name: String) throws(BoostingError) -> [JSON]? {
      guard let list = tree[name]?.array else { return nil }
      guard list.count == lefts.count else {
        throw .foreign("tree \(index): `\(name)` has \(list.count) entries for \(lefts.count) nodes")
      }
      return list
    }
    func needed(_ name: String) throws(BoostingError) -> [JSON] {
      guard let list = try list(name) else { throw .foreign("tree \(index) has no `\(name)`") }
      return list
    }
    rights = try needed("right_children")
    features = try needed("split_indices")
    conditions = try needed("split_conditions")
    defaults = try needed("default_left")
    types = try list("split_type")
    gains = try list("loss_changes")
    covers = try list("sum_hessian")
    categories = tree["categories"]?.array ?? []
    segments = try Self.segments(tree, index: index, nodeCount: lefts.count, categoryCount: categories.count)
  }

  private static func segments(
    _ tree: JSON, index: Int, nodeCount: Int, categoryCount: Int
  ) throws(BoostingError) -> [Int: Range<Int>] {
    let nodes = tree["categories_nodes"]?.array ?? []
    let starts = tree["categories_segments"]?.array ?? []
    let sizes = tree["categories_sizes"]?.array ?? []
    guard starts.count == nodes.count, sizes.count == nodes.count else {
      throw .foreign("tree \(index): the lists of categories differ in length")
    }
    var segments: [Int: Range<Int>] = [:]
    for entry in nodes.indices {
      guard let node = nodes[entry].int, let start = starts[entry].int, let size = sizes[entry].int,
        (0..<nodeCount).contains(node), (0...categoryCount).contains(start), size >= 0, size <= categoryCount - start
      else { throw .foreign("tree \(index): the categories of entry \(entry) are out of range") }
      segments[node] = start..<start + size
    }
    return segments
  }

  /// The tree from its root: each node behind its parent, whatever their order in the file.
  ///
  /// - Parameters:
  ///   - weight: what leaf values are multiplied by.
  ///   - wordCount: grows by the words of the tree's sets; bounded.
  func tree(weight: Float, wordCount: inout Int) throws(BoostingError) -> BoostedTrees.Tree {
    var order = [0]
    var isSeen = [Bool](repeating: false, count: lefts.count)
    isSeen[0] = true
    var nodes: [BoostedTrees.Node] = []
    while nodes.count < order.count {
      let node = order[nodes.count]
      guard let left = lefts[node].int, let right = rights[node].int else {
        throw .foreign("tree \(index): the children of node \(node) are no whole numbers")
      }
      if left == -1 {
        nodes.append(.leaf(.init(value: try number(conditions, node) * weight, cover: cover(node))))
        continue
      }
      for child in [left, right] {
        guard lefts.indices.contains(child) else {
          throw .foreign("tree \(index): node \(node) leads to \(child), which is not there")
        }
        guard !isSeen[child] else { throw .foreign("tree \(index): two ways lead to node \(child)") }
        isSeen[child] = true
        order.append(child)
      }
      nodes.append(.split(try split(node, left: order.count - 2, wordCount: &wordCount)))
      guard order.count <= BoostedTrees.maxNodeCount else {
        throw .foreign("tree \(index) has more than \(BoostedTrees.maxNodeCount) nodes; train it with less depth")
      }
    }
    return BoostedTrees.Tree(nodes: nodes)
  }

  private func split(_ node: Int, left: Int, wordCount: inout Int) throws(BoostingError) -> BoostedTrees.Split {
    guard let feature = features[node].int, (0..<featureCount).contains(feature) else {
      throw .foreign("tree \(index): node \(node) asks a feature that is not there")
    }
    guard let goesLeft = defaults[node].int ?? defaults[node].bool.map({ $0 ? 1 : 0 }) else {
      throw .foreign("tree \(index): `default_left` of node \(node)")
    }
    let gain = gains?[node].double.map { Float($0) } ?? 0
    var split = BoostedTrees.Split(
      feature: feature, threshold: 0, missingGoesLeft: goesLeft != 0, left: left, right: left + 1,
      gain: gain.isFinite ? gain : 0, cover: cover(node))
    switch types?[node].int ?? 0 {
    case 0: split.threshold = try number(conditions, node)
    case 1:
      guard let segment = segments[node] else {
        throw .foreign("tree \(index): node \(node) asks for categories but has none")
      }
      split.categories = try set(segment, node, wordCount: &wordCount)
    default: throw .foreign("tree \(index): node \(node) has an unknown type of split")
    }
    return split
  }

  private func set(_ segment: Range<Int>, _ node: Int, wordCount: inout Int) throws(BoostingError) -> CategorySet {
    let codes = categories[segment].compactMap(\.int)
    guard codes.count == segment.count, codes.allSatisfy({ (0..<CategorySet.codeLimit).contains($0) }) else {
      throw .foreign(
        "tree \(index): node \(node) has a category outside 0 to \(CategorySet.codeLimit - 1), the most that can be read"
      )
    }
    let set = try CategorySet(codes)
    wordCount += set.words.count
    guard wordCount <= BoostedTrees.maxCategoryWordCount else { throw .foreign("its sets of categories are too large") }
    return set
  }

  private func number(_ list: [JSON], _ node: Int) throws(BoostingError) -> Float {
    guard let number = list[node].double, Float(number).isFinite else {
      throw .foreign("tree \(index): node \(node) has no finite number")
    }
    return Float(number)
  }

  /// 0 where the file has none.
  private func cover(_ node: Int) -> Float {
    let cover = covers?[node].double.map { Float($0) } ?? 0
    return cover.isFinite && cover >= 0 ? cover : 0
  }
}
