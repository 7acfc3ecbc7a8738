import DataQuality
import Encoding
import Expressions
import Lifecycle
import Tabular

extension Engine {
  static let pageRowsMax = 1000

  func rowsPage(_ request: Query.RowRequest) async throws -> JSON {
    let started = clock.monotonic()
    let data = try await loadedData()
    if let sort = request.sort, data.table[sort] == nil {
      let near = NearestName.of(sort, in: data.table.columnNames).map { "did you mean `\($0)`?" }
      throw Refusal(
        kind: .wrongUse, message: "there is no column `\(sort)` to sort by",
        mend: near ?? "`sextant profile` lists them")
    }
    let filter = try request.filter.flatMap { try Self.rowFilter($0, data.table) }
    let key = RowIndexes.Key(
      dataset: data.sha256, filter: filter,
      order: request.sort.map { RowOrder(column: $0, isDescending: request.isDescending) })
    let indexes = rowIndexes
    let index: RowIndex
    if let known = indexes.known(key) {
      index = known
    } else {
      index = try await onWorker { try indexes.index(key, data.table) }
    }
    let rows = index.page(offset: request.offset, limit: min(request.limit, Self.pageRowsMax))
    let parts = try await onWorker { indexes.parts(of: data) }
    return [
      "dataset": JSON(String(data.sha256.prefix(12))), "total": JSON(data.table.rowCount),
      "matching": JSON(index.count), "offset": JSON(request.offset),
      "columns": .array(
        data.table.columns.map {
          [
            "name": JSON($0.name), "kind": JSON($0.kind.rawValue),
            "role": JSON(data.schema[$0.name]?.role.rawValue ?? ColumnRole.feature.rawValue),
          ]
        }),
      "rows": .array(
        rows.map { row in
          [
            "row": JSON(row), "part": JSON(parts.name(of: row)),
            "values": .array(data.table.columns.map { Self.cell($0.values, row) }),
          ]
        }),
      "seconds": JSON(clock.monotonic() - started),
    ]
  }

  /// The condition that a filter stands for: itself, or words as they are looked for in the rows.
  private static func rowFilter(_ text: String, _ table: Table) throws -> String? {
    if text.allSatisfy(\.isWhitespace) { return nil }
    let vocabulary = Bindings(table).vocabulary
    guard let words = ListFilter.words(text, vocabulary) else { return text }
    guard let condition = ListFilter.condition(of: words, over: vocabulary) else {
      throw Refusal(
        kind: .wrongUse, message: "no column holds texts in which `\(text)` could be found",
        mend: "write a condition, such as `\(vocabulary.names.first ?? "x") > 0`")
    }
    return condition
  }
}

/// Which part of the split each row is in, one byte a row.
struct RowParts: Sendable {
  private static let names: [String?] = [nil, "train", "validate", "test", "live"]

  private var parts: [UInt8]

  init(_ data: ProjectData) {
    parts = [UInt8](repeating: 0, count: data.table.rowCount)
    for (number, rows) in [data.split.train, data.split.validate, data.split.test, data.split.live].enumerated() {
      for row in rows { parts[row] = UInt8(number + 1) }
    }
  }

  func name(of row: Int) -> String? { Self.names[Int(parts[row])] }
}
