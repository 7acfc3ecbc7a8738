/// Reads one message in Protocol Buffers' wire format; every length is held against the bytes that are there.
struct ProtobufReader {
  /// A field's content: a number, or a stretch of the file.
  enum Content {
    case number(UInt64)
    case stretch(Range<Int>)
  }

  let bytes: [UInt8]
  private var position: Int
  private let end: Int

  init(_ bytes: [UInt8]) { self.init(bytes, bytes.indices) }

  /// - Precondition: the stretch is within the bytes.
  init(_ bytes: [UInt8], _ stretch: Range<Int>) {
    self.bytes = bytes
    position = stretch.lowerBound
    end = stretch.upperBound
  }

  /// The next field; nil at the end.
  mutating func next() throws(InterchangeError) -> (field: UInt64, content: Content)? {
    guard position < end else { return nil }
    let tag = try varint()
    switch tag & 7 {
    case 0: return (tag >> 3, .number(try varint()))
    case 1: return (tag >> 3, .stretch(try take(8)))
    case 2:
      let count = try varint()
      guard count <= UInt64(end - position) else { throw failure("a length of \(count)") }
      return (tag >> 3, .stretch(try take(Int(count))))
    case 5: return (tag >> 3, .stretch(try take(4)))
    default: throw failure("an unknown kind of field")
    }
  }

  private mutating func take(_ count: Int) throws(InterchangeError) -> Range<Int> {
    guard count <= end - position else { throw failure("the bytes end too soon") }
    defer { position += count }
    return position..<position + count
  }

  private mutating func varint() throws(InterchangeError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      guard position < end else { throw failure("the bytes end too soon") }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw failure("a number of more than 64 bits")
  }

  private func failure(_ what: String) -> InterchangeError { .damaged(what: "at byte \(position), \(what)") }

  // MARK: - Contents

  func text(_ content: Content) throws(InterchangeError) -> String {
    guard case .stretch(let stretch) = content else { throw failure("a number where a text should be") }
    return String(decoding: bytes[stretch], as: UTF8.self)
  }

  func message(_ content: Content) throws(InterchangeError) -> ProtobufReader {
    guard case .stretch(let stretch) = content else { throw failure("a number where a message should be") }
    return ProtobufReader(bytes, stretch)
  }

  /// A number by itself, or those of a packed list.
  func integers(_ content: Content) throws(InterchangeError) -> [Int64] {
    switch content {
    case .number(let value): return [Int64(bitPattern: value)]
    case .stretch(let stretch):
      var inner = ProtobufReader(bytes, stretch)
      var values: [Int64] = []
      while inner.position < inner.end { values.append(Int64(bitPattern: try inner.varint())) }
      return values
    }
  }

  func floats(_ content: Content) throws(InterchangeError) -> [Float] {
    try words(content, UInt32.self).map { Float(bitPattern: $0) }
  }

  func doubles(_ content: Content) throws(InterchangeError) -> [Double] {
    try words(content, UInt64.self).map { Double(bitPattern: $0) }
  }

  /// Little-endian words of one width.
  func words<Word: FixedWidthInteger & BitwiseCopyable>(
    _ content: Content, _ type: Word.Type
  ) throws(InterchangeError) -> [Word] {
    let width = MemoryLayout<Word>.size
    guard case .stretch(let stretch) = content, stretch.count.isMultiple(of: width) else {
      throw failure("a list that is no numbers")
    }
    return bytes.withUnsafeBytes { source in
      stride(from: stretch.lowerBound, to: stretch.upperBound, by: width).map {
        Word(littleEndian: source.loadUnaligned(fromByteOffset: $0, as: Word.self))
      }
    }
  }
}
