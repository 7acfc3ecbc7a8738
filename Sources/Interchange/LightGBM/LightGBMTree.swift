import Boosting

/// One tree of a LightGBM file: its arrays, checked against each other.
struct LightGBMTree {
  enum Missing: Int { case none, zero, nan }

  /// A question: a number at most a threshold, or a category in a set goes left.
  struct Split {
    enum Question {
      case most(Double, Missing, missingGoesLeft: Bool)
      case among([UInt32])
    }

    var feature: Int
    var question: Question
    /// Positions of splits, or where negative the complement of leaves' positions.
    var left: Int
    var right: Int
    var gain: Float
    var count: Int
  }

  let index: Int
  private(set) var splits: [Split] = []
  let leaves: [Double]
  let leafCounts: [Int]

  init(_ fields: LightGBMText.Fields, index: Int, featureCount: Int) throws(InterchangeError) {
    let place = "tree \(index)"
    self.index = index
    let leafCount = try LightGBMText.whole(fields, "num_leaves", place)
    guard leafCount >= 1, leafCount <= 32_768 else {
      throw .unsupported(what: "\(place) has \(leafCount) leaves", mend: "trees of 1 to 32,768 leaves can be read")
    }
    guard fields["is_linear"] ?? "0" == "0" else {
      throw .unsupported(what: "\(place) has linear models in its leaves", mend: "train it with linear_tree=false")
    }
    leaves = try LightGBMText.numbers(fields, "leaf_value", count: leafCount, place) { Double($0) }
    guard leaves.allSatisfy(\.isFinite) else { throw .damaged(what: "\(place) has a leaf that is not finite") }
    // Not in every version's file of a tree that is a single leaf.
    leafCounts =
      (try? LightGBMText.numbers(fields, "leaf_count", count: leafCount, place) { Int($0) })
      ?? [Int](repeating: 0, count: leafCount)
    guard leafCount > 1 else { return }
    try read(fields, place, leafCount - 1, featureCount)
  }

  private mutating func read(
    _ fields: LightGBMText.Fields, _ place: String, _ count: Int, _ featureCount: Int
  ) throws(InterchangeError) {
    let features = try LightGBMText.numbers(fields, "split_feature", count: count, place) { Int($0) }
    let thresholds = try LightGBMText.numbers(fields, "threshold", count: count, place) { Double($0) }
    let types = try LightGBMText.numbers(fields, "decision_type", count: count, place) { Int($0) }
    let lefts = try LightGBMText.numbers(fields, "left_child", count: count, place) { Int($0) }
    let rights = try LightGBMText.numbers(fields, "right_child", count: count, place) { Int($0) }
    let gains = try? LightGBMText.numbers(fields, "split_gain", count: count, place) { Float($0) }
    let counts = try? LightGBMText.numbers(fields, "internal_count", count: count, place) { Int($0) }
    let sets = try Self.sets(fields, place)
    for node in 0..<count {
      guard (0..<featureCount).contains(features[node]) else {
        throw .damaged(what: "\(place) asks feature \(features[node]) of \(featureCount)")
      }
      for child in [lefts[node], rights[node]] where !(-leaves.count..<count).contains(child) {
        throw .damaged(what: "\(place) leads to \(child)")
      }
      let question: Split.Question
      if types[node] & 1 == 1 {
        guard let set = Int(exactly: thresholds[node]), sets.indices.contains(set) else {
          throw .damaged(what: "\(place) asks a set of categories that is not there")
        }
        question = .among(sets[set])
      } else {
        guard let missing = Missing(rawValue: types[node] >> 2 & 3), !thresholds[node].isNaN else {
          throw .damaged(what: "\(place) has an unknown type of question")
        }
        question = .most(
          min(max(thresholds[node], -.greatestFiniteMagnitude), .greatestFiniteMagnitude), missing,
          missingGoesLeft: types[node] & 2 == 2)
      }
      let gain = gains?[node] ?? 0
      splits.append(
        Split(
          feature: features[node], question: question, left: lefts[node], right: rights[node],
          gain: gain.isFinite ? gain : 0, count: counts?[node] ?? 0))
    }
  }

  /// Bitsets, 32 categories a word.
  private static func sets(_ fields: LightGBMText.Fields, _ place: String) throws(InterchangeError) -> [[UInt32]] {
    let count = fields["num_cat"] == nil ? 0 : try LightGBMText.whole(fields, "num_cat", place)
    guard count >= 0, count <= 32_768 else { throw .damaged(what: "\(place) tells of \(count) sets of categories") }
    guard count > 0 else { return [] }
    let bounds = try LightGBMText.numbers(fields, "cat_boundaries", count: count + 1, place) { Int($0) }
    guard bounds[0] == 0, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 <= $1 }), bounds[count] <= 1 << 24 else {
      throw .damaged(what: "\(place): `cat_boundaries`")
    }
    let words = try LightGBMText.numbers(fields, "cat_threshold", count: bounds[count], place) { UInt32($0) }
    return (0..<count).map { Array(words[bounds[$0]..<bounds[$0 + 1]]) }
  }
}
