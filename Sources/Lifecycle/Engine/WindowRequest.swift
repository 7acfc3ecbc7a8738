extension Query {
  /// A window of the newest session, looked at closely.
  public struct WindowRequest: Sendable, Hashable, Codable {
    /// Its number within the session; nil is the newest.
    public var index: Int?
    /// A feature, or `score`; nil lists all columns.
    public var column: String?

    public init(index: Int? = nil, column: String? = nil) {
      self.index = index
      self.column = column
    }
  }
}
