import Expressions

extension Gate {
  /// Judges the gate on measured metrics.
  ///
  /// - Parameter measurements: by metric id; a dotted id such as `baseline.rmse` may serve the bound.
  /// - Returns: passed or failed when the whole interval lies on one side of the bound, inconclusive when it
  ///   straddles it, no data when the metric or a part of the bound is missing.
  public func judge(_ measurements: [String: Measurement]) -> GateResult {
    let limit = bound.number { measurements[$0]?.value }
    guard let measurement = measurements[metric], measurement.count > 0, measurement.value.isFinite,
      let limit, limit.isFinite
    else {
      return GateResult(gate: self, bound: limit, measurement: measurements[metric], verdict: .noData)
    }
    let lowerHolds = comparison.holds(measurement.lower, limit)
    let upperHolds = comparison.holds(measurement.upper, limit)
    let verdict: Verdict =
      switch (lowerHolds, upperHolds) {
      case (true, true): .passed
      case (false, false): comparison.holds(measurement.value, limit) ? .inconclusive : .failed
      case (true, false), (false, true): .inconclusive
      }
    return GateResult(gate: self, bound: limit, measurement: measurement, verdict: verdict)
  }
}

extension Verdict {
  /// The verdict over several gates: the worst of them, and no data when there are none.
  public static func combined(_ verdicts: [Verdict]) -> Verdict {
    for verdict in [Verdict.failed, .noData, .inconclusive] where verdicts.contains(verdict) { return verdict }
    return verdicts.isEmpty ? .noData : .passed
  }
}
