import Tabular

/// Name and kind of a logged column.
struct ColumnSignature: Hashable {
  var name: String
  var kind: ColumnKind
}

/// What a segment has said so far about the columns of its blocks: layouts, and levels by layout and column.
///
/// Each segment says it anew, so that each can be read when the others are gone.
struct SegmentDictionary {
  private(set) var layouts: [UInt16: Layout] = [:]

  struct Layout {
    var columns: [ColumnSignature]
    /// By column; empty for all but categorical ones.
    var levels: [[String]]
    /// Codes whose levels were lost with a damaged block, by column.
    var gaps: [[Range<Int>]]
  }

  /// Takes in a layout or levels block; other kinds change nothing.
  mutating func read(_ header: BlockHeader, _ payload: UnsafeRawBufferPointer) throws(BlockDamage) {
    var reader = PayloadReader(payload)
    switch header.kind {
    case .layout: try readLayout(header.layout, &reader)
    case .levels: try readLevels(header.layout, &reader)
    case .predictions, .outcomes, .summary: return
    }
  }

  private mutating func readLayout(_ position: UInt16, _ reader: inout PayloadReader) throws(BlockDamage) {
    var columns: [ColumnSignature] = []
    for _ in 0..<Int(try reader.read(UInt16.self)) {
      guard let kind = ColumnKind(logged: try reader.read(UInt8.self)) else {
        throw BlockDamage(reason: "a column of a kind that is not known")
      }
      columns.append(ColumnSignature(name: try reader.text(), kind: kind))
    }
    guard Set(columns.map(\.name)).count == columns.count else { throw BlockDamage(reason: "a column twice") }
    layouts[position] = Layout(
      columns: columns, levels: columns.map { _ in [] }, gaps: columns.map { _ in [] })
  }

  private mutating func readLevels(_ position: UInt16, _ reader: inout PayloadReader) throws(BlockDamage) {
    guard var layout = layouts[position] else { throw BlockDamage(reason: "levels without a layout") }
    for _ in 0..<Int(try reader.read(UInt16.self)) {
      let column = Int(try reader.read(UInt16.self))
      let start = Int(try reader.read(UInt32.self))
      let count = Int(try reader.read(UInt32.self))
      guard layout.levels.indices.contains(column), start >= layout.levels[column].count else {
        throw BlockDamage(reason: "levels that contradict earlier ones")
      }
      try layout.fillGap(column, to: start)
      for _ in 0..<count { layout.levels[column].append(try reader.text()) }
    }
    layouts[position] = layout
  }
}

extension SegmentDictionary.Layout {
  /// Stands in for levels that a damaged block took along.
  fileprivate mutating func fillGap(_ column: Int, to start: Int) throws(BlockDamage) {
    let count = levels[column].count
    guard start > count else { return }
    guard start - count <= BlockHeader.rowCountMax else { throw BlockDamage(reason: "a gap in the levels") }
    gaps[column].append(count..<start)
    levels[column].append(contentsOf: repeatElement("", count: start - count))
  }
}

extension ColumnKind {
  /// The byte that stands for the kind in a layout.
  var loggedByte: UInt8 {
    switch self {
    case .numeric: 0
    case .categorical: 1
    case .boolean: 2
    case .timestamp: 3
    case .text: 4
    }
  }

  init?(logged byte: UInt8) {
    guard let kind = ColumnKind.allCases.first(where: { $0.loggedByte == byte }) else { return nil }
    self = kind
  }
}

/// A text that equals another only byte for byte: a level must come back as it was, composed or decomposed.
struct ExactText: Hashable {
  let text: String

  static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
