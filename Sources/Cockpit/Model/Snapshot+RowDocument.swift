import Encoding
import Expressions
import Lifecycle

// Rows of the lists that the engine's picture has, as documents; keys as the command line's.

extension Snapshot {
  /// All that is known of a row; nil where it is not in the picture any more, or the engine answers for it.
  func document(of item: Item) -> JSON? {
    switch item {
    case .gate(let index): gateDocument(index)
    case .column(let name): data?.columns.first { $0.name == name }.map(columnDocument)
    case .run(let id): state.runs.last { $0.id == id }.map(runDocument)
    case .version(let id): state.version(id).map(versionDocument)
    case .aliasChange(let index): state.aliasHistory.indices.contains(index) ? aliasDocument(index) : nil
    case .alarm(let id): state.alarms.first { $0.id == id }.map(alarmDocument)
    case .indicator(let name): indicatorDocument(name)
    case .numbered, .named, .tableRow: nil
    }
  }

  private func gateDocument(_ index: Int) -> JSON? {
    guard definition.scope.gates.indices.contains(index) else { return nil }
    let gate = definition.scope.gates[index]
    return [
      "gate": JSON(gate.text), "metric": JSON(gate.metric),
      "test": result(of: gate, in: gates), "live": result(of: gate, in: liveGates),
    ]
  }

  private func result(of gate: Gate, in results: [GateResult]) -> JSON {
    guard let result = results.first(where: { $0.gate == gate }) else { return nil }
    return gateResult(result)
  }

  private func gateResult(_ result: GateResult) -> JSON {
    [
      "gate": JSON(result.gate.text), "verdict": JSON(result.verdict.word), "bound": JSON(result.bound),
      "value": JSON(result.measurement?.value), "lower": JSON(result.measurement?.lower),
      "upper": JSON(result.measurement?.upper), "rows": JSON(result.measurement?.count),
    ]
  }

  private func columnDocument(_ column: DataSummary.ColumnSummary) -> JSON {
    [
      "column": JSON(column.name), "kind": JSON(column.kind), "role": JSON(column.role),
      "missing": JSON(column.missing), "distinct": JSON(column.distinct), "minimum": JSON(column.minimum),
      "maximum": JSON(column.maximum), "mean": JSON(column.mean),
      "standard_deviation": JSON(column.standardDeviation),
    ]
  }

  private func runDocument(_ run: Run) -> JSON {
    [
      "run": JSON(run.id.number), "recipe": JSON(run.recipe.name), "dataset": JSON(run.dataset),
      "status": JSON(run.status.rawValue), "version": JSON(run.version?.number), "gates": JSON(run.verdict.word),
      "metrics": metrics(run.metrics), "seconds": JSON(run.seconds), "reason": JSON(run.reason),
      "policy": JSON(run.policy),
    ]
  }

  private func versionDocument(_ version: Version) -> JSON {
    [
      "version": JSON(version.id.number), "run": JSON(version.run.number), "recipe": JSON(version.recipe),
      "dataset": JSON(version.dataset), "created": JSON(version.created), "sha256": JSON(version.model.sha256),
      "bytes": JSON(version.model.bytes), "path": JSON(version.model.path), "threshold": JSON(version.threshold),
      "features": JSON(version.features), "metrics": metrics(version.metrics),
      "gates": .array(version.gates.map(gateResult)),
    ]
  }

  /// By part, then by metric, both sorted.
  private func metrics(_ metrics: [String: [String: Double]]) -> JSON {
    .object(
      metrics.sorted { $0.key < $1.key }.map { part, values in
        JSON.Member(part, .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }))
      })
  }

  private func aliasDocument(_ index: Int) -> JSON {
    let change = state.aliasHistory[index]
    return [
      "alias": JSON(change.alias), "version": JSON(change.version?.number), "from": JSON(change.from?.number),
      "at": JSON(change.at), "event_time": JSON(change.eventTime), "who": JSON(change.who), "why": JSON(change.why),
    ]
  }

  private func alarmDocument(_ alarm: Alarm) -> JSON {
    [
      "alarm": JSON(alarm.id.number), "rule": JSON(alarm.rule), "kind": JSON(alarm.kind.rawValue),
      "metric": JSON(alarm.metric), "column": JSON(alarm.column), "severity": JSON(alarm.severity.rawValue),
      "state": JSON(alarm.state.rawValue), "since": JSON(alarm.since), "until": JSON(alarm.until),
      "value": JSON(alarm.value), "bound": JSON(alarm.bound), "cost_per_day": JSON(alarm.costPerDay),
      "acknowledged": JSON(alarm.isAcknowledged), "advice": JSON(alarm.advice), "note": JSON(alarm.note),
    ]
  }

  private func indicatorDocument(_ name: String) -> JSON? {
    guard let kpi = definition.business.kpis.first(where: { $0.name == name }) else { return nil }
    let value = state.windows.last { $0.settled?.kpis[name] != nil }?.settled?.kpis[name]
    return [
      "name": JSON(kpi.name), "unit": JSON(kpi.unit), "value": JSON(value),
      "target": JSON(kpi.target.map { "\($0.comparison.rawValue) \($0.bound)" }),
      "attained": kpi.target.flatMap { target in value.map { JSON(target.comparison.holds($0, target.bound)) } } ?? nil,
    ]
  }
}
