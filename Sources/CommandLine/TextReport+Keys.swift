import Encoding

extension TextReport {
  /// The keys in force, a line an action, and what is wrong in the file; of a check the findings alone.
  public static func keys(_ document: JSON, checked: Bool) -> String {
    let findings = (document["findings"]?.array ?? []).map { finding in
      "\(finding["file"]?.string ?? ""):\(finding["line"]?.int ?? 0): \(finding["message"]?.string ?? "")"
        + "; \(finding["mend"]?.string ?? "")"
    }
    let file = document["file"]?.string ?? "keys.yaml"
    if checked {
      let isThere = document["file_exists"]?.bool == true
      return findings.isEmpty
        ? (isThere ? "✓ \(file)" : "✓ the built-in keys: there is no \(file)") : findings.joined(separator: "\n")
    }
    var table = TextTable(["action", "keys", "what it does", "without the cockpit", "from"])
    for binding in document["bindings"]?.array ?? [] {
      let keys = (binding["keys"]?.array ?? []).compactMap(\.string)
      table.add([
        binding["action"]?.string ?? "", keys.isEmpty ? "–" : keys.joined(separator: ", "),
        binding["title"]?.string ?? "", binding["twin"]?.string ?? "", binding["source"]?.string ?? "",
      ])
    }
    let style = document["style"]?.string ?? ""
    return ([table.text] + findings).joined(separator: "\n") + "\nstyle \(style); your own keys: \(file)"
  }
}
