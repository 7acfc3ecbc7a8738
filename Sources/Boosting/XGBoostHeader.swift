import Encoding
import Glibc

/// What an XGBoost file says before its trees.
struct XGBoostHeader {
  let objective: BoostingParameters.Objective
  let baseMargins: [Double]
  let featureCount: Int

  init(_ learner: JSON, objective name: String) throws(BoostingError) {
    let parameters = learner["learner_model_param"] ?? .null
    featureCount = try Self.count(parameters["num_feature"], "num_feature", 0..<1 << 20, absent: nil)
    let classes = try Self.count(parameters["num_class"], "num_class", 0...BoostedTrees.maxClassCount, absent: 0)
    let targets = try Self.count(parameters["num_target"], "num_target", 0...Int(Int32.max), absent: 1)
    guard targets <= 1 else { throw .foreign("it has \(targets) targets; models with one can be read") }
    objective = try Self.objective(name)
    let marginCount = objective == .softmax ? classes : 1
    guard objective != .softmax || classes > 1 else { throw .foreign("`\(name)` with \(classes) classes") }
    guard objective == .softmax || classes <= 1 else { throw .foreign("`\(name)` with \(classes) classes") }
    let scores = try Self.baseScores(parameters["base_score"])
    guard scores.count == 1 || scores.count == marginCount else {
      throw .foreign("`base_score` has \(scores.count) values for \(marginCount) margins")
    }
    var margins: [Double] = []
    for index in 0..<marginCount {
      margins.append(try Self.margin(ofBaseScore: scores[scores.count == 1 ? 0 : index], objective))
    }
    baseMargins = margins
  }

  private static func objective(_ name: String) throws(BoostingError) -> BoostingParameters.Objective {
    switch name {
    case "binary:logistic", "reg:logistic": return .logistic
    case "multi:softmax", "multi:softprob": return .softmax
    case "count:poisson", "reg:gamma", "reg:tweedie", "survival:aft", "survival:cox": return .exponential
    case "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:absoluteerror", "reg:pseudohubererror",
      "reg:quantileerror", "binary:logitraw", "rank:pairwise", "rank:ndcg", "rank:map":
      return .squaredError
    default:
      throw .foreign(
        "its objective is `\(name)`; binary:logistic, multi:softprob, reg:squarederror, count:poisson and others whose "
          + "answer is a margin, its sigmoid, its exponential or its softmax can be read")
    }
  }

  /// From the answer's scale to the margin's, in single precision as XGBoost works.
  private static func margin(
    ofBaseScore score: Float, _ objective: BoostingParameters.Objective
  ) throws(BoostingError) -> Double {
    switch objective {
    case .squaredError, .softmax: return Double(score)
    case .exponential:
      guard score > 0 else { throw .foreign("`base_score` is \(score); it must be above 0") }
      return Double(logf(score))
    case .logistic:
      guard score >= 0, score <= 1 else { throw .foreign("`base_score` is \(score); it must be a probability") }
      let clamped = min(max(score, 1e-6), 1 - 1e-6)
      return Double(-logf(1 / clamped - 1))
    }
  }

  /// "5E-1", or since 3.1 "[5E-1,2E-1]"; also a number, or an array of them.
  private static func baseScores(_ value: JSON?) throws(BoostingError) -> [Float] {
    guard let value, !value.isNull else { return [0.5] }
    var scores: [Float?]
    if let text = value.string {
      var inner = Substring(text)
      if inner.hasPrefix("["), inner.hasSuffix("]") { inner = inner.dropFirst().dropLast() }
      scores = inner.split(separator: ",", maxSplits: BoostedTrees.maxClassCount).map { part in
        Float(String(part.drop { $0 == " " }.prefix { $0 != " " }))
      }
    } else {
      scores = (value.array ?? [value]).map { $0.double.map { Float($0) } }
    }
    let found = scores.compactMap { $0 }.filter(\.isFinite)
    guard !found.isEmpty, found.count == scores.count else {
      throw .foreign("`base_score` is not a number or a list of numbers")
    }
    return found
  }

  /// A whole number, which XGBoost writes as text.
  static func count(
    _ value: JSON?, _ name: String, _ range: some RangeExpression<Int>, absent: Int?
  ) throws(BoostingError) -> Int {
    guard let value else {
      guard let absent else { throw .foreign("`\(name)` is missing") }
      return absent
    }
    guard let count = value.int ?? value.string.flatMap({ Int($0) }), range.contains(count) else {
      throw .foreign("`\(name)` is \(Self.short(value)), which cannot be")
    }
    return count
  }

  private static func short(_ value: JSON) -> String { String(value.description.prefix(40)) }
}
