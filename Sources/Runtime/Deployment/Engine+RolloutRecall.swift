import Lifecycle
import Serving
import Storage

// What a rollout's step has shown, where no traffic tells.

extension Engine {
  /// What has been seen of the step under way: what traffic told last or, where none has come since the engine began,
  /// what the log holds of it. Nil without a rollout.
  ///
  /// The log is read once, on a thread of its own while the engine goes on.
  func seenOfRollout() async throws -> TrialFindings? {
    guard let rollout = state.rollout else { return nil }
    let key = Trial.Key(rollout)
    if let findings, findings.key == key { return findings }
    // Traffic under way has read the log itself.
    let routes = routing.current
    guard serving == nil, replay == nil, let version = state.champion, routes.champion != nil,
      routes.trial?.key == key
    else { return nil }
    let (definition, log, artifacts, sessions) = (definition, log, artifacts, state.sessionCount)
    let found = try await onWorker {
      let last = SessionID(max(1, sessions))
      let configuration = WatchSettings(definition: definition, champion: version, unit: rollout.started.unit)
        .configuration(
          try ModelLoading.model(version, from: artifacts), features: [], session: last, firstWindow: 0,
          defaultWindowRows: WatchSettings.windowRowsDefault)
      var record = try TrialRecall(rollout, routes, configuration, log: log)?.record(sessions: sessions, next: last)
      return try record?.look()
    }
    // Traffic that began meanwhile knows more.
    if let findings, findings.key == key { return findings }
    guard state.rollout.map({ Trial.Key($0) }) == key else { return nil }
    findings = found
    return found
  }
}
