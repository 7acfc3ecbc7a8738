import Encoding

/// Which kinds a set of texts can all be read as.
struct LevelKinds {
  private var isNumeric = true
  private var isBoolean = true
  private var isTimestamp = true

  init() {}

  /// The kinds that fit every level of a parsed column.
  init(of parser: BlockParser, _ field: Int) {
    for code in 0..<parser.levelCount(field) {
      parser.withLevel(field, code) { add($0) }
      if !isOpen { return }
    }
  }

  /// Whether anything but strings is still possible.
  var isOpen: Bool { isNumeric || isBoolean || isTimestamp }

  /// The kind that fits all texts added; categorical where no narrower one does.
  var kind: ColumnKind {
    if isNumeric { return .numeric }
    if isBoolean { return .boolean }
    return isTimestamp ? .timestamp : .categorical
  }

  mutating func add(_ text: UnsafeBufferPointer<UInt8>) {
    let text = text.trimmed
    if isNumeric { isNumeric = DecimalText.parse(text) != nil }
    if isBoolean { isBoolean = BooleanText.parse(text) != nil }
    if isTimestamp { isTimestamp = Timestamp.parse(text) != nil }
  }
}
