import Encoding
import Lifecycle
import Serving
import Storage

// The way round: decisions, undo, the map of the iterations.

extension Engine {
  /// Writes a decision down and does what it says.
  func decide(_ decision: Decision, because: String) throws -> Receipt {
    let reason = because.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !reason.isEmpty else {
      throw Refusal(kind: .wrongUse, message: "a decision needs its reason", mend: "add `--because \"…\"`")
    }
    if decision == .retire, state.champion == nil {
      throw Refusal(kind: .no, message: "there is no champion to retire", mend: "nothing answers as it is")
    }
    let decided = Event.Payload.decided(
      Event.Decided(decision: decision, iteration: state.iteration.number, because: reason))
    let command = Command.decide(decision, because: reason)
    switch decision {
    case .continue:
      let events = try record([decided], command: command)
      return Receipt(event: events.last?.sequence, message: "iteration \(state.iteration.number) goes on as it is")
    case .retrain:
      // The training first: a decision that cannot be carried out is none.
      let receipt = try train(Command.Training())
      let events = try record([decided], command: command)
      return Receipt(event: events.last?.sequence, task: receipt.task, message: receipt.message)
    case .stepBack: return try stepBackAsDecided(decided, reason, command)
    case .retire:
      let events = try record([decided], command: command)
      replay?.control.cancel()
      routing.update { routes in
        routes.previous = routes.champion
        (routes.champion, routes.trial) = (nil, nil)
      }
      return Receipt(event: events.last?.sequence, message: "the champion is out of service")
    }
  }

  private func stepBackAsDecided(_ decided: Event.Payload, _ reason: String, _ command: Command) throws -> Receipt {
    let stage = StepBackSuggestion(state, definition)?.stage ?? .data
    let number = state.iteration.number + 1
    let step = Event.SteppedBack(iteration: number, stage: stage, because: reason, valuePerDay: valuePerDay)
    let events = try record([decided, .steppedBack(step)], command: command)
    return Receipt(event: events.last?.sequence, message: "iteration \(number) begins at \(stage.title)")
  }

  /// What the present traffic is worth, for the record of the iteration that ends.
  var valuePerDay: Double? { BusinessSummary(state, definition).perDay }

  func iterationsPage() throws -> JSON { IterationMap(state, definition).json }

  // MARK: Undo

  /// Takes back the newest command that can be taken back.
  func undo() throws -> Receipt {
    guard let undoable = state.undoables.last else {
      throw Refusal(
        kind: .no, message: "there is nothing to take back",
        mend: "promotions, data, labels, scopes, decisions, steps back, levels and acknowledgements can be")
    }
    let warm = try warmed(undoable)
    var events: [Event.Payload] = []
    for inverse in undoable.inverses { events += try payloads(of: inverse) }
    let undone = Event.Undone(event: undoable.sequence, what: undoable.what)
    let written = try record(events + [.undone(undone)], command: .undo)
    try afterUndo(undoable, warm)
    return Receipt(event: written.last?.sequence, message: undoable.what)
  }

  /// The champion to go back to, loaded before anything is written.
  private func warmed(_ undoable: Undoable) throws -> ServedModel? {
    for case .champion(let id, _) in undoable.inverses {
      guard let version = state.version(id) else { continue }
      return try routing.current.previous.flatMap { $0.version == id ? $0 : nil } ?? served(version)
    }
    return nil
  }

  private func payloads(of inverse: Undoable.Inverse) throws -> [Event.Payload] {
    switch inverse {
    case .champion(let id, let previous):
      return endingRollout(undoing: state.aliases.champion) + [
        .rolledBack(Event.Promoted(champion: id, previous: previous, because: "undone"))
      ]
    case .dataset(let sha256):
      guard var dataset = state.datasets.last(where: { $0.sha256 == sha256 }) else { return [] }
      dataset.kind = .restored
      dataset.reason = "undone"
      return [.datasetAdded(dataset)]
    case .automation(let level):
      let level = level ?? definition.deployment.automation
      let now = state.automation ?? definition.deployment.automation
      return [.automationChanged(Event.AutomationChanged(level: level, previous: now, because: "undone"))]
    case .alarm(let before): return restoring(before)
    case .scope(let digest): return try restoreScope(digest)
    case .iteration, .decision, .label: return []
    }
  }

  /// What people did to an alarm comes back; where it stands by now is for windows to say.
  private func restoring(_ before: Alarm) -> [Event.Payload] {
    func restore(_ alarm: inout Alarm) {
      alarm.isAcknowledged = before.isAcknowledged
      alarm.snoozedUntil = before.snoozedUntil
      alarm.note = before.note
    }
    if let changed = alarms.change(before.id, restore) { return [.alarmChanged(changed)] }
    guard var ended = state.alarms.last(where: { $0.id == before.id }) else { return [] }
    restore(&ended)
    return [.alarmChanged(ended)]
  }

  /// Puts the text of an earlier scope back in place; it was kept as an artifact when it was replaced.
  private func restoreScope(_ digest: String) throws -> [Event.Payload] {
    let bytes: [UInt8]
    do {
      bytes = try artifacts.get(digest)
    } catch {
      throw Refusal(
        kind: .no, message: "the scope before was not kept: it was changed outside of Sextant",
        mend: "take it from your version control")
    }
    try FileBytes.write(bytes, to: folder.settings)
    let loaded = try LoadedDefinition(folder: folder)
    definition = loaded.definition
    alarms = AlarmBook(definition: definition, open: state.alarms)
    return [
      .scopeChanged(Event.ScopeChanged(digest: digest, gates: definition.scope.gates.map(\.text)))
    ]
  }

  private func afterUndo(_ undoable: Undoable, _ warm: ServedModel?) throws {
    if let warm {
      // Who decides stays as it is.
      changeChampion(to: warm)
    }
    if undoable.inverses.contains(where: { if case .dataset = $0 { true } else { false } }) { loadSummary() }
    publisher.markDirty()
  }
}
