extension JSON {
  /// Reads one document in Universal Binary JSON, as XGBoost writes it.
  ///
  /// Draft 12 (ubjson.org) with its optimised containers. Numbers that are not finite become null, as JSON has none.
  /// Nesting is limited as for JSON. The document takes some forty bytes of memory for each byte that is read at most:
  /// containers of values that take no bytes are refused.
  public init(parsingUBJSON bytes: [UInt8]) throws(JSONError) {
    var reader = UBJSONReader(bytes: bytes)
    self = try reader.document()
  }
}

private struct UBJSONReader {
  let bytes: [UInt8]
  var position = 0

  static let depthMax = 128

  mutating func document() throws(JSONError) -> JSON {
    let value = try value(marker(), depth: 0)
    guard position == bytes.count else { throw failure("something follows the document") }
    return value
  }

  private func failure(_ reason: String) -> JSONError { JSONError(offset: position, reason: reason) }

  /// The next marker that means something.
  private mutating func marker() throws(JSONError) -> UInt8 {
    while position < bytes.count, bytes[position] == UInt8(ascii: "N") { position += 1 }
    return try byte()
  }

  private mutating func byte() throws(JSONError) -> UInt8 {
    guard position < bytes.count else { throw failure("the bytes end too soon") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func value(_ marker: UInt8, depth: Int) throws(JSONError) -> JSON {
    guard depth < Self.depthMax else { throw failure("nested more than \(Self.depthMax) levels deep") }
    switch marker {
    case UInt8(ascii: "Z"): return .null
    case UInt8(ascii: "T"): return .bool(true)
    case UInt8(ascii: "F"): return .bool(false)
    case UInt8(ascii: "d"): return JSON(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try bits(4)))))
    case UInt8(ascii: "D"): return JSON(Double(bitPattern: try bits(8)))
    case UInt8(ascii: "C"): return .string(String(decoding: [try byte()], as: UTF8.self))
    case UInt8(ascii: "S"), UInt8(ascii: "H"): return .string(try text(count: try count()))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    default: return .integer(try whole(marker))
    }
  }

  /// A whole number of the marker's width.
  private mutating func whole(_ marker: UInt8) throws(JSONError) -> Int64 {
    switch marker {
    case UInt8(ascii: "i"): return Int64(Int8(truncatingIfNeeded: try bits(1)))
    case UInt8(ascii: "U"): return Int64(try bits(1))
    case UInt8(ascii: "I"): return Int64(Int16(truncatingIfNeeded: try bits(2)))
    case UInt8(ascii: "l"): return Int64(Int32(truncatingIfNeeded: try bits(4)))
    case UInt8(ascii: "L"): return Int64(bitPattern: try bits(8))
    default: throw failure("unknown marker \(marker)")
    }
  }

  private mutating func bits(_ count: Int) throws(JSONError) -> UInt64 {
    guard bytes.count - position >= count else { throw failure("the bytes end too soon") }
    var value: UInt64 = 0
    for byte in bytes[position..<position + count] { value = value << 8 | UInt64(byte) }
    position += count
    return value
  }

  /// How many follow; never more than there are bytes left.
  private mutating func count() throws(JSONError) -> Int {
    let value = try whole(try byte())
    guard value >= 0, value <= Int64(bytes.count - position) else { throw failure("a length of \(value)") }
    return Int(value)
  }

  private mutating func text(count: Int) throws(JSONError) -> String {
    guard count <= bytes.count - position else { throw failure("the bytes end too soon") }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  /// What stands before a container's content: the type of all of it, and how many there are.
  private mutating func head() throws(JSONError) -> (type: UInt8?, count: Int?) {
    var type: UInt8?
    if position < bytes.count, bytes[position] == UInt8(ascii: "$") {
      position += 1
      let found = try byte()
      guard !"ZTFN".utf8.contains(found) else { throw failure("a container of values that take no bytes") }
      type = found
    }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "#") else {
      guard type == nil else { throw failure("a container has a type and no length") }
      return (nil, nil)
    }
    position += 1
    return (type, try count())
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
    let head = try head()
    var elements: [JSON] = []
    guard let count = head.count else {
      while true {
        let marker = try marker()
        if marker == UInt8(ascii: "]") { return elements }
        elements.append(try value(marker, depth: depth))
      }
    }
    elements.reserveCapacity(min(count, 1 << 16))
    for _ in 0..<count {
      let type = if let type = head.type { type } else { try marker() }
      elements.append(try value(type, depth: depth))
    }
    return elements
  }

  private mutating func object(depth: Int) throws(JSONError) -> [JSON.Member] {
    let head = try head()
    var members: [JSON.Member] = []
    while head.count.map({ members.count < $0 }) ?? true {
      let first = try marker()
      if head.count == nil, first == UInt8(ascii: "}") { return members }
      let length = try whole(first)
      guard length >= 0, length <= Int64(bytes.count - position) else { throw failure("a name of \(length) bytes") }
      let name = try text(count: Int(length))
      let type = if let type = head.type { type } else { try marker() }
      members.append(JSON.Member(name, try value(type, depth: depth)))
    }
    return members
  }
}
