import Expressions

extension Version {
  /// The version's verdicts under gates as they stand today, which may not be those it was trained under.
  ///
  /// A gate that has not changed keeps its verdict. A new one is judged on the test rows' metrics and their intervals, as
  /// they were kept; what was not kept is no data.
  public func judged(by gates: [Gate]) -> [GateResult] {
    let measurements = measurements
    return gates.map { gate in self.gates.first { $0.gate == gate } ?? gate.judge(measurements) }
  }

  private var measurements: [String: Measurement] {
    var measurements = Measurement.byMetric(metrics["test"] ?? [:], intervals)
    measurements.add(metrics["baseline"] ?? [:], of: .baseline)
    for result in gates { measurements[result.gate.metric] = result.measurement }
    return measurements
  }
}

extension Measurement {
  /// Whose metrics the bound of a gate may refer to, as `baseline.auc` or `champion.auc`.
  public enum Owner: String, Sendable {
    case baseline, champion

    public func name(of metric: String) -> String { "\(rawValue).\(metric)" }
  }

  /// Metrics with their intervals; those without one are left out, because nothing says how sure they are.
  public static func byMetric(
    _ values: [String: Double], _ intervals: [String: [String: Double]]
  ) -> [String: Measurement] {
    var measurements: [String: Measurement] = [:]
    for (id, value) in values {
      guard let interval = intervals[id], let lower = interval["lower"], let upper = interval["upper"],
        let count = interval["n"]
      else { continue }
      measurements[id] = Measurement(value: value, lower: lower, upper: upper, count: Int(count))
    }
    return measurements
  }
}

extension [String: Measurement] {
  /// What the bounds of gates may refer to stands for itself, however many rows it was measured on.
  public mutating func add(_ metrics: [String: Double], of owner: Measurement.Owner) {
    for (id, value) in metrics { self[owner.name(of: id)] = Measurement(exactly: value) }
  }
}
