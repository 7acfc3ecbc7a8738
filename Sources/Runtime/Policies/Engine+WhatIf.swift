import Encoding
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

extension Engine {
  /// Labelled rows that a what-if compares on at most: the newest.
  static let whatIfRowCountMax = 20_000

  /// A version beside the champion on the newest labelled rows of the log.
  func whatIfPage(_ id: VersionID?) async throws -> JSON {
    guard let champion = state.champion else {
      throw Refusal(kind: .no, message: "there is no champion to compare with", mend: "promote a version first")
    }
    guard let challengerID = id ?? state.aliases.challenger, let challenger = state.version(challengerID) else {
      throw Refusal(
        kind: id == nil ? .no : .wrongUse, message: id.map { "there is no version \($0)" } ?? "there is no challenger",
        mend: "train one first: `sextant train`, or name a version")
    }
    guard challenger.id != champion.id else {
      throw Refusal(kind: .wrongUse, message: "version \(champion.id) is the champion itself", mend: "name another")
    }
    guard let session = state.session?.id else {
      throw Refusal(kind: .no, message: "no traffic was logged yet", mend: "play some: `sextant replay`")
    }
    let work = try whatIf(challenger, against: champion, in: session)
    return try await inBackground { try work.page() }
  }

  /// - Parameter session: whose log has the rows.
  func whatIf(_ challenger: Version, against champion: Version, in session: SessionID) throws -> WhatIf {
    WhatIf(
      definition: definition, champion: try served(champion), challenger: try served(challenger),
      model: try ModelLoading.model(champion, from: artifacts), reader: log.reader, session: session,
      learntUntil: [champion, challenger].compactMap { version in
        state.runs.last { $0.id == version.run }?.newestRelease
      }.max(), store: store, clock: clock)
  }

  /// Compares a challenger that has just been made with the champion, on a thread of its own, so that whoever decides
  /// finds the answer there. Nothing to compare with is no failure.
  func beginWhatIf() {
    trialBefore.token?.cancel()
    trialBefore = TrialBefore()
    guard let champion = state.champion, let challenger = state.challenger, champion.id != challenger.id,
      let session = state.session?.id, let counts = try? log.counts(of: session), counts.outcomes > 0,
      var work = try? whatIf(challenger, against: champion, in: session)
    else { return }
    let (id, token) = tasks.begin(kind: "what-if", title: "v\(challenger.id) beside v\(champion.id)")
    trialBefore.token = token
    work.isCancelled = { token.isCancelled }
    let job = work
    WorkerThread.start("what-if", isBackground: true) { [weak self, tasks] in
      let result = Result { try job.page() }.mapError { Refusal.describing($0) }
      tasks.end(id, result)
      try? waitFor { [weak self] in await self?.take(result, of: challenger.id, beside: champion.id) }
    }
  }

  private func take(_ result: Result<JSON, Refusal>, of challenger: VersionID, beside champion: VersionID) {
    guard case .success(let page) = result, state.aliases.challenger == challenger,
      state.aliases.champion == champion
    else { return }
    trialBefore = TrialBefore(
      summary: WhatIfSummary(
        challenger: challenger, champion: champion, rows: page["rows"]?.int ?? 0,
        verdict: page["verdict"]?.string ?? "no_data", sentence: page["sentence"]?.string ?? ""))
    publisher.markDirty()
  }

  /// What is known of the challenger beside the champion as they stand.
  var currentWhatIf: WhatIfSummary? {
    trialBefore.summary.flatMap {
      $0.challenger == state.aliases.challenger && $0.champion == state.aliases.champion ? $0 : nil
    }
  }

  /// Works on a thread of its own while the engine goes on.
  func inBackground<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      WorkerThread.start("what-if", isBackground: true) {
        continuation.resume(with: Result { try body() })
      }
    }
  }
}

/// What is found out of a challenger before anyone decides.
struct TrialBefore {
  var token: TaskToken?
  var summary: WhatIfSummary?
}
