/// How gradient boosting grows its trees.
///
/// The defaults are LightGBM's (31 leaves grown leaf by leaf, no regularisation). For trees like XGBoost's take
/// `growth: .depthWise, maxLeaves: 64, maxDepth: 6, minRowsPerLeaf: 1, minHessianPerLeaf: 1, l2: 1`.
public struct BoostingParameters: Sendable, Equatable {
  /// What the trees minimise, and with it the meaning of a margin.
  public enum Objective: String, Sendable, Equatable, CaseIterable {
    /// Log-loss of labels in 0...1; a margin is a log-odds.
    case logistic
    /// Squared error of finite labels; a margin is the prediction itself.
    case squaredError
    /// Log-loss of whole labels 0 ..< `classCount`; a row has a margin for each class.
    case softmax
    /// A margin is the logarithm of the answer: forests read from elsewhere have it, none is trained here.
    case exponential
  }

  /// Which leaf is split next.
  public enum Growth: String, Sendable, Equatable, CaseIterable {
    /// The leaf with the largest gain: few leaves, deep where it pays.
    case leafWise
    /// The leaf nearest to the root: level by level.
    case depthWise
  }

  public var objective: Objective
  /// Classes of `softmax`, 2...4096: that many trees are grown a round. Of no meaning otherwise.
  public var classCount: Int
  /// Rounds at most; 1 or more.
  public var rounds: Int
  /// The share of each leaf's optimum that is taken; above 0.
  public var learningRate: Double
  /// 2...32 768.
  public var maxLeaves: Int
  /// Splits between the root and a leaf at most; 0 means no limit.
  public var maxDepth: Int
  /// Training rows that each leaf holds at least; 1 or more. Exact, zero-weight rows counted.
  public var minRowsPerLeaf: Int
  /// Sum of the loss's second derivatives that each leaf holds at least.
  public var minHessianPerLeaf: Double
  /// λ of the leaf optimum −G / (H + λ).
  public var l2: Double
  /// A split must gain more than this: GL²/(HL+λ) + GR²/(HR+λ) − G²/(H+λ).
  public var minGain: Double
  /// Bins a column's values are sorted into, missing values apart; 2...255.
  public var maxBins: Int
  /// Rounds without a better validation loss after which training ends and the trees after the best round are
  /// dropped; 0 switches that off.
  public var earlyStoppingRounds: Int
  /// Threads to work on, the caller's included; 1...64. The trees do not depend on it.
  public var threads: Int
  /// Picks the rows whose values place the bins where there are too many to sort.
  public var seed: UInt64
  public var growth: Growth
  /// How the levels of categorical features are put into sets.
  public var categories = CategoryParameters()

  public init(
    objective: Objective = .logistic, classCount: Int = 1, rounds: Int = 200, learningRate: Double = 0.1,
    maxLeaves: Int = 31,
    maxDepth: Int = 0, minRowsPerLeaf: Int = 20, minHessianPerLeaf: Double = 1e-3, l2: Double = 0,
    minGain: Double = 0, maxBins: Int = 255, earlyStoppingRounds: Int = 0, threads: Int = 2, seed: UInt64 = 0,
    growth: Growth = .leafWise
  ) {
    self.objective = objective
    self.classCount = classCount
    self.rounds = rounds
    self.learningRate = learningRate
    self.maxLeaves = maxLeaves
    self.maxDepth = maxDepth
    self.minRowsPerLeaf = minRowsPerLeaf
    self.minHessianPerLeaf = minHessianPerLeaf
    self.l2 = l2
    self.minGain = minGain
    self.maxBins = maxBins
    self.earlyStoppingRounds = earlyStoppingRounds
    self.threads = threads
    self.seed = seed
    self.growth = growth
  }
}

extension BoostingParameters {
  /// Refuses values outside the documented ranges.
  func validate() throws(BoostingError) {
    guard objective != .exponential else {
      throw .badInput("an exponential link is read from files, not trained; take squaredError or logistic")
    }
    if objective == .softmax {
      try require((2...BoostedTrees.maxClassCount).contains(classCount), "classCount", "2 to 4096", classCount)
    }
    try categories.validate()
    try require(rounds >= 1, "rounds", "1 or more", rounds)
    try require(learningRate > 0 && learningRate.isFinite, "learningRate", "above 0", learningRate)
    try require((2...32_768).contains(maxLeaves), "maxLeaves", "2 to 32768", maxLeaves)
    try require(maxDepth >= 0, "maxDepth", "0 (no limit) or more", maxDepth)
    try require(minRowsPerLeaf >= 1, "minRowsPerLeaf", "1 or more", minRowsPerLeaf)
    try require(
      minHessianPerLeaf >= 0 && minHessianPerLeaf.isFinite, "minHessianPerLeaf", "0 or more", minHessianPerLeaf)
    try require(l2 >= 0 && l2.isFinite, "l2", "0 or more", l2)
    try require(minGain >= 0 && minGain.isFinite, "minGain", "0 or more", minGain)
    try require((2...255).contains(maxBins), "maxBins", "2 to 255", maxBins)
    try require(earlyStoppingRounds >= 0, "earlyStoppingRounds", "0 (off) or more", earlyStoppingRounds)
    try require((1...64).contains(threads), "threads", "1 to 64", threads)
  }

  private func require(
    _ holds: Bool, _ name: String, _ range: String, _ value: some CustomStringConvertible
  ) throws(BoostingError) {
    guard holds else { throw .badInput("\(name) is \(value); it must be \(range)") }
  }
}
