import Encoding

// An experiment: two versions side by side, read as often as one likes, until one of them is known to be better.

extension RolloutPlan {
  /// Metric and value, each with who is ahead: passed says the challenger, failed the champion, beyond the interval that
  /// holds at every look.
  func readOut(_ facts: RolloutFacts) -> [RolloutCheck] {
    var checks: [RolloutCheck] = []
    if let value = facts.valueDifference { checks.append(Self.better("value", value, wantsSmall: false)) }
    guard let difference = difference(facts) else {
      return checks + [RolloutCheck(name: "\(metric) better", verdict: .noData, bound: 0, count: 0)]
    }
    return checks + [Self.better(metric, difference, wantsSmall: MetricDirection.wantsSmall(metric))]
  }

  private static func better(_ metric: String, _ difference: Measurement, wantsSmall: Bool) -> RolloutCheck {
    let wide = difference.alwaysValid
    let verdict: Verdict =
      difference.count == 0 || !difference.value.isFinite
      ? .noData
      : (wantsSmall ? wide.upper < 0 : wide.lower > 0)
        ? .passed : (wantsSmall ? wide.lower > 0 : wide.upper < 0) ? .failed : .inconclusive
    return RolloutCheck(
      name: "\(metric) better", verdict: verdict, value: difference.value, lower: wide.lower, upper: wide.upper,
      bound: 0, count: difference.count)
  }

  /// Money decides where answers are priced, the metric where they are not; where the two contradict each other nobody
  /// has won. A broken split makes every comparison worthless.
  func experiment(_ checks: [RolloutCheck], _ compared: [RolloutCheck], gates: [GateResult]) -> RolloutJudgement {
    let isCompared = { (check: RolloutCheck) in compared.contains { $0.name == check.name } }
    let guards = Verdict.combined(checks.filter { !isCompared($0) }.map(\.verdict) + [.passed])
    var judgement = RolloutJudgement(verdict: guards, checks: checks, gates: gates)
    guard guards != .failed, let first = compared.first else { return judgement }
    if compared.contains(where: { $0.verdict == .noData }) {
      judgement.verdict = guards == .inconclusive ? .inconclusive : .noData
      return judgement
    }
    let verdicts = Set(compared.map(\.verdict))
    let contradict = verdicts.isSuperset(of: [.passed, .failed])
    guard guards == .passed, !contradict, first.verdict == .passed || first.verdict == .failed else {
      judgement.verdict = guards == .noData ? .noData : .inconclusive
      return judgement
    }
    judgement.verdict = .passed
    judgement.winner = first.verdict == .passed ? .challenger : .champion
    return judgement
  }
}

extension RolloutJudgement {
  /// What a person is asked when an experiment ends: `v2 does better: value better: …`.
  public func suggestion(challenger: VersionID, champion: VersionID) -> String {
    let found = checks.filter { $0.name.hasSuffix(" better") }.map(\.phrase).joined(separator: "; ")
    switch winner {
    case .challenger?: return "v\(challenger) does better: \(found); `sextant rollout advance` makes it champion"
    case .champion?: return "v\(champion) does better: \(found); `sextant rollout abort` keeps it"
    case nil:
      let told = reason
      return "neither is known to be better: \(told.isEmpty ? found : told)"
    }
  }
}
