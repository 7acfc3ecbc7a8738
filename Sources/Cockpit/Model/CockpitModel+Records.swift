import Encoding
import Expressions
import Lifecycle

extension CockpitModel {
  /// What a filter may ask of a row, by the names that the command line prints.
  func record(of item: Item, in pane: Pane) -> JSON {
    switch item {
    case .gate(let index): return gateRecord(index)
    case .column(let name): return pane == .drift ? driftRecord(name) : columnRecord(name)
    case .run(let id): return snapshot?.state.runs.last { $0.id == id }.map(Self.record) ?? [:]
    case .version(let id): return snapshot?.state.version(id).map(versionRecord) ?? [:]
    case .aliasChange(let index):
      guard let change = snapshot?.state.aliasHistory[index] else { return [:] }
      return [
        "alias": JSON(change.alias), "version": JSON(change.version?.number), "from": JSON(change.from?.number),
        "at": JSON(change.at), "who": JSON(change.who), "why": JSON(change.why),
      ]
    case .alarm(let id): return snapshot?.state.alarms.first { $0.id == id }.map(Self.record) ?? [:]
    case .indicator(let name): return indicatorRecord(name)
    case .tableRow(let row): return openLabels.first { $0.row == row }?.json ?? ["row": JSON(row)]
    case .named(let name): return record(named: name, in: pane)
    case .numbered(let index): return record(numbered: index, in: pane)
    }
  }

  private func gateRecord(_ index: Int) -> JSON {
    guard let gate = snapshot?.definition.scope.gates[index] else { return [:] }
    let result = snapshot?.gates.first { $0.gate == gate }
    return [
      "gate": JSON(gate.text), "metric": JSON(gate.metric), "value": JSON(result?.measurement?.value),
      "verdict": JSON(result?.verdict.rawValue),
    ]
  }

  private func columnRecord(_ name: String) -> JSON {
    guard let column = snapshot?.data?.columns.first(where: { $0.name == name }) else { return ["column": JSON(name)] }
    return [
      "column": JSON(name), "kind": JSON(column.kind), "role": JSON(column.role), "missing": JSON(column.missing),
      "distinct": JSON(column.distinct), "minimum": JSON(column.minimum), "maximum": JSON(column.maximum),
      "mean": JSON(column.mean), "standard_deviation": JSON(column.standardDeviation),
    ]
  }

  private func driftRecord(_ name: String) -> JSON {
    let row = digest?.drift.rows.first { $0.column == name }
    return [
      "column": JSON(name), "method": JSON(row?.newest?.method), "statistic": JSON(row?.newest?.statistic),
      "threshold": JSON(row?.newest?.threshold), "drifted": JSON(row?.newest?.isDrifted ?? false),
      "windows_drifted": JSON(row?.driftedCount ?? 0),
    ]
  }

  private func indicatorRecord(_ name: String) -> JSON {
    let indicator = snapshot?.definition.business.kpis.first { $0.name == name }
    let newest = snapshot?.state.windows.last { $0.settled?.kpis[name] != nil }?.settled?.kpis[name]
    return [
      "name": JSON(name), "unit": JSON(indicator?.unit), "value": JSON(newest),
      "target": JSON(indicator?.target?.bound),
    ]
  }

  private static func record(_ run: Run) -> JSON {
    let parameters = run.recipe.parameters.map { JSON.Member($0.key, JSON($0.value)) }
    return [
      "run": JSON(run.id.number), "version": JSON(run.version?.number), "recipe": JSON(run.recipe.name),
      "algorithm": JSON(run.recipe.algorithm.rawValue), "created": JSON(run.started),
      "status": JSON(run.status.rawValue), "metrics": metrics(run.metrics), "verdict": JSON(run.verdict.rawValue),
      "newest_release": JSON(run.newestRelease), "seconds": JSON(run.seconds), "parameters": .object(parameters),
    ]
  }

  private func versionRecord(_ version: Version) -> JSON {
    [
      "version": JSON(version.id.number), "run": JSON(version.run.number), "recipe": JSON(version.recipe),
      "algorithm": JSON(version.algorithm.rawValue), "created": JSON(version.created),
      "metrics": Self.metrics(version.metrics), "verdict": JSON(version.verdict.rawValue),
      "alias": JSON(snapshot?.state.aliases.name(of: version.id)), "threshold": JSON(version.threshold),
    ]
  }

  private static func metrics(_ parts: [String: [String: Double]]) -> JSON {
    .object(
      parts.map { part in JSON.Member(part.key, .object(part.value.map { JSON.Member($0.key, JSON($0.value)) })) })
  }

  private static func record(_ alarm: Alarm) -> JSON {
    [
      "id": JSON(alarm.id.number), "rule": JSON(alarm.rule), "kind": JSON(alarm.kind.rawValue),
      "metric": JSON(alarm.metric), "column": JSON(alarm.column), "severity": JSON(alarm.severity.rawValue),
      "state": JSON(alarm.state.rawValue), "since": JSON(alarm.since), "until": JSON(alarm.until),
      "value": JSON(alarm.value), "bound": JSON(alarm.bound), "cost_per_day": JSON(alarm.costPerDay),
      "advice": JSON(alarm.advice), "acknowledged": JSON(alarm.isAcknowledged),
      "snoozed_until": JSON(alarm.snoozedUntil),
    ]
  }

  // MARK: Lists of the further views

  private func record(named name: String, in pane: Pane) -> JSON {
    switch pane {
    case .part(.fields):
      return page(of: .fields)?["fields"]?.array?.first { $0["path"]?.string == name } ?? ["path": JSON(name)]
    case .part(.findings): return findings.first { $0.id == name }?.json ?? ["id": JSON(name)]
    case .part(.waiting): return openRequests.first { $0.name == name }?.json ?? [:]
    case .part(.segmentColumns):
      return segments.first { $0["column"]?.string == name } ?? ["column": JSON(name)]
    case .part(.insights): return insights.first { $0.id == name }?.json ?? ["id": JSON(name)]
    case .part(.policies): return policies.first { $0.name == name }?.json ?? ["policy": JSON(name)]
    case .part(.inputs), .part(.outputs), .part(.software):
      return ["name": JSON(name), "value": JSON(figureAtCursor(name))]
    case .part(.endpoints):
      let endpoint = snapshot?.gateway?.endpoints.first { $0.name == name }
      return ["name": JSON(name), "requests": JSON(endpoint?.requests), "rows": JSON(endpoint?.rows)]
    case .part, .tile, .gates, .problem, .risks, .course, .columns, .column, .source, .runs, .curve, .metrics,
      .runGates, .aliases, .traffic, .versions, .history, .drift, .metric, .alarms, .histogram, .service, .value,
      .difference, .indicators, .outlay:
      return ["name": JSON(name)]
    }
  }

  private func record(numbered index: Int, in pane: Pane) -> JSON {
    guard case .part(let part) = pane else { return ["place": JSON(index + 1)] }
    if part == .passages, passages.indices.contains(index) {
      let passage = passages[index]
      return ["at": JSON(passage.at), "who": JSON(passage.who), "why": JSON(passage.why), "what": JSON(passage.words)]
    }
    if part == .decisions, let decisions = snapshot?.state.decisions, decisions.indices.contains(index) {
      let fact = decisions[index].fact
      return ["decision": JSON(fact.decision.rawValue), "because": JSON(fact.because)]
    }
    if part == .moves, let moves = snapshot?.state.automationMoves, moves.indices.contains(index) {
      let change = moves[index].change
      return ["level": JSON(change.level.rawValue), "because": JSON(change.because)]
    }
    if part == .rehearsalSteps, rehearsalSteps.indices.contains(index) { return rehearsalSteps[index] }
    if part == .reconciliation { return reconciledRecord(index) }
    let keys = ["slices", "versions", "errors", "iterations"]
    let key = part == .slices ? keys[0] : part == .datasets ? keys[1] : part == .turns ? keys[3] : keys[2]
    return page(of: part)?[key]?[index] ?? ["place": JSON(index + 1)]
  }
}

extension CockpitModel {
  /// A window with what was estimated of the scope's metric and what turned out.
  private func reconciledRecord(_ index: Int) -> JSON {
    guard let snapshot, let window = snapshot.state.windows.last(where: { $0.closed.index == index }) else {
      return [:]
    }
    let metric = snapshot.definition.scope.metric
    return [
      "window": JSON(index), "from": JSON(window.closed.from), "to": JSON(window.closed.to),
      "rows": JSON(window.closed.rows), "estimated": JSON(window.closed.estimated[metric]?["value"]),
      "realised": JSON(window.settled?.metrics[metric]),
    ]
  }
}

extension Pane {
  /// What the rows of a list may have though none is there now, so that a misspelt name can be told.
  var filterExample: JSON {
    switch self {
    case .runs: ListFields.run
    case .alarms: ListFields.alarm
    case .versions: ListFields.version
    case .part(.labelQueue): ListFields.label
    case .gates, .columns, .history, .drift, .indicators, .part, .tile, .problem, .risks, .course, .column, .source,
      .curve, .metrics, .runGates, .aliases, .traffic, .metric, .histogram, .service, .value, .difference, .outlay:
      [:]
    }
  }
}
