/// A tree fresh from the grower, with what the training still needs of it.
struct GrownTree {
  let tree: BoostedTrees.Tree
  /// By node: the last code that goes left, for splits.
  let codes: [Int]
  let leafRows: LeafRows
}
