import Boosting
import Encoding
import Learning

/// A model file of LightGBM, read: versions 3 and 4 of its text form.
///
/// Scores are the library's own: comparisons stay in double precision (`RankedNumber`), leaves are rounded to single
/// precision after what they have in common has gone into the base margin.
public struct LightGBMModel: Sendable, Equatable {
  public let foreign: ForeignModel

  /// Bytes that a file may have.
  public static let byteLimit = 256 << 20

  /// - Throws: `InterchangeError`, naming the place and how to mend it.
  public init(text bytes: [UInt8]) throws(InterchangeError) {
    guard bytes.count <= Self.byteLimit else { throw .tooLarge(what: "\(bytes.count) bytes") }
    // Windows' line ends are one character to Swift, which a search for "\n" passes over.
    let text = String(decoding: bytes.contains(0x0D) ? bytes.filter { $0 != 0x0D } : bytes, as: UTF8.self)
    let file = try LightGBMText(text)
    let objective = try LightGBMObjective(file.header["objective"])
    let featureCount = 1 + (try LightGBMText.whole(file.header, "max_feature_idx", "the header"))
    guard (1..<1 << 20).contains(featureCount) else { throw .damaged(what: "\(featureCount) features") }
    let perRound = try LightGBMText.whole(file.header, "num_tree_per_iteration", "the header")
    guard perRound == max(1, objective.classCount), file.trees.count.isMultiple(of: perRound) else {
      throw .damaged(what: "\(perRound) trees a round for \(max(1, objective.classCount)) margins")
    }
    var trees: [LightGBMTree] = []
    for (index, fields) in file.trees.enumerated() {
      trees.append(try LightGBMTree(fields, index: index, featureCount: featureCount))
    }
    let isAverage = file.header["average_output"] != nil
    let factor = objective.slope / (isAverage ? Double(max(1, trees.count / perRound)) : 1)
    let inputs = try LightGBMInputs(trees, featureCount: featureCount)
    var forest = LightGBMForest(inputs: inputs, classCount: perRound, factor: factor)
    for (index, tree) in trees.enumerated() { try forest.append(tree, label: index % perRound) }
    let predictor = try forest.predictor(objective.link, featureCount: featureCount)
    foreign = ForeignModel(
      format: "LightGBM", objectiveName: objective.name, predictor: predictor,
      features: try Self.features(file, inputs, featureCount))
  }

  private static func features(
    _ file: LightGBMText, _ inputs: LightGBMInputs, _ count: Int
  ) throws(InterchangeError) -> [ForeignModel.Feature] {
    let words = (file.header["feature_names"] ?? "").split(separator: " ").map(String.init)
    guard words.count == count else { throw .damaged(what: "\(words.count) feature names for \(count) features") }
    // Names that LightGBM makes up where it is given none.
    let isNamed = words != (0..<count).map { "Column_\($0)" }
    let infos = (file.header["feature_infos"] ?? "").split(separator: " ")
    guard infos.count == count else { throw .damaged(what: "\(infos.count) feature infos for \(count) features") }
    let levels = try levels(file.pandasCategories, infos, inputs)
    return (0..<count).map { index in
      ForeignModel.Feature(name: isNamed ? words[index] : nil, input: levels[index] ?? inputs.input(of: index))
    }
  }

  /// A frame's categorical columns by their order: those whose info lists codes, and where that is not all of them
  /// those without an info too, which no tree asks.
  private static func levels(
    _ lists: [[JSON]]?, _ infos: [Substring], _ inputs: LightGBMInputs
  ) throws(InterchangeError) -> [Int: ForeignModel.Input] {
    guard let lists, !lists.isEmpty else { return [:] }
    let certain = infos.indices.filter { infos[$0] != "none" && !infos[$0].hasPrefix("[") }
    let possible = infos.indices.filter { !infos[$0].hasPrefix("[") }
    guard let chosen = [certain, possible].first(where: { $0.count == lists.count }) else {
      throw .unsupported(
        what: "it lists the levels of \(lists.count) columns, and \(certain.count) of its features are categorical",
        mend: "train it without columns that are empty or constant")
    }
    return Dictionary(
      uniqueKeysWithValues: zip(chosen, lists).map { index, list in
        (index, .levels(list.map { $0.string ?? $0.text() }))
      })
  }
}

/// What a LightGBM model's margins mean.
struct LightGBMObjective {
  let name: String
  let link: BoostingParameters.Objective
  /// 0 for a number, 1 for the probability of a class, else the classes.
  let classCount: Int
  /// What margins are multiplied by before the link.
  let slope: Double

  init(_ text: Substring?) throws(InterchangeError) {
    let words = (text ?? "").split(separator: " ")
    guard let first = words.first else {
      throw .unsupported(
        what: "it names no objective, so that its answers have no known meaning", mend: "train it with a named one")
    }
    name = String(first)
    func option(_ name: String) -> Substring? {
      words.first { $0.hasPrefix(name + ":") }?.dropFirst(name.count + 1)
    }
    guard !words.contains("sqrt") else {
      throw .unsupported(what: "it learned the square root of the target (`reg_sqrt`)", mend: "train it without")
    }
    var slope = 1.0
    var classCount = 0
    switch first {
    case "binary":
      link = .logistic
      if let text = option("sigmoid") {
        guard let value = Double(text), value.isFinite, value > 0 else { throw .damaged(what: "sigmoid:\(text)") }
        slope = value
      }
    case "cross_entropy", "xentropy": link = .logistic
    case "multiclass", "softmax":
      link = .softmax
      guard let count = option("num_class").flatMap({ Int($0) }), (2...BoostedTrees.maxClassCount).contains(count)
      else { throw .damaged(what: "`\(words.joined(separator: " "))` names no classes") }
      classCount = count
    case "poisson", "gamma", "tweedie": link = .exponential
    case "regression", "regression_l1", "huber", "fair", "quantile", "mape", "lambdarank", "rank_xendcg":
      link = .squaredError
    default:
      throw .unsupported(
        what: "its objective is `\(first)`", mend: "binary, multiclass, regression and count objectives can be read")
    }
    self.slope = slope
    self.classCount = classCount
  }
}
