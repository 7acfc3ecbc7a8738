/// How much one body may hold. A short body can ask for many cells (`[{},{},…]`), so that its length alone bounds
/// nothing.
public struct RowLimits: Sendable, Equatable {
  public var rows: Int
  /// Rows times inputs; eight bytes each.
  public var cells: Int
  /// Bytes of one text.
  public var textLength: Int
  /// Levels of lists and objects.
  public var depth: Int

  public init(rows: Int = 100_000, cells: Int = 8_000_000, textLength: Int = 65_536, depth: Int = 64) {
    self.rows = max(1, rows)
    self.cells = max(1, cells)
    self.textLength = max(1, textLength)
    self.depth = max(2, depth)
  }
}

/// What happens to a field that is no input.
public enum UnknownFields: Sendable, Equatable {
  case ignored
  case refused
}
