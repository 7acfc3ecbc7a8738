import Encoding
import Glibc
import Learning
import Tabular
import TestSupport
import Testing

/// onnxruntime under Python, where there is one: `SEXTANT_PYTHON`, or python3.
enum RealONNX {
  static let python = getenv("SEXTANT_PYTHON").map { String(cString: $0) } ?? "python3"
  static let isThere = output(of: "-c 'import onnx, onnxruntime; print(1)' 2>/dev/null") == Array("1\n".utf8)
  static let absence = "needs a Python with onnx and onnxruntime: SEXTANT_PYTHON, or python3"

  static func output(of arguments: String) -> [UInt8]? {
    guard let pipe = popen("\(python) \(arguments)", "r") else { return nil }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, pipe)
      guard count > 0 else { break }
      bytes += block[..<count]
    }
    return pclose(pipe) == 0 ? bytes : nil
  }

  /// The outputs by name, row after row.
  static func answers(_ file: [UInt8], _ model: Model, _ table: Table) throws -> JSON {
    let folder = try #require(TemporaryFolder())
    try write(file, folder.file("model.onnx"))
    let columns = model.pipeline.inputs.map { input in JSON.Member(input.name, column(input, table)) }
    try write(Array(JSON.object(columns).text().utf8), folder.file("rows.json"))
    let script = "\(SharedData.packageRoot)/scripts/onnx_answers.py"
    let bytes = try #require(output(of: "'\(script)' '\(folder.file("model.onnx"))' '\(folder.file("rows.json"))'"))
    return try #require(try JSON(parsing: bytes)["outputs"])
  }

  private static func column(_ input: FeaturePipeline.Input, _ table: Table) -> JSON {
    func tensor(_ type: String, _ values: [JSON]) -> JSON { ["type": JSON(type), "values": .array(values)] }
    switch table[input.name]?.values {
    case .numeric(let values)?:
      let texts = values.map { $0.isInfinite ? JSON("inf") : JSON($0) }
      return tensor(input.encoder == .number ? "float" : "double", texts)
    case .boolean(let values)?:
      let type = input.encoder == .flag ? "float" : "double"
      return tensor(type, values.map { $0 == ColumnValues.missingBoolean ? .null : JSON(Double($0)) })
    case .categorical(let values)?:
      return tensor("string", values.codes.map { JSON($0 == CategoricalValues.missing ? "" : values.levels[Int($0)]) })
    case .timestamp(let values)?: return tensor("int64", values.map { JSON(Int($0)) })
    case .text?, nil: return .null
    }
  }

  private static func write(_ bytes: [UInt8], _ path: String) throws {
    let file = try #require(fopen(path, "wb"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
  }
}
