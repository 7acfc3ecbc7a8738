import DataQuality
import Encoding
import Lifecycle
import Storage
import Tabular

// Dataset versions: who made them of what, and the way back.

extension Engine {
  static let versionCountMax = 200

  /// Tells the store which edits make the current version.
  func adoptDataset() {
    guard let current = state.dataset else { return }
    do {
      if let known = datasetPlan, known.sha256 == current.parent, let artifact = current.edits {
        // One step further: the steps before need not be read again.
        let more = try DatasetEdits(decoding: artifacts.get(artifact))
        datasetPlan?.edits.edits += more.edits
        datasetPlan?.sha256 = current.sha256
      } else if datasetPlan?.sha256 != current.sha256 {
        datasetPlan = try DatasetPlan(of: current, among: state.datasets, artifacts: artifacts)
      }
      if let datasetPlan { store.use(datasetPlan) }
    } catch {
      datasetPlan = nil
      store.use(DatasetPlan(refusal: Refusal.describing(error)))
      notice("the dataset version \(current.sha256.prefix(12)) cannot be made: \(error)")
    }
  }

  /// The version to be written down for data that were read, nil when they are known. A source that differs from the
  /// one before has it as its parent.
  func unknownImport(_ sha256: String, _ version: DatasetVersion) -> DatasetVersion? {
    guard state.dataset?.sha256 != sha256, !(state.datasets.contains { $0.sha256 == sha256 && $0.kind != .imported })
    else { return nil }
    guard let before = state.dataset else { return version }
    var version = version
    version.parent = before.sha256
    let plan = try? DatasetPlan(of: before, among: state.datasets, artifacts: artifacts)
    let edits = plan?.edits.edits.count ?? 0
    version.reason = before.source == version.source ? "the file changed" : "data.source changed"
    if edits > 0 { version.reason += "; the \(edits) edit\(edits == 1 ? "" : "s") before do not apply to it" }
    return version
  }

  /// Writes down the import of data that were read, if it is new.
  func noteImport(_ data: ProjectData) throws {
    let version = DatasetVersion(
      sha256: data.sha256, reason: "imported", source: definition.data.versionSource, rows: data.table.rowCount,
      columns: data.table.columns.count)
    if let unknown = unknownImport(data.sha256, version) { try record([.datasetAdded(unknown)]) }
  }

  /// The current version's table, read on a thread of its own where it has not been; its import is written down.
  func loadedData() async throws -> ProjectData {
    let (store, data, clock) = (store, definition.data, clock)
    let loaded = try await onWorker { try store.data(data, clock: clock) { false } }
    try noteImport(loaded)
    return loaded
  }

  /// Runs something long beside the engine.
  func onWorker<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      WorkerThread.start("data") { continuation.resume(with: Result { try body() }) }
    }
  }

  /// A version by its hash or the start of it; `parent` and `current` are understood too.
  func dataset(named name: String) throws -> DatasetVersion {
    if name == "current", let current = state.dataset { return current }
    if name == "parent", let parent = state.dataset?.parent { return try dataset(named: parent) }
    let matches = state.datasets.filter { $0.sha256.hasPrefix(name.lowercased()) }
    guard name != "parent", name.count >= 4, let match = matches.last, Set(matches.map(\.sha256)).count == 1 else {
      let known = state.datasets.suffix(5).map { String($0.sha256.prefix(12)) }.joined(separator: ", ")
      let message =
        name == "parent"
        ? "the current dataset version has no parent" : "`\(name)` is no dataset version, or the start of several"
      throw Refusal(
        kind: .wrongUse, message: message, mend: known.isEmpty ? "train once first" : "use one of: \(known)")
    }
    return match
  }

  // MARK: Pages

  func datasetsPage() async throws -> JSON {
    // A source that cannot be read must not hide the versions that are known.
    if state.datasets.isEmpty { _ = try await loadedData() } else { _ = try? await loadedData() }
    let facts = try journal.events().compactMap { event -> (DatasetVersion, Event)? in
      guard case .datasetAdded(let version) = event.payload else { return nil }
      return (version, event)
    }
    return [
      "current": JSON(state.dataset.map { String($0.sha256.prefix(12)) }),
      "versions": .array(
        facts.suffix(Self.versionCountMax).reversed().map { version, event in
          [
            "version": JSON(String(version.sha256.prefix(12))), "sha256": JSON(version.sha256),
            "parent": JSON(version.parent.map { String($0.prefix(12)) }), "kind": JSON(version.kind.rawValue),
            "reason": JSON(version.reason), "who": JSON(event.who), "time": JSON(event.time),
            "rows": JSON(version.rows), "columns": JSON(version.columns), "edits": editTexts(of: version),
          ]
        }),
    ]
  }

  /// What a version's edits do, the first few in words.
  private func editTexts(of version: DatasetVersion) -> JSON {
    guard let artifact = version.edits, let edits = try? DatasetEdits(decoding: artifacts.get(artifact)) else {
      return []
    }
    let shown = edits.edits.prefix(5).map(\.description)
    let more = edits.edits.count - shown.count
    return JSON(shown + (more > 0 ? ["… \(more) more"] : []))
  }

  func datasetDifferencePage(_ a: String, _ b: String) async throws -> JSON {
    _ = try await loadedData()
    let (first, second) = (try dataset(named: a), try dataset(named: b))
    let plans = (
      try DatasetPlan(of: first, among: state.datasets, artifacts: artifacts),
      try DatasetPlan(of: second, among: state.datasets, artifacts: artifacts)
    )
    let (store, data) = (store, definition.data)
    let difference = try await onWorker {
      let (x, y) = try store.versions(data, plans.0, plans.1) { false }
      return DatasetDifference(x, y, isSameSource: true, id: data.id)
    }
    var json = difference.json
    json.set("a", JSON(String(first.sha256.prefix(12))))
    json.set("b", JSON(String(second.sha256.prefix(12))))
    return json
  }
}

extension DataDefinition {
  /// What a dataset version calls its source.
  var versionSource: String {
    switch source {
    case .file(let path): path
    case .world(let seed): "demo world \(seed)"
    }
  }
}

extension DatasetDifference {
  /// As `data diff` prints it.
  var json: JSON {
    [
      "a": nil, "b": nil,
      "rows": [
        "a": JSON(rowCounts.a), "b": JSON(rowCounts.b), "added": JSON(added), "removed": JSON(removed),
        "changed": JSON(changed),
      ],
      "schema": .array(
        schema.map {
          [
            "column": JSON($0.column), "change": JSON($0.change.rawValue), "a": JSON($0.a?.rawValue),
            "b": JSON($0.b?.rawValue),
          ]
        }),
      "columns": .array(columns.map(\.json)),
    ]
  }
}

extension DatasetDifference.ColumnChange {
  fileprivate var json: JSON {
    [
      "column": JSON(column), "missing": ["a": JSON(missing.a), "b": JSON(missing.b)],
      "mean": ["a": JSON(mean.a), "b": JSON(mean.b)], "changed": JSON(changed),
      "examples": .array(examples.map { ["row": JSON($0.row), "a": JSON($0.a), "b": JSON($0.b)] }),
      "levels": ["added": JSON(addedLevels), "removed": JSON(removedLevels)],
    ]
  }
}
