/// A graph of ONNX operators that grows node by node; names of values between nodes are made here.
///
/// Field numbers are those of onnx.proto (github.com/onnx/onnx, `onnx/onnx.proto`).
struct ONNXGraph {
  /// `TensorProto.DataType`.
  enum ElementType: Int64 {
    case float = 1
    case int64 = 7
    case string = 8
    case bool = 9
    case double = 11
  }

  /// A value that a node or the caller gives; a name, kept from being any text.
  struct Value: Equatable {
    let name: String
  }

  enum Attribute {
    case integer(Int64)
    case float(Float)
    case text(String)
    case integers([Int64])
    case floats([Float])
    case texts([String])
  }

  /// Operators of the standard set, or of machine learning's own.
  enum Domain: String {
    case standard = ""
    case learning = "ai.onnx.ml"
  }

  private var nodes = ProtobufWriter()
  private var constants = ProtobufWriter()
  private var inputs = ProtobufWriter()
  private var outputs = ProtobufWriter()
  private var valueCount = 0
  private var inputNames: Set<String> = []

  // MARK: - Building

  /// A column of the caller's rows: `[rows, 1]`.
  mutating func input(_ name: String, _ type: ElementType, note: String) -> Value {
    inputNames.insert(name)
    inputs.message(11) { Self.describe(name, type, width: 1, note: note, &$0) }
    return Value(name: name)
  }

  /// The name under which a value is given out: taken ones get a prefix.
  static func outputName(_ wanted: String, besides taken: Set<String>) -> String {
    var name = wanted
    while taken.contains(name) { name = "model_" + name }
    return name
  }

  /// Gives a value out under a name; taken names get a prefix. `[rows, width]`.
  mutating func output(_ value: Value, as name: String, _ type: ElementType, width: Int, note: String) -> String {
    let name = Self.outputName(name, besides: inputNames)
    inputNames.insert(name)
    write("Identity", .standard, [value], name, [])
    outputs.message(12) { Self.describe(name, type, width: width, note: note, &$0) }
    return name
  }

  mutating func node(
    _ operation: String, _ inputs: [Value], _ attributes: [(String, Attribute)] = [], in domain: Domain = .standard
  ) -> Value {
    let value = nextValue()
    write(operation, domain, inputs, value.name, attributes)
    return value
  }

  mutating func cast(_ value: Value, to type: ElementType) -> Value {
    node("Cast", [value], [("to", .integer(type.rawValue))])
  }

  mutating func constant(_ values: [Double], shape: [Int64]) -> Value {
    constant(.double, shape) { $0.blob(9, Self.littleEndian(values.map(\.bitPattern))) }
  }

  mutating func constant(_ values: [Float], shape: [Int64]) -> Value {
    constant(.float, shape) { $0.blob(9, Self.littleEndian(values.map(\.bitPattern))) }
  }

  mutating func constant(_ values: [Int64], shape: [Int64]) -> Value {
    constant(.int64, shape) { $0.blob(9, Self.littleEndian(values)) }
  }

  mutating func constant(_ values: [String], shape: [Int64]) -> Value {
    constant(.string, shape) { writer in for value in values { writer.text(6, value) } }
  }

  private mutating func constant(
    _ type: ElementType, _ shape: [Int64], _ content: (inout ProtobufWriter) -> Void
  ) -> Value {
    let value = nextValue()
    constants.message(5) { tensor in
      tensor.integers(1, shape)
      tensor.integer(2, type.rawValue)
      content(&tensor)
      tensor.text(8, value.name)
    }
    return value
  }

  /// No column's name begins so: the reader of a file that has one is refused elsewhere.
  private mutating func nextValue() -> Value {
    repeat { valueCount += 1 } while inputNames.contains("/\(valueCount)")
    return Value(name: "/\(valueCount)")
  }

  // MARK: - Writing

  /// The whole as a file's bytes.
  func file(name: String, description: String, metadata: [(name: String, text: String)]) -> [UInt8] {
    var file = ProtobufWriter()
    file.integer(1, 8)
    file.text(2, "sextant")
    file.text(6, description)
    file.message(7) { graph in
      graph.append(nodes)
      graph.text(2, name)
      graph.append(constants)
      graph.append(inputs)
      graph.append(outputs)
    }
    for (domain, version) in [(Domain.standard, Int64(15)), (.learning, 3)] {
      file.message(8) { set in
        set.text(1, domain.rawValue)
        set.integer(2, version)
      }
    }
    for entry in metadata {
      file.message(14) { property in
        property.text(1, entry.name)
        property.text(2, entry.text)
      }
    }
    return file.bytes
  }

  private mutating func write(
    _ operation: String, _ domain: Domain, _ inputs: [Value], _ output: String, _ attributes: [(String, Attribute)]
  ) {
    nodes.message(1) { node in
      for input in inputs { node.text(1, input.name) }
      node.text(2, output)
      node.text(3, "\(operation)\(output)")
      node.text(4, operation)
      for (name, attribute) in attributes { node.message(5) { Self.write(name, attribute, &$0) } }
      if domain != .standard { node.text(7, domain.rawValue) }
    }
  }

  /// The last field names the kind, `AttributeProto.AttributeType`.
  private static func write(_ name: String, _ attribute: Attribute, _ writer: inout ProtobufWriter) {
    writer.text(1, name)
    switch attribute {
    case .float(let value):
      writer.float(2, value)
      writer.integer(20, 1)
    case .integer(let value):
      writer.integer(3, value)
      writer.integer(20, 2)
    case .text(let value):
      writer.text(4, value)
      writer.integer(20, 3)
    case .floats(let values):
      writer.floats(7, values)
      writer.integer(20, 6)
    case .integers(let values):
      writer.integers(8, values)
      writer.integer(20, 7)
    case .texts(let values):
      for value in values { writer.text(9, value) }
      writer.integer(20, 8)
    }
  }

  private static func describe(
    _ name: String, _ type: ElementType, width: Int, note: String, _ writer: inout ProtobufWriter
  ) {
    writer.text(1, name)
    writer.message(2) { kind in
      kind.message(1) { tensor in
        tensor.integer(1, type.rawValue)
        tensor.message(2) { shape in
          shape.message(1) { $0.text(2, "rows") }
          shape.message(1) { $0.integer(1, Int64(width)) }
        }
      }
    }
    writer.text(3, note)
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ values: [Number]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * MemoryLayout<Number>.size)
    for value in values { withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) } }
    return bytes
  }
}

extension ProtobufWriter {
  fileprivate mutating func append(_ other: ProtobufWriter) { self.append(raw: other.bytes) }
}
