import Encoding

/// A model file of XGBoost, read: the trees, and what the file says about the features.
public struct XGBoostModel: Sendable, Equatable {
  public let trees: BoostedTrees
  /// XGBoost's name of the objective, as "binary:logistic".
  public let objectiveName: String
  /// One for each feature; nil where the file names none.
  public let featureNames: [String]?
  /// "float", "int", "i" (yes or no), "q" or "c" (categorical) for each feature; nil where the file has none.
  public let featureTypes: [String]?
  /// The texts that codes 0, 1, … of a feature stand for; nil for numbers, and for every feature of files before
  /// XGBoost 3.1, whose codes are places in the training frame's own list.
  public let levels: [[String]?]
  /// Texts that somebody attached to the model, by name.
  public let attributes: [String: String]
  /// Major, minor and patch number of the XGBoost that wrote the file; empty where it does not say.
  public let version: [Int]

  /// Bytes that a file may have: reading takes some ten times as much memory.
  public static let byteLimit = 256 << 20

  /// Reads XGBoost's JSON form, or its binary twin UBJSON, of XGBoost 1.7 to 3.x, and trusts none of it.
  ///
  /// Unknown members are passed over. Trees are kept as they are, but that leaf values of `dart` are multiplied by
  /// their tree's weight, and nodes that no row reaches are dropped.
  ///
  /// - Throws: `BoostingError.foreign`, naming the place and how to mend it.
  public init(json bytes: [UInt8]) throws(BoostingError) {
    guard bytes.count <= Self.byteLimit else {
      throw .foreign("it has \(bytes.count) bytes; at most \(Self.byteLimit) can be read")
    }
    let document: JSON
    do {
      // The binary form begins with a brace and the type of a length.
      let isBinary = bytes.count > 1 && bytes[0] == UInt8(ascii: "{") && "iUIlL$#".utf8.contains(bytes[1])
      document = isBinary ? try JSON(parsingUBJSON: bytes) : try JSON(parsing: Self.withoutNaN(bytes))
    } catch {
      throw .foreign("\(error)")
    }
    try self.init(document)
  }

  /// XGBoost before 3.0 writes NaN where a split by categories has no threshold, which JSON does not know: null in its
  /// place, and in that of infinities.
  private static func withoutNaN(_ bytes: [UInt8]) -> [UInt8] {
    let words = ["NaN", "-NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }
    var mended: [UInt8] = []
    var copied = 0
    var isInString = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { isInString.toggle() }
      if isInString {
        index += byte == UInt8(ascii: "\\") ? 2 : 1
        continue
      }
      // The words begin with these; most bytes do not.
      guard byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") || byte == UInt8(ascii: "-"),
        let word = words.first(where: { bytes[index...].starts(with: $0) })
      else {
        index += 1
        continue
      }
      mended += bytes[copied..<index]
      mended += "null".utf8
      index += word.count
      copied = index
    }
    return copied == 0 ? bytes : mended + bytes[copied...]
  }

  init(_ document: JSON) throws(BoostingError) {
    guard let learner = document["learner"], learner.members != nil else {
      throw .foreign("it has no `learner`; save the model with Booster.save_model(\"….json\")")
    }
    version = (document["version"]?.array ?? []).prefix(3).compactMap(\.int)
    guard let name = learner["objective"]?["name"]?.string else { throw .foreign("it names no objective") }
    objectiveName = name
    let header = try XGBoostHeader(learner, objective: name)
    let booster = try XGBoostBooster(learner)
    trees = try booster.forest(header)
    featureNames = try Self.texts(learner["feature_names"], "feature_names", count: header.featureCount)
    featureTypes = try Self.texts(learner["feature_types"], "feature_types", count: header.featureCount)
    attributes = Dictionary(
      (learner["attributes"]?.members ?? []).compactMap { member in member.value.string.map { (member.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    levels = try XGBoostLevels(booster.model["cats"], featureCount: header.featureCount).levels
  }

  private static func texts(_ value: JSON?, _ name: String, count: Int) throws(BoostingError) -> [String]? {
    guard let list = value?.array, !list.isEmpty else { return nil }
    guard list.count == count else { throw .foreign("`\(name)` has \(list.count) entries for \(count) features") }
    let texts = list.compactMap(\.string)
    guard texts.count == count else { throw .foreign("`\(name)` holds something that is no text") }
    return texts
  }
}

extension BoostedTrees {
  /// Reads XGBoost's JSON form; see `XGBoostModel` for the names of its features.
  ///
  /// - Throws: `BoostingError.foreign`.
  public init(xgboostJSON bytes: [UInt8]) throws(BoostingError) {
    self = try XGBoostModel(json: bytes).trees
  }
}
