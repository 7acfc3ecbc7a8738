/// JSON lines as tab-separated text: every line a line, so that line numbers stay what they are.
///
/// A text of JSON cannot hold a bare tab or line feed; only texts with escapes, and arrays with tabs, need quotes.
final class JSONLineBytes: ByteSource {
  private struct Cell {
    enum Form { case absent, bare, escaped, array }
    var start: UnsafePointer<UInt8>
    var count = 0
    var form = Form.absent
  }

  private let feed: JSONLineFeed
  private let keys: JSONKeys
  private let path: String
  private let skipsBadRows: Bool
  /// Whether keys that are not known do not matter.
  private let isSelective: Bool
  private let cells: UnsafeMutablePointer<Cell>
  private let columnCount: Int
  private let output = TextBlock()
  private var given = 0
  private(set) var badRows = BadRows()

  init(_ source: any ByteSource, path: String, keys: JSONKeys, options: ReadOptions) throws(DelimitedError) {
    feed = JSONLineFeed(source, path: path, options: options)
    self.keys = keys
    self.path = path
    skipsBadRows = options.skipsBadRows
    isSelective = options.columns != nil
    columnCount = keys.names.count
    cells = .allocate(capacity: max(1, columnCount))
    cells.initialize(repeating: Cell(start: UnsafePointer(output.start)), count: max(1, columnCount))
    try feed.rewind()
  }

  deinit { cells.deallocate() }

  var position: Int { feed.source.position }
  var size: Int { feed.source.size }
  let isCounted = false

  func rewind() throws(DelimitedError) {
    try feed.rewind()
    output.removeAll()
    given = 0
    badRows = BadRows()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DelimitedError) -> Int {
    guard let base = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      if given == output.count, try !produce() { break }
      let count = min(buffer.count - filled, output.count - given)
      (base + filled).copyMemory(from: output.start + given, byteCount: count)
      filled += count
      given += count
    }
    return filled
  }

  private func produce() throws(DelimitedError) -> Bool {
    output.removeAll()
    given = 0
    return try feed.next { line, count, number in
      output.reserve(2 * count + columnCount + 8)
      return transcode(line, count, number)
    }
  }

  private func transcode(_ line: UnsafePointer<UInt8>, _ count: Int, _ number: Int) -> DelimitedError? {
    if isBlank(line, count) {
      output.append(Byte.lineFeed)
      return nil
    }
    var scanner = JSONLineScanner(line)
    var unforeseen: String?
    let isRead = scanner.scan(
      keys,
      unknown: { key, parent in
        if !isSelective, parent >= 0 { unforeseen = String(decoding: key, as: UTF8.self) }
        return JSONKeys.none
      },
      receive: { node, value in
        if !take(value, column: keys.column(of: node)), !isSelective, node >= 0 { unforeseen = keys.name(of: node) }
      })
    if isRead, let unforeseen {
      return DelimitedError(path: path, line: number, problem: .unforeseenKey(unforeseen))
    }
    guard isRead else { return refuse(scanner, number) }
    writeCells()
    return nil
  }

  private func isBlank(_ line: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    for offset in 0..<count where line[offset] > Byte.space { return false }
    return true
  }

  /// False when the value has no column to go to.
  @inline(__always)
  private func take(_ value: JSONLineScanner.Value, column: Int32) -> Bool {
    guard column >= 0 else {
      if case .null = value { return true }
      return false
    }
    let cell = cells + Int(column)
    switch value {
    case .plain(let bytes), .literal(let bytes): set(cell, bytes, .bare)
    case .escaped(let bytes): set(cell, bytes, .escaped)
    case .array(let bytes): set(cell, bytes, .array)
    case .null: cell.pointee.form = .absent
    }
    return true
  }

  @inline(__always)
  private func set(_ cell: UnsafeMutablePointer<Cell>, _ bytes: UnsafeBufferPointer<UInt8>, _ form: Cell.Form) {
    guard let start = bytes.baseAddress else { return }
    cell.pointee = Cell(start: start, count: bytes.count, form: form)
  }

  private func refuse(_ scanner: JSONLineScanner, _ number: Int) -> DelimitedError? {
    for column in 0..<columnCount { cells[column].form = .absent }
    let error = DelimitedError(
      path: path, line: number, problem: .malformedJSON(column: scanner.column, reason: scanner.reason))
    guard skipsBadRows else { return error }
    badRows.add(error.badRow)
    output.append(Byte.lineFeed)
    return nil
  }

  private func writeCells() {
    let before = output.count
    for column in 0..<columnCount {
      if column > 0 { output.append(9) }
      let bytes = UnsafeBufferPointer(start: cells[column].start, count: cells[column].count)
      switch cells[column].form {
      case .absent: break
      case .bare: output.append(bytes)
      case .escaped: JSONText.unescaped(bytes).withUnsafeBufferPointer { writeQuoted($0) }
      case .array: if bytes.contains(9) { writeQuoted(bytes) } else { output.append(bytes) }
      }
      cells[column].form = .absent
    }
    // An empty line would be no row.
    if columnCount == 1, output.count == before {
      output.append(Byte.quote)
      output.append(Byte.quote)
    }
    output.append(Byte.lineFeed)
  }

  private func writeQuoted(_ bytes: UnsafeBufferPointer<UInt8>) {
    output.append(Byte.quote)
    for byte in bytes {
      if byte == Byte.quote { output.append(byte) }
      output.append(byte)
    }
    output.append(Byte.quote)
  }
}
