import Lifecycle

/// Turns JSON into rows for the engine in one pass: names are found by their bytes, values go straight into their
/// cells, and nothing is allocated for a row beyond the growing buffers.
///
/// A field that is missing or `null` is a missing value. Numbers are rounded correctly; `NaN` and infinite numbers are
/// missing values as they are in files. A boolean may stand for a number (1 or 0), a number or a boolean for a category
/// (its text), 1 and 0 for a boolean, microseconds for a time. Anything else of the wrong kind is an error that names
/// row and field. The last of several members with the same name counts.
public struct RowScanner: Sendable {
  public let table: InputTable
  public var limits: RowLimits
  public var unknown: UnknownFields

  public init(_ table: InputTable, limits: RowLimits = RowLimits(), unknown: UnknownFields = .ignored) {
    self.table = table
    self.limits = limits
    self.unknown = unknown
  }

  /// The rows of a native request, in any of these forms:
  ///
  /// - `{"age": 31, "city": "Rome"}`: one row;
  /// - `[{…}, {…}]`: several;
  /// - `{"rows": [{…}, {…}]}` or `{"columns": {"age": [31, 44], "city": ["Rome", "Oslo"]}}`, with any of
  ///   `"ids": ["a", "b"]`, `"version": 7` and `"times": ["2026-03-01T08:00:00Z", …]` beside it.
  ///
  /// An input that is named `rows` or `columns` is an input.
  public func request(from body: UnsafeRawBufferPointer) throws(RowError) -> PredictionRequest {
    var scan = try RowScan(body, self)
    scan.cursor.skipSpace()
    if scan.cursor.byte == UInt8(ascii: "[") {
      try scan.records()
      try scan.cursor.finish()
      return scan.rows.request()
    }
    if try Envelope.isOne(scan.cursor, table) { return try Envelope.read(&scan) }
    try scan.record()
    try scan.cursor.finish()
    return scan.rows.request()
  }
}
