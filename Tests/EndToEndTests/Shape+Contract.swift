/// The documents of the command line contract.
extension Shape {
  static let initialised = object([
    "project": text, "path": text, "task": text, "rows": number,
    "columns": list(object(["name": text, "type": text, "role": text])), "notes": mayBeEmpty(text),
  ])

  static let check = object(["ok": flag, "findings": mayBeEmpty(finding)])

  static let finding = object([
    "where": text, "line": number, "column": number, "severity": text, "message": text, "mend": text,
  ])

  static let profile = object(["rows": number, "columns": list(profiledColumn), "seconds": number])

  /// Of a column of numbers.
  static let numericColumn = object([
    "name": text, "type": text, "count": number, "missing": number, "distinct": number, "min": number, "max": number,
    "mean": number, "sd": number, "top": list(tuple([number, number])),
    "quantiles": object(["0.01": number, "0.25": number, "0.5": number, "0.75": number, "0.99": number]),
    "histogram": object(["edges": list(number), "counts": list(number)]),
  ])

  /// Of any column: what has no number for its kind is null.
  static let profiledColumn = object([
    "name": text, "type": text, "count": number, "missing": number, "distinct": number, "min": anything,
    "max": anything, "mean": anything, "sd": absentOr(number), "quantiles": anything,
    "top": list(tuple([anything, number])), "histogram": anything,
  ])

  /// The metric ids of a task of two classes; `value` is there when the scope says what an answer is worth.
  static let metrics = object([
    "auc": number, "average_precision": number, "log_loss": number, "brier": number, "accuracy": number, "f1": number,
    "precision": number, "recall": number, "ece": number,
  ])

  static let gate = object([
    "metric": text, "bound": number, "value": number, "lower": number, "upper": number, "n": number, "verdict": text,
  ])

  static let model = object(["path": text, "bytes": number, "sha256": text])

  static let training = object([
    "run": number, "version": number, "recipe": text, "dataset": text, "algorithm": text, "seed": number,
    "features": list(text), "rows": object(["train": number, "validate": number, "test": number]),
    "newest_release": absentOr(time), "metrics": object(["train": metrics, "validate": metrics, "test": metrics]),
    "gates": list(gate), "model": model,
    "seconds": object(["read": number, "features": number, "fit": number, "evaluate": number, "total": number]),
    "peak_memory_bytes": number,
  ])

  static let runs = object([
    "runs": list(
      object([
        "run": number, "version": number, "recipe": text, "created": time, "verdict": text, "tags": mayBeEmpty(text),
        "metrics": object(["train": metrics, "validate": metrics, "test": metrics]),
      ]))
  ])

  static let blessing = object(["verdict": text, "gates": list(gate)])

  static let promotion = object([
    "champion": number, "previous": absentOr(number), "rollout": null, "event": number, "seconds": number,
  ])

  static let registry = object([
    "versions": list(anything),
    "aliases": object([
      "champion": number, "challenger": absentOr(number), "shadow": absentOr(number), "previous": absentOr(number),
    ]),
    "history": list(
      object([
        "alias": text, "version": absentOr(number), "from": anything, "to": anything, "at": time, "who": text,
        "why": absentOr(text),
      ])),
  ])

  static let window = object([
    "index": number, "from": time, "to": time, "rows": number, "settled": number, "version": number,
    "metrics": metrics, "estimated": absentOr(anything), "kpis": named(number),
    "drift": list(
      object(["column": text, "method": text, "statistic": number, "threshold": number, "drifted": flag])),
  ])

  static let replay = replay(beyond: [:])

  private static func replay(beyond more: [String: Shape]) -> Shape {
    object(
      [
        "session": number, "rows": number, "seconds": number, "rows_per_second": number, "peak_memory_bytes": number,
        "windows": list(window), "alarms": mayBeEmpty(alarm), "lost": number,
      ].merging(more) { $1 })
  }

  static let demo = replay(beyond: [
    "revenue": number,
    "truth": object([
      "from": number, "to": number,
      "events": list(
        object([
          "kind": text, "row": number, "until": absentOr(number), "column": absentOr(text), "detail": text,
        ])), "revenue": number,
    ]),
  ])

  static let drift = object([
    "profile": text, "rows": object(["reference": number, "current": number]), "drifted_share": number,
    "drifted": flag, "seconds": number,
    "columns": list(
      object([
        "column": text, "kind": text, "drifted": flag, "decided_by": text,
        "methods": list(
          object([
            "method": text, "statistic": number, "p_value": absentOr(number), "threshold": absentOr(number),
            "drifted": flag,
          ])),
      ])),
  ])

  static let alarm = object([
    "id": number, "rule": text, "metric": text, "column": absentOr(text), "severity": text, "state": text,
    "since": time, "until": absentOr(time), "value": number, "bound": number, "cost_per_day": absentOr(number),
    "advice": text, "acknowledged": flag,
  ])

  static let kpi = object([
    "name": text, "unit": text, "value": number, "target": number, "attained": flag,
    "series": list(tuple([time, number])),
  ])

  static let status = object([
    "project": text, "event_time": time, "iteration": object(["number": number, "stage": text, "reason": anything]),
    "stages": list(object(["stage": text, "status": text, "headline": text])),
    "champion": object(["version": number, "run": number, "metrics": metrics]), "challenger": anything,
    "rollout": null, "alarms": list(alarm), "kpis": list(kpi), "session": number,
    "predictions": number, "outcomes": number, "lost": number,
    "engine": object(["attached": flag, "pid": number, "uptime_seconds": number]),
  ])

  static let event = object([
    "sequence": number, "time": time, "who": text, "command": absentOr(text), "event": text,
  ])

  static let prediction = object(["id": text, "score": number, "prediction": text])

  static let logged = object(["id": anything, "version": number, "score": number, "outcome": anything])

  static let stepBack = object(["iteration": number, "event": number])

  static let cancelled = object(["cancelled": number])

  static let doctor = object([
    "terminal": named(anything), "project": named(anything), "storage": named(number),
    "libraries": list(object(["name": text, "version": absentOr(text), "found": flag, "mend": absentOr(text)])),
    // Nobody is told anything in a new project.
    "notifications": anything,
  ])
}
