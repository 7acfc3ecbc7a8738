import Encoding

// A window looked at closely, for people.

extension TextReport {
  public static func window(_ document: JSON) -> String {
    let rows = NumberText.grouped(document["rows"]?.int ?? 0)
    var lines = [
      "window \(document["window"]?.int ?? 0): \(document["from"]?.string ?? "") to \(document["to"]?.string ?? ""), "
        + "\(rows) rows"
    ]
    if let note = document["note"]?.string { lines.append("! \(note)") }
    if let columns = document["columns"]?.array { lines.append(windowColumns(columns)) }
    guard let drift = document["drift"] else { return lines.joined(separator: "\n") }
    lines += ["", "\(document["column"]?.string ?? ""): \(counts(drift))", windowReadings(drift)]
    if let shape = document["histogram"] { lines += ["", histogram(shape)] }
    if let segments = document["segments"] { lines += ["", worstSegments(segments)] }
    return lines.joined(separator: "\n")
  }

  private static func windowColumns(_ columns: [JSON]) -> String {
    var table = TextTable(["column", "drift", "method", "statistic", "threshold", "missing", "outside"])
    for column in columns {
      let readings = column["readings"]?.array ?? []
      let chosen = readings.first { $0["drifted"]?.bool == true } ?? readings.first
      let outside = [column["below"], column["above"], column["unseen"]].compactMap { $0?.int }.reduce(0, +)
      table.add([
        column["column"]?.string ?? "", column["drifted"]?.bool == true ? "drifted" : "same",
        chosen?["method"]?.string ?? "", shown(chosen?["statistic"]), shown(chosen?["threshold"]),
        NumberText.grouped(column["missing"]?.int ?? 0), NumberText.grouped(outside),
      ])
    }
    return table.text
  }

  private static func shown(_ value: JSON?) -> String { value?.double.map { NumberText.significant($0, 3) } ?? "–" }

  private static func counts(_ drift: JSON) -> String {
    let names = ["missing", "below", "above", "unseen"]
    let found = names.compactMap { name in drift[name]?.int.map { "\(NumberText.grouped($0)) \(name)" } }
    let fault = drift["fault"]?.string.map { [", broken upstream: \($0)"] } ?? []
    return "\(NumberText.grouped(drift["rows"]?.int ?? 0)) rows measured, " + found.joined(separator: ", ")
      + fault.joined()
  }

  private static func windowReadings(_ drift: JSON) -> String {
    var table = TextTable(["method", "statistic", "threshold", "p-value", "drift"])
    for reading in drift["readings"]?.array ?? [] {
      table.add([
        reading["method"]?.string ?? "", shown(reading["statistic"]), shown(reading["threshold"]),
        shown(reading["p_value"]), reading["drifted"]?.bool == true ? "drifted" : "same",
      ])
    }
    return table.text
  }

  private static func histogram(_ shape: JSON) -> String {
    let labels = shape["labels"]?.array?.compactMap(\.string) ?? []
    let (reference, window) = (shape["reference"]?.array ?? [], shape["window"]?.array ?? [])
    var table = TextTable(["bin", "reference", "window"])
    for bin in reference.indices where bin < window.count && bin < labels.count {
      let name = labels.count == reference.count + 1 ? "\(labels[bin]) – \(labels[bin + 1])" : labels[bin]
      let percent = { (share: JSON) in NumberText.fixed((share.double ?? 0) * 100, 1) + " %" }
      table.add([name, percent(reference[bin]), percent(window[bin])])
    }
    return table.text
  }

  private static func worstSegments(_ segments: JSON) -> String {
    let worst = segments["worst"]?.array ?? []
    guard (segments["outcomes"]?.int ?? 0) > 0 else { return "no outcome of this window is known yet" }
    let byValue = segments["ranked_by"]?.string == "value"
    let metric = byValue ? "value" : segments["metric"]?.string ?? "error"
    let keys =
      byValue
      ? ["value", "value_before", "value_difference", "value_lower", "value_upper"]
      : ["error", "error_before", "difference", "lower", "upper"]
    var table = TextTable(["segment", "rows", metric, "before", "difference", "95 %", ""])
    for segment in worst.prefix(12) {
      let cells = keys.map { shown(segment[$0]) }
      table.add([
        "\(segment["column"]?.string ?? "") \(segment["level"]?.string ?? "")",
        NumberText.grouped(segment["n"]?.int ?? 0), cells[0], cells[1], cells[2], "\(cells[3]) – \(cells[4])",
        segment["worse"]?.bool == true ? "worse" : "",
      ])
    }
    return table.text
  }
}
