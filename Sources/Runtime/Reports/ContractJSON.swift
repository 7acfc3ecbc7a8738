import Encoding
import Lifecycle

/// The shapes of the command line contract.
enum ContractJSON {
  static func gate(_ result: GateResult) -> JSON {
    [
      "metric": JSON(result.gate.metric), "bound": JSON(result.bound), "value": JSON(result.measurement?.value),
      "lower": JSON(result.measurement?.lower), "upper": JSON(result.measurement?.upper),
      "n": JSON(result.measurement?.count), "verdict": JSON(result.verdict.rawValue), "gate": JSON(result.gate.text),
    ]
  }

  static func run(_ run: Run) -> JSON {
    [
      "run": JSON(run.id.number), "version": JSON(run.version?.number), "recipe": JSON(run.recipe.name),
      "algorithm": JSON(run.recipe.algorithm.rawValue), "created": JSON(run.started),
      "status": JSON(run.status.rawValue), "metrics": .metrics(run.metrics), "verdict": JSON(run.verdict.rawValue),
      "newest_release": JSON(run.newestRelease), "seconds": JSON(run.seconds), "tags": [],
      "data": JSON(run.data), "policy": JSON(run.policy),
      "parameters": parameters(of: run.recipe),
    ]
  }

  /// Hyperparameters, the seed and the options that are not as they are by themselves.
  private static func parameters(of recipe: Recipe) -> JSON {
    var members = recipe.parameters.sorted { $0.key < $1.key }.map { JSON.Member($0.key, JSON($0.value)) }
    func add(_ name: String, _ value: JSON) { members.append(JSON.Member(name, value)) }
    add("seed", JSON(Int(clamping: recipe.seed)))
    let (options, usual) = (recipe.options, Recipe.Options())
    if options.classWeight != usual.classWeight { add("class_weight", JSON(options.classWeight.rawValue)) }
    if let balance = options.balance { add("balance", JSON(balance)) }
    if options.calibration != usual.calibration { add("calibrate", JSON(options.calibration.rawValue)) }
    if let folds = options.folds { add("folds", JSON(folds)) }
    if options.categorical != usual.categorical { add("categorical", JSON(options.categorical.rawValue)) }
    return .object(members)
  }

  static func version(_ version: Version) -> JSON {
    [
      "version": JSON(version.id.number), "run": JSON(version.run.number), "recipe": JSON(version.recipe),
      "algorithm": JSON(version.algorithm.rawValue), "dataset": JSON(version.dataset), "created": JSON(version.created),
      "model": [
        "path": JSON(version.model.path), "bytes": JSON(version.model.bytes), "sha256": JSON(version.model.sha256),
      ],
      "metrics": .metrics(version.metrics), "gates": .array(version.gates.map(gate)),
      "verdict": JSON(version.verdict.rawValue), "features": JSON(version.features),
      "blessing": version.blessing.map { blessing in
        [
          "verdict": JSON(blessing.verdict.rawValue), "because": JSON(blessing.because),
          "override": JSON(blessing.override),
        ] as JSON
      } ?? .null,
      "imported": check(version.imported),
    ]
  }

  /// Of our own versions null; of imported ones whether their example rows showed their answers.
  static func check(_ check: ImportCheck?) -> JSON {
    check.map { check in
      [
        "state": JSON(check.isVerified ? "verified" : "unverified"), "rows": JSON(check.rows),
        "worst": JSON(check.worst),
      ] as JSON
    } ?? .null
  }

  static func aliases(_ aliases: Aliases) -> JSON {
    [
      "champion": JSON(aliases.champion?.number), "challenger": JSON(aliases.challenger?.number),
      "shadow": JSON(aliases.shadow?.number), "previous": JSON(aliases.previous?.number),
    ]
  }

  static func alarm(_ alarm: Alarm) -> JSON {
    [
      "id": JSON(alarm.id.number), "rule": JSON(alarm.rule), "kind": JSON(alarm.kind.rawValue),
      "metric": JSON(alarm.metric), "column": JSON(alarm.column),
      "severity": JSON(alarm.severity.rawValue), "state": JSON(alarm.state.rawValue), "since": JSON(alarm.since),
      "until": JSON(alarm.until), "value": JSON(alarm.value), "bound": JSON(alarm.bound),
      "cost_per_day": JSON(alarm.costPerDay), "advice": JSON(alarm.advice), "acknowledged": JSON(alarm.isAcknowledged),
      "snoozed_until": JSON(alarm.snoozedUntil), "note": JSON(alarm.note),
      "state_before": JSON(alarm.state == .noData ? alarm.stateBefore?.rawValue : nil),
      "metric_change": JSON(alarm.metricChange), "priced_by": JSON(alarm.pricing?.rawValue),
      "effective_rows": JSON(alarm.effectiveRows), "clock": JSON(alarm.clock),
    ]
  }

  static func window(_ window: Window) -> JSON {
    let closed = window.closed
    return [
      "index": JSON(closed.index), "from": JSON(closed.from), "to": JSON(closed.to), "rows": JSON(closed.rows),
      "settled": JSON(window.settled?.settled ?? 0), "version": JSON(closed.version?.number),
      "metrics": .numbers(window.settled?.metrics ?? [:]),
      "estimated": closed.estimated.isEmpty ? .null : .object(estimates(closed.estimated)),
      "drift": .array(
        closed.drift.map { reading in
          [
            "column": JSON(reading.column), "method": JSON(reading.method), "statistic": JSON(reading.statistic),
            "threshold": JSON(reading.threshold), "drifted": JSON(reading.isDrifted),
          ]
        }),
      "kpis": .numbers(window.settled?.kpis ?? [:]), "value": JSON(window.settled?.value),
      "baseline_value": JSON(window.settled?.baselineValue),
      // How the program fared is no fact about the traffic: the same play must give the same report.
      "figures": .numbers(closed.figures.filter { !$0.key.hasPrefix("software.") }),
      "faults": .array(
        closed.faults.map { fault in
          [
            "column": JSON(fault.column), "manner": JSON(fault.manner), "share": JSON(fault.share),
            "reference_share": JSON(fault.referenceShare),
          ]
        }),
      "changes": .array((window.settled?.errorChanges ?? []).map(change)),
      "reconciliation": window.settled?.reconciliation?.json ?? .null,
    ]
  }

  private static func estimates(_ estimated: [String: [String: Double]]) -> [JSON.Member] {
    estimated.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .numbers($0.value)) }
  }

  private static func change(_ change: ErrorChange) -> JSON {
    [
      "detector": JSON(change.detector), "at_row": JSON(change.row), "cause": JSON(change.cause.rawValue),
      "column": JSON(change.column), "level": JSON(change.level), "before": JSON(change.before),
      "after": JSON(change.after), "statistic": JSON(change.statistic), "threshold": JSON(change.threshold),
    ]
  }

  static func task(_ task: TaskProgress) -> JSON {
    [
      "task": JSON(task.id.number), "kind": JSON(task.kind), "title": JSON(task.title),
      "state": JSON(task.state.rawValue), "fraction": JSON(task.fraction), "detail": JSON(task.detail),
      "elapsed": JSON(task.elapsed), "remaining": JSON(task.remaining),
    ]
  }
}

extension JSON {
  /// Numbers by name, names sorted.
  static func numbers(_ values: [String: Double]) -> JSON {
    .object(values.sorted { $0.key < $1.key }.map { Member($0.key, JSON($0.value)) })
  }

  /// Metrics by part, in the order in which rows pass through them.
  static func metrics(_ metrics: [String: [String: Double]]) -> JSON {
    let order = ["train", "validate", "test", "baseline"]
    return .object(order.compactMap { part in metrics[part].map { Member(part, .numbers($0)) } })
  }
}
