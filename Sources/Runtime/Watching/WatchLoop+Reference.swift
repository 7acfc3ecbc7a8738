import Encoding
import Lifecycle
import Monitoring
import Serving
import Storage
import Tabular
import Traffic

// What drift is measured against: a file's rows, or the log's first.

extension WatchLoop {
  /// Rows of a reference file that are read.
  static let referenceRowsMax = 100_000
  /// Seconds of event time that windows wait for outcomes where the project names none: of a growing log, of a whole one.
  private static let outcomeDelays = (growing: 30 * 86_400.0, whole: 3e9)

  func readReference(_ path: String) throws {
    let follower = try LogFollower(path: path)
    var dialect = LogDialect()
    var roles = roles
    var lines: [WatchedLine] = []
    var events: [LogFollower.Event] = []
    func take(_ bytes: [UInt8]) {
      guard case .record(let record) = dialect.read(bytes) else { return }
      let line = roles.line(record)
      if line.isRow { lines.append(line) }
    }
    while lines.count < Self.referenceRowsMax, try follower.read(waitMilliseconds: 100, into: &events) == .more {
      for case .line(let bytes) in events where lines.count < Self.referenceRowsMax { take(bytes) }
      events.removeAll(keepingCapacity: true)
    }
    if let bytes = follower.takeTail() { take(bytes) }
    guard lines.count >= 30 else {
      throw Refusal(
        kind: .wrongUse, message: "the reference \(path) has \(lines.count) rows that can be read",
        mend: "name a table of 30 rows or more, with the log's columns")
    }
    make(lines)
    referenceJSON = ["rows": JSON(lines.count), "file": JSON(path)]
  }

  /// Freezes the first rows as the reference, and goes through all that was held.
  func begin(atEnd: Bool) throws {
    var rows = held.filter(\.isRow)
    if atEnd, rows.count < wantedRows {
      // The whole log is shorter than a reference: its first half.
      rows = Array(rows.prefix(max(1, rows.count / 2)))
      window = job.definition.monitoring.window ?? .rows(max(50, heldRows / 10))
    }
    guard !rows.isEmpty else {
      counts.unknown += held.count
      held = []
      return
    }
    var outcomes: [String: LogValue] = [:]
    for line in held where !line.isRow { if let id = line.id { outcomes[id] = line.outcome } }
    var labelled = rows
    for row in labelled.indices where !labelled[row].hasOutcome {
      if let id = labelled[row].id, let outcome = outcomes[id] { labelled[row].outcome = outcome }
    }
    make(labelled)
    referenceJSON = ["rows": JSON(rows.count), "file": .null]
    if model?.estimator == nil, model?.task != .regression, let model {
      referenceLabels = ReferenceLabels(rows, model.reading)
    }
    let lines = held
    held = []
    for line in lines { try add(line) }
  }

  private func make(_ lines: [WatchedLine]) {
    var schema = WatchSchema(reference: lines, idColumn: roles.name(of: .id) ?? job.columns.id ?? "id")
    let table = schema.table(of: lines)
    _ = schema.takeBreaks(window: -1)
    _ = schema.takeTextLengths()
    let features = schema.columns.map(\.name)
    let model = WatchedModel(
      lines: lines, table: table, features: features, task: job.learningTask, metric: job.definition.scope.metric,
      target: job.definition.data.target, positive: job.definition.data.positive,
      windowRows: WindowRows(job.definition, [], hasTime: false).watched,
      keepsRows: job.definition.monitoring.multivariate != nil)
    if !schema.texts.isEmpty {
      notes.append("not watched, because they have no distribution: \(schema.texts.prefix(12).joined(separator: ", "))")
    }
    self.schema = schema
    self.model = model
    job.status.update { $0.reference = model.reference }
    player = TrafficPlayer(configuration(model, features), routing: RoutingTable(), log: job.log)
  }

  private func configuration(_ model: WatchedModel, _ features: [String]) -> TrafficPlayer.Configuration {
    let definition = job.definition
    let delay = definition.monitoring.outcomeDelaySeconds
    var configuration = TrafficPlayer.Configuration(
      session: job.session, task: model.task, target: definition.data.target, loggedColumns: features,
      window: definition.monitoring.window ?? window ?? .rows(WatchSettings.windowRowsDefault),
      outcomeDelaySeconds: delay > 0
        ? delay : job.request.follows ? Self.outcomeDelays.growing : Self.outcomeDelays.whole,
      metric: model.metric, value: definition.scope.value, kpis: definition.business.kpis, baseline: nil,
      exploration: 0, seed: 0, firstWindow: 0, scoreScale: model.scoreScale)
    configuration.features = Set(features)
    configuration.watchedColumns = features
    configuration.segments = definition.business.segments
    configuration.redo = definition.redo
    configuration.domain = definition.monitoring.domainWatch(job.clock)
    configuration.namingColumns = Set([schema?.idColumn].compactMap { $0 })
    configuration.openRowCountMax = WatchSettings.openRowCountMax
    configuration.waitingRowCountMax = WatchSettings.waitingRowCountMax
    window = configuration.window
    return configuration
  }

  /// Outcomes of the reference's own rows make the estimator, as soon as there are enough.
  func learn(_ outcomes: [PendingOutcome]) {
    guard referenceLabels != nil else { return }
    for outcome in outcomes { referenceLabels?.add(outcome.id, outcome.value) }
    guard let estimator = referenceLabels?.estimator else { return }
    model?.estimator = estimator
    referenceLabels = nil
  }
}
