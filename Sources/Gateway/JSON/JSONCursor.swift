/// Walks over the bytes of one JSON document without making values of them.
///
/// Strict RFC 8259, with one addition: `NaN`, `Infinity` and `-Infinity`, which Python's writer puts where pandas holds
/// a missing number. The bytes must outlive the cursor; every read is checked against their end. `isText` must have
/// held for them: strings are taken to be UTF-8.
struct JSONCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0
  let depthMax: Int
  /// Bytes of the last string that had escapes.
  var scratch: Scratch?

  init(_ body: UnsafeRawBufferPointer, depthMax: Int) {
    bytes = body.bindMemory(to: UInt8.self)
    self.depthMax = depthMax
  }

  /// The byte here, or 0 at the end, which stands nowhere in a valid document.
  @inline(__always)
  var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

  @inline(__always)
  mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position += 1
    }
  }

  /// Takes a byte if it comes next, spaces aside.
  @inline(__always)
  mutating func take(_ wanted: UInt8) -> Bool {
    skipSpace()
    guard byte == wanted else { return false }
    position += 1
    return true
  }

  /// Ends the document.
  mutating func finish() throws(RowError) {
    skipSpace()
    guard position == bytes.count else { throw failure("something follows the JSON document") }
  }

  func failure(_ reason: String) -> RowError {
    position >= bytes.count
      ? RowError("not valid JSON: the body ends too early", offset: bytes.count)
      : RowError("not valid JSON: \(reason)", offset: position)
  }
}

// MARK: - Lists and objects

extension JSONCursor {
  /// Goes to the next member's name (false: the object is closed). The opening brace must have been taken.
  @inline(__always)
  mutating func nextMember(_ isFirst: inout Bool) throws(RowError) -> Bool {
    guard try next(UInt8(ascii: "}"), &isFirst) else { return false }
    guard byte == UInt8(ascii: "\"") else { throw failure("a name in quotes is wanted") }
    return true
  }

  /// Goes to the next element (false: the list is closed). The opening bracket must have been taken.
  @inline(__always)
  mutating func nextElement(_ isFirst: inout Bool) throws(RowError) -> Bool {
    try next(UInt8(ascii: "]"), &isFirst)
  }

  @inline(__always)
  private mutating func next(_ close: UInt8, _ isFirst: inout Bool) throws(RowError) -> Bool {
    skipSpace()
    if byte == close, isFirst {
      position += 1
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    if byte == UInt8(ascii: ",") {
      position += 1
      skipSpace()
      return true
    }
    guard byte == close else {
      throw failure("a comma or '\(Character(Unicode.Scalar(close)))' is wanted")
    }
    position += 1
    return false
  }

  /// The colon after a name, up to the value.
  @inline(__always)
  mutating func colon() throws(RowError) {
    guard take(UInt8(ascii: ":")) else { throw failure("a colon is wanted") }
    skipSpace()
  }

  /// The name here with its colon, up to the value.
  mutating func name() throws(RowError) -> String {
    let name = String(decoding: try string(), as: UTF8.self)
    try colon()
    return name
  }

  /// Steps over one value, holding it to the grammar.
  mutating func skipValue(depth: Int = 0) throws(RowError) {
    skipSpace()
    guard depth < depthMax else { throw failure("nested more than \(depthMax) levels deep") }
    switch byte {
    case UInt8(ascii: "{"):
      position += 1
      var isFirst = true
      while try nextMember(&isFirst) {
        _ = try string()
        try colon()
        try skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      position += 1
      var isFirst = true
      while try nextElement(&isFirst) { try skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    default: _ = try scalar()
    }
  }
}
