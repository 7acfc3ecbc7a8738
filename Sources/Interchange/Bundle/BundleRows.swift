import Encoding
import Learning
import Tabular

/// Example rows of a bundle, in the shapes of both protocols.
struct BundleRows {
  private let model: Model
  private let table: Table

  init(_ model: Model, _ table: Table?) {
    self.model = model
    let found = table.map { $0.selecting(model.features) }
    let known = found?.columns.count == model.features.count ? found : nil
    let complete = known.map { known in
      (0..<known.rowCount).lazy.filter { row in known.columns.allSatisfy { $0.values.text(at: row) != nil } }
        .prefix(Bundle.exampleCount)
    }
    if let known, let complete, !complete.isEmpty {
      self.table = known.gathering(Array(complete))
    } else {
      self.table = Self.madeUp(model)
    }
  }

  /// A row of middling values.
  private static func madeUp(_ model: Model) -> Table {
    Table(
      columns: model.pipeline.inputs.map { input in
        let values: ColumnValues =
          switch input.encoder {
          case .number: .numeric([1])
          case .scaled(let number): input.kind == .boolean ? .boolean([1]) : .numeric([number.mean])
          case .ranked(let number):
            input.kind == .boolean
              ? .boolean([1]) : .numeric([number.thresholds.dropFirst(number.thresholds.count / 2).first ?? 1])
          case .flag: .boolean([1])
          case .ordinal(let levels), .levelCodes(let levels): level(levels.levels.first)
          case .oneHot(let levels): level(levels.levels.first)
          case .timeParts, .timeWaves: .timestamp([1_767_225_600_000_000])
          }
        return Column(name: input.name, values: values)
      })
  }

  private static func level(_ text: String?) -> ColumnValues {
    .categorical(CategoricalValues(codes: [0], levels: [text ?? "a"]))
  }

  /// The scores of the rows; empty where the model cannot read them, which the caller's table rules out.
  private var scores: [Double] { (try? Scorer(model).scores(of: table)) ?? [] }

  /// One object of features, as `sextant serve` takes at `POST /predict`.
  var native: JSON {
    .object(model.features.map { JSON.Member($0, table[$0].map { Self.json($0.values, 0) } ?? .null) })
  }

  private static func json(_ values: ColumnValues, _ row: Int) -> JSON {
    switch values {
    case .numeric(let numbers): JSON(numbers[row])
    case .boolean(let flags): JSON(flags[row] == 1)
    case .categorical, .timestamp, .text: JSON(values.text(at: row))
    }
  }

  /// One tensor a column, as `POST /v2/models/NAME/infer` takes.
  var openInference: JSON {
    let inputs = model.pipeline.inputs.map { input -> JSON in
      let values = table[input.name]?.values
      let data = (0..<table.rowCount).map { row in values.map { Self.tensorElement($0, row) } ?? .null }
      return [
        "name": JSON(input.name), "shape": [JSON(table.rowCount), 1], "datatype": JSON(input.openInferenceType),
        "data": .array(data),
      ]
    }
    let score = ONNXGraph.outputName("score", besides: Set(model.features))
    return ["id": "example", "inputs": .array(inputs), "outputs": [["name": JSON(score)]]]
  }

  private static func tensorElement(_ values: ColumnValues, _ row: Int) -> JSON {
    switch values {
    case .numeric(let numbers): JSON(numbers[row])
    case .boolean(let flags): JSON(Double(flags[row]))
    case .timestamp(let times): .integer(times[row])
    case .categorical, .text: JSON(values.text(at: row) ?? "")
    }
  }

  /// The rows with their scores, which `sextant import --examples` takes too.
  var examples: String {
    let score = Column(name: "score", values: .numeric(scores))
    let columns = model.features.compactMap { table[$0] }
    let all = scores.count == table.rowCount ? columns.filter { $0.name != "score" } + [score] : columns
    return String(decoding: DelimitedWriter().bytes(of: Table(columns: all)), as: UTF8.self)
  }
}

extension FeaturePipeline.Input {
  /// The tensor type of the column in the exported ONNX file.
  var elementType: ONNXGraph.ElementType {
    switch encoder {
    case .number, .flag: .float
    case .scaled, .ranked: .double
    case .ordinal, .levelCodes, .oneHot: .string
    case .timeParts, .timeWaves: .int64
    }
  }

  var openInferenceType: String {
    switch elementType {
    case .float: "FP32"
    case .double: "FP64"
    case .int64: "INT64"
    case .string: "BYTES"
    case .bool: "BOOL"
    }
  }

  /// Triton's word for the type.
  var tritonType: String {
    switch elementType {
    case .float: "TYPE_FP32"
    case .double: "TYPE_FP64"
    case .int64: "TYPE_INT64"
    case .string: "TYPE_STRING"
    case .bool: "TYPE_BOOL"
    }
  }
}
