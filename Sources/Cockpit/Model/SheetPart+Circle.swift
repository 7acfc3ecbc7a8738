import Encoding
import Lifecycle

// What the panes of the way round ask, list and copy.

extension CockpitModel {
  /// What a pane asks the engine, and what the answer depends on.
  func circleQuery(of part: SheetPart, _ snapshot: Snapshot) -> (query: Query, freshness: String)? {
    let state = snapshot.state
    switch part.sheet {
    case .iterations:
      let counts = [state.iterations.count, state.decisions.count, state.runs.count, state.versions.count]
      return (.iterations, "\(counts) \(state.iteration.promoted.count) \(state.undone.count)")
    case .rollout: return (.rollout, "\(state.sequence) \(snapshot.traffic.predictions / 1000)")
    case .review: return (ReviewDesk.query, "\(state.reviewedCount) \(snapshot.traffic.predictions / 500)")
    case .estimates:
      guard part == .whatIf else { return nil }
      return state.aliases.challenger.map { (.whatIf($0), "\(settledCount(snapshot))") }
    case .drift: return windowQuery(of: part, snapshot)
    case .upstream: return (.upstream, "\(state.session?.id.number ?? 0) \(state.windows.last?.closed.index ?? -1)")
    case .segments: return (.business, "\(settledCount(snapshot))")
    case .insights:
      return (
        .insights, "\(settledCount(snapshot)) \(state.openAlarms.count) \(state.aliases) \(state.suggestion == nil)"
      )
    case .figures: return part == .software ? figuresQuery(snapshot) : nil
    case .contract, .findings, .rows, .labels, .datasets, .evaluation, .errors, .comparison, .alarms, .rehearsal,
      .gateway, .registry, .automation, .policies:
      return nil
    }
  }

  /// Grows with every window that settles.
  func settledCount(_ snapshot: Snapshot) -> Int {
    snapshot.state.windows.last { $0.settled != nil }?.closed.index ?? -1
  }

  /// The rows of a list of the way round, whatever its filter.
  func circleItems(of part: SheetPart) -> [Item] {
    switch part {
    case .turns: return (page(of: .turns)?["iterations"]?.array ?? []).indices.map { .numbered($0) }
    case .decisions: return (snapshot?.state.decisions ?? []).indices.reversed().map { .numbered($0) }
    case .waiting: return openRequests.map { .named($0.name) }
    case .rehearsalSteps, .endpoints, .passages, .moves: return deploymentItems(of: part)
    case .inputs: return figureNames(of: .inputs).map { .named($0) }
    case .outputs: return figureNames(of: .outputs).map { .named($0) }
    case .software: return figureNames(of: .software).map { .named($0) }
    case .reconciliation: return reconciledWindows.reversed().map { .numbered($0.closed.index) }
    case .halfLives:
      return (page(of: .halfLives)?["features"]?.array ?? []).compactMap { $0["column"]?.string }.map { .named($0) }
    case .segmentColumns: return segments.map { .named($0["column"]?.string ?? "") }
    case .insights: return insights.map { .named($0.id) }
    case .policies: return policies.map { .named($0.name) }
    case .turn, .walk, .arms, .trialGates, .advantage, .shadow, .rehearsal, .rehearsalChecks, .forecast, .door,
      .latency,
      .statuses, .reigns, .levels, .deciders, .agreement, .request, .estimate, .whatIf, .segmentLevels, .worth,
      .insight, .fields, .field, .findings, .finding, .rows, .row, .labelQueue, .label, .noise, .datasets, .difference,
      .summary, .confusion, .threshold, .separation, .precision, .calibration, .scores, .slices, .importances, .errors,
      .contributions, .recipes, .forest, .roundCurves, .rocCurves, .precisionCurves, .disagreements, .alarmList, .alarm,
      .shape, .readings, .trend, .worst, .sources, .schemaBreaks, .gap, .policy:
      return []
    }
  }

  // MARK: What is chosen

  var selectedTurn: JSON? {
    guard case .numbered(let index) = selectedItem(of: .part(.turns)) else { return nil }
    return page(of: .turns)?["iterations"]?[index]
  }

  /// Columns whose levels earn or cost something.
  var segments: [JSON] { page(of: .segmentColumns)?["segments"]?.array ?? [] }

  var selectedSegment: JSON? {
    guard case .named(let column) = selectedItem(of: .part(.segmentColumns)) else { return nil }
    return segments.first { $0["column"]?.string == column }
  }

  /// Windows of which an estimate or the truth is known, oldest first.
  var reconciledWindows: [Window] {
    guard let snapshot else { return [] }
    let metric = snapshot.definition.scope.metric
    return snapshot.state.windows.filter {
      $0.closed.estimated[metric]?["value"] != nil || $0.settled?.metrics[metric] != nil
    }
  }

  // MARK: Copying

  /// What `y` copies of a row of the way round: the command that goes there, or the row as text.
  func circleCopyText(of item: Item, in part: SheetPart) -> String? {
    if let text = deploymentCopyText(of: item, in: part) { return text }
    if case .named(let name) = item {
      if part == .insights { return insights.first { $0.id == name }?.command }
      if part == .policies { return policies.first { $0.name == name }.map { CellText.plain($0.json) } }
      if part == .waiting { return "sextant review \(name)" }
      if part == .segmentColumns { return segments.first { $0["column"]?.string == name }.map { CellText.plain($0) } }
      return figureAtCursor(name).map { "\(name) \(CellText.number($0))" }
    }
    guard case .numbered(let index) = item else { return nil }
    if part == .turns {
      return page(of: .turns)?["iterations"]?[index].map { "iteration \(index + 1): \(CellText.plain($0))" }
    }
    if part == .decisions, let decisions = snapshot?.state.decisions, decisions.indices.contains(index) {
      return Command.decide(decisions[index].fact.decision, because: decisions[index].fact.because).commandLine
    }
    guard part == .reconciliation else { return nil }
    return reconciledWindows.first { $0.closed.index == index }.map {
      "window \(index), \($0.closed.from) to \($0.closed.to)"
    }
  }
}
