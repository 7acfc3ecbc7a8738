/// The documents of the way round: versions compared, data, labels, scope, rollouts, decisions, reports.
extension Shape {
  /// What a change that needs no document of its own leaves: a sentence for people and its place in the journal.
  static let receipt = object(["message": text, "event": number])

  static let refused = object(["message": text, "event": null])

  static let curves = object([
    "roc": object(["fpr": list(number), "tpr": list(number)]),
    "pr": object(["recall": list(number), "precision": list(number)]),
    "calibration": object(["predicted": list(number), "observed": list(number), "rows": list(number)]),
  ])

  static let interval = object(["value": number, "lower": number, "upper": number, "n": number])

  /// b − a.
  static let difference = object([
    "metric": text, "a": number, "b": number, "difference": number, "lower": number, "upper": number,
  ])

  static let comparison = object([
    "a": number, "b": number, "rows": number, "metrics": list(difference),
    "recipe_difference": list(object(["key": text, "a": anything, "b": anything])),
    "curves": object(["a": curves, "b": curves]),
    "disagreements": object([
      "rows": number, "share": number,
      "examples": list(
        object([
          "row": number, "label": text, "score": object(["a": number, "b": number]),
          "prediction": object(["a": text, "b": text]), "values": named(anything),
        ])),
    ]),
  ])

  static let evaluation = object([
    "version": number, "rows": number, "part": text, "task": text, "threshold": number, "metrics": metrics,
    "intervals": named(interval), "curves": curves, "sentences": list(text),
    "confusion": object(["classes": list(text), "counts": list(list(number))]),
    "histogram": object(["edges": list(number), "counts": named(list(number))]),
    "thresholds": list(object(["threshold": number, "recall": number, "f1": number, "positives": number])),
    "slices": list(
      object([
        "filter": text, "rows": number, "metric": text, "value": number, "rest": number, "difference": number,
        "lower": number, "upper": number, "p_value": number, "significant": flag,
      ])),
    "errors": list(
      object([
        "row": number, "label": text, "score": number, "prediction": text, "loss": number, "values": named(anything),
        "contributions": list(tuple([text, number])),
      ])),
    "importances": list(object(["column": text, "mean": number, "sd": number])),
  ])

  static let whatIf = object([
    "challenger": number, "champion": number, "rows": number, "from": time, "to": time, "metrics": list(difference),
    "value": object([
      "challenger": number, "champion": number, "difference": number, "lower": number, "upper": number,
    ]), "verdict": text, "sentence": text,
  ])

  static let exported = object([
    "version": number, "format": text, "output": text, "bytes": number, "features": list(text),
  ])

  // MARK: Data and labels

  static let datasets = object([
    "current": text,
    "versions": list(
      object([
        "version": text, "sha256": text, "parent": absentOr(text), "kind": text, "reason": text, "who": text,
        "time": time, "rows": number, "columns": number, "edits": mayBeEmpty(text),
      ])),
  ])

  static let datasetDifference = object([
    "a": text, "b": text,
    "rows": object(["a": number, "b": number, "added": number, "removed": number, "changed": number]),
    "schema": mayBeEmpty(anything),
    "columns": list(
      object([
        "column": text, "missing": object(["a": number, "b": number]), "mean": anything, "changed": number,
        "examples": mayBeEmpty(object(["row": number, "a": anything, "b": anything])),
      ])),
  ])

  static let dataFindings = object([
    "dataset": text, "rows": number, "bad_rows": object(["count": number, "examples": mayBeEmpty(anything)]),
    "findings": list(
      object([
        "id": text, "check": text, "column": absentOr(text), "severity": text, "count": number, "share": number,
        "message": text, "examples": list(object(["row": number, "values": named(anything)])), "mend": absentOr(text),
      ])),
  ])

  static let dataRows = object([
    "dataset": text, "total": number, "matching": number, "offset": number, "seconds": number,
    "columns": list(object(["name": text, "kind": text, "role": text])),
    "rows": list(object(["row": number, "part": text, "values": list(anything)])),
  ])

  static let dataChange = object([
    "message": text, "version": text, "parent": text, "rows": number, "rows_before": number, "reason": text,
  ])

  static let labelQueue = object([
    "dataset": text, "order": text, "state": text, "task": null, "fraction": number, "total": number,
    "issues": number, "labelled": number, "confirmed": number, "skipped": number, "recipe": text,
    "classes": list(text), "noise": list(object(["given": text, "guessed": text, "rows": number])),
    "rows": list(
      object([
        "row": number, "label": text, "guess": text, "score": number, "issue": flag, "probabilities": named(number),
        "values": named(anything),
      ])),
  ])

  // MARK: Scope and deployment

  static let scope = object([
    "fields": list(
      object(["path": text, "value": anything, "stage": text, "reads": text, "holds": text, "fact": absentOr(text)]))
  ])

  static let scopeChange = object([
    "valid": flag, "findings": mayBeEmpty(finding),
    "differences": mayBeEmpty(object(["path": text, "old": anything, "new": anything])),
    "consequences": mayBeEmpty(object(["severity": text, "text": text])),
  ])

  static let startedRollout = object([
    "champion": number, "previous": anything, "event": number, "seconds": number,
    "rollout": object([
      "strategy": text, "challenger": number, "champion": number, "step": number, "steps": list(number),
      "share": number, "state": text,
    ]),
  ])

  static let rollout = object([
    "strategy": text, "challenger": number, "champion": number, "step": number, "share": number, "state": text,
    "steps": list(
      object(["index": number, "share": number, "verdict": absentOr(text), "rows": number, "since": absentOr(time)])),
    "gates": mayBeEmpty(anything), "comparison": mayBeEmpty(anything), "arms": anything, "shadow": anything,
    "because": absentOr(text),
  ])

  static let automation = object(["automation": text])

  static let reviewQueue = object([
    "level": text, "waiting": number, "decided": number,
    "rows": list(
      object([
        "session": number, "id": number, "event_time": time, "score": number, "prediction": anything,
        "values": named(anything),
      ])),
  ])

  // MARK: Business and the way round

  static let business = object([
    "unit": text, "kpis": list(kpi),
    "value": object([
      "total": number, "per_day": number,
      "alternatives": object([
        "nobody": number, "everybody": number, "baseline": number, "previous": absentOr(number),
      ]), "series": list(tuple([time, number, number])),
    ]),
    "segments": list(
      object(["column": text, "levels": list(object(["level": text, "rows": number, "value": number]))])),
    "return": object([
      "gained": number, "spent": object(["hours": number, "running": number, "once": number]), "ratio": number,
      "pays_back_on": anything,
    ]),
  ])

  static let insights = object([
    "insights": list(
      object([
        "id": text, "text": text, "worth_per_day": absentOr(number), "basis": text, "stage": text,
        "key": absentOr(text),
        "command": absentOr(text),
      ]))
  ])

  static let iterations = object([
    "text": text,
    "iterations": list(
      object([
        "number": number, "stage": text, "reason": absentOr(text), "since": anything, "until": anything,
        "runs": number, "versions": mayBeEmpty(number), "datasets": number,
        "best": absentOr(object(["metric": text, "value": number])), "decision": anything,
        "value_per_day": absentOr(number),
      ])),
    "arrows": list(object(["from_stage": text, "to_stage": text, "iteration": number, "reason": text])),
  ])

  static let undone = object(["undone": text, "event": number])

  static let report = object(["format": text, "audience": text, "text": text])

  static let estimate = object([
    "chunks": list(
      object([
        "index": number, "from": number, "to": number, "rows": number,
        "metrics": list(
          object([
            "metric": text, "estimated": number, "lower": number, "upper": number, "realised": absentOr(number),
            "threshold_lower": number, "threshold_upper": number, "alarm": flag,
          ])),
      ]))
  ])
}
