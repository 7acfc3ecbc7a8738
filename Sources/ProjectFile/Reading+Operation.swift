import Expressions
import Lifecycle

// MARK: - Monitoring

extension Reading {
  mutating func monitoring(_ outer: Fields, _ business: BusinessDefinition) -> MonitoringDefinition {
    var monitoring = MonitoringDefinition()
    let known = ["window", "outcome_delay", "alarms", "policies", "notify", "watch", "redo", "multivariate"]
    guard let fields = section(outer, "monitoring", known) else { return monitoring }
    monitoring.window = fields["window"].flatMap { window($0) }
    monitoring.outcomeDelaySeconds = fields["outcome_delay"].flatMap { delay($0) } ?? 0
    let vocabulary = alarmVocabulary(business)
    monitoring.alarms = list(fields, "alarms").compactMap { alarm($0, vocabulary) }
    monitoring.notify = notifyRules(fields)
    monitoring.watch = watch(fields)
    monitoring.redo = redo(fields)
    monitoring.multivariate = multivariate(fields)
    for (index, field) in list(fields, "policies").enumerated() {
      guard let policy = policy(field, index, vocabulary) else { continue }
      if monitoring.policies.contains(where: { $0.name == policy.name }) {
        error(field.key, field.place, "two policies are named `\(policy.name)`", "rename one of them")
      }
      monitoring.policies.append(policy)
    }
    return monitoring
  }

  /// Written at all, even empty, it is on.
  private mutating func multivariate(_ outer: Fields) -> MultivariateDefinition? {
    guard outer["multivariate"] != nil, let fields = section(outer, "multivariate", ["every", "share"]) else {
      return nil
    }
    var definition = MultivariateDefinition()
    if let every = whole(fields, "every", in: 1...100_000) { definition.every = every }
    if let share = number(fields, "share", in: 0.001...1) { definition.share = share }
    return definition
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
    var vocabulary = Vocabulary(numbers: MetricNames.gateNames + business.kpis.map(\.name) + AlarmRule.upstreamNames)
    vocabulary.openPrefixes =
      MetricNames.driftMethods + ["ks", "estimated", "reconciliation", "input", "output", "software"]
    return vocabulary
  }

  private mutating func alarm(_ field: Field, _ vocabulary: Vocabulary) -> AlarmRule? {
    if field.node.scalar != nil {
      return condition(field, vocabulary).map { AlarmRule(name: $0.text, condition: $0) }
    }
    guard let fields = fields(field, ["name", "condition", "windows", "for", "severity", "no_data"]) else { return nil }
    guard let conditionField = fields["condition"] else {
      missing(fields, "condition", "write what must hold, such as `condition: psi.score >= 0.2`")
      return nil
    }
    let name = text(fields, "name")
    let windows = whole(fields, "windows", in: 1...1000)
    let severity = choice(fields, "severity", AlarmRule.Severity.self)
    let hold = fields["for"].flatMap { holdLength($0) }
    let noData = fields["no_data"].flatMap { windowCount($0) }
    guard let condition = condition(conditionField, vocabulary) else { return nil }
    var rule = AlarmRule(
      name: name ?? condition.text, condition: condition, windows: windows ?? 2, severity: severity ?? .warning,
      noDataWindows: noData)
    switch hold {
    case .rows(let count)?: rule.windows = count
    case .period(let seconds)?: rule.holdSeconds = seconds
    case nil: break
    }
    return rule
  }

  /// `for: 3`, `for: 3 windows` or `for: 2h`.
  private mutating func holdLength(_ field: Field) -> MonitoringDefinition.WindowLength? {
    guard let text = text(field) else { return nil }
    let words = text.split(separator: " ")
    let isCount = words.count == 1 || words.count == 2 && ["window", "windows"].contains(words[1])
    if isCount, let count = words.first.flatMap({ Int($0) }), (1...1000).contains(count) { return .rows(count) }
    if let seconds = Reading.seconds(text), (1...3.2e9).contains(seconds) { return .period(seconds) }
    error(field.key, field.place, "`\(field.key)` is no length: `\(text)`", "write `3 windows`, or a period such as 2h")
    return nil
  }

  /// `no_data: 3`, or `no_data: 3 windows`.
  private mutating func windowCount(_ field: Field) -> Int? {
    switch holdLength(field) {
    case .rows(let count)?: return count
    case .period?:
      error(field.key, field.place, "`\(field.key)` counts windows", "write `3 windows`")
      return nil
    case nil: return nil
    }
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

// MARK: - Policies

extension Reading {
  private mutating func policy(_ field: Field, _ index: Int, _ vocabulary: Vocabulary) -> RetrainPolicy? {
    guard let fields = fields(field, ["name", "retrain", "when", "cool_down", "data", "budget"]) else { return nil }
    let mode = choice(fields, "retrain", RetrainPolicy.Mode.self)
    let coolDown = fields["cool_down"].flatMap { delay($0) }
    let data = fields["data"].flatMap { dataChoice($0) }
    let budget = fields["budget"].flatMap { trainingBudget($0) }
    guard let when = fields["when"] else {
      missing(fields, "when", "write drift, gate, `{outcomes: 5000}`, `{schedule: 7d}` or a condition")
      return nil
    }
    guard let trigger = trigger(when, vocabulary) else { return nil }
    var policy = RetrainPolicy(
      name: text(fields, "name") ?? "retrain \(index + 1)", mode: mode ?? .suggest, trigger: trigger)
    if let coolDown { policy.coolDownSeconds = coolDown }
    policy.data = data
    policy.budget = budget
    return policy
  }

  private mutating func trigger(_ field: Field, _ vocabulary: Vocabulary) -> RetrainPolicy.Trigger? {
    switch field.node.scalar?.text {
    case "drift"?: return .drift
    case "gate"?: return .gate
    case nil: return measuredTrigger(field)
    default: return condition(field, vocabulary).map { .condition($0) }
    }
  }

  /// `{outcomes: 5000}` or `{schedule: 7d}`.
  private mutating func measuredTrigger(_ field: Field) -> RetrainPolicy.Trigger? {
    guard let fields = fields(field, ["outcomes", "schedule"]) else { return nil }
    if let count = whole(fields, "outcomes", in: 1...1_000_000_000) { return .outcomes(count) }
    if let schedule = fields["schedule"] {
      guard let seconds = delay(schedule), seconds > 0 else { return nil }
      return .schedule(seconds)
    }
    missing(fields, "outcomes", "write how many outcomes, or `schedule:` with a period such as 7d")
    return nil
  }

  /// `all`, `newest 5000`, `recent 30d`, `since_change` or `auto`.
  private mutating func dataChoice(_ field: Field) -> DataChoice? {
    guard let text = text(field) else { return nil }
    if let choice = DataChoice(parsing: text) { return choice }
    error(field.key, field.place, "`\(field.key)` is unknown: `\(text)`", DataChoice.mend)
    return nil
  }

  /// `{trainings: 3, seconds: 10min, per: 7d}`, either bound or both.
  private mutating func trainingBudget(_ field: Field) -> RetrainPolicy.Budget? {
    guard let fields = fields(field, ["trainings", "seconds", "per"]) else { return nil }
    let trainings = whole(fields, "trainings", in: 1...1_000_000)
    let seconds = fields["seconds"].flatMap { length($0) }
    guard fields["trainings"] != nil || fields["seconds"] != nil else {
      missing(fields, "trainings", "write how many trainings, or `seconds:` of training")
      return nil
    }
    guard let per = fields["per"] else {
      missing(fields, "per", "write the period it is for, such as `per: 7d`")
      return nil
    }
    guard let period = length(per), trainings != nil || seconds != nil else { return nil }
    return RetrainPolicy.Budget(trainings: trainings, seconds: seconds, period: period)
  }

  /// A number of seconds, or a length such as 10min.
  private mutating func length(_ field: Field) -> Double? {
    guard let text = text(field) else { return nil }
    if let seconds = Period.seconds(text), seconds >= 1, seconds <= Period.secondsMax { return seconds }
    error(field.key, field.place, "`\(field.key)` is no length: `\(text)`", "write it as 30s, 15min, 2h or 7d")
    return nil
  }
}

// MARK: - Business

extension Reading {
  mutating func business(_ outer: Fields) -> BusinessDefinition {
    guard let fields = section(outer, "business", ["kpis", "unit", "segments"]) else { return BusinessDefinition() }
    var business = BusinessDefinition(unit: text(fields, "unit") ?? "")
    for field in list(fields, "kpis") {
      guard let kpi = kpi(field) else { continue }
      if business.kpis.contains(where: { $0.name == kpi.name }) {
        error(field.key, field.place, "two KPIs are named `\(kpi.name)`", "rename one of them")
      }
      business.kpis.append(kpi)
    }
    business.segments = segments(fields)
    return business
  }

  private mutating func segments(_ fields: Fields) -> [String] {
    var names: [String] = []
    for (name, field) in texts(fields, "segments") {
      if names.contains(name) {
        error(field.key, field.place, "`\(field.key)` names `\(name)` again", "name it once")
      } else if names.count == BusinessDefinition.segmentCountMax {
        error(
          field.key, field.place, "`business.segments` has more than \(BusinessDefinition.segmentCountMax) columns",
          "name the \(BusinessDefinition.segmentCountMax) that matter most")
        break
      } else {
        names.append(name)
      }
    }
    return names
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
