/// Says what each feature of a row adds to its margin: exact path-dependent Shapley values.
///
/// Lundberg, Erion and Lee, "Consistent individualized feature attribution for tree ensembles" (2018), algorithm 2:
/// an unknown feature lets a row go both ways, in the shares of the training rows' covers. It is what XGBoost's
/// `pred_contribs` answers. Build it once for each model, share it between threads.
public struct TreeExplainer: Sendable {
  /// Splits above one another that can be explained: the work grows with their square.
  public static let depthLimit = 1024

  private let forest: BoostedTrees
  /// Each tree's nodes.
  private let trees: [[ExplainedNode]]
  /// The margin of a row of which nothing is known, for each class.
  public let biases: [Double]
  private let pathCapacity: Int

  /// Values an answer has: each feature's and the bias, for each class.
  public var valueCount: Int { (forest.featureCount + 1) * forest.classCount }

  /// - Throws: `BoostingError.badInput` for trees deeper than `depthLimit`.
  public init(_ forest: BoostedTrees) throws(BoostingError) {
    self.forest = forest
    let depth = forest.trees.map(\.depth).max() ?? 0
    guard depth <= Self.depthLimit else {
      throw .badInput("a tree has \(depth) splits above one another; at most \(Self.depthLimit) can be explained")
    }
    trees = forest.trees.map(ExplainedNode.nodes(of:))
    var biases = forest.baseMargins
    for (index, nodes) in trees.enumerated() { biases[index % forest.classCount] += ExplainedNode.mean(of: nodes) }
    self.biases = biases
    // A path has an entry for each of its features and one more, and each level keeps a copy.
    pathCapacity = (depth + 2) * (min(depth, forest.featureCount) + 3)
  }

  /// The contributions of one row: for each class, each feature's in order and the bias, which add up to the margin.
  ///
  /// - Parameter row: `featureCount` values or more; fewer end the program.
  public func contributions(row: UnsafeBufferPointer<Float>) -> [Double] {
    [Double](unsafeUninitializedCapacity: valueCount) { target, count in
      explain(row, rowCount: 1, into: target)
      count = valueCount
    }
  }

  /// The contributions of a matrix's rows, `valueCount` each; lacking columns are missing, further ones ignored.
  public func contributions(of matrix: FeatureMatrix) -> [Double] {
    let values =
      matrix.columnCount == forest.featureCount ? matrix.values : matrix.resized(toColumns: forest.featureCount)
    return [Double](unsafeUninitializedCapacity: matrix.rowCount * valueCount) { target, count in
      values.withUnsafeBufferPointer { explain($0, rowCount: matrix.rowCount, into: target) }
      count = matrix.rowCount * valueCount
    }
  }

  /// Writes the contributions of `rowCount` rows, `valueCount` each.
  ///
  /// - Parameters:
  ///   - rows: `rowCount * featureCount` values or more, row after row; fewer end the program.
  ///   - target: room for all values; less ends the program.
  public func explain(
    _ rows: UnsafeBufferPointer<Float>, rowCount: Int, into target: UnsafeMutableBufferPointer<Double>
  ) {
    let width = forest.featureCount
    guard rowCount > 0 else { return }
    guard rows.count >= rowCount * width, target.count >= rowCount * valueCount, let out = target.baseAddress else {
      fatalError("\(rows.count) values and room for \(target.count) contributions of \(rowCount) × \(width)")
    }
    out.initialize(repeating: 0, count: rowCount * valueCount)
    var walk = ExplainingWalk(pathCapacity: pathCapacity)
    for row in 0..<rowCount {
      let values = UnsafeBufferPointer(rebasing: rows[row * width..<(row + 1) * width])
      let answer = out + row * valueCount
      for (index, nodes) in trees.enumerated() {
        walk.add(nodes, values, to: answer + index % forest.classCount * (width + 1))
      }
      for (label, bias) in biases.enumerated() { answer[label * (width + 1) + width] = bias }
    }
  }
}

extension BoostedTrees {
  /// What each feature adds to a row's margin, and the bias last; see `TreeExplainer`, which is faster for many rows.
  ///
  /// - Throws: `BoostingError.badInput` for trees that are too deep.
  public func contributions(_ row: [Float]) throws(BoostingError) -> [Double] {
    let explainer = try TreeExplainer(self)
    return row.withUnsafeBufferPointer { explainer.contributions(row: $0) }
  }
}

/// A node as the explainer asks it.
struct ExplainedNode {
  /// −1 for a leaf.
  var feature: Int32
  var left: Int32
  var right: Int32
  var threshold: Float
  var missingGoesLeft: Bool
  var categories: CategorySet?
  /// The shares of the rows that went left and right.
  var leftShare: Double
  var rightShare: Double
  var value: Double

  static func nodes(of tree: BoostedTrees.Tree) -> [ExplainedNode] {
    tree.nodes.map { node in
      switch node {
      case .leaf(let leaf):
        return ExplainedNode(
          feature: -1, left: 0, right: 0, threshold: 0, missingGoesLeft: false, leftShare: 0, rightShare: 0,
          value: Double(leaf.value))
      case .split(let split):
        let (left, right) = (Double(tree.nodes[split.left].cover), Double(tree.nodes[split.right].cover))
        // Nobody came by: half goes each way.
        let share = left + right > 0 ? left / (left + right) : 0.5
        return ExplainedNode(
          feature: Int32(split.feature), left: Int32(split.left), right: Int32(split.right),
          threshold: split.threshold, missingGoesLeft: split.missingGoesLeft, categories: split.categories,
          leftShare: share, rightShare: 1 - share, value: 0)
      }
    }
  }

  /// The mean answer by the shares: children lie behind their parents, so that one way back is enough.
  static func mean(of nodes: [ExplainedNode]) -> Double {
    var means = nodes.map(\.value)
    for index in nodes.indices.reversed() where nodes[index].feature >= 0 {
      let node = nodes[index]
      means[index] = node.leftShare * means[Int(node.left)] + node.rightShare * means[Int(node.right)]
    }
    return means[0]
  }

  @inline(__always)
  func goesLeft(_ value: Float) -> Bool {
    if value.isNaN { return missingGoesLeft }
    if let categories { return !categories.contains(value) }
    return value < threshold
  }
}
