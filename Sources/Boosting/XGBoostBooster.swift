import Encoding

/// The trees of an XGBoost file.
struct XGBoostBooster {
  /// The object that holds the trees.
  let model: JSON
  /// Of `dart`: what each tree's answers are multiplied by.
  private let weights: [JSON]?

  init(_ learner: JSON) throws(BoostingError) {
    guard let booster = learner["gradient_booster"], let name = booster["name"]?.string else {
      throw .foreign("it has no `gradient_booster`")
    }
    switch name {
    case "gbtree", "dart":
      // Up to 3.2 the trees of `dart` are wrapped once more.
      let inner = booster["gbtree"] ?? booster
      guard let model = inner["model"] else { throw .foreign("`gradient_booster` has no `model`") }
      self.model = model
      weights = (booster["weight_drop"] ?? inner["weight_drop"] ?? model["weight_drop"])?.array
      guard name != "dart" || weights != nil else { throw .foreign("`dart` without `weight_drop`") }
    case "gblinear":
      throw .foreign("it is linear (`gblinear`), which has no trees; train a linear recipe instead")
    default: throw .foreign("its booster is `\(name)`; gbtree and dart can be read")
    }
  }

  func forest(_ header: XGBoostHeader) throws(BoostingError) -> BoostedTrees {
    guard let list = model["trees"]?.array else { throw .foreign("it has no `trees`") }
    let told = try XGBoostHeader.count(
      model["gbtree_model_param"]?["num_trees"], "num_trees", 0...Int(UInt32.max), absent: list.count)
    guard told == list.count else { throw .foreign("it tells of \(told) trees and has \(list.count)") }
    let classCount = header.baseMargins.count
    let labels = try labels(treeCount: list.count, classCount: classCount)
    if let weights, weights.count != list.count {
      throw .foreign("`weight_drop` has \(weights.count) entries for \(list.count) trees")
    }
    var byClass = [[BoostedTrees.Tree]](repeating: [], count: classCount)
    var wordCount = 0
    for (index, entry) in list.enumerated() {
      var weight: Float = 1
      if let weights {
        guard let number = weights[index].double else { throw .foreign("`weight_drop` \(index) is no number") }
        weight = Float(number)
      }
      let reader = try XGBoostTree(entry, index: index, featureCount: header.featureCount)
      byClass[labels[index]].append(try reader.tree(weight: weight, wordCount: &wordCount))
    }
    let rounds = byClass[0].count
    guard byClass.allSatisfy({ $0.count == rounds }) else { throw .foreign("its classes differ in trees") }
    let trees = (0..<rounds).flatMap { round in byClass.map { $0[round] } }
    do {
      return try BoostedTrees(
        objective: header.objective, baseMargins: header.baseMargins, featureCount: header.featureCount, trees: trees)
    } catch {
      guard case .corrupt(let what) = error else { throw error }
      throw .foreign(what)
    }
  }

  /// The class that each tree answers for.
  private func labels(treeCount: Int, classCount: Int) throws(BoostingError) -> [Int] {
    guard let info = model["tree_info"]?.array else {
      return (0..<treeCount).map { $0 % classCount }
    }
    guard info.count == treeCount else {
      throw .foreign("`tree_info` has \(info.count) entries for \(treeCount) trees")
    }
    let labels = info.compactMap(\.int).filter { (0..<classCount).contains($0) }
    guard labels.count == treeCount else { throw .foreign("`tree_info` names a class beyond \(classCount - 1)") }
    return labels
  }
}
