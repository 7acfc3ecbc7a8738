import Encoding

/// Rows that one step served, by arm, and how many of them have their outcome.
public struct RolloutServed: Sendable, Equatable, Codable {
  /// All rows, whoever answered.
  public var rows: Int
  public var challenger: Int
  public var baseline: Int
  public var challengerOutcomes: Int
  public var baselineOutcomes: Int

  public init(
    rows: Int = 0, challenger: Int = 0, baseline: Int = 0, challengerOutcomes: Int = 0, baselineOutcomes: Int = 0
  ) {
    self.rows = rows
    self.challenger = challenger
    self.baseline = baseline
    self.challengerOutcomes = challengerOutcomes
    self.baselineOutcomes = baselineOutcomes
  }

  public init(_ facts: RolloutFacts) {
    self.init(
      rows: facts.rows, challenger: facts.challenger.rows, baseline: facts.baseline.rows,
      challengerOutcomes: facts.challenger.outcomes, baselineOutcomes: facts.baseline.outcomes)
  }
}

// The written form of what a rollout's events bear beside the contract's first facts; older journals lack it.

extension RolloutServed {
  public var json: JSON {
    [
      "rows": JSON(rows), "challenger": JSON(challenger), "baseline": JSON(baseline),
      "challenger_outcomes": JSON(challengerOutcomes), "baseline_outcomes": JSON(baselineOutcomes),
    ]
  }

  init(_ outer: EventFields) throws(EventCodecError) {
    guard outer.json["served"] != nil else {
      self.init()
      return
    }
    let fields = try outer.object("served")
    self.init(
      rows: try fields.int("rows"), challenger: try fields.int("challenger"), baseline: try fields.int("baseline"),
      challengerOutcomes: try fields.int("challenger_outcomes"), baselineOutcomes: try fields.int("baseline_outcomes"))
  }
}

extension RolloutCheck {
  public var json: JSON {
    [
      "name": JSON(name), "verdict": JSON(verdict.rawValue), "value": JSON(stored: value), "lower": JSON(stored: lower),
      "upper": JSON(stored: upper), "bound": JSON(stored: bound), "n": JSON(count),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      name: try fields.string("name"), verdict: try fields.choice("verdict", of: Verdict.self),
      value: try fields.optionalDouble("value"), lower: try fields.optionalDouble("lower"),
      upper: try fields.optionalDouble("upper"), bound: try fields.optionalDouble("bound"), count: try fields.int("n"))
  }

  static func list(_ fields: EventFields) throws(EventCodecError) -> [RolloutCheck] {
    guard fields.json["checks"] != nil else { return [] }
    var checks: [RolloutCheck] = []
    for element in try fields.objects("checks") { checks.append(try RolloutCheck(element)) }
    return checks
  }
}
