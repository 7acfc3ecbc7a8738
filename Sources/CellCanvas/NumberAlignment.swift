/// Numbers in a column with their decimal points under one another.
public enum NumberAlignment {
  /// Pads each text with spaces so that the first "." of each, or the end of its digits, falls on one column.
  ///
  /// Texts without any digit ("–") are set right, where the digits before the point end.
  public static func aligned(_ texts: [String]) -> [String] {
    let parts = texts.map(split)
    let before = parts.map { CharacterWidth.columns($0.whole) }.max() ?? 0
    let after = parts.map { CharacterWidth.columns($0.rest) }.max() ?? 0
    return parts.map { part in
      part.whole.fitted(to: before, .trailing) + part.rest.fitted(to: after, .leading)
    }
  }

  /// The digits before the point, and the point with all that follows.
  private static func split(_ text: String) -> (whole: String, rest: String) {
    if let point = text.firstIndex(of: ".") { return (String(text[..<point]), String(text[point...])) }
    guard let last = text.lastIndex(where: \.isNumber) else { return (text, "") }
    let end = text.index(after: last)
    return (String(text[..<end]), String(text[end...]))
  }
}
