import CellCanvas
import Encoding
import Lifecycle

extension CockpitModel {
  /// Takes in a new picture of the engine and tells what has happened since the last one.
  mutating func take(_ next: Snapshot) -> [Effect] {
    let before = snapshot
    snapshot = next
    let isStale =
      before?.state.sequence != next.state.sequence || before?.definition != next.definition
      || before?.liveGates != next.liveGates || before?.gates != next.gates
    if isStale || digest == nil {
      digest = Digest(next)
    }
    reconnect()
    guard let before else { return [] }
    let effects = announcements(before, next)
    var toasted: [Effect] = []
    for (kind, text) in news(from: before, to: next) { toasted = toast(kind, text) }
    return effects + toasted
  }

  private func news(from before: Snapshot, to after: Snapshot) -> [(Toast.Kind, String)] {
    endedRuns(before, after) + firedAlarms(before, after) + notices(before, after)
  }

  private func endedRuns(_ before: Snapshot, _ after: Snapshot) -> [(Toast.Kind, String)] {
    let running = before.state.runs.filter { $0.status == .running }.map(\.id)
    return after.state.runs.suffix(20).filter { running.contains($0.id) && $0.status != .running }
      .map { run in
        switch run.status {
        case .finished:
          let version = run.version.map { "v\($0)" } ?? "a version"
          let waits = run.version != nil && run.version == after.state.aliases.challenger
          let hint = waits ? " · \(keymap.key(.act(.promote))) promotes it" : ""
          return (.done, "run \(run.id) made \(version): gates \(run.verdict.word)\(hint)")
        case .failed: return (.failed, "run \(run.id) failed: \(run.reason ?? "no reason was given")")
        case .cancelled: return (.note, "run \(run.id) was cancelled")
        case .running: return (.note, "run \(run.id) is running")
        }
      }
  }

  private func firedAlarms(_ before: Snapshot, _ after: Snapshot) -> [(Toast.Kind, String)] {
    let known = Set(before.state.alarms.filter { $0.state == .firing }.map(\.id))
    return after.state.openAlarms.filter { $0.state == .firing && !known.contains($0.id) }
      .prefix(1)
      .map { (.failed, "alarm: \(AlarmText.sentence($0))") }
  }

  private func notices(_ before: Snapshot, _ after: Snapshot) -> [(Toast.Kind, String)] {
    after.notices.filter { !before.notices.contains($0) }.prefix(1).map { (.failed, $0) }
  }
}
