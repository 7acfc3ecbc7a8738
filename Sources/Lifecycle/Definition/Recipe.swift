import Encoding

/// Features, algorithm, hyperparameters, split and seed: all that is needed to train again.
public struct Recipe: Sendable, Equatable, Codable {
  public var name: String
  public var algorithm: Algorithm
  /// Hyperparameters by their names in `sextant.yaml`; a name that the algorithm does not have is an error at load.
  public var parameters: [String: Double] = [:]
  /// Columns to use; nil means every column with the role feature.
  public var features: [String]?
  public var seed: UInt64 = 7
  public var options: Options = Options()

  /// What a training does to its rows and its scores beside fitting.
  public struct Options: Sendable, Equatable, Codable {
    public var classWeight: ClassWeight = .none
    /// At most so many rows of any class for each row of the rarest; nil keeps all.
    public var balance: Double?
    public var calibration: Calibration = .none
    /// Folds of a cross-validation beside the split; nil has none.
    public var folds: Int?
    public var categorical: Categorical = .encoded

    public enum ClassWeight: String, Sendable, Hashable, CaseIterable, Codable {
      case none, balanced
    }

    public enum Calibration: String, Sendable, Hashable, CaseIterable, Codable {
      case none, isotonic, sigmoid
    }

    public enum Categorical: String, Sendable, Hashable, CaseIterable, Codable {
      /// Levels become numbers before the trees see them.
      case encoded
      /// Trees split on sets of levels.
      case native
    }

    public init(
      classWeight: ClassWeight = .none, balance: Double? = nil, calibration: Calibration = .none, folds: Int? = nil,
      categorical: Categorical = .encoded
    ) {
      self.classWeight = classWeight
      self.balance = balance
      self.calibration = calibration
      self.folds = folds
      self.categorical = categorical
    }
  }

  public enum Algorithm: String, Sendable, Hashable, CaseIterable, Codable {
    case baseline
    case linear
    case logistic
    case boostedTrees = "boosted-trees"
  }

  public init(
    name: String, algorithm: Algorithm, parameters: [String: Double] = [:], features: [String]? = nil,
    seed: UInt64 = 7, options: Options = Options()
  ) {
    self.options = options
    self.name = name
    self.algorithm = algorithm
    self.parameters = parameters
    self.features = features
    self.seed = seed
  }
}

extension Recipe.Algorithm {
  /// Hyperparameters that need not be whole numbers.
  public static let fractional: Set<String> = ["l2", "learning_rate", "min_rows_per_leaf"]

  /// Hyperparameters by name, with their allowed ranges.
  public var parameterRanges: [(name: String, range: ClosedRange<Double>)] {
    switch self {
    case .baseline: []
    case .linear, .logistic: [("l2", 0...1e6), ("iterations", 1...10_000)]
    case .boostedTrees:
      [
        ("rounds", 1...10_000), ("depth", 0...16), ("leaves", 2...4096), ("learning_rate", 1e-4...1),
        ("min_rows_per_leaf", 1...1e6), ("l2", 0...1e6), ("bins", 2...255), ("early_stopping", 0...1000),
      ]
    }
  }
}
