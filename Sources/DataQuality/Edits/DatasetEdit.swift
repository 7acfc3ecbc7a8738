import Encoding
import Expressions

/// One change of a table, with the reason for it.
///
/// Rows are counted from 0 in the table as it stands when the edit's turn comes: what earlier edits dropped is not
/// counted any more, what they appended is. Values are written as they would stand in a CSV cell; nil is missing.
public struct DatasetEdit: Sendable, Equatable {
  public var change: Change
  /// Why, for people; may be empty.
  public var why: String

  public init(_ change: Change, why: String) {
    self.change = change
    self.why = why
  }

  public enum Change: Sendable, Equatable {
    case setCell(row: Int, column: String, value: String?)
    /// In any order; a row named twice goes once.
    case dropRows([Int])
    /// Rows where the expression is true; where it is unknown for missing values the row stays.
    case dropWhere(Expression)
    /// Rows where the expression is true; where it is unknown for missing values the row goes.
    case keepWhere(Expression)
    /// Rows equal to an earlier one in these columns, nil meaning all; missing equals missing.
    case dropDuplicates(columns: [String]?)
    case fillMissing(column: String, with: Filling)
    /// Numbers beyond a bound become the bound; nil is no bound.
    case clamp(column: String, low: Double?, high: Double?)
    /// Values that become others, all at the same time; of a categorical or text column. Nil makes them missing.
    case replaceValues(column: String, replacements: [Replacement])
    case appendRows(AppendedFile)
  }

  /// What takes the place of missing values.
  public enum Filling: Sendable, Equatable {
    case value(String)
    /// The middle value of those that are there, the mean of the two middle ones; for numbers and times.
    case median
    /// The most frequent value, of equally frequent ones the first in the table.
    case mode
  }

  public struct Replacement: Sendable, Equatable {
    public var from: String
    public var to: String?

    public init(from: String, to: String?) {
      self.from = from
      self.to = to
    }
  }

  /// A file whose rows are appended, by name and content.
  public struct AppendedFile: Sendable, Equatable {
    public var path: String
    /// SHA-256 of its bytes; with other bytes it is not the same dataset version, and is refused.
    public var sha256: String

    public init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }
}

extension DatasetEdit: CustomStringConvertible {
  /// What the edit does, as a phrase without a stop: "drop 3 rows", "set job of row 7 to `admin`".
  public var description: String {
    switch change {
    case .setCell(let row, let column, let value):
      "set \(column) of row \(row) to \(value.map { "`\($0)`" } ?? "missing")"
    case .dropRows(let rows): "drop \(rows.count) row\(rows.count == 1 ? "" : "s")"
    case .dropWhere(let filter): "drop rows where \(filter)"
    case .keepWhere(let filter): "keep only rows where \(filter)"
    case .dropDuplicates(nil): "drop repeated rows"
    case .dropDuplicates(let columns?): "drop rows that repeat \(columns.joined(separator: ", "))"
    case .fillMissing(let column, let filling): "fill missing \(column) with \(filling)"
    case .clamp(let column, let low, let high):
      "hold \(column) within \(low.map(NumberText.shortest) ?? "…") … \(high.map(NumberText.shortest) ?? "…")"
    case .replaceValues(let column, let replacements):
      "replace \(replacements.count) value\(replacements.count == 1 ? "" : "s") of \(column)"
    case .appendRows(let file): "append the rows of \(file.path)"
    }
  }
}

extension DatasetEdit.Filling: CustomStringConvertible {
  public var description: String {
    switch self {
    case .value(let value): "`\(value)`"
    case .median: "the median"
    case .mode: "the most frequent value"
    }
  }
}
