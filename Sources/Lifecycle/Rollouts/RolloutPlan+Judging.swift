import Encoding
import Statistics

extension RolloutPlan {
  /// Judges a step on what has been seen of it: the scope's gates on the challenger's rows, and the challenger beside
  /// the champion.
  ///
  /// A check fails when the whole always-valid interval is on the wrong side, at any look. It is inconclusive when the
  /// 95 % interval of this look alone says no, or straddles a gate's bound, and the always-valid one does not settle
  /// it. A comparison passes when nothing says that the challenger is worse.
  public func judge(_ facts: RolloutFacts, gates: [Gate]) -> RolloutJudgement {
    let known = min(facts.challenger.outcomes, facts.baseline.outcomes)
    var checks = gates.map { Self.check($0, facts.challenger) }
    checks.append(compared(facts))
    if let value = facts.valueDifference { checks.append(Self.notWorse("value", value, wantsSmall: false)) }
    // Too few rows may say that something is broken, never that all is well.
    if known < minimumOutcomes {
      for index in checks.indices where checks[index].verdict != .failed || known < failureOutcomes {
        checks[index].verdict = .noData
      }
    }
    if let split = Self.split(facts) { checks.append(split) }
    let results = zip(gates, checks).map { gate, check in
      GateResult(gate: gate, bound: check.bound, measurement: check.measurement, verdict: check.verdict)
    }
    return RolloutJudgement(verdict: Verdict.combined(checks.map(\.verdict)), checks: checks, gates: results)
  }

  /// What to do at a step.
  ///
  /// Failing rolls back at once, also while a person is being asked; anything else waits for the hold to be over. No
  /// data never advances.
  public func decide(_ judgement: RolloutJudgement, _ facts: RolloutFacts, step: Int, isPaused: Bool) -> RolloutDecision
  {
    switch judgement.verdict {
    case .failed: .rollBack
    case .noData: .hold
    case .inconclusive: isPaused || !isOver(step, facts) ? .hold : .pause
    case .passed:
      if isPaused || !isOver(step, facts) { .hold } else { step + 1 < steps.count ? .advance : .complete }
    }
  }

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
    guard let challenger = facts.challenger.measurements[metric], let champion = facts.baseline.measurements[metric]
    else { return RolloutCheck(name: "\(metric) not worse", verdict: .noData, bound: 0, count: 0) }
    return Self.notWorse(metric, challenger.minus(champion), wantsSmall: MetricDirection.wantsSmall(metric))
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
  var alwaysValid: Measurement {
    let z = 1.959963984540054
    let boundary = AlwaysValidInterval()
    let below = boundary.reach(standardError: (value - lower) / z, count: count)
    let above = boundary.reach(standardError: (upper - value) / z, count: count)
    return Measurement(value: value, lower: value - below, upper: value + above, count: count)
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
