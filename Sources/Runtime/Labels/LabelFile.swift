import DataQuality
import Lifecycle
import Storage
import Tabular

/// Labels that were decided elsewhere: a table of row, label and perhaps because.
struct LabelFile {
  private let path: String
  private let rows: [Double]
  private let labels: ColumnValues
  private let reasons: ColumnValues?

  /// - Throws: `DelimitedError`, or `Refusal` where a column is missing.
  init(path: String) throws {
    var options = ReadOptions()
    options.kinds = ["row": .numeric, "label": .categorical, "because": .text]
    let table = try TableReader.standard.read(path: path, options: options).table
    guard case .numeric(let rows)? = table["row"]?.values, let labels = table["label"]?.values else {
      throw Refusal(
        kind: .wrongUse, message: "\(path) has no columns `row` and `label`",
        mend: "its header must be row,label or row,label,because")
    }
    self.path = path
    self.rows = rows
    self.labels = labels
    reasons = table["because"]?.values
  }

  /// A change for each row that is labelled otherwise; of a row named twice the last label holds.
  ///
  /// - Throws: `Refusal` naming the line of the first row or label that cannot be.
  func edits(of data: ProjectData, target: String, because: String?) throws -> DatasetEdits {
    let words = try LabelWords(data, target: target)
    let parts = RowParts(data)
    let now = data.table[target]?.values
    var last: [Int: Int] = [:]
    for (index, number) in rows.enumerated() {
      guard let row = Int(exactly: number), (0..<data.table.rowCount).contains(row) else {
        throw refusal(index, "there is no row \(number)", "rows go from 0 to \(data.table.rowCount - 1)")
      }
      guard let part = parts.name(of: row), part != "live" else {
        throw refusal(index, "row \(row) is not in the project's own part", "leave it out")
      }
      last[row] = index
    }
    var edits = DatasetEdits()
    for index in rows.indices {
      let row = Int(rows[index])
      guard last[row] == index else { continue }
      guard let typed = labels.text(at: index) else { throw refusal(index, "the label is missing", "give one") }
      let text: String
      do {
        text = try words.text(of: typed)
      } catch let error as Refusal {
        throw refusal(index, error.message, error.mend)
      }
      guard text != now?.text(at: row) else { continue }
      edits.append(.setCell(row: row, column: target, value: text), why: reasons?.text(at: index) ?? because ?? "")
    }
    return edits
  }

  private func refusal(_ index: Int, _ message: String, _ mend: String) -> Refusal {
    Refusal(kind: .wrongUse, message: "\(path), entry \(index + 1): \(message)", mend: mend)
  }
}
