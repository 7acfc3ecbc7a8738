import Boosting
import Encoding

/// A model that another program trained, before it has met a table's columns.
public struct ForeignModel: Sendable, Equatable {
  /// What the model reads of a column.
  public enum Input: Sendable, Equatable {
    /// The value in single precision.
    case number
    /// The value's place among thresholds of double precision.
    case ranked(RankedNumber)
    /// The place of the level among these texts; nil in their stead where the file does not tell them.
    case levels([String]?)
    /// Whole numbers that stand for categories: a numeric column's values, or levels that read as such numbers.
    case codes
    /// The value less an offset that also stands in a missing value's place.
    case offset(Double)
  }

  public struct Feature: Sendable, Equatable {
    /// Nil where the file does not name it; columns are then taken in their order.
    public var name: String?
    public var input: Input

    public init(name: String?, input: Input) {
      self.name = name
      self.input = input
    }
  }

  /// The program or format, for messages.
  public let format: String
  /// The program's own name of what the model answers.
  public let objectiveName: String
  public let predictor: Predictor
  /// One for each number that the predictor reads.
  public let features: [Feature]
  /// How columns become features where this program itself exported the file.
  public let encoding: JSON?

  public init(
    format: String, objectiveName: String, predictor: Predictor, features: [Feature], encoding: JSON? = nil
  ) {
    self.format = format
    self.objectiveName = objectiveName
    self.predictor = predictor
    self.features = features
    self.encoding = encoding
  }

  public init(_ model: XGBoostModel) {
    let names = model.featureNames
    let categorical = model.trees.categoricalFeatures
    self.init(
      format: "XGBoost", objectiveName: model.objectiveName, predictor: .trees(model.trees),
      features: (0..<model.trees.featureCount).map { index in
        let isCategorical =
          model.featureTypes?[index] == "c" || categorical[index] || model.levels[index] != nil
        return Feature(name: names?[index], input: isCategorical ? .levels(model.levels[index]) : .number)
      },
      encoding: model.attributes[Model.attributeName].flatMap { try? JSON(parsing: $0) })
  }

  /// Classes whose probabilities the model gives; 0 for a number.
  var classCount: Int {
    switch predictor {
    case .baseline: 0
    case .shares(let shares): shares.count
    case .softmax(let model): model.classCount
    case .linear(let model): model.task == .binary ? 2 : 0
    case .trees(let trees):
      switch trees.objective {
      case .logistic: 2
      case .softmax: trees.classCount
      case .squaredError, .exponential: 0
      }
    }
  }

  /// The algorithm of this program that answers alike.
  public var algorithm: LearningAlgorithm {
    switch predictor {
    case .trees: .boostedTrees
    case .linear(let model): model.task == .binary ? .logistic : .linear
    case .softmax: .logistic
    case .baseline, .shares: .baseline
    }
  }
}
