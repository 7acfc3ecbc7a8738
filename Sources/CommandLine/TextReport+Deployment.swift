import Encoding

// Rollouts and reviews for people.

extension TextReport {
  public static func rollout(_ document: JSON) -> String {
    guard let challenger = document["challenger"]?.int else { return "no rollout yet; `sextant promote` begins one" }
    let strategy = document["strategy"]?.string ?? ""
    let champion = document["champion"]?.int ?? 0
    let state = document["result"]?.string?.replacing("_", with: " ") ?? document["state"]?.string ?? ""
    var lines = ["\(strategy) of v\(challenger) beside v\(champion): \(state)"]
    if let because = document["because"]?.string { lines.append("because: \(because)") }
    lines.append(steps(document["steps"]))
    var table = TextTable(["check", "verdict", "value", "always valid 95 %", "n"])
    for check in document["checks"]?.array ?? [] {
      table.add([
        check["name"]?.string ?? "", check["verdict"]?.string?.replacing("_", with: " ") ?? "",
        figure(check["value"]), "\(figure(check["lower"])) … \(figure(check["upper"]))", figure(check["n"]),
      ])
    }
    if !table.isEmpty { lines.append(table.text) }
    if let shadow = document["shadow"], shadow.members != nil { lines.append(difference(shadow)) }
    if let split = document["split"], split.members != nil { lines.append(self.split(split)) }
    if let human = document["human"], human.members != nil { lines.append(people(human)) }
    if document["state"]?.string == "paused" {
      lines.append("it waits for you: `sextant rollout resume`, `advance` or `abort`")
    }
    return lines.joined(separator: "\n")
  }

  private static func split(_ split: JSON) -> String {
    let arms = (split["arms"]?.array ?? []).map { arm in
      "\(arm["arm"]?.string ?? "") \(figure(arm["units"])) (\(NumberText.significant((arm["share"]?.double ?? 0) * 100, 3)) % planned)"
    }
    let what = split["unit"]?.string.map { "units by \($0)" } ?? "requests"
    let verdict = split["broken"]?.bool == true ? "NOT as planned" : "as planned"
    return
      "\(what): \(arms.joined(separator: ", ")): \(verdict), p \(figure(split["sequential_p_value"])) at any look, "
      + "\(figure(split["p_value"])) at one"
  }

  static func people(_ human: JSON) -> String {
    var text = "\(human["column"]?.string ?? ""): the model agrees with people on "
    text += "\(NumberText.significant((human["agreement"]?.double ?? 0) * 100, 3)) % of \(figure(human["rows"])) rows"
    guard let difference = human["difference"]?.double else { return text }
    return text
      + "; worth \(figure(human["model_value"])) against \(figure(human["value"])), \(NumberText.significant(difference)) more"
  }

  private static func steps(_ steps: JSON?) -> String {
    var table = TextTable(["step", "share", "verdict", "rows", "by the challenger"])
    for step in steps?.array ?? [] {
      table.add([
        figure(JSON((step["index"]?.int ?? 0) + 1)),
        "\(NumberText.significant((step["share"]?.double ?? 0) * 100, 3)) %",
        step["verdict"]?.string?.replacing("_", with: " ") ?? "–", figure(step["rows"]),
        figure(step["challenger_rows"]),
      ])
    }
    return table.text
  }

  private static func difference(_ shadow: JSON) -> String {
    let share = (shadow["disagreement"]?["value"]?.double ?? 0) * 100
    var lines = [
      "\(NumberText.significant(share, 3)) % of \(figure(shadow["rows"])) rows would be answered otherwise; "
        + "scores move by \(figure(shadow["score_shift"]?["mean"])), distance \(figure(shadow["score_shift"]?["ks"]))"
    ]
    for segment in (shadow["segments"]?.array ?? []).prefix(5) {
      lines.append(
        "  \(segment["segment"]?.string ?? ""): \(figure(segment["flips"])) of \(figure(segment["rows"])) flip")
    }
    return lines.joined(separator: "\n")
  }

  public static func reviews(_ document: JSON) -> String {
    let head =
      "automation \(document["level"]?.string ?? ""): \(figure(document["waiting"])) wait, "
      + "\(figure(document["decided"])) decided"
    var table = TextTable(["request", "event time", "score", "proposal", "values"])
    for row in document["rows"]?.array ?? [] {
      let values = (row["values"]?.members ?? []).prefix(4).map { "\($0.name)=\($0.value.string ?? $0.value.text())" }
      table.add([
        "\(figure(row["session"])):\(figure(row["id"]))", row["event_time"]?.string ?? "", figure(row["score"]),
        figure(row["prediction"]), values.joined(separator: " "),
      ])
    }
    return table.isEmpty ? head : "\(head)\n\(table.text)\nanswer with `sextant review SESSION:ID ANSWER`"
  }

  static func figure(_ value: JSON?) -> String {
    switch value {
    case .integer(let number)?: String(number)
    case .number(let number)?: NumberText.significant(number)
    case nil, .null?, .bool?, .string?, .array?, .object?: "–"
    }
  }
}
