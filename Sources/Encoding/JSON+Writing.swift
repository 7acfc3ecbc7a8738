extension JSON: CustomStringConvertible {
  /// Compact text on one line.
  public var description: String { text() }

  /// The value as JSON text.
  ///
  /// - Parameter pretty: two-space indentation and line breaks; scalars' arrays stay on one line.
  public func text(pretty: Bool = false) -> String {
    var bytes: [UInt8] = []
    write(into: &bytes, indentation: pretty ? 0 : nil)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the compact text as UTF-8.
  public func write(into bytes: inout [UInt8]) {
    write(into: &bytes, indentation: nil)
  }

  private func write(into bytes: inout [UInt8], indentation: Int?) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): bytes.append(contentsOf: String(value).utf8)
    case .number(let value): JSON.write(number: value, into: &bytes)
    case .string(let value): JSON.write(string: value, into: &bytes)
    case .array(let elements):
      let nested = elements.contains { $0.isContainer }
      writeList(elements, open: "[", close: "]", into: &bytes, indentation: nested ? indentation : nil) {
        element, bytes, inner in
        element.write(into: &bytes, indentation: inner)
      }
    case .object(let members):
      writeList(members, open: "{", close: "}", into: &bytes, indentation: indentation) { member, bytes, inner in
        JSON.write(string: member.name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        if inner != nil { bytes.append(UInt8(ascii: " ")) }
        member.value.write(into: &bytes, indentation: inner)
      }
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    case .null, .bool, .integer, .number, .string: false
    }
  }

  private func writeList<Element>(
    _ elements: [Element], open: Unicode.Scalar, close: Unicode.Scalar, into bytes: inout [UInt8], indentation: Int?,
    each: (Element, inout [UInt8], Int?) -> Void
  ) {
    bytes.append(UInt8(ascii: open))
    for (index, element) in elements.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if let indentation { JSON.breakLine(indentation + 2, into: &bytes) }
      each(element, &bytes, indentation.map { $0 + 2 })
    }
    if let indentation, !elements.isEmpty { JSON.breakLine(indentation, into: &bytes) }
    bytes.append(UInt8(ascii: close))
  }

  private static func breakLine(_ spaces: Int, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces))
  }

  /// Shortest text that reads back to the same double; integral values lose their ".0".
  private static func write(number: Double, into bytes: inout [UInt8]) {
    guard number.isFinite else {
      bytes.append(contentsOf: "null".utf8)
      return
    }
    if number == number.rounded(), abs(number) < 1e15 {
      bytes.append(contentsOf: String(Int64(number)).utf8)
    } else {
      bytes.append(contentsOf: number.description.utf8)
    }
  }

  private static func write(string: String, into bytes: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
      case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
      case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
      case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
      case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
      case 0..<0x20:
        bytes.append(contentsOf: #"\u00"#.utf8)
        bytes.append(hex[Int(byte >> 4)])
        bytes.append(hex[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
