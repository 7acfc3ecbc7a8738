/// Rows under named columns.
public struct Table: Sendable, Equatable {
  public var caption: String
  public var columns: [Column]
  public var rows: [[Cell]]
  /// Rows that were left out, which the reader must be told of.
  public var omitted: Int

  public struct Column: Sendable, Equatable {
    public var title: String
    public var manner: Manner

    public enum Manner: Sendable, Equatable {
      case text
      /// Right-aligned, figures of one width.
      case number
      /// Kept on one line.
      case time
    }

    public static func text(_ title: String) -> Column { Column(title: title, manner: .text) }
    public static func number(_ title: String) -> Column { Column(title: title, manner: .number) }
    public static func time(_ title: String) -> Column { Column(title: title, manner: .time) }
  }

  public enum Cell: Sendable, Equatable {
    case text(String)
    /// Names from the data and commands, in letters of one width.
    case code(String)
    case verdict(Tone, String)
    /// A course in small; nil is a gap.
    case course([Double?])
  }

  public init(_ caption: String, _ columns: [Column], _ rows: [[Cell]], omitted: Int = 0) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
    self.omitted = omitted
  }

  /// The first `limit` of some things, one a row, counting the others.
  public init<Element>(
    _ caption: String, _ columns: [Column], of elements: [Element], limit: Int, _ row: (Element) -> [Cell]
  ) {
    self.init(caption, columns, elements.prefix(limit).map(row), omitted: max(0, elements.count - limit))
  }
}

extension Table.Cell: ExpressibleByStringLiteral {
  public init(stringLiteral value: String) { self = .text(value) }
}
