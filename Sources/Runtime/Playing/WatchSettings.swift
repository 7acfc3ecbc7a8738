import Expressions
import Learning
import Lifecycle
import Serving

/// How a session's traffic is watched, whoever sends it.
struct WatchSettings {
  /// Windows when the project names none: enough rows to say something.
  static let windowRowsDefault = 1000
  /// Of traffic without an end: rows that wait for their outcomes take 24 bytes each, and twice that while their window
  /// is filled. A window of time closes early when so much comes within it.
  static let openRowCountMax = 100_000
  static let waitingRowCountMax = 300_000

  var definition: ProjectDefinition
  var champion: Version
  /// The column by whose values the rollout under way splits the traffic; nil where the project's holds.
  var unit: String?
  var clock = EngineClock.system

  /// - Parameters:
  ///   - features: columns that the log keeps for the next model, whatever this one reads.
  ///   - defaultWindowRows: length of the windows where the project names none.
  func configuration(
    _ model: Model, features: [String], session: SessionID, firstWindow: Int, defaultWindowRows: Int
  ) -> TrafficPlayer.Configuration {
    let own: Set = [definition.data.target, "prediction", "score", "outcome"]
    let read = (definition.scope.value?.names ?? []) + definition.business.kpis.flatMap(\.formula.names)
    // The next model learns from the log: it needs what this one left out, as a column that never varied before.
    var logged = model.features
    for name in features where !logged.contains(name) { logged.append(name) }
    for name in read where !own.contains(name) && !logged.contains(name) { logged.append(name) }
    // Who asked: without it a rollout could not be put together again from the log.
    if let unit = unit ?? definition.splitUnit, !logged.contains(unit) { logged.append(unit) }
    var configuration = TrafficPlayer.Configuration(
      session: session, task: Lifecycle.LearningTask(model.task), target: definition.data.target,
      loggedColumns: logged, window: definition.monitoring.window ?? .rows(defaultWindowRows),
      outcomeDelaySeconds: definition.monitoring.outcomeDelaySeconds, metric: definition.scope.metric,
      value: definition.scope.value, kpis: definition.business.kpis, baseline: ModelLoading.baseline(of: model),
      exploration: definition.deployment.explore, seed: DecisionRule.explorationSeed, firstWindow: firstWindow,
      scoreScale: champion.scoreScale(Lifecycle.LearningTask(model.task)))
    configuration.features = Set(model.features)
    // What the model must not see may still tell who records outcomes wrongly.
    configuration.watchedColumns = logged + definition.data.leaveOut.filter { !logged.contains($0) }
    configuration.segments = definition.business.segments
    configuration.redo = definition.redo
    configuration.namingColumns = Set(
      [definition.data.id ?? "unit", definition.deployment.unit, definition.redo?.unit].compactMap { $0 })
    configuration.domain = definition.monitoring.domainWatch(clock)
    return configuration
  }
}

extension MonitoringDefinition {
  /// What tells windows from the reference, where the project asks for it.
  func domainWatch(_ clock: EngineClock) -> DomainWatch? {
    multivariate.map { definition in
      DomainWatch(definition, now: clock.monotonic) { work in
        WorkerThread.start("multivariate", isBackground: true, work)
      }
    }
  }
}
