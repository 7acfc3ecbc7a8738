/// A table with what is known about it: the outcome of reading a source.
public struct Dataset: Sendable {
  public var table: Table
  /// Kinds as found or declared; every role is `feature` until someone says more (see `RoleSuggestion`).
  public var schema: Schema
  /// What was done to the data or looks odd, for people to read.
  public var notes: [DataNote]
  public var dialect: Dialect
  /// Rows that were left out because they could not be read.
  public var badRows = BadRows()

  public init(table: Table, schema: Schema, notes: [DataNote] = [], dialect: Dialect = Dialect(separator: .comma)) {
    self.table = table
    self.schema = schema
    self.notes = notes
    self.dialect = dialect
  }
}

/// Something about the data that its owner should know.
public struct DataNote: Sendable, Hashable, CustomStringConvertible {
  public enum Subject: String, Sendable, Hashable {
    case renamed, noValues, infinite, decimalComma, headerLooksLikeData
    case rowCounter, uniqueID, constant, freeText, leak, time
  }

  public var subject: Subject
  /// The column it is about, nil when it is about the file.
  public var column: String?
  /// A sentence without the final stop.
  public var text: String

  public init(_ subject: Subject, column: String? = nil, text: String) {
    self.subject = subject
    self.column = column
    self.text = text
  }

  public var description: String { column.map { "\($0): \(text)" } ?? text }
}
