import Boosting
import Learning

// From margins to answers: links and calibration, in double.

extension ONNXExport {
  mutating func answers(_ margins: Value) throws(InterchangeError) -> Value {
    switch model.target.task {
    case .regression:
      guard case .trees(let trees) = model.predictor, trees.objective == .exponential else { return margins }
      return graph.node("Exp", [margins])
    case .binary:
      let probability = graph.node("Sigmoid", [margins])
      return model.correction.calibrators.first.map { calibrated(probability, $0) } ?? probability
    case .multiclass:
      let shares = graph.node("Softmax", [margins], [("axis", .integer(1))])
      let calibrators = model.correction.calibrators
      guard !calibrators.isEmpty else { return shares }
      let columns = calibrators.indices.map { index in
        let place = graph.constant([Int64(index)], shape: [1])
        return calibrated(graph.node("Gather", [shares, place], [("axis", .integer(1))]), calibrators[index])
      }
      return shared(graph.node("Concat", columns, [("axis", .integer(1))]))
    }
  }

  /// Classes' probabilities made to add up to 1, all alike where each is ruled out.
  private mutating func shared(_ values: Value) -> Value {
    let sum = graph.node("MatMul", [values, graph.constant(ones, shape: [Int64(ones.count), 1])])
    let isSome = graph.node("Greater", [sum, row([0])])
    let divisor = graph.node("Where", [isSome, sum, row([1])])
    return graph.node(
      "Where", [isSome, graph.node("Div", [values, divisor]), row(ones.map { $0 / Double(ones.count) })])
  }

  private var ones: [Double] { [Double](repeating: 1, count: model.target.classNames.count) }

  private mutating func calibrated(_ probability: Value, _ calibrator: Calibrator) -> Value {
    switch calibrator {
    case .sigmoid(let curve):
      let kept = clipped(probability, 1e-15, 1 - 1e-15)
      let odds = graph.node("Log", [graph.node("Div", [kept, graph.node("Sub", [row([1]), kept])])])
      let line = graph.node("Add", [graph.node("Mul", [odds, row([-curve.slope])]), row([-curve.offset])])
      return graph.node("Sigmoid", [line])
    case .isotonic(let curve): return interpolated(probability, curve)
    }
  }

  /// Every stretch adds what the position has gone of it: first value + Σ slope · (position within the stretch).
  private mutating func interpolated(_ position: Value, _ curve: IsotonicCurve) -> Value {
    let (positions, values) = (curve.positions, curve.values)
    guard positions.count > 1 else {
      return graph.node("Add", [graph.node("Mul", [position, row([0])]), row([min(max(values[0], 0), 1)])])
    }
    let widths = zip(positions, positions.dropFirst()).map { $1 - $0 }
    let rises = zip(values, values.dropFirst()).map { $1 - $0 }
    let gone = graph.node("Sub", [position, row(Array(positions.dropLast()))])
    // Shares rather than slopes, which grow beyond bounds where two positions nearly touch.
    let share = clipped(graph.node("Div", [gone, row(widths)]), 0, 1)
    let sum = graph.node("MatMul", [share, graph.constant(rises, shape: [Int64(rises.count), 1])])
    return clipped(graph.node("Add", [sum, row([values[0]])]), 0, 1)
  }

  private mutating func clipped(_ value: Value, _ least: Double, _ most: Double) -> Value {
    graph.node("Min", [graph.node("Max", [value, row([least])]), row([most])])
  }
}
