import Encoding
import Learning
import Lifecycle
import Storage

// A version with another threshold.

extension Engine {
  /// Ships a version's model with another threshold as a version of its own. Nothing is trained: the rows that judged
  /// the version judge it again.
  ///
  /// - Parameter id: nil is the champion.
  func setThreshold(_ id: VersionID?, _ threshold: Double, because: String?) throws -> Receipt {
    guard threshold.isFinite, (0...1).contains(threshold) else {
      throw Refusal(kind: .wrongUse, message: "a threshold is a probability", mend: "give a number from 0 to 1")
    }
    let version = try versionForThreshold(id)
    let model = try ModelLoading.model(version, from: artifacts)
    guard model.task == .binary else {
      throw Refusal(
        kind: .wrongUse, message: "version \(version.id) learns a \(model.task.rawValue) target: it has no threshold",
        mend: "only the answers of two classes are cut at one")
    }
    guard threshold != model.threshold else {
      throw Refusal(kind: .no, message: "version \(version.id) has that threshold already", mend: "give another one")
    }
    guard let judged = model.attachments[JudgedRows.attachmentName].flatMap({ JudgedRows(decoding: $0) }) else {
      throw Refusal(
        kind: .no, message: "version \(version.id) does not hold the rows that judged it",
        mend: "train its recipe again: `sextant train --recipe \(version.recipe)`")
    }
    let test = judged.metrics(threshold: threshold, value: definition.scope.value)
    let shipped = model.with(threshold: threshold, metrics: Self.metrics(model.metrics, test: test))
    let events = try ship(shipped, of: version, test, because: because)
    let made = state.versions.last
    return Receipt(
      event: events.last?.sequence,
      message: "version \(made.map { "\($0.id)" } ?? "") is version \(version.id) with the threshold "
        + "\(NumberText.significant(threshold)), \(made?.verdict.word ?? "")")
  }

  private func versionForThreshold(_ id: VersionID?) throws -> Version {
    guard let id = id ?? state.aliases.champion else {
      throw Refusal(kind: .no, message: "there is no champion", mend: "name a version: `--version V`")
    }
    guard let version = state.version(id) else {
      throw Refusal(
        kind: .wrongUse, message: "there is no version \(id)", mend: "`sextant registry` lists them")
    }
    return version
  }

  /// What the threshold changes is told anew for the test rows, and no longer told for the others.
  private static func metrics(_ metrics: [String: MetricSet], test: MetricSet) -> [String: MetricSet] {
    var metrics = metrics
    for part in ["train", "validate"] {
      for id in [MetricID.accuracy, .f1, .precision, .recall, .value] { metrics[part]?[id] = nil }
    }
    metrics["test"] = test
    return metrics
  }

  private func ship(
    _ model: Model, of version: Version, _ test: MetricSet, because: String?
  ) throws -> [Event] {
    let artifact = try artifacts.put(model.encode())
    let source = state.runs.last { $0.id == version.run }
    let run = RunID((state.runs.map(\.id.number).max() ?? 0) + 1)
    let recipe = source?.recipe ?? Recipe(name: version.recipe, algorithm: version.algorithm)
    var metrics = model.metrics.mapValues { TrainingWork.values($0) }
    metrics["baseline"] = version.metrics["baseline"]
    let reason = "version \(version.id) with the threshold \(NumberText.significant(model.threshold ?? 0.5))"
    let finished = Event.RunFinished(
      run: run, version: VersionID((state.versions.map(\.id.number).max() ?? 0) + 1), dataset: version.dataset,
      newestRelease: source?.newestRelease, rows: source?.rows ?? PartCounts(), model: artifact, metrics: metrics,
      gates: gates(of: version, test), threshold: model.threshold, features: version.features, seconds: 0,
      intervals: test.intervals, reason: because.map { "\(reason): \($0)" } ?? reason,
      imported: version.imported)
    return try record(
      [.runStarted(Event.RunStarted(run: run, recipe: recipe)), .runFinished(finished)],
      command: .setThreshold(version.id, threshold: model.threshold ?? 0.5, because: because))
  }

  /// Today's gates on the new metrics. What the threshold does not change, such as latencies, holds as it was measured.
  private func gates(of version: Version, _ test: MetricSet) -> [GateResult] {
    var measurements: [String: Measurement] = [:]
    measurements.add(version.metrics["baseline"] ?? [:], of: .baseline)
    measurements.add(state.champion?.metrics["test"] ?? [:], of: .champion)
    for result in version.gates where MetricID(rawValue: result.gate.metric) == nil {
      measurements[result.gate.metric] = result.measurement
    }
    measurements.merge(Measurement.byID(test)) { $1 }
    return definition.scope.gates.map { $0.judge(measurements) }
  }
}
