/// Rows that could not be read and were left out.
public struct BadRows: Sendable, Equatable {
  /// Rows described at most; the others are counted.
  public static let listLimit = 100

  public struct Row: Sendable, Equatable {
    /// Physical line of the file, from 1; of a database the number of the row.
    public var line: Int
    /// Delimited text: the field, from 1. JSON lines: the byte of the line, from 1. 0 where the whole row is at fault.
    public var column: Int
    /// A phrase without the final stop.
    public var reason: String

    public init(line: Int, column: Int, reason: String) {
      self.line = line
      self.column = column
      self.reason = reason
    }
  }

  public private(set) var count = 0
  /// The first ones, in the order of the file.
  public private(set) var first: [Row] = []

  public init() {}

  /// Counts a row, and describes it while there is room.
  mutating func add(_ row: @autoclosure () -> Row) {
    count += 1
    if first.count < BadRows.listLimit { first.append(row()) }
  }

  /// These and others of the same file.
  func joined(with other: BadRows) -> BadRows {
    var result = self
    result.count += other.count
    result.first = Array((first + other.first).sorted { $0.line < $1.line }.prefix(BadRows.listLimit))
    return result
  }
}

extension DelimitedError {
  /// Where on the line: the field of delimited text, the byte of a JSON line, from 1; 0 where neither is known.
  public var column: Int {
    if case .malformedJSON(let column, _) = problem { return column }
    return field?.number ?? 0
  }

  /// Whether leaving one row out would mend it.
  public var isOfOneRow: Bool {
    // A field without a name stands in the header.
    guard line != nil, field == nil || field?.name != nil else { return false }
    switch problem {
    case .ragged, .textAfterQuote, .nulByte, .invalidUTF8, .unexpectedValue, .malformedJSON, .unclosedQuote: return true
    case .cannotRead, .cannotWrite, .damagedGzip, .decompressionBomb, .notText, .empty, .endlessFirstLine,
      .tooManyColumns,
      .wrongNameCount, .tooLong, .absentColumns, .byteLimit, .changedWhileRead, .cancelled, .unforeseenKey,
      .database:
      return false
    }
  }

  var badRow: BadRows.Row { BadRows.Row(line: line ?? 0, column: column, reason: problem.reason) }
}
