import Expressions
import Lifecycle

// MARK: - Monitoring

extension Reading {
  mutating func monitoring(_ outer: Fields, _ business: BusinessDefinition) -> MonitoringDefinition {
    var monitoring = MonitoringDefinition()
    let known = ["window", "outcome_delay", "alarms", "policies"]
    guard let fields = section(outer, "monitoring", known) else { return monitoring }
    monitoring.window = fields["window"].flatMap { window($0) }
    monitoring.outcomeDelaySeconds = fields["outcome_delay"].flatMap { delay($0) } ?? 0
    let vocabulary = alarmVocabulary(business)
    monitoring.alarms = list(fields, "alarms").compactMap { alarm($0, vocabulary) }
    if let policies = fields["policies"] {
      warning(policies.key, policies.place, "`\(policies.key)` is not read yet", "leave it out until it is")
    }
    return monitoring
  }

  private mutating func window(_ field: Field) -> MonitoringDefinition.WindowLength? {
    guard let text = text(field) else { return nil }
    if let rows = Reading.rows(text) {
      if (1...100_000_000).contains(rows) { return .rows(rows) }
      error(field.key, field.place, "`\(field.key)` of \(rows) rows", "write from 1 to 100000000 rows")
    } else if let seconds = Reading.seconds(text) {
      if (1...3.2e9).contains(seconds) { return .period(seconds) }
      error(field.key, field.place, "`\(field.key)` of `\(text)`", "write from 1s to a hundred years")
    } else {
      error(
        field.key, field.place, "`\(field.key)` is no length: `\(text)`", "write a period such as 24h, or `500 rows`")
    }
    return nil
  }

  private mutating func delay(_ field: Field) -> Double? {
    guard let text = text(field) else { return nil }
    if text == "0" { return 0 }
    if let seconds = Reading.seconds(text), seconds <= 3.2e9 { return seconds }
    error(field.key, field.place, "`\(field.key)` is no duration: `\(text)`", "write it as 30s, 15min, 2h or 7d")
    return nil
  }

  /// Metrics, drift of any column, and KPIs.
  private func alarmVocabulary(_ business: BusinessDefinition) -> Vocabulary {
    var vocabulary = Vocabulary(numbers: MetricNames.gateNames + business.kpis.map(\.name))
    vocabulary.openPrefixes = MetricNames.driftMethods
    return vocabulary
  }

  private mutating func alarm(_ field: Field, _ vocabulary: Vocabulary) -> AlarmRule? {
    if field.node.scalar != nil {
      return condition(field, vocabulary).map { AlarmRule(name: $0.text, condition: $0) }
    }
    guard let fields = fields(field, ["name", "condition", "windows", "severity"]) else { return nil }
    guard let conditionField = fields["condition"] else {
      missing(fields, "condition", "write what must hold, such as `condition: psi.score >= 0.2`")
      return nil
    }
    let name = text(fields, "name")
    let windows = whole(fields, "windows", in: 1...1000)
    let severity = choice(fields, "severity", AlarmRule.Severity.self)
    guard let condition = condition(conditionField, vocabulary) else { return nil }
    return AlarmRule(
      name: name ?? condition.text, condition: condition, windows: windows ?? 2, severity: severity ?? .warning)
  }

  private mutating func condition(_ field: Field, _ vocabulary: Vocabulary) -> Expression? {
    guard let expression = expression(field, vocabulary, as: .series) else { return nil }
    guard expression.isCondition(in: vocabulary) else {
      error(
        field.key, field.place, "`\(field.key)` is a number, not a condition",
        "compare it, such as `\(expression.text) >= 0.2`")
      return nil
    }
    return expression
  }
}

// MARK: - Business

extension Reading {
  mutating func business(_ outer: Fields) -> BusinessDefinition {
    guard let fields = section(outer, "business", ["kpis", "unit"]) else { return BusinessDefinition() }
    var business = BusinessDefinition(unit: text(fields, "unit") ?? "")
    for field in list(fields, "kpis") {
      guard let kpi = kpi(field) else { continue }
      if business.kpis.contains(where: { $0.name == kpi.name }) {
        error(field.key, field.place, "two KPIs are named `\(kpi.name)`", "rename one of them")
      }
      business.kpis.append(kpi)
    }
    return business
  }

  private mutating func kpi(_ field: Field) -> KPI? {
    guard let fields = fields(field, ["name", "unit", "formula", "target"]) else { return nil }
    if fields["name"] == nil { missing(fields, "name", "name the KPI") }
    if fields["formula"] == nil { missing(fields, "formula", "write it as `formula: \"rate(outcome == 1)\"`") }
    let formula = fields["formula"].flatMap { expression($0, Vocabulary(isOpen: true), as: .window) }
    let target = fields["target"].flatMap { kpiTarget($0) }
    let name = text(fields, "name")
    let unit = text(fields, "unit") ?? ""
    guard let name, let formula else { return nil }
    return KPI(name: name, unit: unit, formula: formula, target: target)
  }

  /// `<= 900`: a comparison without its left side.
  private mutating func kpiTarget(_ field: Field) -> KPI.Target? {
    guard let text = text(field) else { return nil }
    if let parts = (try? Expression(parsing: "kpi \(text)"))?.comparison, parts.left.name == "kpi",
      let bound = parts.right.number({ _ in nil }), bound.isFinite
    {
      return KPI.Target(comparison: parts.comparison, bound: bound)
    }
    error(field.key, field.place, "`\(field.key)` is no target: `\(text)`", "write it as \"<= 900\"")
    return nil
  }
}
