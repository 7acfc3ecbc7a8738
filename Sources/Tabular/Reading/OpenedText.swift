/// A file of delimited text whose writing and header are known, ready to be cut into blocks.
struct OpenedText {
  var path: String
  var dialect: Dialect
  var names: [String]
  var notes: [DataNote]
  /// Offset of the first data row in the first block.
  var dataStart: Int
  /// Stands after the first block; `restart` it to read rows.
  var cutter: RecordCutter
  /// Size of the text, guessed where it is compressed.
  var sizeHint: Int
}

extension OpenedText {
  /// The first line must end within this many bytes.
  private static let headLimit = 4 << 20

  static func open(path: String, options: ReadOptions) throws(DelimitedError) -> OpenedText {
    try open(FileBytes.open(path: path, byteLimit: options.byteLimit), path: path, options: options)
  }

  static func open(
    _ raw: any ByteSource, path: String, options: ReadOptions
  ) throws(DelimitedError) -> OpenedText {
    let (source, isCompressed) = try uncompressed(raw, path: path)
    let head = TextBlock()
    var dialect = try sniff(source, head, path: path, options: options)
    dialect.isCompressed = isCompressed
    let cutter = RecordCutter(source: source, path: path, dialect: dialect, options: options)
    try cutter.restart()
    let first = TextBlock()
    guard try cutter.next(into: first) else { throw DelimitedError(path: path, problem: .empty) }
    let header = try HeaderReading(first, dialect: dialect, path: path, options: options)
    return OpenedText(
      path: path, dialect: dialect, names: header.names, notes: header.notes, dataStart: header.dataStart,
      cutter: cutter, sizeHint: isCompressed ? raw.size * 6 : raw.size)
  }

  private static func uncompressed(
    _ raw: any ByteSource, path: String
  ) throws(DelimitedError) -> (any ByteSource, isCompressed: Bool) {
    let head = TextBlock()
    _ = try head.append(atMost: 2) { (room) throws(DelimitedError) in try raw.read(into: room) }
    try raw.rewind()
    guard head.bytes.elementsEqual([0x1F, 0x8B]) else { return (raw, false) }
    return (try InflatedBytes(raw, path: path), true)
  }

  private static func sniff(
    _ source: any ByteSource, _ head: TextBlock, path: String, options: ReadOptions
  ) throws(DelimitedError) -> Dialect {
    var isAtEnd = false
    var terminator: Terminator?
    while terminator == nil, !isAtEnd, head.count < headLimit {
      let wanted = source.portion(head.count == 0 ? 1 << 18 : headLimit)
      let count = try head.append(atMost: wanted) { (room) throws(DelimitedError) in try source.read(into: room) }
      isAtEnd = count < wanted
      if let format = DialectSniffer.foreignFormat(head.bytes) {
        throw DelimitedError(path: path, problem: .notText(looksLike: format))
      }
      terminator = DialectSniffer.terminator(of: head.bytes)
    }
    guard head.count > 0 else { throw DelimitedError(path: path, problem: .empty) }
    guard terminator != nil || isAtEnd else {
      throw DelimitedError(path: path, line: 1, problem: .endlessFirstLine(limit: headLimit))
    }
    let endsInCarriageReturn = head.bytes.last == Byte.carriageReturn
    let found = terminator ?? (endsInCarriageReturn ? .carriageReturn : .lineFeed)
    let hasMark = head.bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let text = UnsafeBufferPointer(rebasing: head.bytes[(hasMark ? 3 : 0)...])
    return Dialect(
      separator: options.separator ?? DialectSniffer.separator(of: text, terminator: found), terminator: found)
  }
}
