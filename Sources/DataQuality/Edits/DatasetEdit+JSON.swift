import Encoding
import Expressions

extension DatasetEdit {
  /// As it stands on its line: `{"edit": "set_cell", "row": 7, "column": "job", "value": "admin", "why": "…"}`.
  public var json: JSON {
    var json = change.json
    json.set("why", JSON(why))
    return json
  }

  public init(_ json: JSON) throws(DatasetEditError) {
    self.init(try Change(json), why: json["why"]?.string ?? "")
  }
}

extension DatasetEdit.Change {
  fileprivate var json: JSON {
    switch self {
    case .setCell(let row, let column, let value):
      ["edit": "set_cell", "row": JSON(row), "column": JSON(column), "value": JSON(value)]
    case .dropRows(let rows): ["edit": "drop_rows", "rows": .array(rows.map { JSON($0) })]
    case .dropWhere(let filter): ["edit": "drop_where", "where": JSON(filter.text)]
    case .keepWhere(let filter): ["edit": "keep_where", "where": JSON(filter.text)]
    case .dropDuplicates(let columns):
      ["edit": "drop_duplicates", "columns": columns.map { JSON($0) } ?? .null]
    case .fillMissing(let column, let filling): DatasetEdit.Change.json(column, filling)
    case .clamp(let column, let low, let high):
      ["edit": "clamp", "column": JSON(column), "low": JSON(low), "high": JSON(high)]
    case .replaceValues(let column, let replacements):
      [
        "edit": "replace_values", "column": JSON(column),
        "values": .array(replacements.map { ["from": JSON($0.from), "to": JSON($0.to)] }),
      ]
    case .appendRows(let file):
      ["edit": "append_rows", "path": JSON(file.path), "sha256": JSON(file.sha256)]
    }
  }

  private static func json(_ column: String, _ filling: DatasetEdit.Filling) -> JSON {
    var json: JSON = ["edit": "fill_missing", "column": JSON(column)]
    switch filling {
    case .value(let value): json.set("value", JSON(value))
    case .median: json.set("with", "median")
    case .mode: json.set("with", "mode")
    }
    return json
  }

  fileprivate init(_ json: JSON) throws(DatasetEditError) {
    let members = Members(json)
    switch json["edit"]?.string {
    case "set_cell":
      self = .setCell(row: try members.row(), column: try members.text("column"), value: json["value"]?.string)
    case "drop_rows": self = .dropRows(try members.rows())
    case "drop_where": self = .dropWhere(try members.filter())
    case "keep_where": self = .keepWhere(try members.filter())
    case "drop_duplicates": self = .dropDuplicates(columns: json["columns"]?.array?.compactMap(\.string))
    case "fill_missing": self = .fillMissing(column: try members.text("column"), with: try members.filling())
    case "clamp":
      self = .clamp(column: try members.text("column"), low: json["low"]?.double, high: json["high"]?.double)
    case "replace_values":
      self = .replaceValues(column: try members.text("column"), replacements: try members.replacements())
    case "append_rows":
      self = .appendRows(.init(path: try members.text("path"), sha256: try members.text("sha256")))
    case let other: throw Members.failure("no edit is called `\(other ?? "")`")
    }
  }
}

/// The members of a written edit, each wanted in one form.
private struct Members {
  private let json: JSON

  init(_ json: JSON) { self.json = json }

  static func failure(_ reason: String) -> DatasetEditError {
    DatasetEditError(edit: 0, problem: .unreadable(reason))
  }

  func text(_ name: String) throws(DatasetEditError) -> String {
    guard let value = json[name]?.string else { throw Members.failure("`\(name)` is not a text") }
    return value
  }

  func row() throws(DatasetEditError) -> Int {
    guard let row = json["row"]?.int, row >= 0 else { throw Members.failure("`row` is not a row's number") }
    return row
  }

  func rows() throws(DatasetEditError) -> [Int] {
    guard let list = json["rows"]?.array else { throw Members.failure("`rows` is not a list") }
    let rows = list.compactMap(\.int).filter { $0 >= 0 }
    guard rows.count == list.count else { throw Members.failure("`rows` holds what is no row's number") }
    return rows
  }

  func filter() throws(DatasetEditError) -> Expression {
    do {
      return try Expression(parsing: try text("where"))
    } catch let error as ExpressionError {
      throw DatasetEditError(edit: 0, problem: .expression(error))
    } catch {
      throw Members.failure("`where` is not a text")
    }
  }

  func filling() throws(DatasetEditError) -> DatasetEdit.Filling {
    if let value = json["value"]?.string { return .value(value) }
    switch json["with"]?.string {
    case "median": return .median
    case "mode": return .mode
    case let other: throw Members.failure("missing values cannot be filled with `\(other ?? "")`")
    }
  }

  func replacements() throws(DatasetEditError) -> [DatasetEdit.Replacement] {
    guard let list = json["values"]?.array else { throw Members.failure("`values` is not a list") }
    var result: [DatasetEdit.Replacement] = []
    for entry in list {
      guard let from = entry["from"]?.string else { throw Members.failure("a replacement has no `from`") }
      result.append(DatasetEdit.Replacement(from: from, to: entry["to"]?.string))
    }
    return result
  }
}
