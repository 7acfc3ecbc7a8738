/// A forest whose trees' answers are added up.
///
/// Every value of this type is sound: children lie behind their parent and are used once, numbers are finite,
/// features exist. The initialisers see to it, so that scoring need not.
public struct BoostedTrees: Sendable, Equatable {
  public typealias Objective = BoostingParameters.Objective

  /// One place in a tree; children are positions in the same tree's `nodes`.
  public enum Node: Sendable, Equatable {
    case split(Split)
    case leaf(Leaf)
  }

  /// A question: is the feature below the threshold, or outside a set of categories?
  public struct Split: Sendable, Equatable {
    public var feature: Int
    /// Values below it go left, it and those above go right (XGBoost's convention); finite.
    public var threshold: Float
    /// The level codes that go right, where the feature is categorical; all other values then go left, and the
    /// threshold is without meaning (XGBoost's convention).
    public var categories: CategorySet?
    /// Where a missing value goes.
    public var missingGoesLeft: Bool
    public var left: Int
    public var right: Int
    /// How much the split lowered the loss's second-order estimate, twice (XGBoost's `loss_change`).
    public var gain: Float
    /// Training rows that came by.
    public var rowCount: Int
    /// Their second derivatives' sum, XGBoost's `sum_hessian`.
    public var cover: Float

    /// - Parameter cover: nil takes the rows' count.
    public init(
      feature: Int, threshold: Float, categories: CategorySet? = nil, missingGoesLeft: Bool, left: Int, right: Int,
      gain: Float = 0, rowCount: Int = 0, cover: Float? = nil
    ) {
      self.categories = categories
      self.cover = cover ?? Float(rowCount)
      self.feature = feature
      self.threshold = threshold
      self.missingGoesLeft = missingGoesLeft
      self.left = left
      self.right = right
      self.gain = gain
      self.rowCount = rowCount
    }

    /// The child where a value goes on.
    public func child(of value: Float) -> Int {
      if value.isNaN { return missingGoesLeft ? left : right }
      if let categories { return categories.contains(value) ? right : left }
      return value < threshold ? left : right
    }
  }

  /// An answer.
  public struct Leaf: Sendable, Equatable {
    /// What it adds to the margin, learning rate included; finite.
    public var value: Float
    /// Training rows that ended here.
    public var rowCount: Int
    /// Their second derivatives' sum.
    public var cover: Float

    /// - Parameter cover: nil takes the rows' count.
    public init(value: Float, rowCount: Int = 0, cover: Float? = nil) {
      self.cover = cover ?? Float(rowCount)
      self.value = value
      self.rowCount = rowCount
    }
  }

  /// Nodes with the root first and each child behind its parent.
  public struct Tree: Sendable, Equatable {
    public var nodes: [Node]

    public init(nodes: [Node]) { self.nodes = nodes }
  }

  public let objective: Objective
  /// What a forest without trees answers: a margin for each class of `softmax`, else one.
  public let baseMargins: [Double]
  /// Columns a row has; splits use some of them.
  public let featureCount: Int
  /// Round after round; a round has a tree for each class.
  public let trees: [Tree]

  /// - Parameter trees: tree t answers for class t modulo the count of base margins.
  /// - Throws: `BoostingError.corrupt` where the trees are not sound.
  public init(
    objective: Objective, baseMargins: [Double], featureCount: Int, trees: [Tree]
  ) throws(BoostingError) {
    self.objective = objective
    self.baseMargins = baseMargins
    self.featureCount = featureCount
    self.trees = trees
    try validate()
  }

  /// A forest with one margin a row.
  ///
  /// - Throws: `BoostingError.corrupt` where the trees are not sound.
  public init(
    objective: Objective, baseMargin: Double, featureCount: Int, trees: [Tree]
  ) throws(BoostingError) {
    try self.init(objective: objective, baseMargins: [baseMargin], featureCount: featureCount, trees: trees)
  }

  /// Margins a row has: the classes of `softmax`, 1 for every other objective.
  public var classCount: Int { baseMargins.count }

  /// The first class's base margin: the only one unless the objective is `softmax`.
  public var baseMargin: Double { baseMargins[0] }

  public var roundCount: Int { trees.count / classCount }

  /// The summed gain of each feature's splits; `featureCount` values.
  public var featureGains: [Double] {
    var gains = [Double](repeating: 0, count: featureCount)
    for tree in trees {
      for case .split(let split) in tree.nodes { gains[split.feature] += Double(split.gain) }
    }
    return gains
  }
}

extension BoostedTrees.Tree {
  /// Splits on the longest way from the root to a leaf.
  public var depth: Int {
    var depths = [Int](repeating: 0, count: nodes.count)
    var deepest = 0
    for (index, node) in nodes.enumerated() {
      guard case .split(let split) = node else { continue }
      let next = depths[index] + 1
      // A tree by itself may be unsound yet.
      for child in [split.left, split.right] where child > index && child < nodes.count {
        depths[child] = next
        deepest = max(deepest, next)
      }
    }
    return deepest
  }

  public var leafCount: Int { (nodes.count + 1) / 2 }
}
