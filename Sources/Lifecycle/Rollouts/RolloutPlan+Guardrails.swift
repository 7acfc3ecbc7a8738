import Encoding
import Statistics

// What ends a rollout beside the gates: answers that come late, and answers that do not come.

extension RolloutPlan {
  /// Tuned for a few hundred looks: a guardrail that needs thousands of failures guards nothing.
  private static let boundary = AlwaysValidInterval(tunedCount: 200)

  func guardrailChecks(_ facts: RolloutFacts) -> [RolloutCheck] {
    [
      guardrails.latencyP99.map { latency($0, facts.challenger) },
      guardrails.errorShare.map { errors($0, facts.challenger) },
    ]
    .compactMap { $0 }
  }

  /// Fails when more than one batch in a hundred is known to be too slow.
  private func latency(_ limit: Double, _ arm: RolloutFacts.Arm) -> RolloutCheck {
    var check = Self.share(arm.slowTimings, of: arm.timings, within: 0.01)
    let bound = limit == limit.rounded() ? String(Int(limit)) : NumberText.significant(limit)
    check.name = "latency p99 <= \(bound) ms"
    check.value = arm.measurements["latency_p99_ms"]?.value
    (check.lower, check.upper, check.bound) = (nil, nil, limit)
    return check
  }

  private func errors(_ limit: Double, _ arm: RolloutFacts.Arm) -> RolloutCheck {
    var check = Self.share(arm.errors, of: arm.rows + arm.errors, within: limit)
    check.name = "errors <= \(Rollout.percent(limit))"
    return check
  }

  /// A share with its always-valid interval; one success and one failure more keep the error from nought.
  private static func share(_ count: Int, of total: Int, within limit: Double) -> RolloutCheck {
    // Where nothing was measured nothing is known to be late, and a shadow of the log has no times at all.
    guard total > 0 else { return RolloutCheck(name: "", verdict: .passed, bound: limit, count: 0) }
    let n = Double(total)
    let share = Double(count) / n
    let near = (Double(count) + 1) / (n + 2)
    let reach = boundary.reach(standardError: (near * (1 - near) / n).squareRoot(), count: total)
    let isSure = limit == 0 ? count > 0 : share - reach > limit
    return RolloutCheck(
      name: "", verdict: isSure ? .failed : .passed, value: share, lower: max(0, share - reach),
      upper: min(1, share + reach), bound: limit, count: total)
  }
}
