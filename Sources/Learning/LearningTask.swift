/// What kind of answer is learned.
public enum LearningTask: String, Sendable, Hashable, CaseIterable, Codable {
  /// One of two classes; a score is the probability of the positive one.
  case binary
  /// One of three to 255 classes; a score is the probability of the predicted one.
  case multiclass
  /// A number.
  case regression
}

/// How a model is learned. The raw values are the names that recipes use.
public enum LearningAlgorithm: String, Sendable, Hashable, CaseIterable, Codable {
  /// The mean of the target, or the shares of the classes.
  case baseline
  /// Ridge regression.
  case linear
  /// Logistic regression with an L2 penalty; multinomial for more than two classes.
  case logistic
  case boostedTrees = "boosted-trees"

  /// Whether the algorithm can give such answers.
  public func fits(_ task: LearningTask) -> Bool {
    switch (self, task) {
    case (.baseline, _), (.boostedTrees, _), (.linear, .regression),
      (.logistic, .binary),
      (.logistic, .multiclass):
      true
    case (.linear, .binary), (.linear, .multiclass), (.logistic, .regression): false
    }
  }
}
