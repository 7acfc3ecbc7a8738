/// How much the rows of each class count in a fit.
public enum ClassWeighting: Sendable, Equatable {
  /// Each row once.
  case none
  /// Each class as much as any other: rows / (classes · rows of the class), as in scikit-learn.
  case balanced
  /// By the class as the table writes it; classes not named count once. Above 0 each.
  case weights([String: Double])
}

/// How trees see categories.
public enum CategoryHandling: String, Sendable, Hashable, CaseIterable, Codable {
  /// As numbers in the order of the levels' mean target: a split parts the low levels from the high ones.
  case encoded
  /// As sets: a split may part any levels from the others.
  case native
}
