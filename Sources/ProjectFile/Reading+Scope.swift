import Encoding
import Expressions
import Lifecycle

extension Reading {
  mutating func scope(_ outer: Fields) -> Scope? {
    let known = [
      "problem", "users", "use_case", "task", "replaces", "prior_art", "architecture", "stakeholders", "metric",
      "gates",
      "value", "constraints", "costs", "risks", "milestones",
    ]
    guard outer["scope"] != nil else {
      missing(outer, "scope.metric", "write `scope: {metric: auc}` or another metric")
      return nil
    }
    guard let fields = section(outer, "scope", known) else { return nil }
    let gates = gates(fields)
    var scope = Scope(
      problem: text(fields, "problem") ?? "", users: texts(fields, "users").map(\.text), metric: "", gates: gates)
    scope.useCase = text(fields, "use_case")
    scope.task = choice(fields, "task", LearningTask.self)
    scope.replaces = replaced(fields)
    scope.priorArt = texts(fields, "prior_art").map(\.text)
    scope.architecture = text(fields, "architecture")
    scope.costs = costs(fields)
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
}
