import Boosting
import Learning

/// LinearClassifier and LinearRegressor in this program's form.
///
/// The operators have no answer for missing values; here one counts as what an Imputer puts in its place, or as 0.
struct ONNXLinear {
  let predictor: Predictor
  let features: [ForeignModel.Feature]

  init(_ node: ONNXFile.Node, _ tail: ONNXTail, _ head: ONNXHead) throws(InterchangeError) {
    let coefficients = node.floats("coefficients")
    let isClassifier = node.operation == "LinearClassifier"
    let labels = max(node.texts("classlabels_strings").count, node.integers("classlabels_ints").count)
    var intercepts = node.floats("intercepts")
    let rows = isClassifier ? max(1, intercepts.count, head.width.map { coefficients.count / max(1, $0) } ?? 0) : 1
    let width = coefficients.count / rows
    guard width > 0, width * rows == coefficients.count, head.width ?? width == width,
      (coefficients + intercepts).allSatisfy(\.isFinite), rows <= TargetEncoding.classCountMax
    else { throw .damaged(what: "\(coefficients.count) coefficients for \(rows) answers") }
    if intercepts.isEmpty { intercepts = [Double](repeating: 0, count: rows) }
    guard intercepts.count == rows, tail.shift.isEmpty || tail.shift.count == 1 || tail.shift.count == rows else {
      throw .damaged(what: "\(intercepts.count) intercepts for \(rows) answers")
    }
    let known = head.features.isEmpty ? [ONNXHead.Feature](repeating: ONNXHead.Feature(), count: width) : head.features
    var lines: [[Double]] = []
    for row in 0..<rows {
      var line: [Double] = []
      if !tail.shift.isEmpty { intercepts[row] += tail.shift[tail.shift.count == 1 ? 0 : row] }
      for (index, feature) in known.enumerated() {
        let coefficient = coefficients[row * width + index]
        // At the offset the feature is what stands in a missing value's place.
        intercepts[row] += coefficient * (feature.factor * Self.offset(feature) + feature.shift)
        line.append(coefficient * feature.factor)
      }
      lines.append(line)
    }
    features = known.map { ForeignModel.Feature(name: $0.name, input: .offset(Self.offset($0))) }
    predictor = try Self.predictor(
      lines, intercepts, link: try Self.link(node, tail), labels: isClassifier ? max(labels, rows) : 0)
  }

  private static func offset(_ feature: ONNXHead.Feature) -> Double {
    guard let missing = feature.missing, feature.factor != 0 else { return 0 }
    return (missing - feature.shift) / feature.factor
  }

  private static func link(_ node: ONNXFile.Node, _ tail: ONNXTail) throws(InterchangeError) -> ONNXTail.Link {
    switch (node.text("post_transform") ?? "NONE", tail.link) {
    case ("NONE", let link): return link
    case ("LOGISTIC", .none): return .sigmoid
    case ("SOFTMAX", .none): return .softmax
    case (let other, _):
      throw .unsupported(what: "its answers go through `\(other)`", mend: "LOGISTIC and SOFTMAX can be read")
    }
  }

  private static func predictor(
    _ lines: [[Double]], _ intercepts: [Double], link: ONNXTail.Link, labels: Int
  ) throws(InterchangeError) -> Predictor {
    func linear(_ task: LearningTask, _ line: [Double], _ intercept: Double) -> Predictor {
      .linear(LinearModel(task: task, intercept: intercept, coefficients: line))
    }
    switch (link, lines.count) {
    case (.none, 1) where labels == 0: return linear(.regression, lines[0], intercepts[0])
    case (.sigmoid, 1) where labels <= 2: return linear(.binary, lines[0], intercepts[0])
    case (.sigmoid, 2) where zip(lines[0], lines[1]).allSatisfy({ $0 == -$1 }) && intercepts[0] == -intercepts[1]:
      return linear(.binary, lines[1], intercepts[1])
    case (.softmax, 2):
      return linear(.binary, zip(lines[0], lines[1]).map { $1 - $0 }, intercepts[1] - intercepts[0])
    case (.softmax, 3...):
      let coefficients = lines[0].indices.flatMap { feature in lines.map { $0[feature] } }
      return .softmax(SoftmaxModel(intercepts: intercepts, coefficients: coefficients))
    case (_, _):
      throw .unsupported(
        what: "its \(lines.count) sums have no meaning here as they stand",
        mend: "export one with SOFTMAX or LOGISTIC of a single margin, or a LinearRegressor of one target")
    }
  }
}
