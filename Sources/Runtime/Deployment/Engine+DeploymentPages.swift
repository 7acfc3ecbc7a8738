import Encoding
import Lifecycle
import Serving
import Statistics

// The rollout as a page and as part of the status.

extension Engine {
  func rolloutPage() async throws -> JSON {
    let found = try await seenOfRollout()
    guard let rollout = state.rollout else { return lastRollout() }
    return rolloutPage(rollout, found.flatMap { $0.key == Trial.Key(rollout) ? $0 : nil })
  }

  private func rolloutPage(_ rollout: Rollout, _ found: TrialFindings?) -> JSON {
    let plan = RolloutPlan(rollout.started, definition)
    let judgement = found.map { plan.judge($0.facts, gates: definition.scope.gates) }
    var page = Self.members(rollout, found?.facts, state: rollout.isPaused ? "paused" : "running")
    page.append(JSON.Member("result", .null))
    page.append(JSON.Member("arms", Self.arms(found?.facts)))
    page.append(JSON.Member("gates", .array((judgement?.gates ?? rollout.last?.gates ?? []).map(ContractJSON.gate))))
    let checks = judgement?.checks ?? rollout.last?.checks ?? []
    page.append(JSON.Member("comparison", Self.comparison(checks)))
    page.append(JSON.Member("checks", .array(checks.map(\.json))))
    page.append(JSON.Member("verdict", JSON((judgement?.verdict ?? rollout.last?.verdict)?.rawValue)))
    page.append(JSON.Member("hold", Self.hold(plan, rollout, found?.facts)))
    page.append(JSON.Member("shadow", shadow(found)))
    page.append(JSON.Member("split", Self.split(found?.split)))
    page.append(JSON.Member("winner", JSON(judgement?.winner?.rawValue)))
    page.append(JSON.Member("human", humanFigures() ?? .null))
    page.append(JSON.Member("because", JSON(rollout.last?.because ?? rollout.started.because)))
    return .object(page)
  }

  private static func split(_ figures: SplitFigures?) -> JSON {
    guard let figures else { return .null }
    return [
      "unit": JSON(figures.unit),
      "arms": .array(
        figures.arms.map { ["arm": JSON($0.arm.rawValue), "share": JSON($0.share), "units": JSON($0.count)] }),
      "chi_square": JSON(figures.chiSquare), "p_value": JSON(figures.chiSquarePValue),
      "sequential_p_value": JSON(figures.sequentialPValue), "broken": JSON(figures.isBroken),
    ]
  }

  /// No rollout: the last one and how it ended, if there was any.
  private func lastRollout() -> JSON {
    guard let last = state.endedRollouts.last else { return Self.noRollout }
    var page = Self.members(last.rollout, nil, state: "none")
    page.append(JSON.Member("result", JSON(last.ended.result.rawValue)))
    page.append(JSON.Member("verdict", JSON(last.ended.verdict.rawValue)))
    page.append(JSON.Member("gates", .array(last.ended.gates.map(ContractJSON.gate))))
    page.append(JSON.Member("comparison", Self.comparison(last.ended.checks)))
    page.append(JSON.Member("checks", .array(last.ended.checks.map(\.json))))
    page.append(JSON.Member("arms", .null))
    page.append(JSON.Member("hold", .null))
    page.append(JSON.Member("shadow", .null))
    page.append(JSON.Member("because", JSON(last.ended.because)))
    return .object(page)
  }

  private static let noRollout: JSON = [
    "strategy": .null, "challenger": .null, "champion": .null, "steps": [], "step": .null, "share": .null,
    "state": "none", "result": .null, "verdict": .null, "gates": [], "comparison": [], "checks": [], "arms": .null,
    "hold": .null, "shadow": .null, "because": .null,
  ]

  private static func members(_ rollout: Rollout, _ facts: RolloutFacts?, state: String) -> [JSON.Member] {
    let started = rollout.started
    return [
      JSON.Member("strategy", JSON(started.strategy.rawValue)),
      JSON.Member("challenger", JSON(started.challenger.number)),
      JSON.Member("champion", JSON(started.champion.number)),
      JSON.Member("steps", .array(steps(rollout, facts))), JSON.Member("step", JSON(rollout.step)),
      JSON.Member("share", JSON(rollout.share)), JSON.Member("state", JSON(state)),
      JSON.Member("swapped", JSON(rollout.isSwapped)), JSON.Member("unit", JSON(started.unit)),
    ]
  }

  /// The steps as they went, the one under way with what has been seen of it, then those to come.
  private static func steps(_ rollout: Rollout, _ facts: RolloutFacts?) -> [JSON] {
    let gone = rollout.steps.indices.map { position in
      let step = rollout.steps[position]
      let isUnderWay = position == rollout.steps.count - 1
      let served = isUnderWay ? facts.map { RolloutServed($0) } ?? step.served : step.served
      return [
        "index": JSON(step.index), "share": JSON(step.share), "verdict": JSON(step.verdict?.rawValue),
        "since": JSON(step.since), "rows": JSON(served.rows), "challenger_rows": JSON(served.challenger),
        "checks": .array(step.checks.map(\.json)),
      ] as JSON
    }
    let shares = rollout.started.steps
    let coming = shares.indices.filter { $0 > rollout.step }.map { index in
      [
        "index": JSON(index), "share": JSON(shares[index]), "verdict": .null, "since": .null, "rows": 0,
        "challenger_rows": 0, "checks": [],
      ] as JSON
    }
    return gone + coming
  }

  private static func arms(_ facts: RolloutFacts?) -> JSON {
    guard let facts else { return .null }
    return [
      "champion": [
        "rows": JSON(max(0, facts.rows - facts.challenger.rows - facts.baseline.rows)), "outcomes": .null,
        "metrics": .object([]),
      ],
      "challenger": arm(facts.challenger), "baseline": arm(facts.baseline),
    ]
  }

  private static func arm(_ arm: RolloutFacts.Arm) -> JSON {
    let metrics = arm.measurements.filter { !$0.key.contains(".") }.sorted { $0.key < $1.key }
    return [
      "rows": JSON(arm.rows), "outcomes": JSON(arm.outcomes),
      "metrics": .object(metrics.map { JSON.Member($0.key, interval($0.value)) }),
    ]
  }

  private static func interval(_ measurement: Measurement) -> JSON {
    [
      "value": JSON(measurement.value), "lower": JSON(measurement.lower), "upper": JSON(measurement.upper),
      "n": JSON(measurement.count),
    ]
  }

  private static func comparison(_ checks: [RolloutCheck]) -> JSON {
    let suffixes = [" not worse", " better"]
    return .array(
      checks.compactMap { check in
        guard let suffix = suffixes.first(where: { check.name.hasSuffix($0) }) else { return nil }
        return [
          "metric": JSON(String(check.name.dropLast(suffix.count))), "difference": JSON(check.value),
          "lower": JSON(check.lower), "upper": JSON(check.upper), "n": JSON(check.count),
          "verdict": JSON(check.verdict.rawValue),
        ]
      })
  }

  /// How much of the step is over; outcomes that are still missing before it can be judged.
  private static func hold(_ plan: RolloutPlan, _ rollout: Rollout, _ facts: RolloutFacts?) -> JSON {
    guard plan.steps.indices.contains(rollout.step) else { return .null }
    let known = min(facts?.challenger.outcomes ?? 0, facts?.baseline.outcomes ?? 0)
    let missing = max(0, plan.minimumOutcomes - known)
    switch plan.steps[rollout.step].hold {
    case .rows(let rows):
      return ["rows": JSON(rows), "seconds": .null, "done": JSON(facts?.rows ?? 0), "outcomes_missing": JSON(missing)]
    case .period(let seconds):
      return [
        "rows": .null, "seconds": JSON(seconds), "done": JSON(facts?.seconds ?? 0), "outcomes_missing": JSON(missing),
      ]
    }
  }

  private func shadow(_ found: TrialFindings?) -> JSON {
    guard let found, let figures = found.shadow else { return .null }
    // A screen that is looked at again and again wants the interval that holds each time.
    let value = found.facts.valueDifference?.alwaysValid
    let rowsPerDay =
      found.facts.seconds > 0 ? Double(found.facts.rows) / found.facts.seconds * 86_400 : .nan
    return [
      "rows": JSON(figures.rows),
      "disagreement": [
        "value": JSON(Double(figures.flips) / Double(max(1, figures.rows))), "lower": JSON(figures.disagreement.lower),
        "upper": JSON(figures.disagreement.upper), "n": JSON(figures.rows),
      ],
      "score_shift": ["mean": JSON(figures.meanShift), "ks": JSON(figures.distance)],
      "segments": .array(
        figures.segments.map { ["segment": JSON($0.name), "flips": JSON($0.flips), "rows": JSON($0.rows)] }),
      "value": value.map(Self.interval) ?? .null,
      "value_per_day": rowsPerDay.isFinite ? value.map { Self.interval($0.scaled(by: rowsPerDay)) } ?? .null : .null,
    ]
  }

  /// The rollout in a line of the status; null without one.
  func rolloutSummary() -> JSON {
    guard let rollout = state.rollout else { return .null }
    let found = findings.flatMap { $0.key == Trial.Key(rollout) ? $0.facts : nil }
    return [
      "strategy": JSON(rollout.started.strategy.rawValue), "challenger": JSON(rollout.started.challenger.number),
      "champion": JSON(rollout.started.champion.number), "step": JSON(rollout.step),
      "steps": .array(rollout.started.steps.map { JSON($0) }), "share": JSON(rollout.share),
      "state": JSON(rollout.isPaused ? "paused" : "running"), "rows": JSON(found?.rows ?? 0),
      "challenger_rows": JSON(found?.challenger.rows ?? 0),
      "because": JSON(rollout.isPaused ? rollout.last?.because : rollout.started.because),
    ]
  }
}
