import Encoding
import Lifecycle

extension CockpitModel {
  /// What a pane of a further view asks the engine, and what the answer depends on.
  func query(of part: SheetPart, _ snapshot: Snapshot) -> (query: Query, freshness: String)? {
    let state = snapshot.state
    let dataset = datasetHash(snapshot)
    switch part.sheet {
    case .contract: return (.scope, "\(state.scopeDigest ?? "") \(state.sequence / 20)")
    case .findings: return (.dataFindings, dataset)
    case .rows: return (desk.grid.query(page: desk.grid.row / RowGrid.pageRows), dataset)
    case .labels: return (LabelDesk.query, labelFreshness(snapshot))
    case .datasets:
      guard part == .difference else { return (.datasets, "\(state.datasets.count) \(dataset)") }
      return datasetsToCompare.map { (.datasetDifference($0.a, $0.b), "") }
    case .evaluation, .errors: return evaluatedVersion.map { (.analysis($0, file: nil), dataset) }
    case .comparison: return versionsToCompare.map { (.comparison($0.a, $0.b), dataset) }
    case .iterations, .rollout, .review, .alarms, .drift, .figures, .estimates, .upstream, .segments, .insights:
      return circleQuery(of: part, snapshot)
    // They come with every picture.
    case .policies: return nil
    case .rehearsal, .gateway, .registry, .automation: return deploymentQuery(of: part, snapshot)
    }
  }

  /// Everything to ask now, the most wanted first: what visible panes show, what an open question is about, and the
  /// rows around those that are seen.
  var wantedPages: [(query: Query, freshness: String)] {
    var wanted = layout.panes.compactMap { query(of: $0.pane) }
    if case .question(.applyContract(let text)) = layer { wanted.append((.scopeChange(text: text), "")) }
    if let lint = lintWanted { wanted.append(lint) }
    if let snapshot, layout.content(of: .part(.rows)) != nil {
      let dataset = datasetHash(snapshot)
      wanted += desk.grid.pagesWanted(height: gridHeight).map { (desk.grid.query(page: $0), dataset) }
    }
    if let sequence = snapshot?.past { wanted.append((.journal(since: sequence - 1, limit: 1), "")) }
    return wanted.filter { isAnswered($0.query) }
  }

  func datasetHash(_ snapshot: Snapshot) -> String {
    snapshot.state.dataset?.sha256 ?? snapshot.data?.sha256 ?? ""
  }

  /// The newest answer to what a pane asks; nil before one has come.
  func page(of part: SheetPart) -> JSON? {
    guard let snapshot, let query = query(of: part, snapshot)?.query else { return nil }
    return entry(of: query)?.page
  }

  /// The version that evaluation and errors are about: the chosen run's, else the champion.
  var evaluatedVersion: VersionID? { selectedRun?.version ?? snapshot?.state.aliases.champion }

  // MARK: Comparing versions

  /// Two marked versions; one marked and the chosen run's; else the champion and what may follow it.
  var versionsToCompare: (a: VersionID, b: VersionID)? {
    if desk.marked.count == 2 { return (desk.marked[0], desk.marked[1]) }
    guard let aliases = snapshot?.state.aliases else { return nil }
    let chosen = selectedRun?.version
    if let first = desk.marked.first {
      let other = chosen != first ? chosen : aliases.champion != first ? aliases.champion : aliases.challenger
      return other.map { (first, $0) }
    }
    guard let champion = aliases.champion else { return nil }
    if let challenger = aliases.challenger, challenger != champion { return (champion, challenger) }
    return (chosen != champion ? chosen : aliases.previous).map { (champion, $0) }
  }

  /// Why nothing can be marked here; nil when something can.
  var markReason: String? {
    switch screen {
    case .stage(.development), .sheet(.comparison):
      selectedRun?.version == nil ? "the chosen run made no version" : nil
    case .sheet(.datasets): selectedDataset == nil ? "there is no version of the data" : nil
    case .overview, .stage, .sheet: "versions are marked in the runs and in the versions of the data"
    }
  }

  /// Marks or unmarks what is chosen; of versions the newest two marks count.
  mutating func toggleMark() {
    if screen == .sheet(.datasets) {
      guard let version = selectedDataset?.version else { return }
      desk.markedDataset = desk.markedDataset == version ? nil : version
      return
    }
    guard let version = selectedRun?.version else { return }
    if let place = desk.marked.firstIndex(of: version) {
      desk.marked.remove(at: place)
    } else {
      desk.marked = desk.marked.suffix(1) + [version]
    }
  }
}
