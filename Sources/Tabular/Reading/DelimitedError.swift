/// Why a delimited text file could not be read or written: what, where, and how to mend it.
public struct DelimitedError: Error, Sendable, Equatable {
  /// A column by its place in the file (from 1) and its name.
  public struct Field: Sendable, Equatable {
    public var number: Int
    /// Nil where the header gives none (a row with too many fields, or the header itself).
    public var name: String?

    public init(number: Int, name: String? = nil) {
      self.number = number
      self.name = name
    }
  }

  public enum Problem: Sendable, Equatable {
    case cannotRead(reason: String)
    case cannotWrite(reason: String)
    case damagedGzip(reason: String)
    /// Gzip that swells to so many times its size as no table does.
    case decompressionBomb(times: Int)
    /// The file begins like something that is not UTF-8 text.
    case notText(looksLike: String)
    case empty
    case endlessFirstLine(limit: Int)
    case tooManyColumns(found: Int, limit: Int)
    case wrongNameCount(given: Int, found: Int)
    case ragged(found: Int, expected: Int)
    case unclosedQuote
    case textAfterQuote
    case tooLong(limit: Int)
    case nulByte
    case invalidUTF8(byte: UInt8)
    case unexpectedValue(String, ColumnKind)
    case absentColumns([String])
    case byteLimit(Int)
    case changedWhileRead
    /// A line that is no JSON object; the byte of the line, from 1.
    case malformedJSON(column: Int, reason: String)
    /// A key that the first lines did not have.
    case unforeseenKey(String)
    /// A database or table that cannot be read: what, then the mend.
    case database(reason: String, mend: String)
    case cancelled
  }

  public var path: String
  /// The physical line, from 1; line breaks inside quotes count.
  public var line: Int?
  public var field: Field?
  public var problem: Problem

  public init(path: String, line: Int? = nil, field: Field? = nil, problem: Problem) {
    self.path = path
    self.line = line
    self.field = field
    self.problem = problem
  }
}

extension DelimitedError: CustomStringConvertible {
  public var description: String {
    var text = path
    if let line { text += ", line \(line)" }
    if let field {
      text += ", column \(field.number)"
      if let name = field.name { text += " \"\(name)\"" }
    }
    return text + ": " + problem.description + (isOfOneRow ? "; or leave such rows out with --skip-bad-rows" : "")
  }
}

extension DelimitedError.Problem: CustomStringConvertible {
  /// What is wrong without the mend.
  var reason: String {
    let text = description
    if case .malformedJSON(_, let reason) = self { return reason }
    if case .unexpectedValue(let value, let kind) = self { return "\"\(value)\" is no \(kind.noun)" }
    return text.firstIndex(of: ";").map { String(text[..<$0]) } ?? text
  }

  /// What is wrong, then the mend.
  public var description: String {
    switch self {
    case .cannotRead(let reason): "cannot be read (\(reason)); check the path and its permissions"
    case .cannotWrite(let reason): "cannot be written (\(reason)); check the path, its permissions and the room left"
    case .decompressionBomb(let times):
      "swells to \(times) times its size, as decompression bombs do; if it is a table, unpack it with gunzip first"
    case .damagedGzip(let reason): "is damaged gzip (\(reason)); fetch or compress the file again"
    case .notText(let kind): "looks like \(kind), not like delimited text; export it as CSV in UTF-8"
    case .empty: "is empty; it needs a header line with the column names"
    case .endlessFirstLine(let limit): "the first line has no end within \(limit) bytes; is this a table as text?"
    case .tooManyColumns(let found, let limit):
      "has \(found) columns, more than the limit of \(limit); check the separator, or leave columns out at the source"
    case .wrongNameCount(let given, let found):
      "has \(found) columns, but \(given) names were given; give one name a column"
    case .ragged(let found, let expected):
      "\(found) field\(found == 1 ? "" : "s") where the header has \(expected); "
        + (found > expected ? "quote a field that holds the separator, or remove the extra one" : "add what is missing")
    case .unclosedQuote:
      "a quote is opened and never closed; close it, or write quotes inside a quoted field twice (\"\")"
    case .textAfterQuote:
      "text follows a closing quote; write quotes inside a quoted field twice (\"\")"
    case .tooLong(let limit):
      "a field is longer than \(limit) bytes; look for a quote that is not closed, or shorten the field"
    case .nulByte: "a NUL byte; the file is binary or UTF-16: export it as UTF-8 text"
    case .invalidUTF8(let byte):
      "byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8; convert the file, for instance with "
        + "iconv -f latin1 -t utf-8"
    case .unexpectedValue(let value, let kind):
      "\"\(value)\" is no \(kind.noun); correct it, list it as a missing token, or declare the column categorical"
    case .absentColumns(let names):
      "has no column \(names.map { "\"\($0)\"" }.joined(separator: ", ")); check the names in the header"
    case .byteLimit(let limit):
      "holds more than \(limit) bytes of text; raise the byte limit if this is no decompression bomb"
    case .changedWhileRead: "changed while it was read; read a file that nobody writes to, or a copy"
    case .malformedJSON(let column, let reason):
      "column \(column): \(reason); every line must be one JSON object, as `jq -c` writes them"
    case .unforeseenKey(let key): "the key \"\(key)\" comes after lines that do not have it"
    case .database(let reason, let mend): "\(reason); \(mend)"
    case .cancelled: "reading was cancelled"
    }
  }
}

extension ColumnKind {
  /// What one value of the kind is called in a message.
  var noun: String {
    switch self {
    case .numeric: "number"
    case .categorical: "category"
    case .boolean: "boolean (true or false)"
    case .timestamp: "timestamp (such as 2026-03-01 or 2026-03-01T08:00:00Z)"
    case .text: "text"
    }
  }
}
