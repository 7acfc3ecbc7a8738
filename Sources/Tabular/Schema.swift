/// What a column is for.
public enum ColumnRole: String, Sendable, Hashable, CaseIterable, Codable {
  /// Goes into the model.
  case feature
  /// What the model is to say.
  case target
  /// Part of the event time.
  case time
  /// Names the row; joins predictions with outcomes.
  case id
  /// Kept out: a leak, a row counter, a duplicate.
  case leftOut = "left_out"
}

/// Name, kind and role of a column.
public struct ColumnSchema: Sendable, Hashable, Codable {
  public var name: String
  public var kind: ColumnKind
  public var role: ColumnRole

  public init(name: String, kind: ColumnKind, role: ColumnRole = .feature) {
    self.name = name
    self.kind = kind
    self.role = role
  }
}

/// The columns of a source, in file order.
public struct Schema: Sendable, Hashable, Codable {
  public var columns: [ColumnSchema]

  public init(columns: [ColumnSchema]) { self.columns = columns }

  /// What is known about the column of that name.
  public subscript(name: String) -> ColumnSchema? { columns.first { $0.name == name } }

  /// The columns of a role, in file order.
  public func names(of role: ColumnRole) -> [String] { columns.filter { $0.role == role }.map(\.name) }
}
