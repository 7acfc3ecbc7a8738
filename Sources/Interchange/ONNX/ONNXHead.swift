/// What stands before a model: how the file's inputs become its features.
struct ONNXHead {
  /// A feature as factor · column + shift, with a value in a missing one's place where the file names one.
  struct Feature {
    var name: String?
    var factor = 1.0
    var shift = 0.0
    var missing: Double?
  }

  private(set) var features: [Feature] = []
  /// Nil where the file does not tell how many there are.
  private(set) var width: Int?

  /// All features' names, or nil.
  var names: [String]? {
    let names = features.compactMap(\.name)
    return names.isEmpty || names.count != features.count ? nil : names
  }

  private static let passing: Set = ["Cast", "Identity", "Reshape", "Flatten", "FeatureVectorizer"]

  init(_ file: ONNXFile, _ model: ONNXFile.Node) throws(InterchangeError) {
    guard let input = model.inputs.first else { throw .damaged(what: "the model reads nothing") }
    var steps = 0
    let found = try Self.features(of: input, file, &steps)
    features = found ?? []
    width = found?.count
  }

  /// - Returns: nil for one input of unknown width.
  private static func features(
    of value: String, _ file: ONNXFile, _ steps: inout Int
  ) throws(InterchangeError) -> [Feature]? {
    steps += 1
    guard steps <= 10_000 else { throw .damaged(what: "its nodes stand in a circle") }
    // What a node gives is looked for first: it is found at once.
    if file.giver(of: value) == nil, let input = file.inputs.first(where: { $0.name == value }) {
      if input.width == 1 { return [Feature(name: file.inputs.count > 1 ? input.name : nil)] }
      guard file.inputs.count == 1 else {
        throw .unsupported(what: "its inputs are several tables", mend: "export it with one input, or one a column")
      }
      guard let width = input.width else { return nil }
      guard (1..<1 << 20).contains(width) else { throw .damaged(what: "\(width) features") }
      return [Feature](repeating: Feature(), count: width)
    }
    guard let node = file.giver(of: value) else {
      throw .damaged(what: "nothing gives `\(value)`")
    }
    switch node.operation {
    case "Concat":
      var all: [Feature] = []
      for input in node.inputs {
        guard let part = try features(of: input, file, &steps) else {
          throw .unsupported(what: "an input has no width", mend: "export it with a known number of features")
        }
        all += part
        guard all.count < 1 << 20 else { throw .tooLarge(what: "\(all.count) features") }
      }
      return all
    case "Scaler", "Imputer":
      guard
        let before = try node.inputs.first.flatMap({ input throws(InterchangeError) in
          try features(of: input, file, &steps)
        })
      else {
        throw .unsupported(what: "an input has no width", mend: "export it with a known number of features")
      }
      // What long chains of them would take is bounded too.
      steps += before.count / 256
      return try changed(before, by: node)
    default:
      guard passing.contains(node.operation), let input = node.inputs.first else {
        throw .unsupported(
          what: "`\(node.operation)` stands before the model, which is not read here",
          mend: "export the model alone, and give it its features as columns")
      }
      return try features(of: input, file, &steps)
    }
  }

  private static func changed(_ features: [Feature], by node: ONNXFile.Node) throws(InterchangeError) -> [Feature] {
    func list(_ name: String) throws(InterchangeError) -> [Double] {
      let values = node.floats(name)
      guard values.count == 1 || values.count == features.count, values.allSatisfy(\.isFinite) else {
        throw .damaged(what: "\(node.operation): `\(name)` has \(values.count) numbers for \(features.count) features")
      }
      return values.count == features.count ? values : [Double](repeating: values[0], count: features.count)
    }
    var features = features
    if node.operation == "Scaler" {
      let (offsets, scales) = (try list("offset"), try list("scale"))
      for index in features.indices {
        features[index].factor *= scales[index]
        features[index].shift = (features[index].shift - offsets[index]) * scales[index]
        features[index].missing = features[index].missing.map { ($0 - offsets[index]) * scales[index] }
      }
      return features
    }
    guard node.attributes["replaced_value_float"]?.floats.first?.isNaN ?? true else {
      throw .unsupported(what: "it replaces a value that is not NaN", mend: "impute NaN")
    }
    let values = try list("imputed_value_floats")
    for index in features.indices where features[index].missing == nil { features[index].missing = values[index] }
    return features
  }

  /// Trees would have to be asked other questions.
  func refuseChanges() throws(InterchangeError) {
    guard features.contains(where: { $0.factor != 1 || $0.shift != 0 || $0.missing != nil }) else { return }
    throw .unsupported(
      what: "Scaler or Imputer stands before the trees", mend: "export the trees alone, they need neither")
  }
}
