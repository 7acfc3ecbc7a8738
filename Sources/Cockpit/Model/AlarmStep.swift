import Encoding
import Lifecycle

/// Something that can be done about an alarm: a key and what it does.
struct AlarmStep: Sendable, Equatable {
  var action: Action
  /// "retrain on the rows since the change".
  var words: String
  /// The same in a word or two, for a column of a list.
  var brief: String

  /// Where Enter goes.
  var screen: Screen?

  init(_ action: Action, _ words: String, _ brief: String, screen: Screen? = nil) {
    self.action = action
    self.words = words
    self.brief = brief
    self.screen = screen
  }
}

extension CockpitModel {
  /// What helps against an alarm, the next step first; nothing against one that has ended.
  ///
  /// Where a person would look before doing anything, looking is the first step: a drift may cost nothing, and a break
  /// is mended where the data come from. Errors that changed leave nothing to look for: retraining comes first.
  func steps(against alarm: Alarm) -> [AlarmStep] {
    guard alarm.state.isOpen else { return [lookStep(at: alarm)] }
    let look = lookStep(at: alarm)
    let fixes = fixSteps(against: alarm)
    let steps: [AlarmStep]
    switch alarm.kind {
    case .conceptChange, .gate: steps = fixes + [look]
    case .drift, .covariateShift, .upstreamBreak, .mislabelling, .rule, .service: steps = [look] + fixes
    }
    return steps
  }

  /// The step that stands beside the alarm in lists.
  func nextStep(against alarm: Alarm) -> AlarmStep? {
    steps(against: alarm).first { disabledReason($0.action) == nil }
  }

  // MARK: Mending

  private func fixSteps(against alarm: Alarm) -> [AlarmStep] {
    guard let snapshot else { return [] }
    var steps: [AlarmStep] = []
    switch alarm.kind {
    case .upstreamBreak, .mislabelling, .service, .rule: return []
    case .drift, .covariateShift, .conceptChange, .gate: break
    }
    if let policy = suggestion?.fact.policy {
      steps.append(AlarmStep(.act(.acceptSuggestion), "do what the policy \(policy) suggests", "accept"))
    }
    if alarm.kind == .gate, isAfterPromotion(alarm, snapshot.state), let previous = snapshot.state.aliases.previous {
      steps.append(AlarmStep(.act(.rollBack), "roll back to v\(previous), which answered before", "roll back"))
    }
    if let challenger = snapshot.state.challenger, isTrainedSince(alarm, challenger, snapshot.state),
      challenger.verdict == .passed
    {
      steps.append(AlarmStep(.act(.promote), "promote v\(challenger.id), trained since", "promote"))
    }
    let rows = alarm.kind == .conceptChange ? "on the rows since the change" : "on what has been released"
    steps.append(AlarmStep(.act(.retrain), "retrain \(rows)", "retrain"))
    return steps
  }

  /// Whether the champion took over so shortly before that it may be the reason.
  private func isAfterPromotion(_ alarm: Alarm, _ state: LifecycleState) -> Bool {
    guard let champion = state.aliases.champion, let since = digest?.changes.last(where: { $0.version == champion })
    else { return false }
    let before = state.windows.count { $0.closed.to.seconds > since.time && $0.closed.to <= alarm.since }
    return alarm.since.seconds >= since.time && before <= Self.windowsAfterPromotion
  }

  /// Windows after a promotion in which a gate that fails is laid at its door.
  private static let windowsAfterPromotion = 12

  private func isTrainedSince(_ alarm: Alarm, _ version: Version, _ state: LifecycleState) -> Bool {
    guard let release = state.runs.last(where: { $0.id == version.run })?.newestRelease else { return false }
    return release > alarm.since
  }

  /// After a change what was before it is another world; the engine takes all where too few rows have come since.
  var dataToRetrainOn: DataChoice? {
    guard screen.stage == .monitoring, let alarm = selectedAlarm, alarm.state.isOpen else { return nil }
    return alarm.kind == .conceptChange ? .auto : nil
  }

  // MARK: Looking

  private func lookStep(at alarm: Alarm) -> AlarmStep {
    switch alarm.kind {
    case .drift, .covariateShift:
      guard let column = alarm.column else { return look("at the columns", .sheet(.drift)) }
      return look("at how \(column) moved", .sheet(.drift))
    case .upstreamBreak: return look("at the sources", .sheet(.upstream), brief: "upstream")
    case .mislabelling: return look("through the label queue", .sheet(.labels), brief: "labels")
    case .conceptChange, .gate: return look("at the estimate beside what came true", .sheet(.estimates))
    case .service: return look("at the software's figures", .sheet(.figures))
    case .rule: return look("at its figure", screen(about: alarm))
    }
  }

  private func look(_ words: String, _ screen: Screen, brief: String = "look") -> AlarmStep {
    AlarmStep(.move(.open), "look \(words)", brief, screen: screen)
  }

  private func screen(about alarm: Alarm) -> Screen {
    if AlarmRule.upstreamNames.contains(where: { alarm.metric.hasPrefix($0) }) || alarm.metric.hasPrefix("schema") {
      return .sheet(.upstream)
    }
    if alarm.column != nil { return .sheet(.drift) }
    if snapshot?.definition.business.kpis.contains(where: { $0.name == alarm.metric }) == true {
      return .stage(.business)
    }
    let isFigure = ["input", "output", "software", "latency"].contains { alarm.metric.hasPrefix($0) }
    return .sheet(isFigure ? .figures : .estimates)
  }

  /// Goes where the chosen alarm's cause can be seen.
  mutating func openAlarm() -> [Effect] {
    guard let alarm = selectedAlarm, let target = lookStep(at: alarm).screen else { return [] }
    open(target)
    guard target == .sheet(.drift) else { return [] }
    if let column = alarm.column, items(of: .drift).contains(.column(column)) { selections[.drift] = .column(column) }
    windowCursor = evidenceWindow(of: alarm) ?? windowCursor
    followCursor()
    return []
  }

  /// The newest window that shows what an alarm is about; nil where the newest of all does.
  private func evidenceWindow(of alarm: Alarm) -> Int? {
    guard let windows = snapshot?.state.windows, let column = alarm.column else { return nil }
    let shows = windows.last { window in
      window.closed.faults.contains { $0.column == column }
        || window.closed.drift.contains { $0.column == column && $0.isDrifted }
    }
    guard let index = shows?.closed.index, index != windows.last?.closed.index else { return nil }
    return index
  }

  // MARK: Views that are opened from another

  /// Shows a view from which Esc comes back.
  mutating func open(_ target: Screen) {
    desk.origin = Desk.Origin(opened: target, from: screen, window: windowCursor)
    show(target)
  }

  /// The chosen column in the window under the cursor.
  mutating func drillIn() {
    guard selectedDriftColumn != nil else { return }
    open(.sheet(.drift))
  }

  /// From a feature's half-life to its shape.
  mutating func openFeature() {
    guard case .named(let column) = selectedItem(of: .part(.halfLives)),
      items(of: .drift).contains(.column(column))
    else { return isZoomed.toggle() }
    selections[.drift] = .column(column)
    open(.sheet(.drift))
  }

  /// What the drift view asks: one window, one column.
  func windowQuery(of part: SheetPart, _ snapshot: Snapshot) -> (query: Query, freshness: String)? {
    guard let window = selectedWindow, let column = selectedDriftColumn else { return nil }
    return (
      .window(Query.WindowRequest(index: window.closed.index, column: column)),
      "\(window.closed.session) \(window.settled?.settled ?? -1)"
    )
  }
}
