import Lifecycle

// How a version goes live, and who decides.

extension Reading {
  mutating func deployment(_ outer: Fields) -> DeploymentDefinition {
    var deployment = DeploymentDefinition()
    let known = [
      "strategy", "automation", "explore", "canary", "shadow", "review", "rolling", "blue_green", "ab", "unit", "salt",
      "guardrails", "replaces",
    ]
    guard let fields = section(outer, "deployment", known + Reading.logKeys) else { return deployment }
    deployment.strategy = fields["strategy"].flatMap { strategy($0) } ?? deployment.strategy
    deployment.automation = choice(fields, "automation", AutomationLevel.self) ?? deployment.automation
    deployment.explore = number(fields, "explore", in: 0...1) ?? 0
    deployment.log = log(fields)
    if let canary = section(fields, "canary", ["steps", "hold", "minimum_outcomes"]) {
      deployment.canary = self.canary(canary)
    }
    if let shadow = section(fields, "shadow", ["hold"]) {
      deployment.shadow = shadow["hold"].flatMap { hold($0) } ?? deployment.shadow
    }
    if let review = section(fields, "review", ["band"]) {
      deployment.reviewBand = band(review) ?? deployment.reviewBand
    }
    strategies(fields, &deployment)
    return deployment
  }

  /// `a/b` and `blue-green` are how people write them.
  private mutating func strategy(_ field: Field) -> DeploymentDefinition.Strategy? {
    guard let word = field.node.scalar?.text, let strategy = DeploymentDefinition.Strategy(reading: word) else {
      return choice(field, DeploymentDefinition.Strategy.self)
    }
    return strategy
  }

  private mutating func canary(_ fields: Fields) -> DeploymentDefinition.Canary {
    var canary = DeploymentDefinition.Canary()
    if let field = fields["steps"] {
      let elements = list(fields, "steps")
      canary.steps = steps(field, elements) ?? canary.steps
    }
    canary.hold = fields["hold"].flatMap { hold($0) } ?? canary.hold
    canary.minimumOutcomes = whole(fields, "minimum_outcomes", in: 1...10_000_000) ?? canary.minimumOutcomes
    return canary
  }

  /// Steps that a canary may have: more would never end.
  private static let stepCountMax = 20

  mutating func steps(_ field: Field, _ elements: [Field], of what: String = "canary") -> [Double]? {
    var steps: [Double] = []
    for element in elements {
      guard let share = share(element) else { return nil }
      guard share > steps.last ?? 0 else {
        error(element.key, element.place, "the steps of a \(what) must grow", "write them as [5%, 25%, 50%]")
        return nil
      }
      steps.append(share)
    }
    guard (1...Self.stepCountMax).contains(steps.count) else {
      error(
        field.key, field.place, "`\(field.key)` has \(steps.count) steps",
        "write 1 to \(Self.stepCountMax), as [5%, 25%, 50%]")
      return nil
    }
    return steps
  }

  /// `5%` or `0.05`, above 0 and at most everything.
  mutating func share(_ field: Field) -> Double? {
    guard let text = text(field) else { return nil }
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? String(text.dropLast()).filter { $0 != " " } : text
    if let number = Reading.number(digits) {
      let share = isPercent ? number / 100 : number
      if share > 0, share <= 1 { return share }
    }
    error(
      field.key, field.place, "`\(text)` is no share of the traffic",
      Double(text).map { (1...100).contains($0) ? "write it as \(text)%" : "write it as 5% or 0.05" }
        ?? "write it as 5% or 0.05")
    return nil
  }

  mutating func hold(_ field: Field) -> DeploymentDefinition.Hold? {
    guard let text = text(field) else { return nil }
    if let rows = Reading.rows(text), (1...1_000_000_000).contains(rows) { return .rows(rows) }
    if let seconds = Reading.seconds(text), (1...3.2e9).contains(seconds) { return .period(seconds) }
    error(field.key, field.place, "`\(field.key)` is no hold: `\(text)`", "write it as `2000 rows` or 6h")
    return nil
  }

  private mutating func band(_ fields: Fields) -> ClosedRange<Double>? {
    guard let field = fields["band"] else { return nil }
    let elements = list(fields, "band")
    var bounds: [Double] = []
    for element in elements {
      guard let bound = number(element, in: 0...1) else { return nil }
      bounds.append(bound)
    }
    if bounds.count == 2, bounds[0] <= bounds[1] { return bounds[0]...bounds[1] }
    error(field.key, field.place, "`\(field.key)` is no band of scores", "write it as [0.4, 0.6]")
    return nil
  }
}
