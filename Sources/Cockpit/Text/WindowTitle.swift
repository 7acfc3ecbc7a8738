import Lifecycle

extension CockpitModel {
  /// What the terminal's window is called: the program, the project, and the one word about it that matters most.
  ///
  /// It tells somebody who looks at another window whether to come back, and changes only when that does: counters and
  /// clocks have no place in it.
  public var windowTitle: String {
    guard let snapshot = timeMachine?.present ?? snapshot else { return "sextant" }
    return (["sextant", snapshot.definition.name] + [importantWord(of: snapshot)].compactMap { $0 })
      .joined(separator: " · ")
  }

  /// What went wrong before what is under way, and that before what is usual.
  private func importantWord(of snapshot: Snapshot) -> String? {
    if disconnection != nil { return staleSeconds == nil ? "engine lost" : "stale" }
    let alarms = snapshot.state.openAlarms.filter { $0.state == .firing && !$0.isAcknowledged }.count
    if alarms > 0 { return alarms == 1 ? "1 alarm" : "\(alarms) alarms" }
    if snapshot.state.rollout?.isPaused == true { return "rollout waits" }
    if snapshot.tasks.contains(where: { $0.state == .running && $0.kind == "train" }) { return "training" }
    if snapshot.state.rollout != nil { return "rollout" }
    if snapshot.gateway != nil { return "serving" }
    return snapshot.traffic.state == .idle ? nil : snapshot.traffic.state.rawValue
  }
}
