import CellCanvas
import Lifecycle

extension CockpitModel {
  /// Why an action cannot be done now, in words that follow its title; nil when it can.
  public func disabledReason(_ action: Action) -> String? {
    switch action {
    case .act(let deed): disabledReason(deed)
    case .tool(.copy): copyText == nil ? "nothing is selected and nothing was done yet" : nil
    case .tool(.copyRow): rowDocument == nil ? "no row is selected" : nil
    case .tool(.copyCommand):
      commandToCopy == nil ? "nothing was done yet, and nothing that has a command is selected" : nil
    case .tool(.filter): filteredPane == nil ? "there is no list here" : nil
    case .tool(.sort): desk.grid.columns.isEmpty ? "no columns are known yet" : nil
    case .tool(.mark): markReason
    case .tool(.raiseThreshold), .tool(.lowerThreshold):
      thresholds.isEmpty ? "this version's thresholds are not known" : nil
    case .tool(.earlierMark), .tool(.earlierEvent): travelReason(later: false)
    case .tool(.laterMark), .tool(.laterEvent): travelReason(later: true)
    case .tool(.rehearse): rehearsalReason
    case .tool(.logScale): scaleReason
    case .tool(.panBack), .tool(.panOn): panReason
    case .tool(.nextHint): tour == nil ? "no hint is shown; \(keymap.key(.tool(.tour))) begins the tour" : nil
    case .tool(let tool): arrangingReason(tool)
    case .show, .move, .answer, .type: nil
    }
  }

  /// Why a row of the help cannot be used on the screen behind it; nil when it can.
  func helpReason(_ binding: Binding) -> String? {
    switch binding.action {
    case .act, .tool, .show, .move: elsewhereReason(binding) ?? disabledReason(binding.action)
    // These belong to what lies over the screen.
    case .answer, .type: nil
    }
  }

  private func disabledReason(_ deed: Action.Deed) -> String? {
    if let disconnection { return disconnection }
    // A question that cannot be read must not be answered.
    if !Layout.smallest.fits(in: size) { return "it needs a window of \(Layout.smallest)" }
    guard let snapshot else { return "the engine is still opening the project" }
    if isInPast { return "this is the past; \(keymap.key(.move(.back))) returns to the present" }
    switch deed {
    case .retrain: return retrainReason(snapshot)
    case .promote: return promoteReason(snapshot)
    case .rollBack:
      return snapshot.state.rollout == nil && snapshot.state.aliases.previous == nil
        ? "no previous champion is kept" : nil
    case .gateway, .raiseAutomation, .lowerAutomation: return deploymentReason(deed, snapshot)
    case .traffic where snapshot.gateway != nil, .slower where snapshot.gateway != nil,
      .faster where snapshot.gateway != nil:
      return "clients of the gateway set the pace; \(keymap.key(.act(.gateway))) closes it"
    case .traffic:
      guard snapshot.traffic.state != .playing, snapshot.traffic.state != .watching, snapshot.state.champion == nil,
        snapshot.definition.monitoring.watch == nil
      else { return nil }
      return "no champion could answer; \(keymap.key(.act(.promote))) promotes a version"
    case .slower: return speed == Speed.ladder.first ? "this is the slowest" : nil
    case .faster: return speed == .max ? "this is as fast as it goes" : nil
    case .cancelTask: return taskToCancel == nil ? "nothing is running" : nil
    case .acknowledge: return acknowledgeReason
    case .noteAlarm: return noteReason
    case .stepBack, .edit: return nil
    case .mend, .restoreData, .shipThreshold, .confirmLabel, .flipLabel, .chooseLabel, .skipLabel:
      return sheetReason(deed, snapshot)
    case .undo, .decide, .snooze, .automation, .resumeRollout, .advanceRollout, .abortRollout,
      .confirmRequest,
      .answerRequest, .acceptSuggestion, .dismissSuggestion:
      return circleReason(deed, snapshot)
    }
  }

  private func promoteReason(_ snapshot: Snapshot) -> String? {
    guard let challenger = snapshot.state.challenger else {
      return "there is no challenger; \(keymap.key(.act(.retrain))) trains one"
    }
    guard let rollout = snapshot.state.rollout else { return nil }
    return "v\(rollout.started.challenger) is on its way"
      + (rollout.started.challenger == challenger.id ? " already" : " before v\(challenger.id)")
      + "; \(keymap.key(.act(.advanceRollout))) takes its next step, \(keymap.key(.act(.rollBack))) takes it back"
  }

  private func retrainReason(_ snapshot: Snapshot) -> String? {
    if snapshot.definition.recipes.isEmpty {
      return "sextant.yaml has no recipe; \(keymap.key(.act(.edit))) edits it"
    }
    guard let task = snapshot.tasks.first(where: { $0.kind == "train" && $0.state == .running }) else { return nil }
    return "\(task.title) is under way; \(keymap.key(.act(.cancelTask))) cancels it"
  }

  private var acknowledgeReason: String? {
    guard let alarm = alarmToAcknowledge else { return "no alarm is open" }
    return alarm.state.isOpen ? nil : "this alarm has ended"
  }
}
