import Encoding

// What is known of a rollout before it begins, and who decided how much.

extension TextReport {
  public static func rolloutLint(_ document: JSON) -> String {
    let strategy = document["strategy"]?.string ?? ""
    let findings = document["findings"]?.array ?? []
    let traffic = document["traffic"]
    var lines: [String] = []
    if let rows = traffic?["rows_per_day"]?.double {
      lines.append("\(strategy) at \(NumberText.grouped(Int(rows.rounded()))) rows a day")
    } else {
      lines.append("\(strategy); no traffic is known to hold its plan against: `sextant replay` plays some")
    }
    var table = TextTable(["step", "share", "rows", "outcomes an arm", "needed", "days", "tells apart"])
    for step in document["steps"]?.array ?? [] {
      table.add([
        figure(JSON((step["index"]?.int ?? 0) + 1)),
        "\(NumberText.significant((step["share"]?.double ?? 0) * 100, 3)) %", count(step["rows"]),
        count(step["outcomes"]), figure(step["outcomes_needed"]),
        (step["seconds"]?.double).map { NumberText.significant($0 / 86_400, 2) } ?? "never",
        figure(step["detectable"]),
      ])
    }
    if !table.isEmpty { lines.append(table.text) }
    for finding in findings {
      lines.append("\(finding["message"]?.string ?? ""); \(finding["mend"]?.string ?? "")")
    }
    if findings.isEmpty, traffic?.members != nil { lines.append("every step gets the outcomes it asks for") }
    return lines.joined(separator: "\n")
  }

  public static func rehearsal(_ document: JSON) -> String {
    var lines = [document["sentence"]?.string ?? ""]
    var table = TextTable(["step", "share", "until", "rows", "by the challenger", "outcomes", "verdict", "then"])
    for step in document["steps"]?.array ?? [] {
      table.add([
        figure(JSON((step["index"]?.int ?? 0) + 1)),
        "\(NumberText.significant((step["share"]?.double ?? 0) * 100, 3)) %", step["to"]?.string ?? "–",
        figure(step["rows"]), figure(step["challenger_rows"]), figure(step["outcomes"]),
        step["verdict"]?.string?.replacing("_", with: " ") ?? "–",
        step["decision"]?.string?.replacing("_", with: " ") ?? "–",
      ])
    }
    lines.append(table.text)
    lines += (document["notes"]?.array ?? []).compactMap(\.string)
    lines.append(
      "\(figure(document["rows"])) rows of session \(figure(document["session"])) in "
        + "\(NumberText.significant(document["seconds"]?.double ?? 0, 2)) s; nothing was changed")
    return lines.joined(separator: "\n")
  }

  public static func automation(_ document: JSON) -> String {
    var lines = [document["level"]?.string ?? ""]
    if let last = document["series"]?.array?.last {
      let shares = ["model", "human", "review", "nobody"].compactMap { name -> String? in
        guard let share = last[name]?.double, share > 0 else { return nil }
        return "\(NumberText.significant(share * 100, 3)) % by \(name)"
      }
      lines.append("of the newest window's decisions \(shares.joined(separator: ", "))")
    }
    if let human = document["agreement"], human.members != nil { lines.append(people(human)) }
    for move in (document["moves"]?.array ?? []).suffix(5) {
      let because = move["because"]?.string.map { ": \($0)" } ?? ""
      lines.append(
        "\(move["at"]?.string ?? "") \(move["who"]?.string ?? "") moved it from \(move["from"]?.string ?? "") to "
          + "\(move["to"]?.string ?? "")\(because)")
    }
    return lines.joined(separator: "\n")
  }

  private static func count(_ value: JSON?) -> String { value?.double.map { String(Int($0.rounded())) } ?? "–" }
}
