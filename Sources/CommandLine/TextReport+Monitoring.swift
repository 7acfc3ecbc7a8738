import Encoding

extension TextReport {
  public static func replay(_ document: JSON) -> String {
    var lines = [
      "session \(number(document["session"])): \(grouped(document["rows"])) rows in \(duration(document["seconds"])), "
        + "\(NumberText.short(document["rows_per_second"]?.double ?? 0)) rows/s, lost \(number(document["lost"]))"
    ]
    var table = TextTable(["window", "until", "rows", "version", "metrics", "drifted columns", "value"])
    for window in (document["windows"]?.array ?? []).suffix(20) {
      var drifted: [String] = []
      for reading in window["drift"]?.array ?? [] where reading["drifted"]?.bool == true {
        let column = text(reading["column"])
        if !drifted.contains(column) { drifted.append(column) }
      }
      table.add([
        number(window["index"]), text(window["to"]), grouped(window["rows"]), number(window["version"]),
        telling(window["metrics"], 2).joined(separator: ", "),
        drifted.isEmpty ? "–" : drifted.prefix(4).joined(separator: " ") + (drifted.count > 4 ? " …" : ""),
        number(window["value"]),
      ])
    }
    lines.append(table.text)
    lines.append(alarms(document["alarms"]))
    return lines.joined(separator: "\n")
  }

  public static func alarms(_ list: JSON?) -> String {
    var table = TextTable(["id", "state", "severity", "rule", "value", "bound", "a day", "since", "what to do"])
    for alarm in list?.array ?? [] {
      table.add([
        number(alarm["id"]), text(alarm["state"]).replacing("_", with: " "), text(alarm["severity"]),
        text(alarm["rule"]), number(alarm["value"]), number(alarm["bound"]),
        alarm["cost_per_day"]?.double == nil ? "–" : number(alarm["cost_per_day"]), text(alarm["since"]),
        text(alarm["advice"]) + (alarm["note"]?.string.map { " [note: \($0)]" } ?? ""),
      ])
    }
    return table.isEmpty ? "no alarm" : table.text
  }

  public static func drift(_ document: JSON) -> String {
    var table = TextTable(["column", "kind", "verdict", "decided by", "methods"])
    for column in document["columns"]?.array ?? [] {
      let methods = (column["methods"]?.array ?? []).prefix(4).map {
        "\(text($0["method"])) \(number($0["statistic"]))"
      }
      table.add([
        text(column["column"]), text(column["kind"]), column["drifted"]?.bool == true ? "! drifted" : "✓ stable",
        text(column["decided_by"]), methods.joined(separator: ", "),
      ])
    }
    let share = NumberText.fixed((document["drifted_share"]?.double ?? 0) * 100, 0)
    return table.text + together(document["multivariate"])
      + "\n\(share) % of the columns drifted (\(text(document["profile"])) profile, "
      + "\(duration(document["seconds"])))"
  }

  /// A line for each way of looking at columns together.
  private static func together(_ document: JSON?) -> String {
    var lines = ""
    if let found = document?["reconstruction"], found["statistic"]?.double != nil {
      lines +=
        "\n" + (found["drifted"]?.bool == true ? "! " : "✓ ") + "together: reconstruction error "
        + "\(number(found["statistic"])), \(number(found["threshold_lower"])) to "
        + "\(number(found["threshold_upper"])) in the reference"
    }
    if let found = document?["domain_classifier"], found["statistic"]?.double != nil {
      let names = (found["columns"]?.array ?? []).prefix(3).map { text($0["column"]) }
      lines +=
        "\n" + (found["drifted"]?.bool == true ? "! " : "✓ ") + "together: a classifier tells the files apart "
        + "with AUC \(number(found["statistic"])), by \(names.joined(separator: ", "))"
    }
    return lines
  }

  /// One line a chunk, one column a metric: what is estimated, and what turned out.
  public static func estimate(_ document: JSON) -> String {
    let chunks = document["chunks"]?.array ?? []
    let names = (chunks.first?["metrics"]?.array ?? []).map { text($0["metric"]) }
    var table = TextTable(["chunk", "rows"] + names)
    for chunk in chunks {
      let cells = (chunk["metrics"]?.array ?? []).map { metric in
        let realised = metric["realised"].flatMap(\.double).map { " (real \(NumberText.fixed($0, 3)))" } ?? ""
        return (metric["alarm"]?.bool == true ? "! " : "") + NumberText.fixed(metric["estimated"]?.double ?? .nan, 3)
          + realised
      }
      table.add([number(chunk["index"]), number(chunk["rows"])] + cells)
    }
    return table.text + "\n! outside what chunks of the reference showed"
  }
}
