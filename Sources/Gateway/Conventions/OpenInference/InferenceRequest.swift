/// A tensor of a request, whose elements are still where they came.
struct InputTensor {
  var name = ""
  var type = TensorType.double
  var shape: [Int] = []
  var elements = Elements.none

  enum Elements: Equatable {
    case none
    /// A list in the JSON part, from that byte.
    case json(Int)
    /// Bytes of the body.
    case binary(Range<Int>)
  }

  /// Number of elements, which is known to fit.
  var count: Int { shape.reduce(1, *) }
}

/// An output a client asks for.
struct RequestedOutput: Sendable {
  var name = ""
  /// Nil: as the request has it for all.
  var isBinary: Bool?
  /// So many of the classes, best first, as text.
  var classification = 0
}

/// The JSON part of an inference request.
struct InferenceRequest {
  var id: String?
  var inputs: [InputTensor] = []
  /// Nil for all.
  var outputs: [RequestedOutput]?
  var isBinary = false

  static let dimensionsMax = 8
}

/// Reads the JSON part of an inference request and finds the binary tensors behind it.
struct InferenceRequestReader {
  private var cursor: JSONCursor
  private let limits: RowLimits
  /// Bytes of binary tensors seen so far, and where they must end.
  private var binaryEnd: Int
  private let bodyEnd: Int

  /// - Parameter headerLength: bytes of the JSON part, at most the body's.
  init(_ body: UnsafeRawBufferPointer, headerLength: Int, _ limits: RowLimits) throws(RowError) {
    let header = UnsafeRawBufferPointer(rebasing: body[..<headerLength])
    guard JSONCursor.isText(header) else { throw RowError("the body is not UTF-8") }
    cursor = JSONCursor(header, depthMax: limits.depth)
    self.limits = limits
    binaryEnd = headerLength
    bodyEnd = body.count
  }

  mutating func request() throws(RowError) -> InferenceRequest {
    var request = InferenceRequest()
    guard cursor.take(UInt8(ascii: "{")) else { throw cursor.failure("an object is wanted") }
    var hasInputs = false
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      switch try cursor.name() {
      case "id": request.id = try text("id")
      case "inputs":
        guard !hasInputs else { throw RowError("'inputs' stands twice") }
        hasInputs = true
        request.inputs = try inputs()
      case "outputs": request.outputs = try outputs()
      case "parameters":
        try parameters { reader, name throws(RowError) in
          guard name == "binary_data_output" else { return false }
          request.isBinary = try reader.flag(name)
          return true
        }
      default: try cursor.skipValue()
      }
    }
    try cursor.finish()
    guard hasInputs else { throw RowError("'inputs' is missing") }
    guard binaryEnd == bodyEnd else {
      throw RowError(
        "\(bodyEnd - binaryEnd) bytes follow the last tensor; 'binary_data_size' tells how many belong to each")
    }
    return request
  }

  // MARK: Inputs

  private mutating func inputs() throws(RowError) -> [InputTensor] {
    guard cursor.take(UInt8(ascii: "[")) else { throw cursor.failure("a list of tensors is wanted") }
    var tensors: [InputTensor] = []
    var isFirst = true
    while try cursor.nextElement(&isFirst) {
      guard tensors.count < 65_536 else { throw RowError("more than 65536 tensors") }
      tensors.append(try input())
    }
    return tensors
  }

  private mutating func input() throws(RowError) -> InputTensor {
    guard cursor.take(UInt8(ascii: "{")) else { throw cursor.failure("a tensor is an object") }
    var tensor = InputTensor()
    var typeName: String?
    var hasShape = false
    var binarySize: Int?
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      switch try cursor.name() {
      case "name": tensor.name = try text("name")
      case "datatype": typeName = try text("datatype")
      case "shape":
        tensor.shape = try shape()
        hasShape = true
      case "data":
        tensor.elements = .json(cursor.position)
        try cursor.skipValue(depth: 3)
      case "parameters":
        try parameters { reader, name throws(RowError) in
          if name == "shared_memory_region" {
            throw RowError("shared memory is not supported; send the tensor's bytes")
          }
          guard name == "binary_data_size" else { return false }
          binarySize = try reader.whole(name)
          return true
        }
      default: try cursor.skipValue()
      }
    }
    guard !tensor.name.isEmpty else { throw RowError("a tensor has no name", offset: cursor.position) }
    guard let typeName else { throw RowError("'datatype' is missing", field: tensor.name) }
    guard let type = TensorType(rawValue: typeName) else {
      throw RowError("unknown datatype \(RowError.quoted(typeName))", field: tensor.name)
    }
    tensor.type = type
    guard hasShape else { throw RowError("'shape' is missing", field: tensor.name) }
    if let binarySize { try place(&tensor, binarySize) }
    guard tensor.elements != .none else { throw RowError("'data' is missing", field: tensor.name) }
    return tensor
  }

  private mutating func place(_ tensor: inout InputTensor, _ size: Int) throws(RowError) {
    guard tensor.elements == .none else { throw RowError("both 'data' and 'binary_data_size'", field: tensor.name) }
    guard size <= bodyEnd - binaryEnd else {
      throw RowError(
        "\(size) bytes are announced where \(bodyEnd - binaryEnd) are left; is the header "
          + "Inference-Header-Content-Length right?", field: tensor.name)
    }
    if let each = tensor.type.size {
      guard size == tensor.count * each else {
        throw RowError("\(size) bytes where the shape wants \(tensor.count * each)", field: tensor.name)
      }
    }
    tensor.elements = .binary(binaryEnd..<binaryEnd + size)
    binaryEnd += size
  }

  private mutating func shape() throws(RowError) -> [Int] {
    guard cursor.take(UInt8(ascii: "[")) else { throw cursor.failure("a shape is a list of whole numbers") }
    var shape: [Int] = []
    var product = 1
    var isFirst = true
    while try cursor.nextElement(&isFirst) {
      guard shape.count < InferenceRequest.dimensionsMax else {
        throw RowError("a shape of more than \(InferenceRequest.dimensionsMax) dimensions")
      }
      let extent = try whole("shape")
      // An extent of 0 counts as 1: the product of any of the extents must be small, not only that of all.
      let (next, overflows) = product.multipliedReportingOverflow(by: max(1, extent))
      guard !overflows, next <= limits.cells else { throw RowError("a tensor of more than \(limits.cells) elements") }
      product = next
      shape.append(extent)
    }
    return shape
  }

  // MARK: Outputs

  private mutating func outputs() throws(RowError) -> [RequestedOutput] {
    guard cursor.take(UInt8(ascii: "[")) else { throw cursor.failure("a list of outputs is wanted") }
    var outputs: [RequestedOutput] = []
    var isFirst = true
    while try cursor.nextElement(&isFirst) {
      guard outputs.count < 64 else { throw RowError("more than 64 outputs") }
      outputs.append(try output())
    }
    return outputs
  }

  private mutating func output() throws(RowError) -> RequestedOutput {
    guard cursor.take(UInt8(ascii: "{")) else { throw cursor.failure("an output is an object") }
    var output = RequestedOutput()
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      switch try cursor.name() {
      case "name": output.name = try text("name")
      case "parameters":
        try parameters { reader, name throws(RowError) in
          switch name {
          case "binary_data": output.isBinary = try reader.flag(name)
          case "classification": output.classification = try reader.whole(name)
          default: return false
          }
          return true
        }
      default: try cursor.skipValue()
      }
    }
    return output
  }

  // MARK: Small values

  /// Goes through an object of parameters; those that `take` does not want are stepped over.
  private mutating func parameters(
    _ take: (inout InferenceRequestReader, String) throws(RowError) -> Bool
  ) throws(RowError) {
    guard cursor.take(UInt8(ascii: "{")) else { throw cursor.failure("parameters are an object") }
    var isFirst = true
    while try cursor.nextMember(&isFirst) {
      let name = try cursor.name()
      if try !take(&self, name) { try cursor.skipValue() }
    }
  }

  private mutating func text(_ name: String) throws(RowError) -> String {
    guard cursor.byte == UInt8(ascii: "\"") else { throw RowError("'\(name)' is a text", offset: cursor.position) }
    let text = try cursor.string()
    guard text.count <= 4_096 else { throw RowError("'\(name)' is longer than 4096 bytes", offset: cursor.position) }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func flag(_ name: String) throws(RowError) -> Bool {
    let start = cursor.position
    guard !cursor.isAtNumber, cursor.byte != UInt8(ascii: "\""), case .bool(let value) = try cursor.scalar() else {
      throw RowError("'\(name)' is true or false", offset: start)
    }
    return value
  }

  private mutating func whole(_ name: String) throws(RowError) -> Int {
    let start = cursor.position
    guard cursor.isAtNumber, let value = Int(exactly: try cursor.number()), value >= 0 else {
      throw RowError("'\(name)' takes whole numbers that are not negative", offset: start)
    }
    return value
  }
}
