import Encoding
import Lifecycle
import Storage

extension Engine {
  /// The engine as it was just after an event: what the journal bears, and nothing of the work of that time.
  func pastSnapshot(_ sequence: Int) throws -> Snapshot {
    guard sequence >= 1, sequence <= state.sequence else {
      throw Refusal(
        kind: .wrongUse, message: "the journal has no event \(sequence)",
        mend: "give a number from 1 to \(state.sequence)")
    }
    let past = try journal.folded(upTo: sequence)
    var shown = past
    for index in shown.versions.indices {
      shown.versions[index].gates = shown.versions[index].judged(by: definition.scope.gates)
    }
    let gates = shown.champion?.gates ?? []
    let traffic = TrafficStatus(
      state: .ended, source: past.session?.source ?? "", predictions: past.session?.predictions ?? 0,
      outcomes: past.session?.outcomes ?? 0, lost: past.session?.lost ?? 0)
    let facts = StageFacts(
      definition: definition, state: shown, data: summary, gates: gates, liveGates: [], traffic: traffic,
      isTraining: false, notices: [])
    return Snapshot(
      definition: definition, path: folder.path, task: makeSnapshot().task, state: shown,
      stages: StageSummary.all(facts), gates: gates, data: summary, traffic: traffic, past: sequence)
  }
}
