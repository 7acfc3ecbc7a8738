/// Why a text is not an expression, where, and how to mend it.
public struct ExpressionError: Error, Sendable, Equatable {
  public let text: String
  /// From 1, in characters.
  public let column: Int
  public let reason: String
  public let mend: String

  public init(text: String, column: Int, reason: String, mend: String) {
    self.text = text
    self.column = column
    self.reason = reason
    self.mend = mend
  }
}

extension ExpressionError: CustomStringConvertible {
  /// One line. Of a long text only the part round the column is shown, and nothing in it can move a terminal.
  public var description: String { "`\(excerpt)`, column \(column): \(reason); \(mend)" }

  private static let excerptLengthMax = 120

  private var excerpt: String {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count > ExpressionError.excerptLengthMax else { return ExpressionError.printable(text) }
    let start = Swift.max(0, Swift.min(column - 60, scalars.count - ExpressionError.excerptLengthMax))
    let end = Swift.min(scalars.count, start + ExpressionError.excerptLengthMax)
    let part = String(String.UnicodeScalarView(scalars[start..<end]))
    return (start > 0 ? "…" : "") + ExpressionError.printable(part) + (end < scalars.count ? "…" : "")
  }

  static func printable(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += printable($1) }
  }

  static func printable(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      scalar == "\n" || scalar == "\t" ? " " : "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    default: String(scalar)  // The categories are Unicode's, not ours.
    }
  }
}
