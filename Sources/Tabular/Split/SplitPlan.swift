/// How the rows of a dataset are shared out: who trains, who stops early, who judges, who is played as traffic.
public struct SplitPlan: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, CaseIterable, Codable {
    /// Oldest rows train, newest are live; rows of one time keep their order.
    case time
    /// As `time`, by place in the file.
    case rowOrder = "row_order"
    /// At random.
    case random
    /// At random, with the same mix of labels in every part.
    case stratified
  }

  /// Shares of the rows, each from 0 to 1, together 1.
  public struct Fractions: Sendable, Hashable {
    public var train: Double
    public var validate: Double
    public var test: Double
    public var live: Double

    public init(train: Double, validate: Double = 0, test: Double = 0, live: Double = 0) {
      self.train = train
      self.validate = validate
      self.test = test
      self.live = live
    }

    var all: [Double] { [train, validate, test, live] }
  }

  public var method: Method
  public var fractions: Fractions
  /// Decides the draw of `random` and `stratified`; the same seed gives the same parts on every machine.
  public var seed: UInt64

  public init(method: Method, fractions: Fractions, seed: UInt64 = 0) {
    self.method = method
    self.fractions = fractions
    self.seed = seed
  }
}

/// Why a split cannot be made.
public enum SplitError: Error, Sendable, Equatable, CustomStringConvertible {
  case badFraction(Double)
  case badSum(Double)
  case nothingToTrain(rows: Int)
  case needsTimes
  case needsLabels
  case wrongCount(rows: Int, given: Int)
  case labelsAreText

  public var description: String {
    switch self {
    case .badFraction(let value): "split: \(value) is no fraction; give each part a number from 0 to 1"
    case .badSum(let sum): "split: the parts add up to \(sum); make train, validate, test and live add up to 1"
    case .nothingToTrain(let rows):
      "split: no row of \(rows) is left to train on; give train a larger part, or more rows"
    case .needsTimes: "split: a split by time needs an event time; name the time columns, or split by row order"
    case .needsLabels: "split: a stratified split needs a target; name one, or split at random"
    case .wrongCount(let rows, let given): "split: \(given) times or labels for \(rows) rows; give one a row"
    case .labelsAreText: "split: the target is text or a time, which has no classes to keep in balance; split at random"
    }
  }
}
