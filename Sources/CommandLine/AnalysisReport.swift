import Encoding

/// The analysis of a version as people read it: what stands out first, then the figures behind it.
public struct AnalysisReport {
  /// Lists are cut to what a screen shows; the document has all of it.
  static let listLimit = 8

  private let document: JSON

  public init(_ document: JSON) { self.document = document }

  public var text: String {
    [
      heading, list("what stands out", document["sentences"]?.array?.compactMap(\.string) ?? []), metrics, confusion,
      thresholds, calibration, residuals, slices, importances, errors, stale,
    ].compactMap { $0 }.joined(separator: "\n\n")
  }

  private var heading: String {
    let part =
      switch document["part"]?.string {
      case "test"?: "the project's test rows"
      case "newest"?: "the newest labelled rows"
      default: document["dataset"]?.string ?? "a file"
      }
    let rows = document["rows"]?.int.map { NumberText.grouped($0) } ?? "–"
    return "version \(Self.number(document["version"])) on \(part): \(rows) rows"
  }

  private func list(_ title: String, _ lines: [String]) -> String? {
    lines.isEmpty ? nil : ([title] + lines.map { "  · \($0)" }).joined(separator: "\n")
  }

  private var metrics: String? {
    var table = TextTable(["metric", "value", "95 % interval", "n"])
    for member in document["metrics"]?.members ?? [] {
      table.add([
        member.name, Self.number(member.value["value"]), Self.interval(member.value), Self.count(member.value["n"]),
      ])
    }
    return table.isEmpty ? nil : table.text
  }

  private var confusion: String? {
    guard let classes = document["confusion"]?["classes"]?.array?.compactMap(\.string), !classes.isEmpty,
      classes.count <= 12
    else { return nil }
    var table = TextTable(["true \\ said"] + classes + ["recall", "precision"])
    for (index, name) in classes.enumerated() {
      let counts = classes.indices.map { document["confusion"]?["counts"]?[index]?[$0]?.double ?? 0 }
      let figures = document["confusion"]?["by_class"]?[index]
      table.add(
        [name] + counts.map { NumberText.grouped(Int($0.rounded())) }
          + [Self.number(figures?["recall"]), Self.number(figures?["precision"])])
    }
    return table.text
  }

  private var thresholds: String? {
    guard let all = document["thresholds"]?.array, all.count > 1 else { return nil }
    var table = TextTable(["threshold", "said yes", "precision", "recall", "f1", "value a row", ""])
    func add(_ row: JSON, _ note: String) {
      table.add([
        Self.number(row["threshold"]), Self.percent(row["share"]), Self.number(row["precision"]),
        Self.number(row["recall"]), Self.number(row["f1"]), Self.number(row["value"]), note,
      ])
    }
    var shown: Double?
    for share in [0.01, 0.05, 0.1, 0.2, 0.5] {
      // Scores that many rows share jump over several shares at once.
      guard let row = all.first(where: { ($0["share"]?.double ?? 0) >= share }), row["share"]?.double != shown else {
        continue
      }
      shown = row["share"]?.double
      add(row, "")
    }
    if let best = document["best"]?["f1"], best != .null { add(best, "best f1") }
    if let best = document["best"]?["value"], best != .null { add(best, "best value") }
    return "threshold now \(Self.number(document["threshold"]))\n" + table.text
  }

  private var calibration: String? {
    guard let curve = document["curves"]?["calibration"], let predicted = curve["predicted"]?.array,
      !predicted.isEmpty
    else { return nil }
    var table = TextTable(["mean score", "came true", "95 % interval", "rows"])
    for index in predicted.indices {
      table.add([
        Self.number(predicted[index]), Self.number(curve["observed"]?[index]),
        "\(Self.number(curve["lower"]?[index])) … \(Self.number(curve["upper"]?[index]))",
        Self.count(curve["rows"]?[index]),
      ])
    }
    return "calibration\n" + table.text
  }

  private var residuals: String? {
    guard let bins = document["residuals"]?["bins"]?.array, !bins.isEmpty else { return nil }
    var table = TextTable(["predicted", "truth minus prediction", "95 % interval", "sd", "rows"])
    let step = max(1, (bins.count + 9) / 10)
    for bin in bins.enumerated().filter({ $0.offset % step == 0 }).map(\.element) {
      table.add([
        Self.number(bin["predicted"]), Self.number(bin["residual"]), Self.interval(bin), Self.number(bin["sd"]),
        Self.count(bin["rows"]),
      ])
    }
    return "residuals\n" + table.text
  }

  private var slices: String? {
    guard let slices = document["slices"]?.array, !slices.isEmpty else { return nil }
    let metric = slices[0]["metric"]?.string ?? "loss"
    var table = TextTable(["worst slices", "rows", metric, "elsewhere", "95 % of the difference", ""])
    for slice in slices.prefix(Self.listLimit) {
      table.add([
        slice["filter"]?.string ?? "", Self.count(slice["rows"]), Self.number(slice["value"]),
        Self.number(slice["rest"]), Self.interval(slice), slice["significant"] == true ? "✗ worse" : "· may be chance",
      ])
    }
    let tested = document["slices_tested"]?.int.map { "\n\(NumberText.grouped($0)) slices were looked at" } ?? ""
    return table.text + tested
  }

  private var importances: String? {
    guard let columns = document["importances"]?.array, !columns.isEmpty else { return nil }
    let metric = document["metric"]?.string ?? "metric"
    var table = TextTable(["column", "\(metric) lost when shuffled", "sd"])
    for column in columns.prefix(10) {
      table.add([column["column"]?.string ?? "", Self.number(column["mean"]), Self.number(column["sd"])])
    }
    return table.text
  }

  private var errors: String? {
    guard let errors = document["errors"]?.array, !errors.isEmpty else { return nil }
    var table = TextTable(["most wrong: row", "truth", "said", "score", "because of"])
    for error in errors.prefix(Self.listLimit) {
      let reasons = (error["contributions"]?.array ?? []).prefix(3).map { amount in
        let name = amount[0]?.string ?? ""
        let value = error["values"]?[name].map(Self.cell) ?? ""
        return "\(name)=\(value) (\(Self.signed(amount[1])))"
      }
      table.add([
        Self.cell(error["row"] ?? .null), Self.cell(error["label"] ?? .null), Self.cell(error["prediction"] ?? .null),
        Self.number(error["score"]), reasons.joined(separator: ", "),
      ])
    }
    return table.text
  }

  private var stale: String? {
    guard let stale = document["stale"], let difference = stale["difference"], difference != .null else { return nil }
    return "newest rows against test rows: \(stale["metric"]?.string ?? "") \(Self.number(stale["newest"]?["value"])) "
      + "against \(Self.number(stale["test"]?["value"])), difference \(Self.number(difference["value"])) "
      + "(\(Self.interval(difference))): \(stale["verdict"]?.string ?? "unknown")"
  }

  // MARK: - Cells

  static func number(_ value: JSON?) -> String {
    if case .integer(let value)? = value { return String(value) }
    return value?.double.map { NumberText.significant($0) } ?? "–"
  }

  static func count(_ value: JSON?) -> String { value?.int.map { NumberText.grouped($0) } ?? "–" }

  static func interval(_ value: JSON) -> String { "\(number(value["lower"])) … \(number(value["upper"]))" }

  static func signed(_ value: JSON?) -> String {
    guard let value = value?.double else { return "–" }
    return (value > 0 ? "+" : "") + NumberText.significant(value, 3)
  }

  private static func percent(_ value: JSON?) -> String {
    value?.double.map { "\(NumberText.fixed(100 * $0, 1)) %" } ?? "–"
  }

  private static func cell(_ value: JSON) -> String {
    switch value {
    case .string(let text): text
    case .number(let number): NumberText.significant(number)
    case .null: "–"
    case .bool, .integer, .array, .object: value.text()
    }
  }
}

/// Two versions on the same rows as people read them.
public struct ComparisonReport {
  private let document: JSON

  public init(_ document: JSON) { self.document = document }

  public var text: String {
    let (a, b) = (AnalysisReport.number(document["a"]), AnalysisReport.number(document["b"]))
    let rows = AnalysisReport.count(document["rows"])
    return [
      "versions \(a) and \(b) on the same \(rows) \(document["part"]?.string ?? "") rows", recipe(a, b), metrics(a, b),
      areaTest, disagreements, notes,
    ].compactMap { $0 }.joined(separator: "\n\n")
  }

  private func recipe(_ a: String, _ b: String) -> String {
    guard let keys = document["recipe_difference"]?.array, !keys.isEmpty else {
      return "the same recipe on the same data"
    }
    var table = TextTable(["made differently", a, b])
    for key in keys { table.add([key["key"]?.string ?? "", Self.short(key["a"]), Self.short(key["b"])]) }
    return table.text
  }

  private static func short(_ value: JSON?) -> String {
    let text =
      switch value {
      case .string(let text)?: text
      case .array(let elements)?: "\(elements.count): " + elements.compactMap(\.string).joined(separator: ", ")
      case nil, .null?: "–"
      case .some(let value): value.text()
      }
    return text.count > 40 ? text.prefix(39) + "…" : text
  }

  private func metrics(_ a: String, _ b: String) -> String? {
    var table = TextTable(["metric", "version \(a)", "version \(b)", "difference", "95 % interval", ""])
    for metric in document["metrics"]?.array ?? [] {
      let verdict =
        switch metric["better"]?.string {
        case "a"?: "✗ version \(b) is worse"
        case "b"?: "✓ version \(b) is better"
        default: "· may be chance"
        }
      table.add([
        metric["metric"]?.string ?? "", AnalysisReport.number(metric["a"]), AnalysisReport.number(metric["b"]),
        AnalysisReport.signed(metric["difference"]), AnalysisReport.interval(metric), verdict,
      ])
    }
    return table.isEmpty ? nil : table.text
  }

  private var areaTest: String? {
    guard let test = document["area_test"], test != .null else { return nil }
    return "DeLong's paired test of the two areas: \(AnalysisReport.signed(test["difference"])) "
      + "(\(AnalysisReport.interval(test))), p = \(AnalysisReport.number(test["p_value"]))"
  }

  private var disagreements: String? {
    guard let found = document["disagreements"], let share = found["share"]?.double else { return nil }
    return "they disagree on \(AnalysisReport.count(found["rows"])) rows, \(NumberText.fixed(100 * share, 1)) %"
  }

  private var notes: String? {
    let notes = document["notes"]?.array?.compactMap(\.string) ?? []
    return notes.isEmpty ? nil : notes.map { "note: \($0)" }.joined(separator: "\n")
  }
}
