import Boosting
import Learning

extension ONNXExport {
  /// Whether a column that is a number is asked for categories: codes that came from elsewhere, whose fractions are cut.
  func takesCodes(_ column: String) throws(InterchangeError) -> Bool {
    guard case .trees(let trees) = model.predictor, let feature = model.pipeline.outputNames.firstIndex(of: column),
      trees.categoricalFeatures[feature]
    else { return false }
    for tree in trees.trees {
      for case .split(let split) in tree.nodes where split.feature == feature && split.categories == nil {
        throw .unsupported(
          what: "`\(column)` is asked for categories in one place and for its size in another, which ONNX cannot say",
          mend: "train it as one of the two")
      }
    }
    return true
  }

  /// Sums of leaves as TreeEnsembleRegressor: float, `[rows, classes]`.
  mutating func forest(_ forest: BoostedTrees, _ features: Value) throws(InterchangeError) -> Value {
    var nodes = ONNXTreeNodes(classCount: forest.classCount, levelCounts: levelCounts())
    // The operator asks for a tree; one that adds nothing is the same as none.
    let trees = forest.trees.isEmpty ? [BoostedTrees.Tree(nodes: [.leaf(.init(value: 0))])] : forest.trees
    for tree in trees { nodes.append(tree) }
    return graph.node("TreeEnsembleRegressor", [features], nodes.attributes, in: .learning)
  }

  /// For each feature that is a code, what codes there can be.
  private func levelCounts() -> [[Int]?] {
    model.pipeline.inputs.flatMap { input -> [[Int]?] in
      switch input.encoder {
      case .levelCodes(let levels), .ordinal(let levels): [Array(levels.levels.indices) + [Int(levels.otherCode)]]
      case .number, .ranked, .flag, .scaled, .oneHot, .timeParts, .timeWaves:
        [[Int]?](repeating: nil, count: input.encoder.outputCount)
      }
    }
  }
}

/// The parallel lists of a TreeEnsembleRegressor.
///
/// A set of categories becomes a chain of BRANCH_EQ nodes, one for each code, whose true branches all lead to the same
/// node; runtimes know the pattern from LightGBM's converter. Where the set holds most codes there are, the chain names
/// the others.
struct ONNXTreeNodes {
  private let classCount: Int
  private let codes: [[Int]?]
  private var treeCount = 0
  private var treeIDs: [Int64] = []
  private var nodeIDs: [Int64] = []
  private var features: [Int64] = []
  private var modes: [String] = []
  private var values: [Float] = []
  private var trueIDs: [Int64] = []
  private var falseIDs: [Int64] = []
  private var missingTracks: [Int64] = []
  private var leafTrees: [Int64] = []
  private var leafNodes: [Int64] = []
  private var leafClasses: [Int64] = []
  private var leafValues: [Float] = []

  /// - Parameter levelCounts: by feature, the codes a categorical one can have; nil for numbers.
  init(classCount: Int, levelCounts: [[Int]?]) {
    self.classCount = classCount
    codes = levelCounts
  }

  /// A node's links in one shape: where a true and a false answer go.
  private struct Links {
    var feature: Int
    var isEquality: Bool
    var value: Float
    var whenTrue: Int64
    var whenFalse: Int64
    var missingIsTrue: Bool
  }

  mutating func append(_ tree: BoostedTrees.Tree) {
    defer { treeCount += 1 }
    // Numbers behind the tree's own are those of chains.
    var free = Int64(tree.nodes.count)
    for (index, node) in tree.nodes.enumerated() {
      switch node {
      case .leaf(let leaf):
        append(Int64(index), nil)
        leafTrees.append(Int64(treeCount))
        leafNodes.append(Int64(index))
        leafClasses.append(Int64(treeCount % classCount))
        leafValues.append(leaf.value)
      case .split(let split):
        guard let categories = split.categories else {
          append(
            Int64(index),
            Links(
              feature: split.feature, isEquality: false, value: split.threshold, whenTrue: Int64(split.left),
              whenFalse: Int64(split.right), missingIsTrue: split.missingGoesLeft))
          continue
        }
        appendChain(Int64(index), split, categories, &free)
      }
    }
  }

  private mutating func appendChain(
    _ index: Int64, _ split: BoostedTrees.Split, _ categories: CategorySet, _ free: inout Int64
  ) {
    var named = categories.codes
    var (whenTrue, whenFalse) = (Int64(split.right), Int64(split.left))
    var missingIsTrue = !split.missingGoesLeft
    if let all = codes[split.feature] {
      let others = all.filter { !categories.contains(Float($0)) }
      named = named.filter { $0 < all.count }
      if others.count < named.count {
        named = others
        swap(&whenTrue, &whenFalse)
        missingIsTrue.toggle()
      }
    }
    // A set without codes still sends missing values somewhere: a question that no code answers.
    if named.isEmpty { named = [-2] }
    var own = index
    for (place, code) in named.enumerated() {
      let next = place + 1 < named.count ? free : whenFalse
      append(
        own,
        Links(
          feature: split.feature, isEquality: true, value: Float(code), whenTrue: whenTrue, whenFalse: next,
          missingIsTrue: missingIsTrue))
      own = next
      if place + 1 < named.count { free += 1 }
    }
  }

  /// - Parameter links: nil for a leaf.
  private mutating func append(_ id: Int64, _ links: Links?) {
    treeIDs.append(Int64(treeCount))
    nodeIDs.append(id)
    features.append(Int64(links?.feature ?? 0))
    modes.append(links.map { $0.isEquality ? "BRANCH_EQ" : "BRANCH_LT" } ?? "LEAF")
    values.append(links?.value ?? 0)
    trueIDs.append(links?.whenTrue ?? 0)
    falseIDs.append(links?.whenFalse ?? 0)
    missingTracks.append(links?.missingIsTrue == true ? 1 : 0)
  }

  var attributes: [(String, ONNXGraph.Attribute)] {
    [
      ("aggregate_function", .text("SUM")), ("n_targets", .integer(Int64(classCount))),
      ("nodes_treeids", .integers(treeIDs)), ("nodes_nodeids", .integers(nodeIDs)),
      ("nodes_featureids", .integers(features)), ("nodes_modes", .texts(modes)), ("nodes_values", .floats(values)),
      ("nodes_truenodeids", .integers(trueIDs)), ("nodes_falsenodeids", .integers(falseIDs)),
      ("nodes_missing_value_tracks_true", .integers(missingTracks)), ("post_transform", .text("NONE")),
      ("target_treeids", .integers(leafTrees)), ("target_nodeids", .integers(leafNodes)),
      ("target_ids", .integers(leafClasses)), ("target_weights", .floats(leafValues)),
    ]
  }
}
