import Encoding
import Lifecycle
import Storage

// What a version does right and wrong.

extension Engine {
  /// A version, the champion where none is named, on its test rows or on a file.
  func analysisPage(_ version: VersionID?, file: String?) async throws -> JSON {
    let version = try analysed(version ?? state.aliases.champion ?? state.versions.last?.id)
    return try await shelved(.analysis(version.id, file: file), file: file) { work in
      try work.analysis(of: version, file: file)
    }
  }

  /// Two versions on the same rows.
  func comparisonPage(_ a: VersionID, _ b: VersionID) async throws -> JSON {
    let (first, second) = (try analysed(a), try analysed(b))
    return try await shelved(.comparison(a, b), file: nil) { work in try work.comparison(first, second) }
  }

  private func analysed(_ id: VersionID?) throws -> Version {
    guard let id else {
      throw Refusal(kind: .no, message: "there is no version yet", mend: "`sextant train` makes one")
    }
    guard let version = state.version(id) else {
      throw Refusal(kind: .wrongUse, message: "there is no version \(id)", mend: "`sextant registry` lists them")
    }
    return version
  }

  private func shelved(
    _ query: Query, file: String?, _ answer: @escaping @Sendable (AnalysisWork) throws -> JSON
  ) async throws -> JSON {
    let outcomes = try state.session.map { try log.counts(of: $0.id).outcomes } ?? 0
    let key = AnalysisShelf.Key(
      query: query, definition: definition, dataset: state.dataset?.sha256,
      mark: file.map(AnalysisShelf.mark(ofFile:)) ?? [outcomes / 1000])
    let released = state.session.flatMap { outcomes > 0 ? ReleasedRows(reader: log.reader, session: $0.id) : nil }
    let (definition, store, artifacts, runs, clock) = (definition, store, artifacts, state.runs, clock)
    return try await shelved(key, kind: "analysis", title: Self.title(of: query)) { _, isCancelled in
      try answer(
        AnalysisWork(
          definition: definition, store: store, artifacts: artifacts, released: released, runs: runs, clock: clock,
          isCancelled: isCancelled))
    }
  }

  private static func title(of query: Query) -> String {
    if case .comparison(let a, let b) = query { return "comparing versions \(a) and \(b)" }
    if case .analysis(let version?, _) = query { return "analysing version \(version)" }
    return "analysing the champion"
  }

  /// The answer from the shelf, or worked out on a thread of its own while the engine goes on: a task that can be
  /// cancelled, then for all who wait for it.
  ///
  /// - Parameter work: is given what tells how far it is (0…1), and what tells it to stop.
  func shelved(
    _ key: AnalysisShelf.Key, kind: String, title: String,
    _ work:
      @escaping @Sendable (
        _ progress: @escaping @Sendable (Double) -> Void, _ isCancelled: @escaping @Sendable () -> Bool
      ) throws -> JSON
  ) async throws -> JSON {
    let tasks = tasks
    let answer = analyses.task(for: key) {
      let (id, token) = tasks.begin(kind: kind, title: title)
      return Task.detached {
        do {
          let answer = try await WorkerThread.run("analysis") { isCancelled in
            try work({ tasks.update(id, fraction: $0, detail: "") }, { token.isCancelled || isCancelled() })
          }
          tasks.end(id, .success(.null))
          return answer
        } catch {
          tasks.end(id, .failure(Refusal.describing(error)))
          throw error
        }
      }
    }
    do {
      return try await answer.value
    } catch {
      analyses.forget(key)
      throw error
    }
  }
}
