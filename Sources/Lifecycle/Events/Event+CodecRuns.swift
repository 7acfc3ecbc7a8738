import Encoding

// The written form of what happens in Scoping, Data, Development and Deployment.

extension Event.ProjectOpened {
  var json: JSON { ["name": JSON(name), "digest": JSON(digest)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(name: try fields.string("name"), digest: try fields.string("digest"))
  }
}

extension Event.ScopeChanged {
  var json: JSON { ["digest": JSON(digest), "gates": JSON(gates)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(digest: try fields.string("digest"), gates: try fields.strings("gates"))
  }
}

extension DatasetVersion {
  var json: JSON {
    [
      "sha256": JSON(sha256), "parent": JSON(parent), "reason": JSON(reason), "source": JSON(source),
      "rows": JSON(rows), "columns": JSON(columns), "edits": JSON(edits), "kind": JSON(kind.rawValue),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      sha256: try fields.string("sha256"), parent: try fields.optionalString("parent"),
      reason: try fields.string("reason"), source: try fields.string("source"), rows: try fields.int("rows"),
      columns: try fields.int("columns"), edits: try fields.optionalString("edits"),
      kind: try fields.optionalString("kind").flatMap(Kind.init) ?? .imported)
  }
}

extension PartCounts {
  var json: JSON { ["train": JSON(train), "validate": JSON(validate), "test": JSON(test)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(train: try fields.int("train"), validate: try fields.int("validate"), test: try fields.int("test"))
  }
}

extension Recipe {
  var json: JSON {
    [
      "name": JSON(name), "algorithm": JSON(algorithm.rawValue), "parameters": JSON(stored: parameters),
      "features": features.map { JSON($0) } ?? .null,
      // A seed has 64 bits, an integer of JSON here 63.
      "seed": Int64(exactly: seed).map { .integer($0) } ?? JSON(String(seed)), "options": options.json,
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      name: try fields.string("name"), algorithm: try fields.choice("algorithm", of: Algorithm.self),
      parameters: try fields.numbers("parameters"), features: try fields.optionalStrings("features"),
      seed: try fields.seed("seed"),
      options: fields.json["options"] == nil ? Options() : try Options(try fields.object("options")))
  }
}

extension Recipe.Options {
  var json: JSON {
    [
      "class_weight": JSON(classWeight.rawValue), "balance": JSON(stored: balance),
      "calibrate": JSON(calibration.rawValue), "folds": JSON(folds), "categorical": JSON(categorical.rawValue),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      classWeight: try fields.choice("class_weight", of: ClassWeight.self),
      balance: try fields.optionalDouble("balance"), calibration: try fields.choice("calibrate", of: Calibration.self),
      folds: try fields.optionalInt("folds"), categorical: try fields.choice("categorical", of: Categorical.self))
  }
}

extension Event.RunStarted {
  var json: JSON {
    ["run": JSON(stored: run), "recipe": recipe.json, "data": JSON(data), "policy": JSON(policy)]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      run: try fields.id("run"), recipe: try Recipe(try fields.object("recipe")),
      data: try fields.optionalString("data"), policy: try fields.optionalString("policy"))
  }
}

extension Event.RunEnded {
  var json: JSON { ["run": JSON(stored: run), "cancelled": JSON(isCancelled), "reason": JSON(reason)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      run: try fields.id("run"), isCancelled: try fields.bool("cancelled"), reason: try fields.string("reason"))
  }
}

extension ModelArtifact {
  var json: JSON { ["path": JSON(path), "bytes": JSON(bytes), "sha256": JSON(sha256)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      sha256: try fields.string("sha256"), bytes: try fields.int("bytes"), path: try fields.string("path"))
  }
}

extension GateResult {
  /// As the command line prints it, plus the gate's text, from which it is read back.
  var json: JSON {
    [
      "gate": JSON(gate.text), "metric": JSON(gate.metric), "bound": JSON(stored: bound),
      "value": JSON(stored: measurement?.value), "lower": JSON(stored: measurement?.lower),
      "upper": JSON(stored: measurement?.upper), "n": JSON(measurement?.count), "verdict": JSON(verdict.rawValue),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    let text = try fields.string("gate")
    guard let gate = try? Gate(parsing: text) else { throw fields.malformed("gate", "a gate") }
    let measurement: Measurement? =
      if let value = try fields.optionalDouble("value") {
        Measurement(
          value: value, lower: try fields.double("lower"), upper: try fields.double("upper"),
          count: try fields.int("n"))
      } else {
        nil
      }
    self.init(
      gate: gate, bound: try fields.optionalDouble("bound"), measurement: measurement,
      verdict: try fields.choice("verdict", of: Verdict.self))
  }

  static func list(_ fields: EventFields) throws(EventCodecError) -> [GateResult] {
    var results: [GateResult] = []
    for element in try fields.objects("gates") { results.append(try GateResult(element)) }
    return results
  }
}

extension Event.RunFinished {
  var json: JSON {
    [
      "run": JSON(stored: run), "version": JSON(stored: version), "dataset": JSON(dataset),
      "newest_release": JSON(stored: newestRelease), "rows": rows.json, "model": model.json,
      "metrics": JSON(stored: metrics), "gates": .array(gates.map(\.json)), "threshold": JSON(stored: threshold),
      "features": JSON(features), "seconds": JSON(stored: seconds), "intervals": JSON(stored: intervals),
      "reason": JSON(reason), "imported": imported?.json ?? .null,
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      run: try fields.id("run"), version: try fields.id("version"), dataset: try fields.string("dataset"),
      newestRelease: try fields.optionalTime("newest_release"), rows: try PartCounts(try fields.object("rows")),
      model: try ModelArtifact(try fields.object("model")), metrics: try fields.numbersByPart("metrics"),
      gates: try GateResult.list(fields), threshold: try fields.optionalDouble("threshold"),
      features: try fields.strings("features"), seconds: try fields.double("seconds"),
      intervals: try fields.numbersByPart("intervals"), reason: try fields.optionalString("reason"),
      imported: fields.json["imported"]?.isNull ?? true ? nil : try ImportCheck(try fields.object("imported")))
  }
}

extension Event.Blessing {
  var json: JSON {
    [
      "version": JSON(stored: version), "verdict": JSON(verdict.rawValue), "gates": .array(gates.map(\.json)),
      "because": JSON(because), "override": JSON(override),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      version: try fields.id("version"), verdict: try fields.choice("verdict", of: Verdict.self),
      gates: try GateResult.list(fields), because: try fields.optionalString("because"),
      override: try fields.optionalString("override"))
  }
}

extension Event.Promoted {
  var json: JSON {
    [
      "champion": JSON(stored: champion), "previous": JSON(stored: previous), "because": JSON(because),
      "override": JSON(override),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      champion: try fields.id("champion"), previous: try fields.optionalID("previous"),
      because: try fields.optionalString("because"), override: try fields.optionalString("override"))
  }
}

extension Event.SteppedBack {
  var json: JSON {
    [
      "iteration": JSON(iteration), "stage": JSON(stage.id), "because": JSON(because),
      "value_per_day": JSON(stored: valuePerDay),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    guard let stage = Stage(id: try fields.string("stage")) else { throw fields.malformed("stage", "a stage") }
    self.init(
      iteration: try fields.int("iteration"), stage: stage, because: try fields.string("because"),
      valuePerDay: try fields.optionalDouble("value_per_day"))
  }
}

extension ImportCheck {
  var json: JSON { ["rows": JSON(rows), "worst": JSON(stored: worst)] }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(rows: try fields.int("rows"), worst: try fields.double("worst"))
  }
}
