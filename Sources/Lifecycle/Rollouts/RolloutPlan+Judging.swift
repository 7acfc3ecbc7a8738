import Encoding
import Statistics

extension RolloutPlan {
  /// Judges a step on what has been seen of it: the scope's gates on the challenger's rows, and the challenger beside
  /// the champion.
  ///
  /// A check fails when the whole always-valid interval is on the wrong side, at any look. It is inconclusive when the
  /// 95 % interval of this look alone says no, or straddles a gate's bound, and the always-valid one does not settle
  /// it. A comparison passes when nothing says that the challenger is worse.
  ///
  /// What is judged is the strategy's: gates and guardrails always; canary and shadow compare with the champion too, and
  /// an experiment looks for the better one.
  public func judge(_ facts: RolloutFacts, gates: [Gate]) -> RolloutJudgement {
    let known = outcomesKnown(facts)
    var checks = gates.map { Self.check($0, facts.challenger) }
    switch strategy {
    case .direct, .shadow, .canary:
      checks.append(compared(facts))
      if let value = facts.valueDifference { checks.append(Self.notWorse("value", value, wantsSmall: false)) }
    case .ab: checks += readOut(facts)
    case .rolling, .blueGreen: break
    }
    // Too few rows may say that something is broken, never that all is well.
    if known < minimumOutcomes {
      for index in checks.indices where checks[index].verdict != .failed || known < failureOutcomes {
        checks[index].verdict = .noData
      }
    }
    let compared = Array(checks[gates.count...])
    checks += guardrailChecks(facts)
    if let split = Self.split(facts) { checks.append(split) }
    let results = zip(gates, checks).map { gate, check in
      GateResult(gate: gate, bound: check.bound, measurement: check.measurement, verdict: check.verdict)
    }
    guard strategy == .ab else {
      return RolloutJudgement(verdict: Verdict.combined(checks.map(\.verdict)), checks: checks, gates: results)
    }
    return experiment(checks, compared, gates: results)
  }

  /// Of the arms that are judged, the outcomes of the one that has fewer.
  private func outcomesKnown(_ facts: RolloutFacts) -> Int {
    switch strategy {
    case .direct, .shadow, .canary, .ab: min(facts.challenger.outcomes, facts.baseline.outcomes)
    case .rolling, .blueGreen: facts.challenger.outcomes
    }
  }

  /// What to do at a step.
  ///
  /// Failing rolls back at once, also while a person is being asked; anything else waits for the hold to be over. No
  /// data never advances a canary; a rolling step asks for nothing but that no guardrail fails.
  public func decide(_ judgement: RolloutJudgement, _ facts: RolloutFacts, step: Int, isPaused: Bool) -> RolloutDecision
  {
    if judgement.verdict == .failed { return .rollBack }
    if isPaused { return .hold }
    switch strategy {
    case .rolling: return isOver(step, facts) ? next(after: step) : .hold
    // Warm is no step that traffic ends.
    case .blueGreen: return step > 0 && isOver(step, facts) ? .complete : .hold
    case .ab:
      if judgement.winner != nil { return .pause }
      return judgement.verdict != .noData && isOver(step, facts) ? .pause : .hold
    case .direct, .shadow, .canary: break
    }
    switch judgement.verdict {
    case .failed: return .rollBack
    case .noData: return .hold
    case .inconclusive: return isOver(step, facts) ? .pause : .hold
    case .passed: return isOver(step, facts) ? next(after: step) : .hold
    }
  }

  private func next(after step: Int) -> RolloutDecision { step + 1 < steps.count ? .advance : .complete }

  private func isOver(_ step: Int, _ facts: RolloutFacts) -> Bool {
    steps.indices.contains(step) && facts.isOver(steps[step].hold)
  }

  // MARK: Checks

  private static func check(_ gate: Gate, _ arm: RolloutFacts.Arm) -> RolloutCheck {
    let once = gate.judge(arm.measurements)
    guard let measurement = once.measurement else {
      return RolloutCheck(name: gate.text, verdict: .noData, bound: once.bound, count: 0)
    }
    var measurements = arm.measurements
    let wide = measurement.alwaysValid
    measurements[gate.metric] = wide
    let always = gate.judge(measurements).verdict
    let verdict: Verdict = once.verdict == .failed && always != .failed ? .inconclusive : once.verdict
    return RolloutCheck(
      name: gate.text, verdict: verdict, value: measurement.value, lower: wide.lower, upper: wide.upper,
      bound: once.bound, count: measurement.count)
  }

  private func compared(_ facts: RolloutFacts) -> RolloutCheck {
    guard let difference = difference(facts) else {
      return RolloutCheck(name: "\(metric) not worse", verdict: .noData, bound: 0, count: 0)
    }
    return Self.notWorse(metric, difference, wantsSmall: MetricDirection.wantsSmall(metric))
  }

  /// Challenger minus champion in the compared metric.
  func difference(_ facts: RolloutFacts) -> Measurement? {
    if let known = facts.metricDifference { return known }
    guard let challenger = facts.challenger.measurements[metric], let champion = facts.baseline.measurements[metric]
    else { return nil }
    return challenger.minus(champion)
  }

  private static func notWorse(_ metric: String, _ difference: Measurement, wantsSmall: Bool) -> RolloutCheck {
    let wide = difference.alwaysValid
    let saysWorse = { (interval: Measurement) in wantsSmall ? interval.lower > 0 : interval.upper < 0 }
    let verdict: Verdict =
      difference.count == 0 || !difference.value.isFinite
      ? .noData : saysWorse(wide) ? .failed : saysWorse(difference) ? .inconclusive : .passed
    return RolloutCheck(
      name: "\(metric) not worse", verdict: verdict, value: difference.value, lower: wide.lower, upper: wide.upper,
      bound: 0, count: difference.count)
  }

  /// Said only when it is wrong: a broken split makes every comparison worthless, which a person must look into.
  private static func split(_ facts: RolloutFacts) -> RolloutCheck? {
    guard facts.splitPValue < SampleRatio.alarmLevel else { return nil }
    return RolloutCheck(
      name: "split as planned", verdict: .inconclusive, value: facts.splitPValue, bound: SampleRatio.alarmLevel,
      count: facts.rows)
  }
}

extension RolloutJudgement {
  /// Why it is not a pass, in words: `auc not worse: failed, −0.21 (−0.27…−0.15, n 640)`.
  public var reason: String {
    let telling = checks.filter { $0.verdict == verdict }
    return (verdict == .passed ? "every check passed" : telling.map(\.phrase).joined(separator: "; "))
  }
}

extension RolloutCheck {
  fileprivate var measurement: Measurement? {
    guard let value, let lower, let upper else { return nil }
    return Measurement(value: value, lower: lower, upper: upper, count: count)
  }

  /// `auc not worse: failed, −0.21 (−0.27…−0.15, n 640)`.
  public var phrase: String {
    guard let value else { return "\(name): \(verdict.word)" }
    let figure = NumberText.significant(value)
    guard let lower, let upper else { return "\(name): \(verdict.word), \(figure)" }
    let range = "\(NumberText.significant(lower))…\(NumberText.significant(upper))"
    return "\(name): \(verdict.word), \(figure) (\(range), n \(count))"
  }
}

extension Measurement {
  /// The same value with the interval that holds at all looks together.
  ///
  /// The standard errors to either side are read from the 95 % interval.
  public var alwaysValid: Measurement {
    let z = 1.959963984540054
    let boundary = AlwaysValidInterval()
    let below = boundary.reach(standardError: (value - lower) / z, count: count)
    let above = boundary.reach(standardError: (upper - value) / z, count: count)
    return Measurement(value: value, lower: value - below, upper: value + above, count: count)
  }

  public func scaled(by factor: Double) -> Measurement {
    Measurement(value: value * factor, lower: lower * factor, upper: upper * factor, count: count)
  }

  /// The difference of two independent measurements, with its 95 % interval.
  func minus(_ other: Measurement) -> Measurement {
    let below = value - lower
    let above = upper - value
    let otherBelow = other.value - other.lower
    let otherAbove = other.upper - other.value
    let difference = value - other.value
    return Measurement(
      value: difference, lower: difference - (below * below + otherAbove * otherAbove).squareRoot(),
      upper: difference + (above * above + otherBelow * otherBelow).squareRoot(), count: count + other.count)
  }
}

/// Whether less is better.
enum MetricDirection {
  static func wantsSmall(_ metric: String) -> Bool {
    ["rmse", "mae", "mape", "log_loss", "brier", "ece", "macro_log_loss", "macro_brier", "macro_ece"].contains(metric)
  }
}
