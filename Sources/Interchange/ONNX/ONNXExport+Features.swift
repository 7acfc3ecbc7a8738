import Encoding
import Learning
import Tabular

// The feature pipeline as operators, to the last bit of its floats where ONNX computes in double as it does.

extension ONNXExport {
  /// All columns' numbers side by side: float, `[rows, features]`.
  mutating func features() throws(InterchangeError) -> Value {
    let inputs = model.pipeline.inputs
    // First of all the inputs, so that no value between nodes takes one of their names.
    var columns: [Value] = []
    for input in inputs {
      guard !input.name.isEmpty else {
        throw .unsupported(what: "a column without a name cannot be an ONNX input", mend: "name it and train again")
      }
      columns.append(graph.input(input.name, input.elementType, note: note(input)))
    }
    var parts: [Value] = []
    for (input, column) in zip(inputs, columns) { parts += try numbers(input, column) }
    return parts.count == 1 ? parts[0] : graph.node("Concat", parts, [("axis", .integer(1))])
  }

  private func note(_ input: FeaturePipeline.Input) -> String {
    switch input.encoder {
    case .number, .scaled, .ranked: "\(input.kind.rawValue), NaN where missing"
    case .flag: "0 or 1, NaN where missing"
    case .ordinal, .levelCodes, .oneHot: "text, empty where missing"
    case .timeParts, .timeWaves: "microseconds since 1970-01-01T00:00:00Z, the least int64 where missing"
    }
  }

  /// One or more tensors `[rows, n]` of float.
  private mutating func numbers(_ input: FeaturePipeline.Input, _ column: Value) throws(InterchangeError) -> [Value] {
    switch input.encoder {
    case .number, .flag: return [try takesCodes(input.name) ? graph.node("Floor", [column]) : column]
    case .ranked(let number): return [ranks(number, column)]
    case .ordinal(let levels), .levelCodes(let levels): return [codes(levels, column)]
    case .scaled(let number): return scaled(number, column)
    case .oneHot(let levels): return [oneHot(levels, column)]
    case .timeParts(let parts):
      var calendar = ONNXCalendar(column, &graph)
      return parts.map { part in calendar.number(part, &graph) }
    case .timeWaves(let parts):
      var calendar = ONNXCalendar(column, &graph)
      return parts.map { part in calendar.waves(part, &graph) }
    }
  }

  /// How many thresholds are below the value, counted one by one.
  private mutating func ranks(_ number: RankedNumber, _ column: Value) -> Value {
    var isMissing = graph.node("IsNaN", [column])
    if number.zeroIsMissing {
      let isLarge = graph.node("Greater", [graph.node("Abs", [column]), row([RankedNumber.zeroBound])])
      isMissing = graph.node("Not", [graph.node("And", [isLarge, graph.node("Not", [isMissing])])])
    }
    let none = graph.constant([Float.nan], shape: [1, 1])
    guard !number.thresholds.isEmpty else {
      return graph.node("Where", [isMissing, none, graph.constant([Float(0)], shape: [1, 1])])
    }
    let isAbove = graph.cast(graph.node("Greater", [column, row(number.thresholds)]), to: .float)
    let ones = graph.constant(
      [Float](repeating: 1, count: number.thresholds.count), shape: [Int64(number.thresholds.count), 1])
    return graph.node("Where", [isMissing, none, graph.node("MatMul", [isAbove, ones])])
  }

  /// Places of levels in their list; the empty text is a missing value.
  private mutating func codes(_ levels: OrdinalLevels, _ column: Value) -> Value {
    var keys = levels.levels
    var values = keys.indices.map { Float($0) }
    if !keys.contains("") {
      keys.append("")
      values.append(.nan)
    }
    return graph.node(
      "LabelEncoder", [column],
      [
        ("keys_strings", .texts(keys)), ("values_floats", .floats(values)), ("default_float", .float(levels.otherCode)),
      ],
      in: .learning)
  }

  /// Not the operators Scaler and Imputer: they hold the mean in single precision, which a year or an amount outgrows,
  /// and leave infinities alone.
  private mutating func scaled(_ number: FeatureEncoder.ScaledNumber, _ column: Value) -> [Value] {
    let isMissing = graph.node("Or", [graph.node("IsNaN", [column]), graph.node("IsInf", [column])])
    var parts: [Value] = []
    if let scale = number.scale {
      let shifted = graph.node("Sub", [column, row([number.mean])])
      let value = graph.cast(graph.node("Mul", [shifted, row([1 / scale])]), to: .float)
      parts.append(graph.node("Where", [isMissing, graph.constant([Float(0)], shape: [1, 1]), value]))
    }
    if number.hasIndicator { parts.append(graph.cast(isMissing, to: .float)) }
    return parts
  }

  /// By way of places, because OneHotEncoder by itself has no column for all other levels.
  private mutating func oneHot(_ levels: OneHotLevels, _ column: Value) -> Value {
    var keys = levels.levels
    var places = keys.indices.map { Int64($0) }
    if !keys.contains("") {
      keys.append("")
      places.append(Int64(levels.missingPosition ?? -1))
    }
    let place = graph.node(
      "LabelEncoder", [column],
      [
        ("keys_strings", .texts(keys)), ("values_int64s", .integers(places)),
        ("default_int64", .integer(levels.hasOther ? Int64(levels.levels.count) : -1)),
      ], in: .learning)
    let width = levels.outputCount
    let bits = graph.node(
      "OneHotEncoder", [place], [("cats_int64s", .integers((0..<Int64(width)).map { $0 })), ("zeros", .integer(1))],
      in: .learning)
    return graph.node("Reshape", [bits, graph.constant([Int64(-1), Int64(width)], shape: [2])])
  }
}
