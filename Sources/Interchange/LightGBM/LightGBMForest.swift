import Boosting
import Learning

/// What the trees ask of each feature, gathered: the thresholds in order, and how missing values are meant.
struct LightGBMInputs {
  private let numbers: [RankedNumber?]
  private let isCategorical: [Bool]

  init(_ trees: [LightGBMTree], featureCount: Int) throws(InterchangeError) {
    var thresholds = [[Double]](repeating: [], count: featureCount)
    var isCategorical = [Bool](repeating: false, count: featureCount)
    var zeros = [Bool?](repeating: nil, count: featureCount)
    for tree in trees {
      for split in tree.splits {
        switch split.question {
        case .among: isCategorical[split.feature] = true
        case .most(let threshold, let missing, _):
          thresholds[split.feature].append(threshold)
          let isZero = missing == .zero
          guard zeros[split.feature] ?? isZero == isZero else {
            throw .unsupported(
              what: "feature \(split.feature) takes 0 for missing in one tree and not in another",
              mend: "train it on one data set")
          }
          zeros[split.feature] = isZero
        }
      }
    }
    var numbers: [RankedNumber?] = []
    for feature in 0..<featureCount {
      guard !isCategorical[feature] || thresholds[feature].isEmpty else {
        throw .damaged(what: "feature \(feature) is asked for its size and for its category")
      }
      thresholds[feature].sort()
      var distinct: [Double] = []
      for threshold in thresholds[feature] where distinct.last != threshold { distinct.append(threshold) }
      guard let number = RankedNumber(thresholds: distinct, zeroIsMissing: zeros[feature] ?? false) else {
        throw .tooLarge(what: "\(distinct.count) thresholds of one feature")
      }
      numbers.append(number)
    }
    self.numbers = numbers
    self.isCategorical = isCategorical
  }

  func input(of feature: Int) -> ForeignModel.Input {
    if isCategorical[feature] { return .codes }
    return numbers[feature].map { .ranked($0) } ?? .number
  }

  /// The threshold among places: at most the threshold is below this.
  func place(of threshold: Double, _ feature: Int) -> Float {
    (numbers[feature]?.place(of: threshold) ?? 0) + 0.5
  }
}

/// Trees in this program's form, gathered one by one.
struct LightGBMForest {
  private let inputs: LightGBMInputs
  private let factor: Double
  private var trees: [BoostedTrees.Tree] = []
  private var bases: [Double]

  init(inputs: LightGBMInputs, classCount: Int, factor: Double) {
    self.inputs = inputs
    self.factor = factor
    bases = [Double](repeating: 0, count: classCount)
  }

  mutating func append(_ tree: LightGBMTree, label: Int) throws(InterchangeError) {
    // The first round's leaves hold the intercept, whose digits would crowd out their own in single precision.
    let common = tree.leaves.reduce(0) { $0 + $1 / Double(tree.leaves.count) } * factor
    bases[label] += common
    func leaf(_ index: Int) -> BoostedTrees.Node {
      let count = tree.leafCounts[index]
      let known = count >= 0 && count <= Int(UInt32.max) ? count : 0
      return .leaf(.init(value: Float(tree.leaves[index] * factor - common), rowCount: known))
    }
    guard !tree.splits.isEmpty else {
      trees.append(BoostedTrees.Tree(nodes: [leaf(0)]))
      return
    }
    var order = [0]
    var nodes: [BoostedTrees.Node] = []
    let limit = 2 * tree.leaves.count - 1
    while nodes.count < order.count {
      let place = order[nodes.count]
      guard place >= 0 else {
        nodes.append(leaf(~place))
        continue
      }
      order += [tree.splits[place].left, tree.splits[place].right]
      // More ways than nodes lead in circles.
      guard order.count <= limit else { throw .damaged(what: "tree \(tree.index) leads in circles") }
      nodes.append(.split(try split(tree.splits[place], left: order.count - 2)))
    }
    trees.append(BoostedTrees.Tree(nodes: nodes))
  }

  private func split(_ split: LightGBMTree.Split, left: Int) throws(InterchangeError) -> BoostedTrees.Split {
    let count = split.count >= 0 && split.count <= Int(UInt32.max) ? split.count : 0
    switch split.question {
    case .most(let threshold, let missing, let missingGoesLeft):
      // Without a type of its own a missing value counts as 0.
      let goesLeft = missing == .none ? 0 <= threshold : missingGoesLeft
      return BoostedTrees.Split(
        feature: split.feature, threshold: inputs.place(of: threshold, split.feature), missingGoesLeft: goesLeft,
        left: left, right: left + 1, gain: split.gain, rowCount: count)
    case .among(let words):
      // Here a set's members go right, there left: the children change places. Missing values go with all others.
      let set = try Self.set(words)
      return BoostedTrees.Split(
        feature: split.feature, threshold: 0, categories: set, missingGoesLeft: true, left: left + 1, right: left,
        gain: split.gain, rowCount: count)
    }
  }

  private static func set(_ words: [UInt32]) throws(InterchangeError) -> CategorySet {
    let tooMany = InterchangeError.unsupported(
      what: "it knows categories beyond \(CategorySet.codeLimit - 1)", mend: "number them from 0 on")
    guard words.count <= CategorySet.codeLimit / 32 else { throw tooMany }
    var codes: [Int] = []
    for (index, word) in words.enumerated() {
      for bit in 0..<32 where word & (1 << UInt32(bit)) != 0 { codes.append(index * 32 + bit) }
    }
    do { return try CategorySet(codes) } catch { throw tooMany }
  }

  func predictor(_ objective: BoostingParameters.Objective, featureCount: Int) throws(InterchangeError) -> Predictor {
    do {
      return .trees(
        try BoostedTrees(objective: objective, baseMargins: bases, featureCount: featureCount, trees: trees))
    } catch {
      throw .damaged(what: "\(error)")
    }
  }
}
