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
  /// Where the text is made of JSON lines.
  var lines: JSONLineBytes?
}

extension OpenedText {
  /// The first line must end within this many bytes.
  private static let headLimit = 4 << 20

  /// - Parameter survey: how many JSON lines are looked at for their keys.
  static func open(
    path: String, options: ReadOptions, survey: JSONLineSurvey.Extent = .whole
  ) throws(DelimitedError) -> OpenedText {
    try open(FileBytes.open(path: path, byteLimit: options.byteLimit), path: path, options: options, survey: survey)
  }

  static func open(
    _ raw: any ByteSource, path: String, options: ReadOptions, survey: JSONLineSurvey.Extent = .whole
  ) throws(DelimitedError) -> OpenedText {
    let (source, isCompressed) = try uncompressed(raw, path: path)
    if try JSONLineSurvey.areJSONLines(source, path: path) {
      return try openLines(source, path: path, options: options, survey: survey, isCompressed, rawSize: raw.size)
    }
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

  /// JSON lines become delimited text while they are read: what follows need not know the difference.
  private static func openLines(
    _ source: any ByteSource, path: String, options: ReadOptions, survey: JSONLineSurvey.Extent, _ isCompressed: Bool,
    rawSize: Int
  ) throws(DelimitedError) -> OpenedText {
    let keys = try JSONLineSurvey.keys(of: source, path: path, options: options, extent: survey)
    let lines = try JSONLineBytes(source, path: path, keys: keys, options: options)
    return try openMade(
      lines, names: keys.names, path: path, options: options, sizeHint: isCompressed ? rawSize * 3 : rawSize / 2,
      isCompressed: isCompressed, lines: lines)
  }

  /// Tab-separated text without a header that was made on the way.
  static func openMade(
    _ source: any ByteSource, names: [String], path: String, options: ReadOptions, sizeHint: Int,
    isCompressed: Bool = false, lines: JSONLineBytes? = nil
  ) throws(DelimitedError) -> OpenedText {
    var options = options
    options.header = .names(names)
    options.separator = .tab
    let dialect = Dialect(separator: .tab, terminator: .lineFeed, isCompressed: isCompressed)
    let cutter = RecordCutter(source: source, path: path, dialect: dialect, options: options)
    try cutter.restart()
    let first = TextBlock()
    guard try cutter.next(into: first), first.bytes.contains(where: { $0 != Byte.lineFeed }) else {
      // Nothing but rows without a value, or no row at all: columns are known all the same.
      return OpenedText(
        path: path, dialect: dialect, names: names, notes: [], dataStart: 0, cutter: cutter, sizeHint: 0, lines: lines)
    }
    let header = try HeaderReading(first, dialect: dialect, path: path, options: options)
    return OpenedText(
      path: path, dialect: dialect, names: header.names, notes: header.notes, dataStart: header.dataStart,
      cutter: cutter, sizeHint: sizeHint, lines: lines)
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
