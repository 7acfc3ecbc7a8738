import Encoding

// Pages about money and the way round, as people read them.

extension TextReport {
  public static func business(_ page: JSON) -> String {
    let unit = text(page["unit"])
    var lines = [kpis(["kpis": page["kpis"] ?? []])]
    let value = page["value"]
    if let total = value?["total"], !total.isNull {
      lines.append(
        "value \(number(total)) \(unit) over \(number(value?["days"])) days, \(number(value?["per_day"])) a day")
      var table = TextTable(["answered instead by", "value", "the model's gain"])
      let names = [
        "nobody": "nobody (always no)", "everybody": "everybody (always yes)", "baseline": "the baseline",
        "previous": "the previous champion",
      ]
      for member in value?["alternatives"]?.members ?? [] {
        guard let other = member.value.double else { continue }
        table.add([
          names[member.name] ?? member.name, number(member.value), number(total.double.map { JSON($0 - other) }),
        ])
      }
      if !table.isEmpty { lines.append(table.text) }
    } else {
      lines.append("no value yet: it needs `scope.value` and settled windows")
    }
    for segment in page["segments"]?.array ?? [] { lines.append(levels(segment)) }
    lines.append(outlay(page["return"], unit))
    return lines.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func levels(_ segment: JSON) -> String {
    var table = TextTable([text(segment["column"]), "rows", "value"])
    for level in segment["levels"]?.array ?? [] {
      table.add([text(level["level"]), grouped(level["rows"]), number(level["value"])])
    }
    return table.text
  }

  private static func outlay(_ outlay: JSON?, _ unit: String) -> String {
    guard let spent = outlay?["spent"]?["total"]?.double, spent > 0 else {
      return "no costs are written down: `scope.costs` and `scope.milestones` make a return on investment"
    }
    var line = "gained \(number(outlay?["gained"])) \(unit), spent \(number(outlay?["spent"]?["total"])) \(unit)"
    if let ratio = outlay?["ratio"]?.double { line += ": \(number(JSON(ratio))) for each one spent" }
    if let day = outlay?["pays_back_on"]?.string { line += "; paid back on \(day.prefix(10))" }
    return line
  }

  public static func insights(_ page: JSON) -> String {
    let insights = page["insights"]?.array ?? []
    guard !insights.isEmpty else { return "nothing asks for anything" }
    return insights.map { insight in
      let worth = insight["worth_per_day"]?.double.map { number(JSON($0)) + " a day" } ?? "–"
      return "\(worth)  \(text(insight["text"]))\n    \(text(insight["command"]))    (\(text(insight["basis"])))"
    }.joined(separator: "\n")
  }

  public static func iterations(_ page: JSON) -> String { text(page["text"]) }
}
