import Lifecycle

/// What a row of a list stands for, so that a choice survives the list's growing and re-sorting.
enum Item: Sendable, Hashable {
  case gate(Int)
  case column(String)
  case run(RunID)
  case version(VersionID)
  /// By place in the history, oldest 0.
  case aliasChange(Int)
  case alarm(AlarmID)
  case indicator(String)
  /// By place in an answer of the engine, the first 0.
  case numbered(Int)
  /// By a name within an answer of the engine: a path, an identifier, a hash.
  case named(String)
  /// A row of the data.
  case tableRow(Int)
}

extension Pane {
  /// The list whose choice this pane shows: its own, or that of the list it details.
  var list: Pane? {
    switch self {
    case .gates, .columns, .runs, .versions, .history, .drift, .alarms, .indicators: self
    case .course: .gates
    case .column: .columns
    case .metrics, .runGates: .runs
    case .histogram: .drift
    case .tile, .curve, .aliases, .problem, .risks, .source, .traffic, .metric, .service, .value, .difference, .outlay:
      nil
    case .part(let part): part.sharedList ?? part.list.map { .part($0) }
    }
  }
}

extension CockpitModel {
  /// The rows of a list from the top, as far as its filter lets them through; empty for what is no list.
  func items(of pane: Pane) -> [Item] { filtered(allItems(of: pane), of: pane) }

  /// The rows of a list, whatever its filter.
  func allItems(of pane: Pane) -> [Item] {
    guard let snapshot else { return [] }
    switch pane {
    case .gates: return snapshot.definition.scope.gates.indices.map { .gate($0) }
    case .columns: return snapshot.data?.columns.map { .column($0.name) } ?? []
    case .runs: return snapshot.state.runs.reversed().map { .run($0.id) }
    case .versions: return snapshot.state.versions.reversed().map { .version($0.id) }
    case .history:
      return snapshot.state.aliasHistory.indices.reversed()
        .filter { snapshot.state.aliasHistory[$0].alias == "champion" }.map { .aliasChange($0) }
    case .drift: return digest?.drift.rows.map { .column($0.column) } ?? []
    case .alarms: return snapshot.state.listedAlarms.map { .alarm($0.id) }
    case .indicators: return snapshot.definition.business.kpis.map { .indicator($0.name) }
    case .part(let part): return items(of: part)
    case .tile, .problem, .risks, .course, .column, .source, .curve, .metrics, .runGates, .aliases, .traffic, .metric,
      .histogram, .service, .value, .difference, .outlay:
      return []
    }
  }

  /// The chosen row of a list; nil when the list is empty.
  func selectedIndex(of pane: Pane) -> Int? {
    let items = items(of: pane)
    guard !items.isEmpty else { return nil }
    return selections[pane].flatMap { items.firstIndex(of: $0) } ?? initialIndex(of: pane)
  }

  func selectedItem(of pane: Pane) -> Item? {
    selectedIndex(of: pane).map { items(of: pane)[$0] }
  }

  /// The row chosen before anyone chose: the first, but of the runs the newest one that has something to show.
  private func initialIndex(of pane: Pane) -> Int {
    // The present iteration stands last in its map.
    if pane == .part(.turns) { return max(0, items(of: pane).count - 1) }
    // The last step is where the rehearsal stopped.
    if pane == .part(.rehearsalSteps) { return max(0, items(of: pane).count - 1) }
    guard pane == .runs else { return 0 }
    return items(of: .runs).firstIndex { item in
      guard case .run(let id) = item else { return false }
      return snapshot?.state.runs.last { $0.id == id }?.status == .finished
    } ?? 0
  }

  var selectedRun: Run? {
    guard case .run(let id) = selectedItem(of: .runs) else { return nil }
    return snapshot?.state.runs.last { $0.id == id }
  }

  var selectedVersion: Version? {
    guard case .version(let id) = selectedItem(of: .versions) else { return nil }
    return snapshot?.state.version(id)
  }

  var selectedAlarm: Alarm? {
    guard case .alarm(let id) = selectedItem(of: .alarms) else { return nil }
    return snapshot?.state.alarms.first { $0.id == id }
  }

  var selectedColumn: DataSummary.ColumnSummary? {
    guard case .column(let name) = selectedItem(of: .columns) else { return nil }
    return snapshot?.data?.columns.first { $0.name == name }
  }

  /// The column chosen in the drift strip.
  var selectedDriftColumn: String? {
    guard case .column(let name) = selectedItem(of: .drift) else { return nil }
    return name
  }

  /// The window under the cursor: the newest unless one was chosen; nil without windows.
  var selectedWindow: Window? {
    guard let windows = snapshot?.state.windows, !windows.isEmpty else { return nil }
    guard let cursor = windowCursor ?? desk.heldWindow else { return windows.last }
    return windows.last { $0.closed.index <= cursor } ?? windows.first
  }
}

extension LifecycleState {
  /// Alarms as the pane lists them: open ones first, the gravest at the top, then ended ones, the newest first.
  var listedAlarms: [Alarm] {
    openAlarms
      + alarms.filter { $0.state == .resolved }.sorted { ($0.until ?? $0.since, $0.id) > ($1.until ?? $1.since, $1.id) }
  }
}
