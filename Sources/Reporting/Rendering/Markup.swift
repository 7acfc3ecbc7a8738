/// Text of a markup language, grown piece by piece: what comes from outside goes through `escaped`.
struct Markup {
  private(set) var text = ""

  /// Markup of our own.
  mutating func raw(_ markup: String) { text += markup }

  /// An element with text inside.
  mutating func element(_ name: String, _ attributes: String, _ content: String) {
    text += "<\(name)\(attributes.isEmpty ? "" : " " + attributes)>\(Markup.escaped(content))</\(name)>"
  }

  mutating func element(_ name: String, _ content: String) { element(name, "", content) }

  /// Harmless between tags and inside quoted attributes.
  ///
  /// Characters that markup cannot hold, and those that turn the direction of what follows, become U+FFFD.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(isUnfit(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }

  /// Control characters but tab and newline, turns of direction, and what is no character.
  static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE...0xFFFF: true
    default: false
    }
  }

  /// At most so many characters, the last one an ellipsis where there were more.
  static func clipped(_ text: String, _ limit: Int) -> String {
    text.count <= limit ? text : text.prefix(limit - 1) + "…"
  }
}
