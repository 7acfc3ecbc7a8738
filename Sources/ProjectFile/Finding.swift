import Encoding

extension ProjectFile {
  /// Something about the project file that a person should know.
  public struct Finding: Sendable, Equatable {
    /// The file, as it was named to the reader.
    public var `where`: String
    /// Dotted path of the key it is about, such as `scope.gates[1]`; empty for the whole file.
    public var key: String
    /// From 1.
    public var line: Int
    /// From 1, in characters.
    public var column: Int
    public var severity: Severity
    public var message: String
    public var mend: String

    public enum Severity: String, Sendable, Hashable, CaseIterable {
      /// The file has no meaning until it is mended.
      case error
      /// The file works, though probably not as meant.
      case warning
    }

    public init(
      where: String, key: String, line: Int, column: Int, severity: Severity, message: String, mend: String
    ) {
      self.where = `where`
      self.key = key
      self.line = line
      self.column = column
      self.severity = severity
      self.message = message
      self.mend = mend
    }

    /// The shape that `check --json` prints, with the key beside it.
    public var json: JSON {
      [
        "where": JSON(`where`), "key": JSON(key), "line": JSON(line), "column": JSON(column),
        "severity": JSON(severity.rawValue), "message": JSON(message), "mend": JSON(mend),
      ]
    }
  }
}

extension ProjectFile.Finding: CustomStringConvertible {
  /// One line, in the form that editors can jump to.
  public var description: String { "\(`where`):\(line):\(column): \(severity.rawValue): \(message); \(mend)" }
}
