import Monitoring
import Tabular

// What of a window's inputs and answers is counted row by row, beside drift.

/// Lengths of the texts of a column.
struct TextLengths: Equatable {
  var characters = 0
  var rows = 0

  var mean: Double? { rows > 0 ? Double(characters) / Double(rows) : nil }

  /// Counts characters, not bytes: what continues a character in UTF-8 is none.
  mutating func add(_ text: TextValues, _ rows: Range<Int>) {
    for row in rows where !text.isMissing[row] { self.rows += 1 }
    guard let first = rows.first, let last = rows.last else { return }
    text.bytes.withUnsafeBufferPointer { bytes in
      var count = 0
      for byte in bytes[Int(text.offsets[first])..<Int(text.offsets[last + 1])] where byte & 0xC0 != 0x80 { count += 1 }
      characters += count
    }
  }
}

extension OpenWindow {
  /// Text columns that are told by name.
  static let textColumnCountMax = 16

  mutating func countTexts(_ table: Table, _ rows: Range<Int>, leavingOut names: Set<String>) {
    for column in table.columns {
      guard case .text(let text) = column.values, !names.contains(column.name),
        texts[column.name] != nil || texts.count < Self.textColumnCountMax
      else { continue }
      texts[column.name, default: TextLengths()].add(text, rows)
    }
  }

  /// Columns that the model's reference has and a batch does not.
  mutating func countAbsent(_ binding: WindowBinding?) {
    guard let binding, !binding.absent.isEmpty else { return }
    absentColumns.formUnion(binding.absent)
  }
}
