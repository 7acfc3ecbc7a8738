import Encoding

/// A trained model with all that is needed to use it: how columns become numbers, what the numbers become, what the
/// answers mean, and how it came to be.
public struct Model: Sendable, Equatable {
  /// How the model was made.
  public struct Origin: Sendable, Equatable {
    /// The recipe's name.
    public var recipe: String
    public var algorithm: LearningAlgorithm
    /// Hyperparameters as the recipe gives them.
    public var parameters: [String: Double]
    public var seed: UInt64

    public init(recipe: String, algorithm: LearningAlgorithm, parameters: [String: Double], seed: UInt64) {
      self.recipe = recipe
      self.algorithm = algorithm
      self.parameters = parameters
      self.seed = seed
    }
  }

  /// How much a column counts, as a share of all of them.
  public struct Importance: Sendable, Equatable {
    public var column: String
    /// 0...1.
    public var share: Double

    public init(column: String, share: Double) {
      self.column = column
      self.share = share
    }
  }

  public let origin: Origin
  public let target: TargetEncoding
  public let pipeline: FeaturePipeline
  public let predictor: Predictor
  /// The probability from which on a row is predicted positive; nil for regression.
  public let threshold: Double?
  /// The columns by descending importance: gain of their splits (trees), or the spread of what they add to the
  /// margin over the training rows (linear).
  public let importances: [Importance]
  /// Metrics of `train`, `validate`, `test`, and of the baseline on `test` as `baseline`.
  public let metrics: [String: MetricSet]
  /// Further bytes that travel with the model, by name, such as the `reference` profile. The names `features` and
  /// `predictor` are the model's own.
  public var attachments: [String: [UInt8]] = [:]

  /// - Precondition: the predictor reads as many numbers as the pipeline gives.
  public init(
    origin: Origin, target: TargetEncoding, pipeline: FeaturePipeline, predictor: Predictor, threshold: Double?,
    importances: [Importance], metrics: [String: MetricSet], attachments: [String: [UInt8]] = [:]
  ) {
    precondition(predictor.featureCount == pipeline.outputCount)
    self.origin = origin
    self.target = target
    self.pipeline = pipeline
    self.predictor = predictor
    self.threshold = threshold
    self.importances = importances
    self.metrics = metrics
    self.attachments = attachments
  }

  public var task: LearningTask { target.task }

  /// The columns that the model reads.
  public var features: [String] { pipeline.columnNames }
}
