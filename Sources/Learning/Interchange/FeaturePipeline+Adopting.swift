import Boosting
import Encoding
import Tabular

extension FeaturePipeline {
  /// The way from a table's columns to the features of another program's model: matched by name, or where the file
  /// names none by their order.
  ///
  /// A file that this program exported says itself how columns are encoded. Of other files each feature is a column of
  /// its name: a number, a yes or no, or a category whose levels the file lists.
  ///
  /// - Throws: `LearningError.interchange` that names what does not fit.
  init(adopting model: ForeignModel, of table: Table, schema: Schema) throws(LearningError) {
    var inputs: [Input] = []
    if let encoding = model.encoding {
      inputs = try Self.described(encoding)
    } else {
      inputs = try Self.named(model, table, schema)
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
    self.init(style: model.algorithm == .boostedTrees ? .trees : .linear, inputs: inputs)
    guard outputCount == model.predictor.featureCount else {
      throw .interchange("the model has \(model.predictor.featureCount) features, its description \(outputCount)")
    }
  }

  // MARK: - Other programs' files

  private static func named(
    _ model: ForeignModel, _ table: Table, _ schema: Schema
  ) throws(LearningError) -> [Input] {
    let names = try names(of: model, schema)
    guard Set(names).count == names.count else { throw .interchange("two features of the model have the same name") }
    var inputs: [Input] = []
    for (name, feature) in zip(names, model.features) {
      guard let column = table[name] else {
        // Missing columns are told of together, later.
        inputs.append(Input(name: name, kind: .numeric, encoder: .number))
        continue
      }
      inputs.append(Input(name: name, kind: column.kind, encoder: try encoder(column, feature.input, model.format)))
    }
    return inputs
  }

  /// A file without names is taken by the order of the project's features; example rows tell whether that is right.
  private static func names(of model: ForeignModel, _ schema: Schema) throws(LearningError) -> [String] {
    let names = model.features.compactMap(\.name)
    if names.count == model.features.count { return names }
    let columns = schema.names(of: .feature)
    guard columns.count == model.features.count else {
      throw .interchange(
        "the model does not name its features and has \(model.features.count), the project's data have "
          + "\(columns.count); train it with the columns' names, or on the project's features in their order")
    }
    return columns
  }

  private static func encoder(
    _ column: Column, _ input: ForeignModel.Input, _ format: String
  ) throws(LearningError) -> FeatureEncoder {
    let name = column.name
    switch (column.values, input) {
    case (.numeric, .number), (.numeric, .codes): return .number
    case (.boolean, .number): return .flag
    case (.numeric, .ranked(let number)), (.boolean, .ranked(let number)): return .ranked(number)
    case (.numeric, .offset(let mean)), (.boolean, .offset(let mean)):
      return .scaled(FeatureEncoder.ScaledNumber(mean: mean, scale: 1, hasIndicator: false))
    case (.categorical(let values), .levels(let levels?)):
      try check(levels, against: values, name)
      // A code that no set holds, as other programs take negative ones.
      return .ordinal(OrdinalLevels(levels: levels, otherCode: -1))
    case (.categorical(let values), .codes): return .ordinal(try codes(values, name))
    case (.categorical, .levels(nil)):
      throw .interchange(
        "the model does not say which levels of `\(name)` its codes mean; save it with XGBoost 3.1 or later, trained "
          + "on a data frame with categories")
    case (.categorical, .number), (.categorical, .ranked), (.categorical, .offset):
      throw .interchange("column `\(name)` holds categories, the model's feature of that name is a number")
    case (.numeric, .levels(nil)): return .number
    case (.numeric, .levels), (.boolean, .levels), (.boolean, .codes):
      throw .interchange(
        "the model takes `\(name)` for categories, in the project it is \(column.kind.rawValue); "
          + "say `\(name): categorical` under `data.kinds`")
    case (.timestamp, _), (.text, _):
      throw .interchange("column `\(name)` is \(column.kind.rawValue), which \(format) cannot have learned from")
    }
  }

  /// Texts that share nothing with the column's are another spelling, not other levels.
  private static func check(
    _ levels: [String], against values: CategoricalValues, _ name: String
  ) throws(LearningError) {
    guard !values.levels.isEmpty, !levels.isEmpty, Set(levels).isDisjoint(with: values.levels) else { return }
    throw .interchange(
      "none of the levels of `\(name)` is one that the model knows (such as `\(levels[0])`); "
        + "write them as the model's training data did")
  }

  /// Levels that are whole numbers, by their number.
  private static func codes(_ values: CategoricalValues, _ name: String) throws(LearningError) -> OrdinalLevels {
    let numbers = values.levels.compactMap { Int($0) }
    guard numbers.count == values.levels.count, let most = numbers.max() else {
      throw .interchange(
        "the model knows the categories of `\(name)` by number alone; train it on a data frame with categories")
    }
    return OrdinalLevels(levels: (0...max(0, min(most, CategorySet.codeLimit - 1))).map(String.init), otherCode: -1)
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
