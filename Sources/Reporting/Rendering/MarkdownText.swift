/// Text that Markdown shows as it is.
enum MarkdownText {
  /// Inside a line: one line, nothing that GitHub's Markdown would take for markup or HTML.
  static func inline(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\n", "\t": result += " "
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      case "\\", "`", "*", "[", "]", "|", "~": result += "\\" + String(scalar)
      case "_":
        let isInner = index > 0 && index + 1 < scalars.count && isWord(scalars[index - 1]) && isWord(scalars[index + 1])
        result += isInner ? "_" : "\\_"
      default: result.unicodeScalars.append(Markup.isUnfit(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }

  /// At the start of a line, where more would be taken for markup.
  static func line(_ text: String) -> String {
    let safe = inline(text)
    guard let first = safe.first else { return safe }
    if "#>-+=".contains(first) { return "\\" + safe }
    let digits = safe.prefix { $0.isNumber }
    guard !digits.isEmpty, let next = safe.dropFirst(digits.count).first, next == "." || next == ")" else {
      return safe
    }
    return digits + "\\" + safe.dropFirst(digits.count)
  }

  /// A span of code; in a table, where a bar ends a cell even inside of one, a text with bars stays plain.
  static func code(_ text: String, inTable: Bool = false) -> String {
    let flat = clean(text).replacing("\n", with: " ")
    guard !flat.isEmpty else { return "" }
    if inTable, flat.contains("|") { return inline(text) }
    let fence = String(repeating: "`", count: longestRun(of: "`", in: flat) + 1)
    let padding = flat.hasPrefix("`") || flat.hasSuffix("`") ? " " : ""
    return fence + padding + flat + padding + fence
  }

  /// Lines that keep their spaces.
  static func block(_ text: String) -> String {
    let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
    return "\(fence)text\n\(clean(text))\n\(fence)"
  }

  private static func clean(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(Markup.isUnfit(scalar) ? "\u{FFFD}" : scalar)
    }
    return result
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func longestRun(of character: Character, in text: String) -> Int {
    var (longest, run) = (0, 0)
    for letter in text {
      run = letter == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
