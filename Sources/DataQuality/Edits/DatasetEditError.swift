import Expressions
import Tabular

/// Why edits cannot be read or applied: which one, and what to do.
public struct DatasetEditError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Problem: Sendable, Equatable {
    case unreadable(String)
    case noColumn(String, nearest: String?)
    case noRow(Int, rowCount: Int)
    case unfitValue(String, column: String, kind: ColumnKind)
    /// The change does not mean anything for columns of that kind.
    case wrongKind(column: String, kind: ColumnKind)
    /// There is no value to take the median or mode of.
    case noValues(column: String)
    case expression(ExpressionError)
    case emptyRange(column: String)
    case noRowsLeft
    case cannotAppend(path: String, reason: String)
  }

  /// Place in the list, from 0.
  public var edit: Int
  public var problem: Problem

  public init(edit: Int, problem: Problem) {
    self.edit = edit
    self.problem = problem
  }

  public var description: String { "edit \(edit + 1): \(problem)" }
}

extension DatasetEditError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let reason): "cannot be read (\(reason)); undo to an earlier dataset version"
    case .noColumn(let name, let nearest):
      "there is no column `\(name)`" + (nearest.map { "; did you mean `\($0)`?" } ?? "; check the header")
    case .noRow(let row, let count): "there is no row \(row); rows go from 0 to \(count - 1) here"
    case .unfitValue(let value, let column, let kind): "`\(value)` is no value of \(column), which is \(kind.rawValue)"
    case .wrongKind(let column, let kind): "\(column) is \(kind.rawValue), which this cannot be done to"
    case .noValues(let column): "\(column) has no value to learn a filling from; give one"
    case .expression(let error): "\(error)"
    case .emptyRange(let column): "the range for \(column) is empty; the low bound must not exceed the high one"
    case .noRowsLeft: "no row would be left; loosen the filter"
    case .cannotAppend(let path, let reason): "the rows of \(path) cannot be appended: \(reason)"
    }
  }
}
