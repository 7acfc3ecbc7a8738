import Encoding

/// The documents of the command line contract, as people read them.
public enum TextReport {
  // MARK: Development

  public static func training(_ document: JSON) -> String {
    var lines = [
      "run \(number(document["run"])) → version \(number(document["version"])): \(text(document["algorithm"])), recipe \(text(document["recipe"])), "
        + "\(duration(document["seconds"]?["total"]))"
    ]
    let rows = document["rows"]
    lines.append(
      "rows: \(grouped(rows?["train"])) train, \(grouped(rows?["validate"])) validate, \(grouped(rows?["test"])) test")
    if let release = document["newest_release"]?.string { lines.append("outcomes released until \(release)") }
    if let check = document["imported"], check.members != nil { lines.append(imported(check)) }
    lines.append(metrics(document["metrics"]))
    if let folds = document["cross_validation"], folds.members != nil { lines.append(crossValidation(folds)) }
    lines.append(gates(document["gates"]))
    for note in document["notes"]?.array ?? [] { lines.append("note: \(text(note))") }
    return lines.joined(separator: "\n")
  }

  private static func imported(_ check: JSON) -> String {
    guard check["state"]?.string == "verified" else {
      return "unverified: it cannot be blessed; import it with `--examples ROWS`, rows with its own program's scores"
    }
    return "verified: \(grouped(check["rows"])) example rows agree within \(number(check["worst"]))"
  }

  private static func metrics(_ parts: JSON?) -> String {
    let names = ["train", "validate", "test", "baseline"].filter { parts?[$0]?.members?.isEmpty == false }
    var table = TextTable(["metric"] + names)
    var seen: [String] = []
    for name in names {
      for member in parts?[name]?.members ?? [] where !seen.contains(member.name) { seen.append(member.name) }
    }
    for id in seen { table.add([id] + names.map { number(parts?[$0]?[id]) }) }
    return table.text
  }

  /// Means over the folds, with what they vary by.
  private static func crossValidation(_ document: JSON) -> String {
    let metrics = (document["metrics"]?.members ?? []).map { metric in
      "\(metric.name) \(number(metric.value["mean"])) ± \(number(metric.value["sd"]))"
    }
    return "\(number(document["folds"])) folds (mean ± sd): \(metrics.joined(separator: ", "))"
  }

  static func gates(_ gates: JSON?) -> String {
    guard let gates = gates?.array, !gates.isEmpty else { return "no gates: nothing can pass" }
    var table = TextTable(["gate", "value", "95 % interval", "n", "verdict"])
    for gate in gates {
      let interval = "\(number(gate["lower"])) … \(number(gate["upper"]))"
      table.add([
        text(gate["gate"]), number(gate["value"]), interval, grouped(gate["n"]), word(verdict: gate["verdict"]),
      ])
    }
    return table.text
  }

  private static func word(verdict: JSON?) -> String {
    switch verdict?.string {
    case "passed": "✓ passed"
    case "failed": "✗ failed"
    case "inconclusive": "! inconclusive"
    default: "· no data"
    }
  }

  public static func runs(_ document: JSON) -> String {
    var table = TextTable(["run", "version", "recipe", "set", "status", "verdict", "test metrics", "created"])
    let runs = document["runs"]?.array ?? []
    for run in runs {
      let first = runs.first { $0["recipe"] == run["recipe"] && $0["algorithm"] == run["algorithm"] }
      let metrics = telling(run["metrics"]?["test"], 3)
      table.add([
        number(run["run"]), number(run["version"]), text(run["recipe"]), settings(of: run, beside: first),
        text(run["status"]),
        word(verdict: run["verdict"]), metrics.joined(separator: ", "), text(run["created"]),
      ])
    }
    return table.isEmpty ? "no run yet; `sextant train` makes one" : table.text
  }

  /// What a run was made with that the first of its recipe was not.
  private static func settings(of run: JSON, beside first: JSON?) -> String {
    let differing = (run["parameters"]?.members ?? []).filter { $0.value != first?["parameters"]?[$0.name] }
    return differing.isEmpty ? "–" : differing.map { "\($0.name)=\(number($0.value))" }.joined(separator: " ")
  }

  /// The metrics that say most of a version, the most telling first.
  private static let order = [
    "auc", "macro_auc", "rmse", "log_loss", "mae", "accuracy", "r2", "macro_f1", "average_precision",
  ]

  static func telling(_ metrics: JSON?, _ count: Int) -> [String] {
    order.filter { metrics?[$0]?.double != nil }.prefix(count).map { "\($0) \(number(metrics?[$0]))" }
  }

  // MARK: Deployment

  public static func registry(_ document: JSON) -> String {
    let aliases = document["aliases"]?.members ?? []
    var table = TextTable(["version", "aliases", "recipe", "verdict", "run", "model", "created"])
    for version in document["versions"]?.array ?? [] {
      let names = aliases.filter { $0.value == version["version"] }.map(\.name)
      table.add([
        number(version["version"]), names.joined(separator: " "), text(version["recipe"]),
        word(verdict: version["verdict"]), number(version["run"]), String(text(version["model"]?["sha256"]).prefix(12)),
        text(version["created"]),
      ])
    }
    var history = TextTable(["alias", "version", "from", "to", "who", "why"])
    for change in document["history"]?.array ?? [] {
      history.add([
        text(change["alias"]), number(change["version"]), text(change["from"]), text(change["to"]), text(change["who"]),
        text(change["why"]),
      ])
    }
    guard !table.isEmpty else { return "no version yet; `sextant train` makes one" }
    return history.isEmpty ? table.text : table.text + "\n\n" + history.text
  }

  // MARK: Data

  public static func profile(_ document: JSON) -> String {
    var table = TextTable(["column", "type", "missing", "distinct", "min", "median", "max", "mean", "most frequent"])
    for column in document["columns"]?.array ?? [] {
      let top = (column["top"]?.array ?? []).first
      table.add([
        text(column["name"]), text(column["type"]), grouped(column["missing"]), grouped(column["distinct"]),
        number(column["min"]), number(column["quantiles"]?["0.5"]), number(column["max"]), number(column["mean"]),
        top.map { "\(text($0[0])) (\(grouped($0[1])))" } ?? "–",
      ])
    }
    return "\(grouped(document["rows"])) rows, \(duration(document["seconds"]))\n" + table.text
  }

  public static func initialised(_ document: JSON) -> String {
    var table = TextTable(["column", "type", "role"])
    for column in document["columns"]?.array ?? [] {
      table.add([text(column["name"]), text(column["type"]), text(column["role"])])
    }
    var lines = [table.text]
    for note in document["notes"]?.array ?? [] { lines.append("note: \(text(note))") }
    lines.append(
      "\(text(document["project"])): \(text(document["task"])), \(grouped(document["rows"])) rows; "
        + "read and change \(text(document["path"]))/sextant.yaml, then `sextant \(document["watch"] == nil ? "train" : "watch")`"
    )
    return lines.joined(separator: "\n")
  }

  public static func check(_ document: JSON) -> String {
    var lines: [String] = []
    for finding in document["findings"]?.array ?? [] {
      // A finding about the whole table has no line; its column is one of the table, which the message names.
      let place = finding["line"]?.int.map { ":\($0):\(finding["column"]?.int ?? 1)" } ?? ""
      let mend = finding["mend"]?.string.flatMap { $0.isEmpty ? nil : "; \($0)" } ?? ""
      lines.append(
        "\(text(finding["where"]))\(place): \(text(finding["severity"])): \(text(finding["message"]))\(mend)")
    }
    lines.append(document["ok"]?.bool == true ? "✓ the project file and the data agree" : "✗ mend the errors above")
    return lines.joined(separator: "\n")
  }

  // MARK: The whole

  public static func status(_ document: JSON) -> String {
    var lines = [
      "\(text(document["project"])), iteration \(number(document["iteration"]?["number"]))"
        + (document["event_time"]?.string.map { ", \($0)" } ?? "")
    ]
    var table = TextTable(["stage", "status", "headline"])
    for stage in document["stages"]?.array ?? [] {
      table.add([text(stage["stage"]), glyph(status: stage["status"]), text(stage["headline"])])
    }
    lines.append(table.text)
    let champion = document["champion"]?["version"]?.int.map { "champion \($0)" } ?? "no champion"
    let challenger = document["challenger"]?.int.map { ", challenger \($0)" } ?? ""
    lines.append(
      "\(champion)\(challenger); \(grouped(document["predictions"])) predictions, \(grouped(document["outcomes"])) outcomes, "
        + "lost \(number(document["lost"]))")
    if document["alarms"]?.array?.isEmpty == false { lines.append(alarms(document["alarms"])) }
    for task in document["tasks"]?.array ?? [] where task["state"]?.string == "running" {
      lines.append("task \(number(task["task"])): \(text(task["title"])), \(text(task["detail"]))")
    }
    for notice in document["notices"]?.array ?? [] { lines.append("! \(text(notice))") }
    return lines.joined(separator: "\n")
  }

  private static func glyph(status: JSON?) -> String {
    switch status?.string {
    case "ok": "✓ ok"
    case "attention": "! attention"
    case "failing": "✗ failing"
    case "busy": "⠹ busy"
    default: "· empty"
    }
  }

  public static func kpis(_ document: JSON) -> String {
    var table = TextTable(["KPI", "value", "target", "attained"])
    for kpi in document["kpis"]?.array ?? [] {
      let attained = kpi["attained"]?.bool.map { $0 ? "✓ yes" : "✗ no" } ?? "–"
      table.add([text(kpi["name"]), "\(number(kpi["value"])) \(text(kpi["unit"]))", number(kpi["target"]), attained])
    }
    return table.isEmpty ? "no KPI; add some under business.kpis in sextant.yaml" : table.text
  }

  public static func doctor(_ document: JSON) -> String {
    var lines: [String] = []
    for section in document.members ?? [] {
      if section.name == "notifications", document["project"]?["loads"]?.bool == true {
        lines += ["notifications"] + notifications(section.value)
        continue
      }
      if section.value.array?.isEmpty == true { continue }
      lines.append(section.name)
      switch section.value {
      case .object(let members) where section.name == "storage":
        lines += members.map { "  \($0.name.replacing("_", with: " ")): \(NumberText.bytes($0.value.int ?? 0))" }
      case .object(let members):
        lines += members.map { "  \($0.name.replacing("_", with: " ")): \(ability($0.value) ?? plain($0.value))" }
      case .array(let elements) where section.name == "libraries": lines += elements.map(library)
      case .array(let elements): lines += elements.map { "  \(plain($0))" }
      case .null, .bool, .integer, .number, .string: lines.append("  \(plain(section.value))")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// What the terminal can do, how that is known, and how to get more.
  private static func ability(_ value: JSON) -> String? {
    guard let has = value["has"]?.string else { return nil }
    return "\(has) (\(value["because"]?.string ?? ""))" + (value["mend"]?.string.map { "; \($0)" } ?? "")
  }

  /// A line a rule: who is told of what, and how that goes.
  private static func notifications(_ rules: JSON) -> [String] {
    guard let rules = rules.array, !rules.isEmpty else {
      return ["  nobody is told: `monitoring.notify` in sextant.yaml names web hooks, commands and the terminal"]
    }
    return rules.map { rule in
      let on = (rule["on"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
      let counts = ["waiting", "delivered", "failed", "dropped"].compactMap { name in
        rule[name]?.int.map { "\($0) \(name)" }
      }
      let trouble = rule["trouble"]?.string
      let words = [counts.isEmpty ? nil : counts.joined(separator: ", "), trouble, rule["mend"]?.string]
      let facts = words.compactMap { $0 }.joined(separator: "; ")
      return "  \(trouble == nil ? "✓" : "✗") \(text(rule["kind"])) \(text(rule["to"])) on \(on)"
        + (facts.isEmpty ? "" : ": \(facts)")
    }
  }

  private static func library(_ library: JSON) -> String {
    let name = [library["name"]?.string, library["version"]?.string].compactMap { $0 }.joined(separator: " ")
    if library["found"]?.bool == true { return "  ✓ \(name)" }
    return "  ✗ \(name)" + (library["mend"]?.string.map { ": \($0)" } ?? "")
  }

  // MARK: Cells

  private static func plain(_ value: JSON) -> String {
    switch value {
    case .string(let text): text
    case .null: "–"
    case .object(let members):
      members.filter { $0.value != .null && $0.value != .string("") }.map { "\($0.name) \(plain($0.value))" }
        .joined(separator: ", ")
    case .bool(let flag): flag ? "yes" : "no"
    case .integer, .number, .array: value.text()
    }
  }

  static func text(_ value: JSON?) -> String {
    switch value {
    case .string(let text)?: shortened(time: text)
    case nil, .null?: "–"
    case .some(let value): value.text()
    }
  }

  /// Fractions of a second are for machines.
  private static func shortened(time text: String) -> String {
    guard text.hasSuffix("Z"), text.contains("T"), let dot = text.firstIndex(of: ".") else { return text }
    return text[..<dot] + "Z"
  }

  static func number(_ value: JSON?) -> String {
    switch value {
    case .integer(let value)?: String(value)
    case .number(let value)?: NumberText.significant(value)
    case .string(let text)?: text
    case nil, .null?, .bool?, .array?, .object?: "–"
    }
  }

  static func grouped(_ value: JSON?) -> String { value?.int.map { NumberText.grouped($0) } ?? "–" }

  static func duration(_ value: JSON?) -> String { value?.double.map { NumberText.duration($0) } ?? "–" }
}
