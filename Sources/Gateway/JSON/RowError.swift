/// Why a body does not make rows: what, where, and what was wanted instead.
public struct RowError: Error, Sendable, Equatable, CustomStringConvertible {
  public var reason: String
  /// From 0, as the client's list counts.
  public var row: Int?
  /// The field's, column's or tensor's name.
  public var field: String?
  /// The byte of the body where reading stopped.
  public var offset: Int?

  public init(_ reason: String, row: Int? = nil, field: String? = nil, offset: Int? = nil) {
    self.reason = reason
    self.row = row
    self.field = field
    self.offset = offset
  }

  public var description: String {
    let places = [row.map { "row \($0)" }, field.map { "field \(RowError.quoted($0))" }].compactMap { $0 }
    let text = places.isEmpty ? reason : places.joined(separator: ", ") + ": " + reason
    return offset.map { "\(text) (byte \($0))" } ?? text
  }

  /// A client's own text in quotes, cut where it would drown the message.
  static func quoted(_ text: String) -> String {
    let head = text.prefix(60)
    return head.endIndex == text.endIndex ? "'\(text)'" : "'\(head)…'"
  }
}
