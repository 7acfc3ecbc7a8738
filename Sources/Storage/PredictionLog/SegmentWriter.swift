import Glibc
import Lifecycle
import Tabular

/// Writes the newest segment. What it knows of layouts and levels is what the file says: after a failed append it is
/// thrown away.
final class SegmentWriter {
  let number: Int
  private(set) var byteCount: Int
  private(set) var summary: SegmentSummary
  private let file: File
  private var layouts: [WriterLayout]
  /// Codes of the block at hand, column after column; kept to be used again.
  private var codes: [UInt32] = []

  /// A new, empty segment.
  init(folder: Folder, number: Int) throws(StorageError) {
    self.number = number
    file = try File(folder.file(SegmentName.text(number)), .append)
    byteCount = try file.size()
    summary = SegmentSummary()
    layouts = []
  }

  /// A segment to go on with, whose blocks have been read. Bytes after `byteCount` are cut off.
  init(
    folder: Folder, number: Int, byteCount: Int, dictionary: SegmentDictionary, summary: SegmentSummary
  ) throws(StorageError) {
    self.number = number
    self.byteCount = byteCount
    self.summary = summary
    layouts = dictionary.layouts.sorted { $0.key < $1.key }.map { WriterLayout($0.value) }
    file = try File(folder.file(SegmentName.text(number)), .append)
    try file.truncate(to: byteCount)
  }

  /// Writes what the buffer holds in one call and takes the headers into the summary.
  ///
  /// - Throws: after cutting the file back to where it was. The writer must not be used again.
  func commit(_ buffer: BlockBuffer, _ headers: [BlockHeader], durability: Durability) throws(StorageError) {
    do {
      try file.write(buffer.bytes)
      if durability == .full { try file.sync() }
    } catch {
      // What cannot be cut off now is a torn tail for the next opening.
      try? file.truncate(to: byteCount)
      throw error
    }
    byteCount += buffer.count
    for header in headers { summary.add(header) }
  }

  func sync() throws(StorageError) { try file.sync() }

  /// Ends the segment with its summary. Without it, as on a full disk, the next opening counts for itself.
  func seal(_ buffer: BlockBuffer) {
    buffer.removeAll()
    summary.append(to: buffer)
    try? commit(buffer, [], durability: .process)
  }

  // MARK: Encoding

  /// Appends rows of a block to the buffer, preceded by whatever the segment has not said yet about their columns.
  ///
  /// - Parameter part: rows of the block, from its first.
  /// - Returns: the header as counted by the summary; nil when the rows are too large for one block.
  func encode(
    _ block: PredictionBlock, _ part: Range<Int>, isContinued: Bool = false, into buffer: BlockBuffer
  ) -> BlockHeader? {
    guard let layout = layout(for: block.features, buffer) else { return nil }
    let rows = block.rows.lowerBound + part.lowerBound..<block.rows.lowerBound + part.upperBound
    guard translate(block.features, rows, layout, buffer) else { return nil }
    let header = BlockHeader(
      kind: .predictions, layout: UInt16(layout), rowCount: part.count, byteCount: 0,
      session: Int64(block.session.number), ids: block.idRange(part), extra: Int64(block.version.number),
      payloadChecksum: 0, isContinued: isContinued)
    let isAppended = buffer.appendBlock(header) {
      switch block.ids {
      case .from(let first): buffer.append(first: first + Int64(part.lowerBound), step: 1)
      case .each(let ids): ids.withPart(part) { buffer.append(integers: $0) }
      }
      block.eventTimes.withPart(part) { buffer.append(integers: $0) }
      block.scores.withPart(part) { buffer.append(numbers: $0) }
      block.decisions.withPart(part) { buffer.append(numbers: $0) }
      append(block.features, rows, to: buffer)
    }
    return isAppended ? header : nil
  }

  private func append(_ features: Table, _ rows: Range<Int>, to buffer: BlockBuffer) {
    var firstCode = 0
    for column in features.columns {
      switch column.values {
      case .numeric(let values): values.withPart(rows) { buffer.append(numbers: $0) }
      case .categorical:
        codes.withPart(firstCode..<firstCode + rows.count) { buffer.append(codes: $0) }
        firstCode += rows.count
      case .boolean(let values): values.withPart(rows) { buffer.append(flags: $0) }
      case .timestamp(let values): values.withPart(rows) { buffer.append(integers: $0) }
      case .text(let values): buffer.append(texts: values, rows: rows)
      }
    }
  }

  func encode(_ block: OutcomeBlock, _ part: Range<Int>, into buffer: BlockBuffer) -> BlockHeader? {
    let ids = block.ids[part]
    let header = BlockHeader(
      kind: .outcomes, rowCount: part.count, byteCount: 0, session: Int64(block.session.number),
      ids: (ids.min() ?? 0)...(ids.max() ?? 0), extra: block.knownAt[part].min() ?? 0, payloadChecksum: 0)
    let isAppended = buffer.appendBlock(header) {
      block.ids.withPart(part) { buffer.append(integers: $0) }
      block.knownAt.withPart(part) { buffer.append(integers: $0) }
      block.outcomes.withPart(part) { buffer.append(numbers: $0) }
    }
    return isAppended ? header : nil
  }

  // MARK: Layouts and levels

  /// Position of the table's layout, after a layout block if it is new; nil when a segment can hold no more.
  private func layout(for table: Table, _ buffer: BlockBuffer) -> Int? {
    if let position = layouts.lastIndex(where: { $0.matches(table) }) { return position }
    let position = layouts.count
    guard position < Int(UInt16.max), table.columns.count < Int(UInt16.max) else { return nil }
    let columns = table.columns.map { ColumnSignature(name: $0.name, kind: $0.kind) }
    let header = BlockHeader(
      kind: .layout, layout: UInt16(position), rowCount: 0, byteCount: 0, payloadChecksum: 0)
    let isAppended = buffer.appendBlock(header) {
      buffer.append(UInt16(columns.count))
      for column in columns {
        buffer.append(column.kind.loggedByte)
        buffer.append(text: column.name)
      }
    }
    layouts.append(WriterLayout(columns: columns))
    return isAppended ? position : nil
  }

  /// Fills `codes` with the rows of all categorical columns in the segment's codes, and appends a block with levels
  /// that are new.
  private func translate(_ table: Table, _ rows: Range<Int>, _ position: Int, _ buffer: BlockBuffer) -> Bool {
    codes.removeAll(keepingCapacity: true)
    var columnsWithNews: [Int] = []
    for (index, column) in table.columns.enumerated() {
      guard case .categorical(let values) = column.values else { continue }
      layouts[position].dictionaries[index].translate(values, rows, into: &codes)
      if layouts[position].dictionaries[index].hasNews { columnsWithNews.append(index) }
    }
    if columnsWithNews.isEmpty { return true }
    let header = BlockHeader(kind: .levels, layout: UInt16(position), rowCount: 0, byteCount: 0, payloadChecksum: 0)
    return buffer.appendBlock(header) {
      buffer.append(UInt16(columnsWithNews.count))
      for index in columnsWithNews {
        buffer.append(UInt16(index))
        layouts[position].dictionaries[index].appendNews(to: buffer)
      }
    }
  }
}

extension PredictionBlock {
  fileprivate func idRange(_ part: Range<Int>) -> ClosedRange<Int64> {
    switch ids {
    case .from(let first): first + Int64(part.lowerBound)...first + Int64(part.upperBound - 1)
    case .each(let ids): (ids[part].min() ?? 0)...(ids[part].max() ?? 0)
    }
  }
}

extension Array {
  /// The elements of a range, in place.
  fileprivate func withPart(_ range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Void) {
    withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[range])) }
  }
}
