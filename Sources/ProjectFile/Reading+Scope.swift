import Encoding
import Expressions
import Lifecycle

extension Reading {
  mutating func scope(_ outer: Fields) -> Scope? {
    let known = [
      "problem", "users", "stakeholders", "metric", "gates", "value", "constraints", "risks", "milestones",
    ]
    guard outer["scope"] != nil else {
      missing(outer, "scope.metric", "write `scope: {metric: auc}` or another metric")
      return nil
    }
    guard let fields = section(outer, "scope", known) else { return nil }
    let gates = gates(fields)
    var scope = Scope(
      problem: text(fields, "problem") ?? "", users: texts(fields, "users").map(\.text), metric: "", gates: gates)
    scope.stakeholders = list(fields, "stakeholders").compactMap { stakeholder($0) }
    scope.value = value(fields)
    scope.constraints = constraints(fields)
    scope.risks = list(fields, "risks").compactMap { risk($0) }
    scope.milestones = list(fields, "milestones").compactMap { milestone($0) }
    guard let metric = metric(fields) else { return nil }
    scope.metric = metric
    return scope
  }

  private mutating func metric(_ fields: Fields) -> String? {
    guard let field = fields["metric"] else {
      missing(fields, "metric", "name the metric that matters most, such as `metric: auc`")
      return nil
    }
    guard let metric = text(field) else { return nil }
    guard MetricNames.metrics.contains(metric) else {
      error(
        field.key, field.place, "there is no metric `\(metric)`",
        mend(metric, MetricNames.metrics, "the metrics are"))
      return nil
    }
    return metric
  }

  // MARK: - Gates

  private mutating func gates(_ fields: Fields) -> [Gate] {
    list(fields, "gates").compactMap { field in
      guard let gate = gate(field) else { return nil }
      gateKeys.append(field.key)
      return gate
    }
  }

  /// Bytes of a gate: its bound is written out again in the journal, with more blanks, and must still be readable.
  private static let gateByteCountMax = 1000

  private mutating func gate(_ field: Field) -> Gate? {
    guard let text = text(field) else { return nil }
    guard text.utf8.count <= Reading.gateByteCountMax else {
      error(field.key, field.place, "`\(field.key)` is too long", "keep a gate under \(Reading.gateByteCountMax) bytes")
      return nil
    }
    do {
      let gate = try Gate(parsing: text)
      let vocabulary = Vocabulary(numbers: MetricNames.gateNames)
      let problems = try Expression(parsing: text).check(against: vocabulary, as: .row)
      for problem in problems { report(problem, field.key, field.place) }
      warnOfDirection(gate, field)
      return problems.isEmpty ? gate : nil
    } catch {
      report(error, field.key, field.place)
      return nil
    }
  }

  private mutating func warnOfDirection(_ gate: Gate, _ field: Field) {
    guard MetricNames.metrics.contains(gate.metric) || MetricNames.latencies.contains(gate.metric) else { return }
    let wantsSmall = MetricNames.wantsSmall(gate.metric)
    let isBackwards =
      switch gate.comparison {
      case .less, .lessOrEqual: !wantsSmall
      case .greater, .greaterOrEqual: wantsSmall
      case .equal, .notEqual: true
      }
    guard isBackwards else { return }
    warning(
      field.key, field.place,
      "`\(field.key)`: `\(gate.metric)` is better when \(wantsSmall ? "smaller" : "larger"), so this gate lets bad models pass",
      "write `\(gate.metric) \(wantsSmall ? "<=" : ">=") \(gate.bound)`")
  }

  // MARK: - Value

  private mutating func value(_ outer: Fields) -> ValueModel? {
    let cells = ["true_positive", "false_positive", "true_negative", "false_negative"]
    guard let fields = section(outer, "value", ["per_row"] + cells) else { return nil }
    let values = cells.map { cell in fields[cell].flatMap { rowExpression($0) } }
    guard let field = fields["per_row"] else {
      guard cells.contains(where: { fields[$0] != nil }) else {
        error(
          fields.key, fields.place, "`\(fields.key)` says nothing", "write `per_row: …` or `true_positive: …`")
        return nil
      }
      return .confusion(
        truePositive: values[0], falsePositive: values[1], trueNegative: values[2], falseNegative: values[3])
    }
    if let cell = cells.first(where: { fields[$0] != nil }) {
      error(
        fields.key(of: cell), fields[cell]?.place ?? fields.place,
        "`\(fields.key)` has both `per_row` and `\(cell)`", "keep one of the two ways")
    }
    return rowExpression(field).map { .perRow($0) }
  }

  private mutating func rowExpression(_ field: Field) -> Expression? {
    expression(field, Vocabulary(isOpen: true), as: .row)
  }

  // MARK: - People, limits, plans

  private mutating func stakeholder(_ field: Field) -> Scope.Stakeholder? {
    if field.node.scalar != nil { return text(field).map { Scope.Stakeholder(name: $0) } }
    guard let fields = fields(field, ["name", "role"]) else { return nil }
    if fields["name"] == nil { missing(fields, "name", "say who it is") }
    let role = text(fields, "role") ?? ""
    return text(fields, "name").map { Scope.Stakeholder(name: $0, role: role) }
  }

  private mutating func constraints(_ outer: Fields) -> Scope.Constraints {
    guard let fields = section(outer, "constraints", ["budget", "privacy"]) else { return Scope.Constraints() }
    return Scope.Constraints(
      budget: number(fields, "budget", in: 0...(.greatestFiniteMagnitude)), privacy: text(fields, "privacy"))
  }

  private mutating func risk(_ field: Field) -> Scope.Risk? {
    if field.node.scalar != nil { return text(field).map { Scope.Risk(what: $0) } }
    guard let fields = fields(field, ["what", "likelihood", "impact", "plan"]) else { return nil }
    if fields["what"] == nil { missing(fields, "what", "say what may happen") }
    var risk = Scope.Risk(what: text(fields, "what") ?? "")
    risk.likelihood = whole(fields, "likelihood", in: 1...3) ?? risk.likelihood
    risk.impact = whole(fields, "impact", in: 1...3) ?? risk.impact
    risk.plan = text(fields, "plan") ?? ""
    return risk
  }

  private mutating func milestone(_ field: Field) -> Scope.Milestone? {
    if field.node.scalar != nil { return text(field).map { Scope.Milestone(what: $0) } }
    guard let fields = fields(field, ["what", "due", "hours"]) else { return nil }
    if fields["what"] == nil { missing(fields, "what", "say what is to be reached") }
    var milestone = Scope.Milestone(what: text(fields, "what") ?? "")
    milestone.hours = number(fields, "hours", in: 0...1e6)
    if let field = fields["due"], let due = text(field) {
      if due.utf8.count == 10, Timestamp(parsing: due) != nil {
        milestone.due = due
      } else {
        error(field.key, field.place, "`\(field.key)` is not a date: `\(due)`", "write it as 2026-12-01")
      }
    }
    return milestone
  }
}
