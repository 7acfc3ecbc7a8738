import Encoding

// The written form of what traffic brings: sessions, windows and alarms.

extension Event.SessionStarted {
  var json: JSON { ["session": JSON(stored: session), "source": JSON(source), "resumed": JSON(isResumed)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      session: try fields.id("session"), source: try fields.string("source"), isResumed: try fields.bool("resumed"))
  }
}

extension Event.SessionEnded {
  var json: JSON {
    [
      "session": JSON(stored: session), "predictions": JSON(predictions), "outcomes": JSON(outcomes),
      "lost": JSON(lost),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      session: try fields.id("session"), predictions: try fields.int("predictions"),
      outcomes: try fields.int("outcomes"), lost: try fields.int("lost"))
  }
}

extension DriftReading {
  var json: JSON {
    [
      "column": JSON(column), "method": JSON(method), "statistic": JSON(stored: statistic),
      "threshold": JSON(stored: threshold), "drifted": JSON(isDrifted),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      column: try fields.string("column"), method: try fields.string("method"),
      statistic: try fields.double("statistic"), threshold: try fields.double("threshold"),
      isDrifted: try fields.bool("drifted"))
  }
}

extension WindowClosed {
  var json: JSON {
    [
      "session": JSON(stored: session), "index": JSON(index), "first_id": JSON(firstID), "from": JSON(stored: from),
      "to": JSON(stored: to), "rows": JSON(rows), "version": JSON(stored: version), "drift": .array(drift.map(\.json)),
      "estimated": JSON(stored: estimated), "figures": JSON(stored: figures),
      "faults": .array(faults.map(\.json)), "impacts": impacts.map { .array($0.map(\.json)) } ?? .null,
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    var drift: [DriftReading] = []
    for element in try fields.objects("drift") { drift.append(try DriftReading(element)) }
    self.init(
      session: try fields.id("session"), index: try fields.int("index"), firstID: try fields.int("first_id"),
      from: try fields.time("from"), to: try fields.time("to"), rows: try fields.int("rows"),
      version: try fields.optionalID("version"), drift: drift,
      estimated: try fields.numbersByPartOrNone("estimated"), figures: try fields.numbersOrNone("figures"),
      faults: try fields.objectsOrNone("faults").map { fields throws(EventCodecError) in try ColumnFault(fields) },
      impacts: fields.has("impacts")
        ? try fields.objects("impacts").map { fields throws(EventCodecError) in try DriftImpact(fields) } : nil)
  }
}

extension DriftImpact {
  var json: JSON {
    [
      "column": JSON(column), "metric_change": JSON(stored: metricChange), "value_change": JSON(stored: valueChange),
      "effective_rows": JSON(stored: effectiveRows),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      column: try fields.string("column"), metricChange: try fields.optionalDouble("metric_change"),
      valueChange: try fields.optionalDouble("value_change"), effectiveRows: try fields.double("effective_rows"))
  }
}

extension ColumnFault {
  var json: JSON {
    [
      "column": JSON(column), "manner": JSON(manner), "share": JSON(stored: share),
      "reference_share": JSON(stored: referenceShare),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      column: try fields.string("column"), manner: try fields.string("manner"), share: try fields.double("share"),
      referenceShare: try fields.double("reference_share"))
  }
}

extension ErrorChange {
  var json: JSON {
    [
      "detector": JSON(detector), "row": JSON(row), "cause": JSON(cause.rawValue), "column": JSON(column),
      "level": JSON(level), "before": JSON(stored: before), "after": JSON(stored: after),
      "statistic": JSON(stored: statistic), "threshold": JSON(stored: threshold),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      detector: try fields.string("detector"), row: try fields.int("row"),
      cause: try fields.choice("cause", of: Alarm.Kind.self), column: try fields.optionalString("column"),
      level: try fields.optionalString("level"), before: try fields.double("before"),
      after: try fields.double("after"), statistic: try fields.optionalDouble("statistic"),
      threshold: try fields.optionalDouble("threshold"))
  }
}

extension WindowSettled {
  var json: JSON {
    [
      "session": JSON(stored: session), "index": JSON(index), "from": JSON(stored: from), "to": JSON(stored: to),
      "version": JSON(stored: version), "settled": JSON(settled), "metrics": JSON(stored: metrics),
      "lower": JSON(stored: lower), "upper": JSON(stored: upper), "value": JSON(stored: value),
      "baseline_value": JSON(stored: baselineValue), "kpis": JSON(stored: kpis),
      "intervals": JSON(stored: intervals), "alternatives": JSON(stored: alternatives),
      "segments": JSON(stored: segments), "kpi_segments": JSON(stored: kpiSegments), "versions": JSON(stored: versions),
      "changes": .array(changes.map { JSON($0) }),
      "error_changes": errorChanges.map { .array($0.map(\.json)) } ?? .null,
      "reconciliation": reconciliation?.json ?? .null,
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      session: try fields.id("session"), index: try fields.int("index"), from: try fields.time("from"),
      to: try fields.time("to"), version: try fields.optionalID("version"), settled: try fields.int("settled"),
      metrics: try fields.numbers("metrics"), lower: try fields.optionalDouble("lower"),
      upper: try fields.optionalDouble("upper"), value: try fields.optionalDouble("value"),
      baselineValue: try fields.optionalDouble("baseline_value"), kpis: try fields.numbers("kpis"),
      intervals: try fields.numbersByPart("intervals"),
      alternatives: try fields.numbersOrNone("alternatives"), segments: try fields.numbersByPartOrNone("segments"),
      kpiSegments: try fields.numbersByPartOrNone("kpi_segments"),
      versions: try fields.numbersByPartOrNone("versions"), changes: try fields.integersOrNone("changes"),
      errorChanges: fields.has("error_changes")
        ? try fields.objects("error_changes").map { fields throws(EventCodecError) in try ErrorChange(fields) } : nil,
      reconciliation: fields.has("reconciliation") ? try MetricReconciliation(fields.object("reconciliation")) : nil)
  }
}

extension Alarm {
  var json: JSON {
    [
      "id": JSON(stored: id), "rule": JSON(rule), "metric": JSON(metric), "column": JSON(column),
      "severity": JSON(severity.rawValue), "state": JSON(state.rawValue), "since": JSON(stored: since),
      "until": JSON(stored: until), "value": JSON(stored: value), "bound": JSON(stored: bound),
      "cost_per_day": JSON(stored: costPerDay), "advice": JSON(advice), "acknowledged": JSON(isAcknowledged),
      "snoozed_until": JSON(stored: snoozedUntil), "kind": JSON(kind.rawValue), "note": JSON(note),
      "state_before": JSON(stateBefore?.rawValue), "metric_change": JSON(stored: metricChange),
      "pricing": JSON(pricing?.rawValue), "effective_rows": JSON(stored: effectiveRows),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      id: try fields.id("id"), rule: try fields.string("rule"), metric: try fields.string("metric"),
      column: try fields.optionalString("column"),
      severity: try fields.choice("severity", of: AlarmRule.Severity.self),
      state: try fields.choice("state", of: State.self), since: try fields.time("since"),
      until: try fields.optionalTime("until"), value: try fields.optionalDouble("value"),
      bound: try fields.optionalDouble("bound"), costPerDay: try fields.optionalDouble("cost_per_day"),
      advice: try fields.string("advice"), isAcknowledged: try fields.bool("acknowledged"),
      snoozedUntil: try fields.optionalTime("snoozed_until"),
      kind: try fields.optionalString("kind").flatMap(Kind.init) ?? .rule, note: try fields.optionalString("note"),
      stateBefore: try fields.optionalString("state_before").flatMap(State.init),
      metricChange: try fields.optionalDouble("metric_change"),
      pricing: try fields.optionalString("pricing").flatMap(Pricing.init),
      effectiveRows: try fields.optionalDouble("effective_rows"))
  }
}
