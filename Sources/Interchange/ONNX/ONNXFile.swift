/// An ONNX file's graph as it was read: nodes, constants, inputs and what is said about them.
struct ONNXFile {
  struct Node {
    var operation = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: Attribute] = [:]

    func integers(_ name: String) -> [Int64] { attributes[name]?.integers ?? [] }
    func floats(_ name: String) -> [Double] {
      let doubles = attributes["\(name)_as_tensor"]?.tensor?.numbers ?? []
      return doubles.isEmpty ? attributes[name]?.floats.map { Double($0) } ?? [] : doubles
    }
    func texts(_ name: String) -> [String] { attributes[name]?.texts ?? [] }
    func text(_ name: String) -> String? { attributes[name]?.texts.first }
    /// Whether its numbers are of double precision.
    var isDouble: Bool { attributes.contains { $0.key.hasSuffix("_as_tensor") && $0.value.tensor?.isDouble == true } }
  }

  /// All kinds of content in one, of which a node uses those it means.
  struct Attribute {
    var integers: [Int64] = []
    var floats: [Float] = []
    var texts: [String] = []
    var tensor: Tensor?
  }

  struct Tensor {
    var name = ""
    var dimensions: [Int64] = []
    /// Numbers of any type; empty for texts.
    var numbers: [Double] = []
    var isDouble = false
  }

  struct Input {
    var name: String
    /// Of the second dimension; nil where it is open.
    var width: Int?
  }

  private(set) var nodes: [Node] = []
  private(set) var constants: [String: Tensor] = [:]
  private(set) var inputs: [Input] = []
  private(set) var outputs: [String] = []
  private(set) var metadata: [String: String] = [:]
  /// Nodes by the values that they read, and by those that they give.
  private var readers: [String: [Int]] = [:]
  private var givers: [String: Int] = [:]

  /// The nodes that read a value.
  func readers(of value: String) -> [Node] { (readers[value] ?? []).map { nodes[$0] } }

  /// The node that gives a value.
  func giver(of value: String) -> Node? { givers[value].map { nodes[$0] } }

  init(_ bytes: [UInt8]) throws(InterchangeError) {
    var reader = ProtobufReader(bytes)
    var hasGraph = false
    while let (field, content) = try reader.next() {
      switch field {
      case 7:
        try readGraph(try reader.message(content))
        hasGraph = true
      case 14:
        let entry = try Self.pair(try reader.message(content))
        metadata[entry.0] = entry.1
      default: continue
      }
    }
    guard hasGraph, !nodes.isEmpty else {
      throw .unsupported(what: "it is no ONNX file with a graph", mend: "save it with onnx.save_model")
    }
    // What other files list as inputs although they are constants.
    inputs.removeAll { constants[$0.name] != nil }
    for (index, node) in nodes.enumerated() {
      for input in Set(node.inputs) { readers[input, default: []].append(index) }
      for output in node.outputs { givers[output] = index }
    }
  }

  private static func pair(_ message: ProtobufReader) throws(InterchangeError) -> (String, String) {
    var message = message
    var pair = ("", "")
    while let (field, content) = try message.next() {
      if field == 1 { pair.0 = try message.text(content) }
      if field == 2 { pair.1 = try message.text(content) }
    }
    return pair
  }

  private mutating func readGraph(_ graph: ProtobufReader) throws(InterchangeError) {
    var graph = graph
    while let (field, content) = try graph.next() {
      switch field {
      case 1:
        let node = try Self.node(try graph.message(content))
        if node.operation == "Constant", let output = node.outputs.first, let value = node.attributes["value"]?.tensor {
          constants[output] = value
        } else {
          nodes.append(node)
        }
        guard nodes.count <= 100_000 else { throw .tooLarge(what: "over 100,000 nodes") }
      case 5:
        let tensor = try Self.tensor(try graph.message(content))
        constants[tensor.name] = tensor
      case 11: inputs.append(try Self.input(try graph.message(content)))
      case 12: outputs.append(try Self.input(try graph.message(content)).name)
      default: continue
      }
    }
  }

  private static func node(_ message: ProtobufReader) throws(InterchangeError) -> Node {
    var message = message
    var node = Node()
    while let (field, content) = try message.next() {
      switch field {
      case 1: node.inputs.append(try message.text(content))
      case 2: node.outputs.append(try message.text(content))
      case 4: node.operation = try message.text(content)
      case 5:
        let (name, attribute) = try attribute(try message.message(content))
        node.attributes[name] = attribute
      default: continue
      }
    }
    return node
  }

  private static func attribute(_ message: ProtobufReader) throws(InterchangeError) -> (String, Attribute) {
    var message = message
    var name = ""
    var attribute = Attribute()
    while let (field, content) = try message.next() {
      switch field {
      case 1: name = try message.text(content)
      case 2, 7: attribute.floats += try message.floats(content)
      case 3, 8: attribute.integers += try message.integers(content)
      case 4, 9: attribute.texts.append(try message.text(content))
      case 5: attribute.tensor = try tensor(try message.message(content))
      default: continue
      }
    }
    return (name, attribute)
  }

  private static func tensor(_ message: ProtobufReader) throws(InterchangeError) -> Tensor {
    var message = message
    var tensor = Tensor()
    var type: Int64 = 0
    var raw: ProtobufReader.Content?
    while let (field, content) = try message.next() {
      switch field {
      case 1: tensor.dimensions += try message.integers(content)
      case 2: type = try message.integers(content).first ?? 0
      case 4: tensor.numbers += try message.floats(content).map { Double($0) }
      case 5, 7: tensor.numbers += try message.integers(content).map { Double($0) }
      case 8: tensor.name = try message.text(content)
      case 9: raw = content
      case 10: tensor.numbers += try message.doubles(content)
      case 14:
        guard try message.integers(content).first ?? 0 == 0 else {
          throw .unsupported(what: "its numbers lie in another file", mend: "save it with save_as_external_data=False")
        }
      default: continue
      }
    }
    if let raw, tensor.numbers.isEmpty {
      switch type {
      case 1: tensor.numbers = try message.floats(raw).map { Double($0) }
      case 6: tensor.numbers = try message.words(raw, UInt32.self).map { Double(Int32(bitPattern: $0)) }
      case 7: tensor.numbers = try message.words(raw, UInt64.self).map { Double(Int64(bitPattern: $0)) }
      case 11: tensor.numbers = try message.doubles(raw)
      default: break
      }
    }
    tensor.isDouble = type == 11
    return tensor
  }

  /// ValueInfoProto: its name, and the second dimension of its type where that is a number.
  private static func input(_ message: ProtobufReader) throws(InterchangeError) -> Input {
    var message = message
    var input = Input(name: "", width: nil)
    while let (field, content) = try message.next() {
      if field == 1 { input.name = try message.text(content) }
      if field == 2 { input.width = try width(try message.message(content)) }
    }
    return input
  }

  private static func width(_ type: ProtobufReader) throws(InterchangeError) -> Int? {
    guard let tensor = try only(1, type), var shape = try only(2, tensor) else { return nil }
    var widths: [Int?] = []
    while let (field, content) = try shape.next() {
      guard field == 1 else { continue }
      var dimension = try shape.message(content)
      var width: Int?
      while let (field, content) = try dimension.next() {
        if field == 1, case .number(let value) = content { width = Int(exactly: value) }
      }
      widths.append(width)
    }
    return widths.count == 2 ? widths[1] : nil
  }

  private static func only(_ wanted: UInt64, _ message: ProtobufReader) throws(InterchangeError) -> ProtobufReader? {
    var message = message
    while let (field, content) = try message.next() {
      if field == wanted { return try message.message(content) }
    }
    return nil
  }
}
