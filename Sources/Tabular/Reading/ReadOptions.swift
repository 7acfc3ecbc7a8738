/// How a file of rows is to be read. The default reads everything and finds out the rest.
public struct ReadOptions: Sendable {
  /// Where column names come from.
  public enum Header: Sendable, Hashable {
    /// The first record of the file.
    case firstRecord
    /// The file has none: columns are called `column_1`, `column_2`, ….
    case absent
    /// The file has none, and these are the names.
    case names([String])
  }

  /// Texts that stand for a missing value when nobody says otherwise; the empty field is always missing.
  public static let defaultMissingTokens = ["NA", "NaN", "nan", "null", "NULL", "None", "?"]

  /// The separator, where it should not be found out from the first records.
  public var separator: Separator?
  public var header = Header.firstRecord
  /// Kinds by column name for columns whose kind is known; a value that does not fit is then an error.
  /// Names that the file does not have are ignored.
  public var kinds: [String: ColumnKind] = [:]
  /// Texts that mean "missing" beside the empty field, compared without surrounding spaces.
  public var missingTokens = ReadOptions.defaultMissingTokens
  /// The columns to read, nil for all; the others are skipped over. The table has them in file order.
  public var columns: [String]?
  /// The data rows to read, counted from 0 after the header; nil for all. Reading stops after the last one.
  public var rows: Range<Int>?
  /// Leaves rows out that cannot be read, counted in `Dataset.badRows`, instead of failing at the first one.
  public var skipsBadRows = false
  /// Threads that parse; the table does not depend on it.
  public var threads = 2
  /// Most bytes of text (after decompression) that are read before giving up.
  public var byteLimit = 4 << 30
  public var columnLimit = 10_000
  /// Most bytes of one field.
  public var fieldLimit = 16 << 20
  /// Called now and then, from any thread but never from two at once; false cancels the reading.
  public var progress: (@Sendable (ReadProgress) -> Bool)?

  public init() {}

  /// Options that read a file with the kinds of a known schema, and only its columns.
  ///
  /// - Parameter roles: columns of other roles are skipped, so that the file need not have them.
  public init(schema: Schema, roles: Set<ColumnRole> = Set(ColumnRole.allCases)) {
    let wanted = schema.columns.filter { roles.contains($0.role) }
    columns = wanted.map(\.name)
    kinds = Dictionary(wanted.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }
}

/// How far a reading has come.
public struct ReadProgress: Sendable, Equatable {
  /// Bytes of the file (compressed, when it is) that have been taken in, and the size of the file.
  public var bytesRead: Int
  public var bytesTotal: Int
  public var rows: Int
}
