/// A leaf of the tree that is being grown.
struct GrowingLeaf: Equatable {
  /// Its place among the tree's nodes.
  var node: Int
  var depth: Int
  /// Its rows' stretch of the row numbers.
  var start: Int
  var count: Int
  var sum: GradientSum
  /// Where its histogram is kept while it may be split.
  var histogram: HistogramStore.Slot?
  var candidate = SplitCandidate()
  /// Quantised hessian that a child needs at least, beyond the parameters: raised when a split left too few rows.
  var minHessian: Int32 = 1
}
