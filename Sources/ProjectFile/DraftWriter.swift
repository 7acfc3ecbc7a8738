import Encoding
import Expressions
import Lifecycle

/// Writes a draft line by line.
struct DraftWriter {
  private let draft: ProjectFile.Draft
  private var lines: [String] = []

  init(draft: ProjectFile.Draft) { self.draft = draft }

  mutating func text() -> String {
    writeHead()
    writeScope()
    writeData()
    writeRecipes()
    line(0, "deployment: {strategy: direct, automation: full}", "a promoted version takes all traffic at once")
    writeMonitoring()
    writeBusiness()
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func line(_ indent: Int, _ text: String, _ comment: String? = nil) {
    let remark = comment.map { "  # " + YAMLText.comment($0) } ?? ""
    lines.append(String(repeating: "  ", count: indent) + text + remark)
  }

  private mutating func remark(_ indent: Int, _ comment: String) {
    lines.append(String(repeating: "  ", count: indent) + "# " + YAMLText.comment(comment))
  }

  private mutating func writeHead() {
    let rows = NumberText.grouped(draft.rowCount)
    remark(0, "Written by `sextant init` from \(rows) rows. What it inferred says so; change what is wrong.")
    line(0, "name: \(YAMLText.scalar(draft.name))")
  }

  // MARK: - Scope

  private mutating func writeScope() {
    line(0, "scope:")
    let question =
      switch draft.task {
      case .binary: "Which rows will have \(draft.target) = \(draft.positive ?? "true")?"
      case .multiclass: "Which \(draft.target) will each row have?"
      case .regression: "How large will \(draft.target) be?"
      }
    line(1, "problem: \(YAMLText.scalar(question))", "say it in your own words")
    line(1, "metric: \(YAMLText.scalar(draft.metric))", "inferred: \(draft.target) makes this a \(task) task")
    if draft.gates.isEmpty {
      remark(1, "gates: none yet, so no version can pass; write some, such as [\"\(draft.metric) \(sign) 0.8\"]")
    } else {
      line(1, "gates:", "suggested; a version that fails one goes live only with a typed reason")
      for gate in draft.gates { line(2, "- \(YAMLText.scalar(gate.gate))", gate.reason) }
    }
    writeValue()
    writeSkeleton()
  }

  /// What only people know, as comments to be filled in; each says what reads it.
  private mutating func writeSkeleton() {
    remark(1, "users: [who asks the question]                  # who works with the answers")
    remark(1, "use_case: the question as a machine-learning task, in words")
    remark(
      1, "replaces: nothing                               # or {process: who decides today, column: THEIR_DECISION},")
    remark(1, "                                                # or {model: which, column: ITS_ANSWER}")
    remark(1, "prior_art: [what was tried before]")
    remark(1, "architecture: where rows come from and answers go")
    remark(
      1,
      "stakeholders: [{name: WHO, role: decision-maker}]  # or \(Scope.Stakeholder.roles.dropFirst().joined(separator: ", "))"
    )
    remark(1, "constraints: {budget: 5000, privacy: no personal identifiers, latency: 10ms, deadline: 2027-01-31}")
    remark(1, "costs: {hour_rate: 80, per_month: 50, once: 0}  # what the return on investment is reckoned against")
    remark(1, "risks: [{what: WHAT MAY HAPPEN, likelihood: 2, impact: 3, plan: WHAT THEN}]")
    remark(1, "milestones: [{what: live, due: 2027-01-31, hours: 40, done: false}]")
  }

  private var task: String { draft.task.rawValue }

  private var sign: String { MetricNames.wantsSmall(draft.metric) ? "<=" : ">=" }

  private mutating func writeValue() {
    switch draft.value {
    case nil: remark(1, "value: what an answer earns or costs; without it thresholds are picked by F1")
    case .perRow(let expression)?:
      line(1, "value: {per_row: \(YAMLText.scalar(expression.text))}", "suggested: put your own unit cost in")
    case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative)?:
      let cells = [
        ("true_positive", truePositive), ("false_positive", falsePositive), ("true_negative", trueNegative),
        ("false_negative", falseNegative),
      ]
      let written = cells.compactMap { name, value in value.map { "\(name): \(cell($0))" } }
      line(1, "value: {\(written.joined(separator: ", "))}", "suggested: put your own figures or columns in")
    }
  }

  private func cell(_ expression: Expression) -> String {
    Reading.number(expression.text) != nil ? expression.text : YAMLText.scalar(expression.text)
  }

  // MARK: - Data

  private mutating func writeData() {
    line(0, "data:")
    switch draft.source {
    case .file(let path): line(1, "source: \(YAMLText.scalar(path))")
    case .world(let seed): line(1, "source: {world: \(seed)}", "the demo world, from this seed")
    }
    line(1, "target: \(YAMLText.scalar(draft.target))")
    if let positive = draft.positive {
      line(1, "positive: \(YAMLText.scalar(positive))", "inferred: the value of the target that counts as yes")
    }
    writeTime()
    if let id = draft.id { line(1, "id: \(YAMLText.scalar(id))", "inferred: no value stands twice") }
    if !draft.leaveOut.isEmpty {
      line(1, "leave_out:", "inferred: these would let the model cheat, or tell it nothing")
      for left in draft.leaveOut { line(2, "- \(YAMLText.scalar(left.column))", left.reason) }
    }
    if draft.badRowCount > 0 {
      line(1, "skip_bad_rows: true", "\(draft.badRowCount) rows could not be read and are left out")
    }
    writeSplit()
  }

  private mutating func writeTime() {
    switch draft.time {
    case nil: remark(1, "time: no column of times was found; rows are taken in file order")
    case .columns(let names)?:
      line(1, "time: {columns: \(YAMLText.list(names))}", "inferred: what gives a row its event time")
    case .rowOrder(let from, let to)?:
      line(
        1, "time: {order: rows, from: \(YAMLText.scalar(from.description)), to: \(YAMLText.scalar(to.description))}",
        "rows are spread evenly over this time")
    }
  }

  private mutating func writeSplit() {
    let split = draft.split
    let method = split.method == .time && draft.time == nil && !draft.source.isWorld ? .rows : split.method
    let shares = [("train", split.train), ("validate", split.validate), ("test", split.test), ("live", split.live)]
    let written = shares.map { "\($0): \(Reading.short($1))" }.joined(separator: ", ")
    line(
      1, "split: {by: \(method.rawValue), \(written)}",
      "gates judge on test, a replay plays live")
  }

  // MARK: - Recipes

  private mutating func writeRecipes() {
    line(0, "recipes:", "the first is trained when none is named")
    line(1, "trees: {algorithm: boosted-trees, rounds: 300, leaves: 31, learning_rate: 0.1, early_stopping: 30}")
    switch draft.task {
    case .binary, .multiclass: line(1, "linear: {algorithm: logistic}")
    case .regression: line(1, "linear: {algorithm: linear}")
    }
  }

  // MARK: - Operation

  private mutating func writeMonitoring() {
    line(0, "monitoring:")
    if let window = draft.window {
      line(1, "window: \(length(window))", "inferred from the number of rows and their times")
    }
    line(1, "outcome_delay: \(duration(draft.outcomeDelaySeconds))", "how long until the truth about a row is known")
  }

  private func length(_ window: MonitoringDefinition.WindowLength) -> String {
    switch window {
    case .rows(let count): "\(count) rows"
    case .period(let seconds): duration(seconds)
    }
  }

  private func duration(_ seconds: Double) -> String {
    let units: [(size: Double, name: String)] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    if seconds == 0 { return "0" }
    for unit in units where seconds >= unit.size && seconds.truncatingRemainder(dividingBy: unit.size) == 0 {
      return "\(Reading.short(seconds / unit.size))\(unit.name)"
    }
    return "\(NumberText.fixed(seconds, 3))s"
  }

  private mutating func writeBusiness() {
    let business = draft.business
    guard !business.kpis.isEmpty || !business.unit.isEmpty || !business.segments.isEmpty else { return }
    line(0, "business:")
    if !business.unit.isEmpty { line(1, "unit: \(YAMLText.scalar(business.unit))") }
    if !business.segments.isEmpty {
      line(1, "segments: \(YAMLText.list(business.segments))", "suggested: the value is told apart by their levels")
    }
    guard !business.kpis.isEmpty else { return }
    line(1, "kpis:", "suggested")
    for kpi in business.kpis {
      var written = "name: \(YAMLText.scalar(kpi.name)), formula: \(YAMLText.scalar(kpi.formula.text))"
      if !kpi.unit.isEmpty { written += ", unit: \(YAMLText.scalar(kpi.unit))" }
      if let target = kpi.target {
        written += ", target: \(YAMLText.scalar("\(target.comparison.rawValue) \(Reading.short(target.bound))"))"
      }
      line(2, "- {\(written)}")
    }
  }
}
