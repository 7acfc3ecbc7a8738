import Encoding

// The queue of labels, as text.

extension TextReport {
  private static let shownValueCount = 4

  /// How the classes are mixed up, then the rows to look at, the most doubtful first.
  public static func labelQueue(_ document: JSON) -> String {
    var lines = [labelHeadline(document)]
    let noise = labelNoise(document)
    if !noise.isEmpty { lines += ["", noise] }
    let rows = document["rows"]?.array ?? []
    guard !rows.isEmpty else { return lines.joined(separator: "\n") }
    var table = TextTable(["row", "label", "guess", "score", "values"])
    for row in rows {
      let values = (row["values"]?.members ?? []).prefix(shownValueCount)
        .map { "\($0.name)=\(labelText($0.value))" }.joined(separator: " ")
      table.add([
        "\(row["row"]?.int ?? 0)", labelText(row["label"]), labelText(row["guess"]),
        NumberText.fixed(row["score"]?.double ?? 0, 3), values,
      ])
    }
    let help = "`sextant label set ROW VALUE`, `label confirm ROW`, `label skip ROW`; `sextant undo` takes one back"
    return (lines + ["", table.text, "", help]).joined(separator: "\n")
  }

  private static func labelHeadline(_ document: JSON) -> String {
    func count(_ name: String) -> String { NumberText.grouped(document[name]?.int ?? 0) }
    let order =
      document["order"]?.string == "uncertainty"
      ? "no label is in doubt; the least certain first" : "\(count("issues")) labels in doubt, most doubtful first"
    let seen = "\(count("labelled")) relabelled, \(count("confirmed")) confirmed, \(count("skipped")) skipped"
    return "\(order) (\(count("total")) rows); \(seen)"
  }

  /// Given classes down, estimated true ones across.
  private static func labelNoise(_ document: JSON) -> String {
    let classes = (document["classes"]?.array ?? []).compactMap(\.string)
    guard (2...8).contains(classes.count) else { return "" }
    let pairs = document["noise"]?.array ?? []
    var table = TextTable(["labelled"] + classes.map { "is \($0)" })
    for given in classes {
      let cells = classes.map { guessed in
        let pair = pairs.first { $0["given"]?.string == given && $0["guessed"]?.string == guessed }
        return NumberText.grouped(pair?["rows"]?.int ?? 0)
      }
      table.add([given] + cells)
    }
    return table.text
  }

  private static func labelText(_ value: JSON?) -> String {
    guard let value else { return "–" }
    if let text = value.string { return text }
    if let number = value.double { return NumberText.significant(number) }
    return value == .null ? "–" : value.text()
  }
}
