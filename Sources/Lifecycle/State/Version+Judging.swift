import Expressions

extension Version {
  /// The version's verdicts under gates as they stand today, which may not be those it was trained under.
  ///
  /// A gate that has not changed keeps its verdict. A new one is judged on the metrics of the test rows that were kept;
  /// where their interval was not, the value stands for itself.
  ///
  /// - Parameter testRows: rows behind the metrics.
  public func judged(by gates: [Gate], testRows: Int) -> [GateResult] {
    let measurements = measurements(testRows: testRows)
    return gates.map { gate in self.gates.first { $0.gate == gate } ?? gate.judge(measurements) }
  }

  private func measurements(testRows: Int) -> [String: Measurement] {
    var measurements: [String: Measurement] = [:]
    for (part, prefix) in [("test", ""), ("baseline", "baseline.")] {
      for (id, value) in metrics[part] ?? [:] {
        measurements[prefix + id] = Measurement(value: value, lower: value, upper: value, count: testRows)
      }
    }
    for result in gates {
      if let measurement = result.measurement { measurements[result.gate.metric] = measurement }
    }
    return measurements
  }
}

extension LifecycleState {
  /// A version's verdicts under today's gates.
  public func gates(of version: Version, by gates: [Gate]) -> [GateResult] {
    let rows = runs.last { $0.id == version.run }?.rows.test ?? 0
    return version.judged(by: gates, testRows: rows)
  }
}
