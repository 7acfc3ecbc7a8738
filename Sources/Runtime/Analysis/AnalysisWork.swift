import Encoding
import Expressions
import Learning
import Lifecycle
import Storage
import Tabular

/// Analyses and comparisons of versions, on the calling thread: reads what it needs and knows no engine.
struct AnalysisWork: Sendable {
  var definition: ProjectDefinition
  var store: DataStore
  var artifacts: ArtifactStore
  var released: ReleasedRows?
  var runs: [Run]
  var clock: EngineClock
  var isCancelled: @Sendable () -> Bool

  /// A version with its model.
  private struct Loaded {
    var version: Version
    var model: Model
    var threshold: Double?
    /// Up to when a live outcome may have been learnt; such a version has learnt the project's own rows as well.
    var newestRelease: Timestamp?
  }

  private func load(_ version: Version) throws -> Loaded {
    let model = try ModelLoading.model(version, from: artifacts)
    return Loaded(
      version: version, model: model, threshold: version.threshold ?? model.threshold,
      newestRelease: runs.last { $0.id == version.run }?.newestRelease)
  }

  // MARK: - One version

  /// A version on a file, or on the test rows (a retrained one on the live rows that came after it).
  func analysis(of version: Version, file: String?) throws -> JSON {
    let loaded = try load(version)
    var notes: [String] = []
    var newest: LabelledRows?
    let rows: LabelledRows
    if let file {
      rows = try .file(file, models: [loaded.model], data: definition.data, isCancelled: isCancelled)
    } else {
      let data = try store.data(definition.data, clock: clock, isCancelled: isCancelled)
      newest = try .newest(data, released, after: loaded.newestRelease, target: loaded.model.target)
      (rows, notes) = unseen(data, newest, isRetrained: loaded.newestRelease != nil)
    }
    let value = definition.scope.value
    let scored = try rows.scored(by: loaded.model, threshold: loaded.threshold, value: value)
    try ensureKnown(scored, rows, loaded.model)
    var request = VersionAnalysis.Request(
      table: rows.table, rows: rows.rows, scored: scored,
      metric: metric(for: loaded.model.task))
    request.seed = ProjectData.splitSeed
    if let newest, rows.part == .test {
      request.newest = try newest.scored(by: loaded.model, threshold: loaded.threshold, value: value)
    }
    let analysis = try VersionAnalysis(of: loaded.model, request, isCancelled: isCancelled)
    return document(analysis, loaded, rows, notes)
  }

  /// The scope's metric, or the task's first where that is none of its own.
  private func metric(for task: Learning.LearningTask) -> MetricID {
    let ids = MetricID.ids(for: task)
    return MetricID(rawValue: definition.scope.metric).flatMap { ids.contains($0) ? $0 : nil } ?? ids[0]
  }

  private func unseen(
    _ data: ProjectData, _ newest: LabelledRows?, isRetrained: Bool
  ) -> (rows: LabelledRows, notes: [String]) {
    guard isRetrained else { return (.test(data), []) }
    if let newest { return (newest, []) }
    return (
      .test(data),
      ["The retrained model has learnt from these rows, and no newer ones have labels yet: the figures flatter it."]
    )
  }

  private func ensureKnown(_ scored: ScoredRows, _ rows: LabelledRows, _ model: Model) throws {
    guard scored.knownRows.isEmpty else { return }
    let place = rows.part == .file ? rows.dataset : "the \(rows.part.rawValue) rows"
    throw Refusal(
      kind: .wrongUse, message: "no row of \(place) has a known `\(model.target.column)`",
      mend: model.target.classNames.isEmpty
        ? "it should hold numbers"
        : "it should hold one of \(model.target.classNames.prefix(12).map { "`\($0)`" }.joined(separator: ", "))")
  }

  private func document(
    _ analysis: VersionAnalysis, _ loaded: Loaded, _ rows: LabelledRows, _ notes: [String]
  ) -> JSON {
    let id = definition.data.id.flatMap { rows.table[$0]?.values }
    let columns = loaded.model.features.compactMap { rows.table[$0] }
    let body = analysis.json(
      name: { row in id?.cell(rows.rows[row]) ?? .integer(rows.names[row]) },
      values: { row in .object(columns.map { JSON.Member($0.name, $0.values.cell(rows.rows[row])) }) })
    var document: JSON = [
      "version": JSON(loaded.version.id.number), "dataset": JSON(rows.dataset), "part": JSON(rows.part.rawValue),
      "task": JSON(loaded.model.task.rawValue),
    ]
    for member in body.members ?? [] { document.set(member.name, member.value) }
    let sentences = analysis.sentences + notes
    document.set("threshold", JSON(loaded.threshold))
    document.set("sentences", JSON(sentences))
    return document
  }

  // MARK: - Two versions

  /// Both on the same rows, which neither has learnt from where there are such.
  func comparison(_ a: Version, _ b: Version) throws -> JSON {
    let (first, second) = (try load(a), try load(b))
    guard first.model.target.column == second.model.target.column, first.model.task == second.model.task else {
      throw Refusal(
        kind: .wrongUse, message: "versions \(a.id) and \(b.id) answer different questions",
        mend: "compare versions that predict the same column")
    }
    let data = try store.data(definition.data, clock: clock, isCancelled: isCancelled)
    let release = [first.newestRelease, second.newestRelease].compactMap { $0 }.max()
    let newest =
      release == nil ? nil : try LabelledRows.newest(data, released, after: release, target: first.model.target)
    let (rows, notes) = unseen(data, newest, isRetrained: release != nil)
    let value = definition.scope.value
    let scoredA = try rows.scored(by: first.model, threshold: first.threshold, value: value)
    let scoredB = try rows.scored(by: second.model, threshold: second.threshold, value: value)
    try ensureKnown(scoredA, rows, first.model)
    let plan = ResamplePlan(seed: ProjectData.splitSeed)
    guard let comparison = PairedComparison(scoredA, scoredB, plan: plan, isCancelled: isCancelled) else {
      throw LearningError.cancelled
    }
    return [
      "a": JSON(a.id.number), "b": JSON(b.id.number), "rows": JSON(comparison.rowCount),
      "part": JSON(rows.part.rawValue),
      "dataset": JSON(rows.dataset), "recipe_difference": .array(recipeDifference(first, second)),
      "metrics": .array(comparison.differences.map(\.json)), "area_test": areaTest(comparison.areaTest),
      "curves": ["a": curves(scoredA), "b": curves(scoredB)],
      "training": ["a": LossCurve.json(of: first.model), "b": LossCurve.json(of: second.model)],
      "disagreements": disagreements(comparison, rows, first.model), "notes": JSON(notes),
    ]
  }

  private func areaTest(_ test: PairedComparison.AreaTest?) -> JSON {
    guard let test else { return .null }
    return [
      "method": "delong", "difference": JSON(test.difference), "lower": JSON(test.lower), "upper": JSON(test.upper),
      "p_value": JSON(test.pValue),
    ]
  }

  private func curves(_ scored: ScoredRows) -> JSON {
    let scored = scored.known
    guard case .binary(let scores, let threshold) = scored.answers else {
      return ["roc": .null, "pr": .null, "calibration": .null]
    }
    return BinaryEvaluation(scores: scores, labels: scored.labels, threshold: threshold).curves.json
  }

  private func disagreements(_ comparison: PairedComparison, _ rows: LabelledRows, _ model: Model) -> JSON {
    let classes = model.target.classNames
    func word(_ answer: Double) -> JSON {
      guard !classes.isEmpty else { return JSON(answer) }
      return classes.indices.contains(Int(answer)) ? JSON(classes[Int(answer)]) : .null
    }
    let columns = model.features.compactMap { rows.table[$0] }
    return [
      "rows": JSON(comparison.disagreementCount),
      "share": JSON(Double(comparison.disagreementCount) / Double(max(1, comparison.rowCount))),
      "examples": .array(
        comparison.disagreements.prefix(20).map { found in
          [
            "row": .integer(rows.names[found.row]), "label": word(found.label),
            "score": ["a": JSON(found.scoreA), "b": JSON(found.scoreB)],
            "prediction": ["a": word(found.predictionA), "b": word(found.predictionB)],
            "values": .object(columns.map { JSON.Member($0.name, $0.values.cell(rows.rows[found.row])) }),
          ]
        }),
    ]
  }

  // MARK: - Recipes

  /// What was done differently, by key: recipe, algorithm, hyperparameters, features, data, seed, threshold.
  private func recipeDifference(_ a: Loaded, _ b: Loaded) -> [JSON] {
    let (first, second) = (facts(a), facts(b))
    let keys = first.map(\.name) + second.map(\.name).filter { name in !first.contains { $0.name == name } }
    return keys.compactMap { key in
      let (x, y) = (first.first { $0.name == key }?.value ?? .null, second.first { $0.name == key }?.value ?? .null)
      return x == y ? nil : ["key": JSON(key), "a": x, "b": y]
    }
  }

  private func facts(_ loaded: Loaded) -> [JSON.Member] {
    let recipe = runs.last { $0.id == loaded.version.run }?.recipe
    var facts = [
      JSON.Member("recipe", JSON(loaded.version.recipe)),
      JSON.Member("algorithm", JSON(loaded.version.algorithm.rawValue)),
      JSON.Member("dataset", JSON(loaded.version.dataset)), JSON.Member("newest_release", JSON(loaded.newestRelease)),
      JSON.Member("seed", JSON(String(recipe?.seed ?? loaded.model.origin.seed))),
      JSON.Member("threshold", JSON(loaded.threshold)),
      JSON.Member("features", JSON(loaded.model.features)),
    ]
    for (name, value) in loaded.model.origin.parameters.sorted(by: { $0.key < $1.key }) {
      facts.append(JSON.Member(name, JSON(value)))
    }
    guard let options = recipe?.options else { return facts }
    facts += [
      JSON.Member("class_weight", JSON(options.classWeight.rawValue)), JSON.Member("balance", JSON(options.balance)),
      JSON.Member("calibration", JSON(options.calibration.rawValue)), JSON.Member("folds", JSON(options.folds)),
      JSON.Member("categorical", JSON(options.categorical.rawValue)),
    ]
    return facts
  }
}

extension ColumnValues {
  /// A cell as JSON; null where it is missing.
  fileprivate func cell(_ row: Int) -> JSON {
    switch self {
    case .numeric(let numbers): JSON(numbers[row])
    case .boolean(let flags): flags[row] == ColumnValues.missingBoolean ? .null : JSON(flags[row] == 1)
    case .categorical, .timestamp, .text: text(at: row).map { JSON($0) } ?? .null
    }
  }
}
