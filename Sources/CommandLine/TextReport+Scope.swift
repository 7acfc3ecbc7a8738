import Encoding

// The scope, as text.

extension TextReport {
  /// Each field with whether it holds, a glyph and a word before it.
  public static func scope(_ document: JSON) -> String {
    let fields = document["fields"]?.array ?? []
    let width = min(40, fields.map { string($0, "path").count }.max() ?? 0)
    let lines = fields.map { field in
      let path = string(field, "path")
      let padding = String(repeating: " ", count: max(0, width - path.count))
      let stage = field["stage"]?.string.map { "\($0) · " } ?? ""
      return "\(mark(string(field, "holds"))) \(path)\(padding)  \(stage)\(string(field, "fact"))"
    }
    return lines.isEmpty ? "the project file says nothing" : lines.joined(separator: "\n")
  }

  private static func mark(_ holding: String) -> String {
    switch holding {
    case "holds": "✓ holds  "
    case "broken": "✗ broken "
    case "unknown": "? unknown"
    default: "· unread "
    }
  }

  /// What is wrong with a proposed file, or what it would change.
  public static func scopeChange(_ document: JSON) -> String {
    var lines = (document["findings"]?.array ?? []).map { finding in
      let place = "\(string(finding, "where")):\(finding["line"]?.int ?? 0):\(finding["column"]?.int ?? 0)"
      return "\(place): \(string(finding, "severity")): \(string(finding, "message")); \(string(finding, "mend"))"
    }
    guard document["valid"]?.bool == true else { return lines.joined(separator: "\n") }
    let differences = document["differences"]?.array ?? []
    if differences.isEmpty { lines.append("nothing changes") }
    for difference in differences {
      lines.append("~ \(string(difference, "path"))")
      if let old = difference["old"]?.string { lines.append("  - \(old)") }
      if let new = difference["new"]?.string { lines.append("  + \(new)") }
    }
    for consequence in document["consequences"]?.array ?? [] {
      let isGrave = string(consequence, "severity") == "critical"
      lines.append("\(isGrave ? "✗" : "→") \(string(consequence, "text"))")
    }
    return lines.joined(separator: "\n")
  }

  private static func string(_ object: JSON, _ name: String) -> String { object[name]?.string ?? "" }
}
