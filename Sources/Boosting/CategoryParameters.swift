/// How a split chooses which levels of a categorical feature go right.
///
/// After LightGBM, whose defaults these are: few levels are tried one against the rest; more are put in the order of
/// their mean gradient, and the best run from either end is taken (Fisher 1958: the best set is such a run).
public struct CategoryParameters: Sendable, Equatable {
  /// Leaves with at most so many levels try each against the rest; 0 or more.
  public var oneVersusRestLevels: Int
  /// Levels in one set at most; 1 or more.
  public var levelsPerSplit: Int
  /// Added to a level's hessian when levels are ordered, so that rare ones do not come first; 0 or more.
  public var smoothing: Double
  /// λ that is added to `l2` when sets are compared; 0 or more. Leaf values do not feel it.
  public var l2: Double
  /// Rows that a level needs in the leaf to be put into a set, by the hessian's share; 0 or more.
  public var minRowsPerLevel: Int

  public init(
    oneVersusRestLevels: Int = 4, levelsPerSplit: Int = 32, smoothing: Double = 10, l2: Double = 10,
    minRowsPerLevel: Int = 10
  ) {
    self.oneVersusRestLevels = oneVersusRestLevels
    self.levelsPerSplit = levelsPerSplit
    self.smoothing = smoothing
    self.l2 = l2
    self.minRowsPerLevel = minRowsPerLevel
  }

  /// Refuses values outside the documented ranges.
  func validate() throws(BoostingError) {
    guard oneVersusRestLevels >= 0, levelsPerSplit >= 1, minRowsPerLevel >= 0 else {
      throw .badInput("category counts must be 0 or more, levelsPerSplit 1 or more")
    }
    guard smoothing >= 0, smoothing.isFinite, l2 >= 0, l2.isFinite else {
      throw .badInput("category smoothing \(smoothing) and l2 \(l2) must be 0 or more")
    }
  }
}
