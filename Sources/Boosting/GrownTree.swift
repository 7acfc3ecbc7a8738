/// A tree fresh from the grower, with what the training still needs of it.
struct GrownTree {
  let tree: BoostedTrees.Tree
  /// By node: what was asked of the codes, for splits.
  let candidates: [SplitCandidate]
  let leafRows: LeafRows
}
