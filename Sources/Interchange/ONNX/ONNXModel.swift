import Boosting
import Encoding
import Learning

/// An ONNX file whose answers come from one ensemble of trees or one linear model.
///
/// Read are TreeEnsembleClassifier and TreeEnsembleRegressor (ai.onnx.ml 1 to 3, doubles too), LinearClassifier and
/// LinearRegressor, with Cast, Concat and the like before them, Imputer and Scaler before linear ones, and Sigmoid,
/// Softmax, Exp or ZipMap behind; files that this program exported, unless they are calibrated.
public struct ONNXModel: Sendable, Equatable {
  public let foreign: ForeignModel

  static let models: Set = ["TreeEnsembleClassifier", "TreeEnsembleRegressor", "LinearClassifier", "LinearRegressor"]

  /// - Throws: `InterchangeError`, naming the operator that stands in the way.
  public init(_ bytes: [UInt8]) throws(InterchangeError) {
    let file = try ONNXFile(bytes)
    let found = file.nodes.filter { Self.models.contains($0.operation) }
    guard let node = found.first, found.count == 1 else {
      let operations = Set(file.nodes.map(\.operation)).sorted().prefix(5).joined(separator: ", ")
      throw .unsupported(
        what: found.isEmpty
          ? "it has no tree ensemble or linear model (its operators: \(operations))"
          : "it has \(found.count) models one after another", mend: "export one tree or linear model")
    }
    let encoding = file.metadata["sextant"].flatMap { try? JSON(parsing: $0) }
    let tail = try ONNXTail(file, node)
    if node.operation.hasPrefix("Linear") {
      let head = try ONNXHead(file, node)
      let linear = try ONNXLinear(node, tail, head)
      foreign = ForeignModel(
        format: "ONNX", objectiveName: node.operation, predictor: linear.predictor, features: linear.features)
      return
    }
    let head = encoding == nil ? try ONNXHead(file, node) : nil
    if let head { try head.refuseChanges() }
    let ensemble = try ONNXEnsemble(node, tail, featureCount: head?.width ?? encoding?["features"]?.array?.count)
    foreign = ForeignModel(
      format: "ONNX", objectiveName: node.operation, predictor: .trees(ensemble.forest),
      features: (0..<ensemble.forest.featureCount).map { index in
        ForeignModel.Feature(name: head?.names?[index], input: ensemble.inputs[index])
      }, encoding: encoding)
  }
}

/// What happens to a model's answers behind it.
struct ONNXTail {
  enum Link { case none, sigmoid, softmax, exponential }

  private(set) var link = Link.none
  /// Added to the margins before the link.
  private(set) var shift: [Double] = []

  /// Normalizer changes nothing where shares add up to 1 already, and what does not is refused by its own meaning.
  private static let passing: Set = [
    "Cast", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "ZipMap", "Normalizer", "Add", "Sigmoid",
    "Softmax", "Exp",
  ]
  /// Operators that make words, pairs and shapes of finished answers.
  private static let finishing: Set = [
    "Sub", "Concat", "Where", "Less", "Greater", "GreaterOrEqual", "Not", "ArgMax", "ReduceMax", "Gather", "Cast",
    "Identity", "ZipMap", "LabelEncoder", "ArrayFeatureExtractor", "Reshape", "Squeeze", "Unsqueeze", "Flatten",
    "Normalizer",
  ]

  init(_ file: ONNXFile, _ model: ONNXFile.Node) throws(InterchangeError) {
    // A classifier's first output is the label.
    var current = model.operation.hasSuffix("Classifier") ? model.outputs.dropFirst().first : model.outputs.first
    var steps = 0
    while let value = current {
      steps += 1
      guard steps <= file.nodes.count + 1 else { throw .damaged(what: "its nodes stand in a circle") }
      let readers = file.readers(of: value)
      guard readers.count == 1, link == .none,
        Self.passing.contains(readers[0].operation) || Self.isUnit(readers[0], file)
      else {
        try Self.finish(readers, file)
        return
      }
      try read(readers[0], value, file)
      current = readers[0].outputs.first
    }
  }

  /// A product with ones, which LightGBM's converter leaves behind.
  private static func isUnit(_ node: ONNXFile.Node, _ file: ONNXFile) -> Bool {
    node.operation == "Mul"
      && node.inputs.contains {
        file.constants[$0].map { !$0.numbers.isEmpty && $0.numbers.allSatisfy { $0 == 1 } } ?? false
      }
  }

  /// Makes sure that nothing behind changes the answers any more.
  private static func finish(_ nodes: [ONNXFile.Node], _ file: ONNXFile) throws(InterchangeError) {
    var waiting = nodes
    var isSeen = Set(nodes.flatMap(\.outputs))
    while let node = waiting.popLast() {
      guard finishing.contains(node.operation) || isUnit(node, file) else {
        throw .unsupported(
          what: "`\(node.operation)` stands behind the model, which is not read here",
          mend: "export the model without calibration or further steps")
      }
      for next in node.outputs.flatMap(file.readers) {
        guard next.outputs.contains(where: { isSeen.insert($0).inserted }) else { continue }
        waiting.append(next)
      }
    }
  }

  private mutating func read(_ node: ONNXFile.Node, _ value: String, _ file: ONNXFile) throws(InterchangeError) {
    switch node.operation {
    case "Sigmoid": link = .sigmoid
    case "Softmax": link = .softmax
    case "Exp": link = .exponential
    case "Add":
      guard let other = node.inputs.first(where: { $0 != value }), let constant = file.constants[other],
        shift.isEmpty, !constant.numbers.isEmpty, constant.numbers.allSatisfy(\.isFinite)
      else { throw .unsupported(what: "it adds up more than one model", mend: "export one model") }
      shift = constant.numbers
    default: break
    }
  }
}
