/// What is to be trained: a recipe in the words of this module.
public struct TrainingSpecification: Sendable, Equatable {
  /// The recipe's name.
  public var name: String
  public var algorithm: LearningAlgorithm
  /// Hyperparameters by name. Trees: `rounds` (200), `depth`, `leaves` (31 where neither is given), `learning_rate`
  /// (0.1), `min_rows_per_leaf`, `l2`, `bins` (255), `early_stopping` (30 rounds; 0 is off; needs a validate part).
  /// A depth grows trees level by level with XGBoost's other defaults, leaves grow them leaf by leaf with LightGBM's,
  /// both together leaf by leaf within the depth. Linear and logistic: `l2` (1), `iterations` (100).
  public var parameters: [String: Double]
  /// The columns to learn from; nil takes all that have the role feature.
  public var features: [String]?
  public var seed: UInt64
  /// Nil leaves the task to the target's values.
  public var task: LearningTask?
  /// The positive class, as the table writes it; nil leaves it to the values.
  public var positive: String?
  /// The classes of a multiclass task by their numbers, where they are settled already: numbers in a log must mean the
  /// same whichever rows a model learns from. Nil takes those of the rows.
  public var classes: [String]?
  public var classWeight: ClassWeighting
  /// Training rows of any class for each row of the rarest one, at most; 1 or more. Chance leaves the others out, and
  /// the probabilities are corrected for it. Nil keeps all rows.
  public var balance: Double?
  /// How probabilities are mended on the validate rows, before the threshold is picked.
  public var calibration: CalibrationMethod
  /// How trees see categories.
  public var categorical: CategoryHandling
  /// Threads to work on; the model does not depend on it.
  public var threads: Int

  public init(
    name: String, algorithm: LearningAlgorithm, parameters: [String: Double] = [:], features: [String]? = nil,
    seed: UInt64 = 7, task: LearningTask? = nil, positive: String? = nil, classes: [String]? = nil,
    classWeight: ClassWeighting = .none, balance: Double? = nil, calibration: CalibrationMethod = .none,
    categorical: CategoryHandling = .encoded, threads: Int = 2
  ) {
    self.name = name
    self.algorithm = algorithm
    self.parameters = parameters
    self.features = features
    self.seed = seed
    self.task = task
    self.positive = positive
    self.classes = classes
    self.classWeight = classWeight
    self.balance = balance
    self.calibration = calibration
    self.categorical = categorical
    self.threads = threads
  }
}

/// Which rows of a table do what. Rows are positions; their order is the order of learning.
public struct TrainingParts: Sendable, Equatable {
  /// Rows to learn from.
  public var train: [Int]
  /// Rows that stop the training early and pick the threshold; may be empty.
  public var validate: [Int]
  /// Rows that gates judge; may be empty.
  public var test: [Int]

  public init(train: [Int], validate: [Int] = [], test: [Int] = []) {
    self.train = train
    self.validate = validate
    self.test = test
  }
}

/// What answers are worth under the scope's value model.
public enum ValueFunction: Sendable {
  /// For given rows, what each is worth predicted positive and predicted negative.
  case decisions(@Sendable (_ rows: [Int]) -> DecisionValues)
  /// For given rows and the answers to them (0 or 1, or numbers), what each is worth; NaN where unknown.
  case answers(@Sendable (_ rows: [Int], _ answers: [Double]) -> [Double])

  /// What either answer is worth.
  func decisions(for rows: [Int]) -> DecisionValues {
    switch self {
    case .decisions(let values): values(rows)
    case .answers(let values):
      DecisionValues(
        positive: values(rows, [Double](repeating: 1, count: rows.count)),
        negative: values(rows, [Double](repeating: 0, count: rows.count)))
    }
  }

  /// What the given numbers are worth; nil for a function of decisions, which knows only two.
  func values(of answers: [Double], rows: [Int]) -> [Double]? {
    switch self {
    case .decisions: nil
    case .answers(let values): values(rows, answers)
    }
  }
}
