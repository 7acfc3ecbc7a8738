/// Walks one line of JSON. The line ends with a line feed, which no part of JSON but space between values may hold.
struct JSONLineScanner {
  /// A value as it lies in the line.
  enum Value {
    /// Text between quotes, without escapes.
    case plain(UnsafeBufferPointer<UInt8>)
    /// Text between quotes, escapes as written.
    case escaped(UnsafeBufferPointer<UInt8>)
    /// A number or boolean as written.
    case literal(UnsafeBufferPointer<UInt8>)
    case null
    /// An array as written.
    case array(UnsafeBufferPointer<UInt8>)
  }

  /// Objects and arrays within one another.
  static let depthLimit = 64

  private let start: UnsafePointer<UInt8>
  private var cursor: UnsafePointer<UInt8>
  private(set) var reason = ""

  init(_ start: UnsafePointer<UInt8>) {
    self.start = start
    cursor = start
  }

  /// Byte of the line that the scanner stands at, from 1.
  var column: Int { cursor - start + 1 }

  @inline(__always)
  private mutating func skipSpace() {
    while cursor.pointee == 32 || cursor.pointee == 9 || cursor.pointee == 13 { cursor += 1 }
  }

  private mutating func fail(_ reason: String) -> Bool {
    if self.reason.isEmpty { self.reason = reason }
    return false
  }

  /// Walks the whole line and hands over each value with the node of its key, -1 where the key is not known.
  ///
  /// - Returns: false with `reason` set where the line is no JSON object, or `receive` or `unknown` says so.
  @inline(__always)
  mutating func scan(
    _ keys: JSONKeys, unknown: (UnsafeBufferPointer<UInt8>, Int32) -> Int32, receive: (Int32, Value) -> Void
  ) -> Bool {
    skipSpace()
    guard cursor.pointee == UInt8(ascii: "{") else { return fail("an object begins with {") }
    guard object(keys, JSONKeys.root, depth: 1, unknown, receive) else { return false }
    skipSpace()
    return cursor.pointee == Byte.lineFeed || fail("something follows the object")
  }

  private mutating func object(
    _ keys: JSONKeys, _ parent: Int32, depth: Int, _ unknown: (UnsafeBufferPointer<UInt8>, Int32) -> Int32,
    _ receive: (Int32, Value) -> Void
  ) -> Bool {
    guard depth <= JSONLineScanner.depthLimit else { return fail("objects are nested too deep") }
    cursor += 1
    skipSpace()
    if cursor.pointee == UInt8(ascii: "}") {
      cursor += 1
      return true
    }
    var expected = keys.firstChild(of: parent)
    while true {
      guard let node = key(keys, parent, &expected, unknown) else { return false }
      guard value(keys, node, depth, unknown, receive) else { return false }
      skipSpace()
      if cursor.pointee == UInt8(ascii: ",") {
        cursor += 1
        skipSpace()
      } else if cursor.pointee == UInt8(ascii: "}") {
        cursor += 1
        return true
      } else {
        return fail(cursor.pointee == Byte.lineFeed ? "the object is not closed on this line" : "a , or } is wanted")
      }
    }
  }

  private mutating func key(
    _ keys: JSONKeys, _ parent: Int32, _ expected: inout Int32,
    _ unknown: (UnsafeBufferPointer<UInt8>, Int32) -> Int32
  ) -> Int32? {
    guard cursor.pointee == Byte.quote else {
      _ = fail(cursor.pointee == Byte.lineFeed ? "the object is not closed on this line" : "a key in quotes is wanted")
      return nil
    }
    guard let text = string() else { return nil }
    skipSpace()
    guard cursor.pointee == UInt8(ascii: ":") else {
      _ = fail("a : is wanted")
      return nil
    }
    cursor += 1
    skipSpace()
    switch text {
    case .escaped(let bytes):
      return JSONText.unescaped(bytes).withUnsafeBufferPointer { found($0, keys, parent, &expected, unknown) }
    case .plain(let bytes), .literal(let bytes), .array(let bytes):
      return found(bytes, keys, parent, &expected, unknown)
    case .null: return nil
    }
  }

  @inline(__always)
  private func found(
    _ key: UnsafeBufferPointer<UInt8>, _ keys: JSONKeys, _ parent: Int32, _ expected: inout Int32,
    _ unknown: (UnsafeBufferPointer<UInt8>, Int32) -> Int32
  ) -> Int32 {
    let node = keys.find(key, under: parent, expected: &expected)
    return node >= 0 ? node : unknown(key, parent)
  }

  @inline(__always)
  private mutating func value(
    _ keys: JSONKeys, _ node: Int32, _ depth: Int, _ unknown: (UnsafeBufferPointer<UInt8>, Int32) -> Int32,
    _ receive: (Int32, Value) -> Void
  ) -> Bool {
    let start = cursor
    switch cursor.pointee {
    case Byte.quote:
      guard let text = string() else { return false }
      receive(node, text)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      guard literal(start, node, receive) else { return false }
    case UInt8(ascii: "{"): return object(keys, node, depth: depth + 1, unknown, receive)
    case UInt8(ascii: "["):
      guard array() else { return false }
      receive(node, .array(UnsafeBufferPointer(start: start, count: cursor - start)))
    default:
      return fail(cursor.pointee == Byte.lineFeed ? "the object is not closed on this line" : "a value is wanted")
    }
    return true
  }

  /// A number, `true`, `false`, `null`, or what Python writes for infinite and undefined numbers.
  @inline(__always)
  private mutating func literal(
    _ start: UnsafePointer<UInt8>, _ node: Int32, _ receive: (Int32, Value) -> Void
  ) -> Bool {
    while JSONText.isLiteral(cursor.pointee) { cursor += 1 }
    let bytes = UnsafeBufferPointer(start: start, count: cursor - start)
    let first = bytes[0]
    if first < UInt8(ascii: "A") {
      let last = bytes[bytes.count - 1]
      let isNumber = DecimalText.parse(bytes) != nil && last &- 48 < 10
      guard isNumber || JSONText.equals(bytes, "-Infinity") else {
        cursor = start
        return fail("\(String(decoding: bytes.prefix(40), as: UTF8.self)) is no number")
      }
      receive(node, isNumber ? .literal(bytes) : .null)
    } else if JSONText.equals(bytes, "null") || JSONText.equals(bytes, "NaN") || JSONText.equals(bytes, "Infinity") {
      receive(node, .null)
    } else if JSONText.equals(bytes, "true") || JSONText.equals(bytes, "false") {
      receive(node, .literal(bytes))
    } else {
      cursor = start
      return fail("\(String(decoding: bytes.prefix(40), as: UTF8.self)) is no value; texts stand in quotes")
    }
    return true
  }

  /// Between the quotes, the first of which the scanner stands at.
  @inline(__always)
  private mutating func string() -> Value? {
    let start = cursor + 1
    cursor = start
    var hasEscape = false
    while true {
      let byte = cursor.pointee
      if byte == Byte.quote { break }
      if byte < 32 {
        _ = fail(byte == Byte.lineFeed ? "a text is not closed on this line" : "a control character within a text")
        return nil
      }
      if byte == UInt8(ascii: "\\") {
        hasEscape = true
        cursor += 1
        if cursor.pointee < 32 { continue }
      }
      cursor += 1
    }
    let bytes = UnsafeBufferPointer(start: start, count: cursor - start)
    cursor += 1
    return hasEscape ? .escaped(bytes) : .plain(bytes)
  }

  /// Moves past an array; what it holds is text here, so only its brackets and texts are followed.
  private mutating func array() -> Bool {
    var depth = 0
    repeat {
      switch cursor.pointee {
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case Byte.quote:
        guard string() != nil else { return false }
        continue
      case Byte.lineFeed: return fail("an array is not closed on this line")
      default: break
      }
      cursor += 1
    } while depth > 0
    return true
  }
}

/// Texts of JSON as bytes.
enum JSONText {
  @inline(__always)
  static func isLiteral(_ byte: UInt8) -> Bool {
    byte &- 48 < 10 || (byte | 32) &- 97 < 26 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "+")
  }

  @inline(__always)
  static func equals(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { $0.elementsEqual(bytes) }
  }

  /// A text with its escapes resolved; half of a surrogate pair becomes U+FFFD, an unknown escape the character itself.
  static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
        result.append(bytes[index])
        index += 1
        continue
      }
      index += 2
      switch bytes[index - 1] {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "f"): result.append(12)
      case UInt8(ascii: "u"): result.append(contentsOf: String(scalar(bytes, &index)).utf8)
      case let other: result.append(other)
      }
    }
    return result
  }

  /// The character of `uXXXX`, and of the second half that may follow. - Parameter index: behind the `u`.
  private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> Unicode.Scalar {
    let replacement: Unicode.Scalar = "\u{FFFD}"
    guard let first = unit(bytes, index) else { return replacement }
    index += 4
    guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) ?? replacement }
    guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
      let second = unit(bytes, index + 2), (0xDC00...0xDFFF).contains(second)
    else { return replacement }
    index += 6
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
  }

  private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    return UInt32(String(decoding: bytes[start..<start + 4], as: UTF8.self), radix: 16)
  }
}
