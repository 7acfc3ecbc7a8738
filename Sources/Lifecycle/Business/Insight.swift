import Encoding
import Expressions

/// What a person could do next, and what it is worth.
public struct Insight: Sendable, Equatable {
  /// Stable while the facts stay.
  public var id: String
  /// One or two sentences: what is so, and what follows.
  public var text: String
  /// In the value model's unit; nil where no figure stands behind it.
  public var worthPerDay: Double?
  /// Where the figure comes from.
  public var basis: String
  public var stage: Stage
  /// The action of the cockpit that acts on it, by its id.
  public var action: String
  /// The same on the command line.
  public var command: String

  public init(
    id: String, text: String, worthPerDay: Double? = nil, basis: String, stage: Stage, action: String, command: String
  ) {
    self.id = id
    self.text = text
    self.worthPerDay = worthPerDay
    self.basis = basis
    self.stage = stage
    self.action = action
    self.command = command
  }

  public static let countMax = 20

  /// What the facts say, the most worth first, then what has no figure.
  public static func all(_ state: LifecycleState, _ definition: ProjectDefinition) -> [Insight] {
    let facts = InsightFacts(state: state, definition: definition, business: BusinessSummary(state, definition))
    let found =
      [facts.wrongMetric, facts.belowBaseline, facts.challenger] + facts.alarms + facts.losingSegments
      + facts.missedTargets + [facts.suggestion, facts.payback]
    return Array(
      found.compactMap { $0 }.enumerated().sorted { a, b in
        let worths = (a.element.worthPerDay ?? -1, b.element.worthPerDay ?? -1)
        return worths.0 != worths.1 ? worths.0 > worths.1 : a.offset < b.offset
      }.map(\.element).prefix(countMax))
  }

  public var json: JSON {
    [
      "id": JSON(id), "text": JSON(text), "worth_per_day": JSON(worthPerDay), "basis": JSON(basis),
      "stage": JSON(stage.id), "key": JSON(action), "command": JSON(command),
    ]
  }
}

/// What insights are read from.
private struct InsightFacts {
  let state: LifecycleState
  let definition: ProjectDefinition
  let business: BusinessSummary

  private func money(_ value: Double) -> String {
    [NumberText.significant(value, 3), business.unit].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "") + "'" }

  /// The value falls though the metric holds.
  var wrongMetric: Insight? {
    guard let trend = ValueTrend(state, definition), let reason = trend.suggestion else { return nil }
    return Insight(
      id: "wrong-metric",
      text: "\(reason); choose one that follows the value and begin again at Scoping",
      worthPerDay: trend.lostPerDay, basis: "value per row, newest quarter of the windows against the oldest half",
      stage: .scoping, action: "step-back", command: "sextant step-back scoping --because \(Self.quoted(reason))")
  }

  var belowBaseline: Insight? {
    guard let total = business.total, business.days > 0 else { return nil }
    // Of two that are worth the same it is always the same one.
    let best = business.alternatives.filter { $0.key != "previous" }.max {
      ($0.value, $0.key) < ($1.value, $1.key)
    }
    guard let best, best.value > total else { return nil }
    let lost = (best.value - total) / business.days
    let words = ["nobody": "saying no to all", "everybody": "saying yes to all", "baseline": "the baseline"]
    return Insight(
      id: "below-\(best.key)",
      text: "\(words[best.key] ?? best.key) would be worth \(money(lost)) a day more than the model",
      worthPerDay: lost, basis: "the same settled windows, answered so", stage: .business, action: "decide",
      command: "sextant decide retire --because 'worth less than \(words[best.key] ?? best.key)'")
  }

  /// A challenger that passed and is worth more on its test rows.
  var challenger: Insight? {
    guard let challenger = state.challenger,
      challenger.judged(by: definition.scope.gates).allSatisfy({ $0.verdict == .passed }),
      !definition.scope.gates.isEmpty
    else { return nil }
    let gain = state.champion.flatMap { champion in
      challenger.metrics["test"]?["value"].flatMap { new in champion.metrics["test"]?["value"].map { new - $0 } }
    }
    let worth = gain.flatMap { gain in rowsPerDay.map { gain * $0 } }
    guard (worth ?? 0) >= 0 else { return nil }
    return Insight(
      id: "promote-\(challenger.id)", text: "version \(challenger.id) passed its gates and waits", worthPerDay: worth,
      basis: worth == nil ? "its gates" : "value per test row beside the champion's, at the present traffic",
      stage: .deployment, action: "promote", command: "sextant promote \(challenger.id)")
  }

  private var rowsPerDay: Double? {
    let windows = state.windows.suffix(20)
    let days = windows.reduce(0) { $0 + $1.closed.to.seconds(since: $1.closed.from) } / 86_400
    return days > 0 ? Double(windows.reduce(0) { $0 + $1.closed.rows }) / days : nil
  }

  var alarms: [Insight?] {
    state.openAlarms.filter { $0.state == .firing }.map { alarm in
      let (action, command) = Self.remedy(alarm)
      let (worth, basis) = Self.worth(alarm)
      return Insight(
        id: "alarm-\(alarm.id)", text: "\(alarm.rule): \(alarm.advice)", worthPerDay: worth, basis: basis,
        stage: .monitoring, action: action, command: command)
    }
  }

  /// What mending an alarm's cause would bring back. What settled windows lost has many causes: it speaks for a gate,
  /// which is about all of them, and not for one suspected cause among others.
  private static func worth(_ alarm: Alarm) -> (Double?, String) {
    guard let cost = alarm.costPerDay, cost > 0 else { return (nil, "an alarm") }
    switch alarm.pricing {
    // Scores follow what they are made of: their drift is a sign, and no cause to be mended.
    case .reweighted? where alarm.kind == .drift: return (nil, "an alarm")
    case .reweighted?: return (cost, "rows kept at training, weighted as the inputs are now")
    case .observed? where alarm.kind != .gate: return (nil, "an alarm")
    case .observed?, nil: return (cost, "value per day before the alarm against now")
    }
  }

  private static func remedy(_ alarm: Alarm) -> (String, String) {
    switch alarm.kind {
    case .upstreamBreak: ("step-back", "sextant step-back data --because \(quoted(alarm.rule))")
    case .mislabelling: ("labels", "sextant label queue")
    case .covariateShift, .conceptChange, .drift, .gate: ("retrain", "sextant train")
    case .rule, .service: ("acknowledge", "sextant alarms acknowledge \(alarm.id)")
    }
  }

  var losingSegments: [Insight?] {
    guard business.days > 0 else { return [] }
    return business.segments.flatMap { segment in
      segment.levels.filter { $0.value < 0 }.sorted { $0.value < $1.value }.prefix(2).map { level in
        let lost = -level.value / business.days
        return Insight(
          id: "segment-\(segment.column)-\(level.name)",
          text: "\(segment.column) \(level.name) loses \(money(lost)) a day: leave it alone, or collect more of it",
          worthPerDay: lost, basis: "value of the settled rows of that segment", stage: .business, action: "step-back",
          command: "sextant step-back data --because '\(segment.column) \(level.name) loses money'")
      }
    }
  }

  var missedTargets: [Insight?] {
    guard let settled = state.windows.last(where: { $0.settled != nil })?.settled else { return [] }
    return definition.business.kpis.map { kpi -> Insight? in
      guard let target = kpi.target, let value = settled.kpis[kpi.name], !target.comparison.holds(value, target.bound)
      else { return nil }
      return Insight(
        id: "kpi-\(kpi.name)",
        text: "\(kpi.name) is \(NumberText.significant(value, 3)), its target \(target.comparison.rawValue) "
          + NumberText.significant(target.bound, 3),
        basis: "the newest settled window", stage: .business, action: "step-back",
        command: "sextant step-back scoping --because \(Self.quoted("\(kpi.name) misses its target"))")
    }
  }

  var suggestion: Insight? {
    guard let suggestion = state.suggestion else { return nil }
    return Insight(
      id: "suggestion-\(suggestion.fact.number)",
      text: "policy \(suggestion.fact.policy) suggests a retrain: \(suggestion.fact.reason)",
      basis: "the policy's rule", stage: .monitoring, action: "accept-suggestion", command: "sextant suggestion accept")
  }

  var payback: Insight? {
    guard let ratio = business.outlay.ratio, ratio < 1, business.outlay.paysBackOn == nil else { return nil }
    return Insight(
      id: "no-payback", text: "at this rate the project never pays back what it cost (\(money(business.outlay.spent)))",
      basis: "gain over the best answer without a model, less running costs", stage: .business, action: "decide",
      command: "sextant decide retire --because 'does not pay back'")
  }
}
