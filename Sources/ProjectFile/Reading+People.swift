import Encoding
import Lifecycle

// People, limits, costs and plans of the scope.

extension Reading {
  mutating func stakeholder(_ field: Field) -> Scope.Stakeholder? {
    if field.node.scalar != nil { return text(field).map { Scope.Stakeholder(name: $0) } }
    guard let fields = fields(field, ["name", "role", "email"]) else { return nil }
    if fields["name"] == nil { missing(fields, "name", "say who it is") }
    let role = fields["role"].flatMap { self.role($0) } ?? ""
    let email = fields["email"].flatMap { self.email($0) }
    return text(fields, "name").map { Scope.Stakeholder(name: $0, role: role, email: email) }
  }

  private mutating func role(_ field: Field) -> String? {
    guard let role = text(field) else { return nil }
    let known = Scope.Stakeholder.roles
    if !known.contains(role) {
      warning(field.key, field.place, "nothing reads the role `\(role)`", mend(role, known, "write one of"))
    }
    return role
  }

  private mutating func email(_ field: Field) -> String? {
    guard let email = text(field) else { return nil }
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
      error(field.key, field.place, "`\(field.key)` is no address: `\(email)`", "write it as name@example.org")
      return nil
    }
    return email
  }

  // MARK: - What is replaced

  /// `nothing`, `{process: who, column: name}` or `{model: which, column: name}`.
  mutating func replaced(_ outer: Fields) -> Scope.Replaced {
    guard let field = outer["replaces"] else { return .nothing }
    if let scalar = field.node.scalar {
      if scalar.text != "nothing" {
        error(
          field.key, field.place, "`\(field.key)` cannot be `\(scalar.text)`",
          "write `nothing`, `{process: …}` or `{model: …}`")
      }
      return .nothing
    }
    guard let fields = fields(field, ["process", "model", "column"]) else { return .nothing }
    let (process, model) = (text(fields, "process"), text(fields, "model"))
    let column = text(fields, "column")
    switch (process, model) {
    case (let process?, nil): return .process(process, column: column)
    case (nil, let model?): return .model(model, column: column)
    case (_?, _?), (nil, nil):
      error(
        field.key, field.place,
        "`\(field.key)` says \(process == nil ? "neither `process` nor" : "both `process` and") `model`",
        "write one of the two")
      return .nothing
    }
  }

  // MARK: - Limits and costs

  mutating func constraints(_ outer: Fields) -> Scope.Constraints {
    let known = ["budget", "privacy", "latency", "deadline", "infrastructure"]
    guard let fields = section(outer, "constraints", known) else { return Scope.Constraints() }
    return Scope.Constraints(
      budget: amount(fields, "budget"), privacy: text(fields, "privacy"),
      latencySeconds: fields["latency"].flatMap { self.latency($0) }, deadline: fields["deadline"].flatMap { date($0) },
      infrastructure: text(fields, "infrastructure"))
  }

  private mutating func latency(_ field: Field) -> Double? {
    guard let text = text(field) else { return nil }
    if let seconds = Reading.seconds(text), (1e-6...3600).contains(seconds) { return seconds }
    error(
      field.key, field.place, "`\(field.key)` is no time that an answer may take: `\(text)`",
      "write it as 10ms or 0.5s, up to an hour")
    return nil
  }

  mutating func costs(_ outer: Fields) -> Scope.Costs {
    guard let fields = section(outer, "costs", ["hour_rate", "per_month", "once"]) else { return Scope.Costs() }
    return Scope.Costs(
      perHour: amount(fields, "hour_rate"), perMonth: amount(fields, "per_month"), once: amount(fields, "once"))
  }

  private mutating func amount(_ fields: Fields, _ name: String) -> Double? {
    number(fields, name, in: 0...(.greatestFiniteMagnitude))
  }

  // MARK: - Risks and milestones

  mutating func risk(_ field: Field) -> Scope.Risk? {
    if field.node.scalar != nil { return text(field).map { Scope.Risk(what: $0) } }
    guard let fields = fields(field, ["what", "likelihood", "impact", "plan"]) else { return nil }
    if fields["what"] == nil { missing(fields, "what", "say what may happen") }
    var risk = Scope.Risk(what: text(fields, "what") ?? "")
    risk.likelihood = whole(fields, "likelihood", in: 1...3) ?? risk.likelihood
    risk.impact = whole(fields, "impact", in: 1...3) ?? risk.impact
    risk.plan = text(fields, "plan") ?? ""
    return risk
  }

  mutating func milestone(_ field: Field) -> Scope.Milestone? {
    if field.node.scalar != nil { return text(field).map { Scope.Milestone(what: $0) } }
    guard let fields = fields(field, ["what", "due", "hours", "done"]) else { return nil }
    if fields["what"] == nil { missing(fields, "what", "say what is to be reached") }
    var milestone = Scope.Milestone(what: text(fields, "what") ?? "")
    milestone.hours = number(fields, "hours", in: 0...1e6)
    milestone.due = fields["due"].flatMap { date($0) }
    milestone.isDone = fields["done"].flatMap { truth($0) } ?? false
    return milestone
  }

  private mutating func date(_ field: Field) -> String? {
    guard let text = text(field) else { return nil }
    if text.utf8.count == 10, Timestamp(parsing: text) != nil { return text }
    error(field.key, field.place, "`\(field.key)` is not a date: `\(text)`", "write it as 2026-12-01")
    return nil
  }

  private mutating func truth(_ field: Field) -> Bool? {
    guard let scalar = field.node.scalar, scalar.isPlain, ["true", "false"].contains(scalar.text) else {
      error(
        field.key, field.place, "`\(field.key)` wants true or false, not \(phrase(field.node))",
        "write `true` or `false`")
      return nil
    }
    return scalar.text == "true"
  }
}
