import Encoding

// Pages about the data, as people read them.

extension TextReport {
  public static func datasets(_ page: JSON) -> String {
    let versions = page["versions"]?.array ?? []
    guard !versions.isEmpty else { return "no data have been read yet: `sextant train` reads them" }
    var table = TextTable(["version", "parent", "kind", "rows", "who", "reason"])
    let current = page["current"]?.string
    for version in versions {
      let name = text(version["version"])
      table.add([
        (name == current ? "▸ " : "  ") + name, version["parent"]?.string ?? "–", text(version["kind"]),
        grouped(version["rows"]), text(version["who"]), text(version["reason"]),
      ])
    }
    return table.text
  }

  public static func datasetDifference(_ page: JSON) -> String {
    let rows = page["rows"]
    var lines = [
      "\(text(page["a"])) → \(text(page["b"])): \(grouped(rows?["a"])) → \(grouped(rows?["b"])) rows, "
        + "\(grouped(rows?["added"])) added, \(grouped(rows?["removed"])) removed, \(grouped(rows?["changed"])) changed"
    ]
    for change in page["schema"]?.array ?? [] {
      lines.append("column \(text(change["column"])): \(text(change["change"]))")
    }
    var table = TextTable(["column", "changed", "missing", "mean", "examples"])
    for column in page["columns"]?.array ?? [] {
      let examples = (column["examples"]?.array ?? []).prefix(3).map {
        "row \(cell($0["row"])): \(cell($0["a"])) → \(cell($0["b"]))"
      }
      table.add([
        text(column["column"]), grouped(column["changed"]), pair(column["missing"]), pair(column["mean"]),
        examples.joined(separator: ", "),
      ])
    }
    if !table.isEmpty { lines.append(table.text) }
    return lines.joined(separator: "\n")
  }

  private static func pair(_ values: JSON?) -> String { "\(number(values?["a"])) → \(number(values?["b"]))" }

  public static func dataFindings(_ page: JSON) -> String {
    let findings = page["findings"]?.array ?? []
    var lines = ["\(grouped(page["rows"])) rows, version \(text(page["dataset"]))"]
    if let bad = page["bad_rows"]?["count"]?.int, bad > 0 {
      lines.append("\(grouped(page["bad_rows"]?["count"])) rows could not be read and were left out:")
      for example in (page["bad_rows"]?["examples"]?.array ?? []).prefix(5) {
        lines.append("  line \(cell(example["line"])): \(text(example["reason"]))")
      }
    }
    if findings.isEmpty { lines.append("✓ nothing to find fault with") }
    for finding in findings {
      let mark = ["error": "✗", "warning": "!", "info": "·"][text(finding["severity"])] ?? "·"
      lines.append("\(mark) \(text(finding["message"]))  [\(text(finding["id"]))]")
      let examples = (finding["examples"]?.array ?? []).prefix(3).map { "row \(cell($0["row"]))" }
      if !examples.isEmpty { lines.append("    such as \(examples.joined(separator: ", "))") }
      guard let mend = finding["mend"]?.string else { continue }
      let isMendable = finding["mendable"]?.bool ?? false
      lines.append(isMendable ? "    `sextant data mend \(text(finding["id"]))`: \(mend)" : "    \(mend)")
    }
    return lines.joined(separator: "\n")
  }

  public static func rows(_ page: JSON) -> String {
    let columns = page["columns"]?.array ?? []
    var table = TextTable(["row", "part"] + columns.map { text($0["name"]) })
    for row in page["rows"]?.array ?? [] {
      let values = (row["values"]?.array ?? []).map { shortened(cell($0)) }
      table.add([cell(row["row"]), row["part"]?.string ?? "–"] + values)
    }
    let shown = page["rows"]?.array?.count ?? 0
    return table.text + "\n\(shown) of \(grouped(page["matching"])) rows that match, \(grouped(page["total"])) in all"
  }

  private static func shortened(_ text: String) -> String { text.count > 24 ? text.prefix(23) + "…" : text }

  /// A value as it stands, without a number's rounding.
  static func cell(_ value: JSON?) -> String {
    guard let value, !value.isNull else { return "–" }
    return value.string ?? value.text()
  }
}
