import CYAML

/// Pulls events out of a text through libyaml.
///
/// Identity, because libyaml keeps pointers into its own state and into the bytes, which live as long as this does.
final class YAMLEvents {
  enum Event {
    case start
    case documentEnd
    case streamEnd
    case alias(String)
    case scalar(YAMLNode.Scalar, isVerbatim: Bool)
    case sequenceStart
    case mappingStart
    case collectionEnd
  }

  struct Placed {
    var event: Event
    var place: Place
    var anchor: String?
    var tag: String?
  }

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeMutableBufferPointer<UInt8>

  /// - Parameter bytes: valid UTF-8 without a byte order mark or control characters.
  init(_ bytes: [UInt8]) throws(YAMLProblem) {
    self.bytes = .allocate(capacity: bytes.count)
    _ = self.bytes.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      self.bytes.deallocate()
      throw YAMLProblem(place: Place(line: 1, column: 1), message: "there is no memory left", mend: "close something")
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    bytes.deallocate()
  }

  func next() throws(YAMLProblem) -> Placed {
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else { throw problem }
    defer { yaml_event_delete(&raw) }
    var placed = Placed(event: .start, place: Place(raw.start_mark))
    switch raw.type {
    case YAML_STREAM_END_EVENT: placed.event = .streamEnd
    case YAML_DOCUMENT_END_EVENT: placed.event = .documentEnd
    case YAML_ALIAS_EVENT: placed.event = .alias(text(raw.data.alias.anchor) ?? "")
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      placed.event = event(scalar, from: raw.start_mark, to: raw.end_mark)
      (placed.anchor, placed.tag) = (text(scalar.anchor), text(scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      placed.event = .sequenceStart
      (placed.anchor, placed.tag) = (text(raw.data.sequence_start.anchor), text(raw.data.sequence_start.tag))
    case YAML_MAPPING_START_EVENT:
      placed.event = .mappingStart
      (placed.anchor, placed.tag) = (text(raw.data.mapping_start.anchor), text(raw.data.mapping_start.tag))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: placed.event = .collectionEnd
    default: break  // The start of the stream or of a document; the enum is libyaml's.
    }
    return placed
  }

  private func event(
    _ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, from: yaml_mark_t, to: yaml_mark_t
  ) -> Event {
    let value = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    // Escapes and folded lines make the text differ in length from what stands in the file.
    let written = Int(to.column) - Int(from.column) - (isPlain ? 0 : 2)
    let isVerbatim = from.line == to.line && written == value.unicodeScalars.count
    return .scalar(YAMLNode.Scalar(text: value, isPlain: isPlain), isVerbatim: isVerbatim)
  }

  private func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    pointer.map { String(decodingCString: $0, as: UTF8.self) }
  }

  private var problem: YAMLProblem {
    let what = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
    let context = parser.pointee.context.map { String(cString: $0) }
    let mark = parser.pointee.problem_mark
    let opening = parser.pointee.context_mark
    // What is not closed is mended where it opens, not where the file ends.
    let isAtEnd = Int(mark.index) >= characterCount
    let place = Place(isAtEnd && context != nil ? opening : mark)
    let since = context.map { opening.line == place.line - 1 ? " (\($0))" : " (\($0) from line \(opening.line + 1))" }
    return YAMLProblem(
      place: place, message: "this is not YAML: \(what)\(since ?? "")",
      mend: YAMLEvents.mend(what, character: character(at: mark)))
  }

  private var characterCount: Int { String(decoding: bytes, as: UTF8.self).unicodeScalars.count }

  private func character(at mark: yaml_mark_t) -> Unicode.Scalar? {
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    return text.dropFirst(Int(mark.index)).first
  }

  private static func mend(_ what: String, character: Unicode.Scalar?) -> String {
    if what.contains("tab character") || character == "\t" { return "indent with spaces, not with tabs" }
    if what.contains("cannot start any token") || what.contains("comment or line break") {
      return "put the value in quotes"
    }
    if what.contains("mapping values") { return "put a value that holds `: ` in quotes, or mend the indentation" }
    if what.contains("end of stream") { return "close the quote or bracket that opens here" }
    if what.contains("expected ':'") || what.contains("simple key") { return "write it as `key: value`" }
    if what.contains("',' or") { return "close the bracket, or put a comma between the values" }
    if what.contains("expected key") || what.contains("block end") { return "indent what belongs together alike" }
    return "look at this line and the one before it"
  }
}

extension Place {
  init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}
