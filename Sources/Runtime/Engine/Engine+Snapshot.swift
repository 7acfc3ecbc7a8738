import Encoding
import Lifecycle
import Storage

extension Engine {
  func publishSnapshot() {
    publisher.beginSnapshot()
    publisher.publish(makeSnapshot())
  }

  /// A picture of this moment.
  public var currentSnapshot: Snapshot { makeSnapshot() }

  func makeSnapshot() -> Snapshot {
    let live = live.current
    let notices = notices + notifier.notices
    let liveGates = liveGateResults()
    let gates = state.champion.map { todaysGates(of: $0) } ?? []
    let facts = StageFacts(
      definition: definition, state: state, data: summary, gates: gates, liveGates: liveGates,
      traffic: live.traffic, isTraining: training != nil, notices: notices)
    // The screen asks what holds today; the gates of the time are in the journal.
    var shown = state
    for index in shown.versions.indices { shown.versions[index].gates = todaysGates(of: shown.versions[index]) }
    var snapshot = Snapshot(
      definition: definition, path: folder.path, task: currentTask, state: shown, stages: StageSummary.all(facts),
      gates: gates, liveGates: liveGates, data: summary, tasks: tasks.tasks, training: live.curve,
      traffic: live.traffic, histograms: live.histograms, notices: notices,
      gateway: serving?.door?.status, policies: policyStatuses, whatIf: currentWhatIf)
    let sampled = sampler.sampleCount
    snapshot.sampled = sampled == 0 ? nil : sampled
    return snapshot
  }

  /// A version's verdicts under the scope as it stands.
  func todaysGates(of version: Version) -> [GateResult] {
    version.judged(by: definition.scope.gates)
  }

  /// The task as the scope's metric says it, so that a screen can be drawn before the data are read.
  var currentTask: LearningTask {
    if ["rmse", "mae", "r2", "mape"].contains(definition.scope.metric) { return .regression }
    if definition.scope.metric.hasPrefix("macro_") { return .multiclass }
    // Accuracy and log-loss are of any number of classes; a model that was judged by macro averages settles it.
    let judged = state.champion ?? state.versions.last
    return judged?.metrics["test"]?["macro_f1"] == nil ? .binary : .multiclass
  }

  /// The scope's gates on the newest settled window.
  func liveGateResults() -> [GateResult] {
    guard let window = state.windows.last(where: { $0.settled != nil })?.settled else { return [] }
    let measurements = AlarmBook.measurements(
      window, champion: state.version(window.version) ?? state.champion)
    return definition.scope.gates.map { $0.judge(measurements) }
  }

  // MARK: The table's profile

  /// Reads the data and their profile on a thread of its own, for the Data stage.
  public func loadSummary() {
    let (store, definition, clock, tasks) = (store, definition, clock, tasks)
    WorkerThread.start("profile", isBackground: true) { [weak self] in
      guard self != nil else { return }
      let (id, token) = tasks.begin(kind: "import", title: "reading \(definition.data.sourceName)")
      do {
        let data = try store.data(definition.data, clock: clock) { token.isCancelled }
        tasks.update(id, fraction: 0.7, detail: "profiling")
        let summary = DataSummary(data)
        tasks.end(id, .success(.null))
        try waitFor { [weak self] in await self?.take(summary) }
      } catch {
        let refusal = Refusal.describing(error)
        tasks.end(id, .failure(refusal))
        try? waitFor { [weak self] in await self?.notice(StageSummary.dataTrouble + "\(refusal)") }
      }
    }
  }

  private func take(_ summary: DataSummary) {
    self.summary = summary
    publisher.markDirty()
  }
}

extension DataDefinition {
  /// The source as people call it.
  public var sourceName: String {
    switch source {
    case .file(let path): path
    case .world: "the demo world's history"
    }
  }
}
