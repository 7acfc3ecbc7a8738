import Boosting
import Encoding
import Learning

extension Model {
  /// The version as an ONNX file: columns in, score out, with everything between as operators.
  ///
  /// Inputs are the model's columns by their names, each `[rows, 1]`: float for numbers and yes or no of trees, double
  /// for those of linear models (standardising asks for the digits), string for categories, int64 for times
  /// (microseconds since 1970, UTC). Missing values are NaN, the empty text, and the least int64.
  ///
  /// Outputs are `score` (float: the probability of the positive class, of the predicted one, or the number), and where
  /// classes are told apart `probabilities` (float, one for each class in the order of the metadata's `classes`) and
  /// `prediction` (the class's name, by the model's own threshold). The metadata's `sextant` says all this as JSON.
  ///
  /// Operators: ai.onnx 15, ai.onnx.ml 3.
  ///
  /// - Throws: `InterchangeError.unsupported` with what ONNX cannot say of this model.
  public func onnx() throws(InterchangeError) -> [UInt8] {
    guard !features.isEmpty else {
      throw .unsupported(
        what: "`\(origin.algorithm.rawValue)` answers the same for every row, there is nothing to export",
        mend: "export a version that reads columns")
    }
    var export = ONNXExport(self)
    return try export.file()
  }
}

/// The making of one file.
struct ONNXExport {
  typealias Value = ONNXGraph.Value

  let model: Model
  var graph = ONNXGraph()

  init(_ model: Model) { self.model = model }

  mutating func file() throws(InterchangeError) -> [UInt8] {
    let features = try features()
    let margins = try margins(features)
    let corrected = try answers(margins)
    let names = outputs(corrected)
    var description = model.interchangeDescription
    description.set("outputs", JSON(names))
    return graph.file(
      name: "sextant", description: "\(model.origin.recipe): \(model.target.column)",
      metadata: [("sextant", description.text()), ("classes", JSON(model.target.classNames).text())])
  }

  /// Margins in double, `[rows, 1]` or one column for each class; the prior's shift is in them.
  private mutating func margins(_ features: Value) throws(InterchangeError) -> Value {
    let shift = model.correction.priorShift
    func shifted(_ base: [Double]) -> [Double] {
      shift.isEmpty ? base : zip(base, shift).map { $0 + $1 }
    }
    switch model.predictor {
    case .trees(let trees):
      let raw = try forest(trees, features)
      return graph.node("Add", [graph.cast(raw, to: .double), row(shifted(trees.baseMargins))])
    case .linear(let linear):
      return weighted(features, linear.coefficients, width: 1, shifted([linear.intercept]))
    case .softmax(let softmax):
      return weighted(features, softmax.coefficients, width: softmax.classCount, shifted(softmax.intercepts))
    case .baseline, .shares:
      throw .unsupported(what: "a baseline has no margins", mend: "export a version that reads columns")
    }
  }

  private mutating func weighted(
    _ features: Value, _ coefficients: [Double], width: Int, _ intercepts: [Double]
  ) -> Value {
    let weights = graph.constant(coefficients, shape: [Int64(model.pipeline.outputCount), Int64(width)])
    let sum = graph.node("MatMul", [graph.cast(features, to: .double), weights])
    return graph.node("Add", [sum, row(intercepts)])
  }

  /// Numbers that are added to, or multiply, each row.
  mutating func row(_ values: [Double]) -> Value { graph.constant(values, shape: [1, Int64(values.count)]) }

  private mutating func outputs(_ answers: Value) -> [String] {
    let target = model.target
    let note = target.column
    func float(_ value: Value) -> Value { graph.cast(value, to: .float) }
    switch target.task {
    case .regression: return [graph.output(float(answers), as: "score", .float, width: 1, note: note)]
    case .binary:
      let one = row([1])
      let complement = graph.node("Sub", [one, answers])
      let both = graph.node("Concat", [complement, answers], [("axis", .integer(1))])
      let threshold = row([model.threshold ?? 0.5])
      let isPositive = graph.node("Not", [graph.node("Less", [answers, threshold])])
      let classes = target.classNames
      let words = graph.node(
        "Where",
        [isPositive, graph.constant([classes[1]], shape: [1, 1]), graph.constant([classes[0]], shape: [1, 1])])
      return [
        graph.output(float(answers), as: "score", .float, width: 1, note: "probability of \(classes[1])"),
        graph.output(float(both), as: "probabilities", .float, width: 2, note: classes.joined(separator: ", ")),
        graph.output(words, as: "prediction", .string, width: 1, note: note),
      ]
    case .multiclass:
      let classes = target.classNames
      let most = graph.node("ReduceMax", [answers], [("axes", .integers([1])), ("keepdims", .integer(1))])
      let place = graph.node("ArgMax", [answers], [("axis", .integer(1)), ("keepdims", .integer(1))])
      let words = graph.node("Gather", [graph.constant(classes, shape: [Int64(classes.count)]), place])
      return [
        graph.output(float(most), as: "score", .float, width: 1, note: "probability of the predicted class"),
        graph.output(
          float(answers), as: "probabilities", .float, width: classes.count, note: classes.joined(separator: ", ")),
        graph.output(words, as: "prediction", .string, width: 1, note: note),
      ]
    }
  }
}
