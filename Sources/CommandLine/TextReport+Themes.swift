import Encoding

extension TextReport {
  /// The themes, a line each, and what is wrong with them.
  ///
  /// - Parameter checked: says so of those with which nothing is wrong.
  public static func themes(_ document: JSON, checked: Bool) -> String {
    var table = TextTable(["theme", "for", "from", checked ? "checked" : ""])
    var findings: [String] = []
    for theme in document["themes"]?.array ?? [] {
      let name = theme["name"]?.string ?? ""
      let warnings = (theme["warnings"]?.array ?? []).map { warning in
        "\(name), line \(warning["line"]?.int ?? 0): \(warning["message"]?.string ?? "")"
      }
      let contrast = (theme["contrast"]?.array ?? []).map { finding in
        "\(name), \(finding["depth"]?.string ?? ""): \(finding["text"]?.string ?? "")"
      }
      findings += warnings + contrast
      let isKnown = theme["contrast_known"]?.bool == true
      let word = theme["sound"]?.bool == true ? (isKnown ? "✓" : "✓ the terminal's own colours") : "✗"
      table.add([
        name, theme["appearance"]?.string ?? "any", theme["path"]?.string ?? "built in", checked ? word : "",
      ])
    }
    let own = document["folder"]?.string.map { "\nyour own themes: \($0)" } ?? ""
    return ([table.text] + findings).joined(separator: "\n") + (checked ? "" : own)
  }
}
