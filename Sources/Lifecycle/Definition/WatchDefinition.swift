/// The log of a model that is served elsewhere, as the project file names it.
public struct WatchDefinition: Sendable, Equatable, Codable {
  /// A path, relative to the project folder.
  public var log: String
  /// A table that drift is measured against; nil takes the log's first rows.
  public var reference: String?
  /// So many of them.
  public var referenceRows: Int?
  public var columns: WatchColumns

  public init(
    log: String, reference: String? = nil, referenceRows: Int? = nil, columns: WatchColumns = WatchColumns()
  ) {
    self.log = log
    self.reference = reference
    self.referenceRows = referenceRows
    self.columns = columns
  }

  /// The columns as one line: `score p, outcome y`.
  public var columnText: String {
    let parts = [
      ("id", columns.id), ("time", columns.time), ("score", columns.score), ("prediction", columns.prediction),
      ("outcome", columns.outcome), ("version", columns.version),
    ]
    return parts.compactMap { part, name in name.map { "\(part) \($0)" } }.joined(separator: ", ")
  }
}
