import Boosting
import Encoding
import Tabular

extension FeaturePipeline {
  /// The way from a table's columns to the features of an XGBoost model, matched by name.
  ///
  /// A file that this program exported says itself how columns are encoded. Of other files each feature is a column of
  /// its name: a number, a yes or no, or a category whose levels the file lists.
  ///
  /// - Throws: `LearningError.interchange` that names what does not fit.
  init(adopting model: XGBoostModel, of table: Table) throws(LearningError) {
    var inputs: [Input] = []
    if let text = model.attributes[Model.attributeName], let description = try? JSON(parsing: text) {
      inputs = try Self.described(description)
    } else {
      inputs = try Self.named(model, table)
    }
    let missing = inputs.map(\.name).filter { table[$0] == nil }
    guard missing.isEmpty else {
      throw .interchange(
        "the model asks for \(missing.count == 1 ? "a column" : "columns") the project's data do not have: "
          + "\(missing.prefix(5).map { "`\($0)`" }.joined(separator: ", "))\(missing.count > 5 ? "…" : ""); "
          + "rename the features or add the columns")
    }
    for input in inputs {
      guard let found = table[input.name]?.kind, found != input.kind else { continue }
      throw .kindMismatch(column: input.name, expected: input.kind, found: found)
    }
    self.init(style: .trees, inputs: inputs)
    guard outputCount == model.trees.featureCount else {
      throw .interchange("the model has \(model.trees.featureCount) features, its description \(outputCount)")
    }
  }

  // MARK: - Other programs' files

  private static func named(_ model: XGBoostModel, _ table: Table) throws(LearningError) -> [Input] {
    guard let names = model.featureNames else {
      throw .interchange(
        "the model does not name its features; train it on a DMatrix with feature_names, the project's columns")
    }
    guard Set(names).count == names.count else { throw .interchange("two features of the model have the same name") }
    var inputs: [Input] = []
    for (index, name) in names.enumerated() {
      guard let kind = table[name]?.kind else {
        // Missing columns are told of together, later.
        inputs.append(Input(name: name, kind: .numeric, encoder: .number))
        continue
      }
      let isCategorical = model.featureTypes?[index] == "c" || model.trees.categoricalFeatures[index]
      inputs.append(
        Input(
          name: name, kind: kind,
          encoder: try encoder(name, kind, isCategorical: isCategorical, levels: model.levels[index])))
    }
    return inputs
  }

  private static func encoder(
    _ name: String, _ kind: ColumnKind, isCategorical: Bool, levels: [String]?
  ) throws(LearningError) -> FeatureEncoder {
    switch kind {
    case .numeric where levels == nil: return .number
    case .boolean where levels == nil: return .flag
    case .categorical:
      guard isCategorical else {
        throw .interchange("column `\(name)` holds categories, the model's feature of that name is a number")
      }
      guard let levels else {
        throw .interchange(
          "the model does not say which levels of `\(name)` its codes mean; save it with XGBoost 3.1 or later, trained "
            + "on a data frame with categories")
      }
      // A code that no set holds, as XGBoost takes negative ones.
      return .ordinal(OrdinalLevels(levels: levels, otherCode: -1))
    case .numeric, .boolean:
      throw .interchange("the model takes `\(name)` for categories, in the project it is \(kind.rawValue)")
    case .timestamp, .text:
      throw .interchange("column `\(name)` is \(kind.rawValue), which XGBoost cannot have learned from")
    }
  }

  // MARK: - Our own files

  private static func described(_ description: JSON) throws(LearningError) -> [Input] {
    let damaged = LearningError.interchange("the model's description of its features (attribute `sextant`) is damaged")
    guard let features = description["features"]?.array else { throw damaged }
    var inputs: [Input] = []
    for feature in features {
      guard let name = feature["column"]?.string,
        let kind = feature["kind"]?.string.flatMap(ColumnKind.init(rawValue:)),
        let encoding = feature["encoding"]?.string
      else { throw damaged }
      if let part = TimePart(rawValue: encoding) {
        if let last = inputs.last, last.name == name, case .timeParts(let parts) = last.encoder {
          inputs[inputs.count - 1].encoder = .timeParts(parts + [part])
        } else {
          inputs.append(Input(name: name, kind: kind, encoder: .timeParts([part])))
        }
        continue
      }
      inputs.append(Input(name: name, kind: kind, encoder: try encoder(encoding, feature, damaged)))
    }
    guard Set(inputs.map(\.name)).count == inputs.count else { throw damaged }
    return inputs
  }

  private static func encoder(
    _ encoding: String, _ feature: JSON, _ damaged: LearningError
  ) throws(LearningError) -> FeatureEncoder {
    switch encoding {
    case "number": return .number
    case "flag": return .flag
    case "order":
      guard let levels = feature["levels"]?.array?.compactMap(\.string), let other = feature["other"]?.double else {
        throw damaged
      }
      return .ordinal(OrdinalLevels(levels: levels, otherCode: Float(other)))
    case "code":
      guard let levels = feature["levels"]?.array?.compactMap(\.string) else { throw damaged }
      return .levelCodes(OrdinalLevels(codes: levels))
    default: throw damaged
    }
  }
}
