import Encoding
import Lifecycle
import ProjectFile
import Storage

extension Engine {
  /// Reads the project file again whenever it is saved, until the engine closes.
  public func watchProjectFile() {
    guard fileWatch == nil else { return }
    fileWatch = FileWatch(folder: folder.path, name: ProjectFolder.settingsName) { [weak self] in
      // A file that does not load is said in the notices; there is nobody here to tell.
      Task.detached { _ = try? await self?.send(.reload) }
    }
  }

  /// Alarms whose rule has left the project file, resolved.
  func orphanedAlarms() -> [Event.Payload] {
    let time = state.eventTime ?? clock.now()
    return AlarmBook.orphans(of: definition, among: state.alarms, at: time).map { .alarmChanged($0) }
  }

  /// Reads `sextant.yaml` again. A file that does not load changes nothing and is said in the notices.
  func reload(by command: Command = .reload) throws -> Receipt {
    let loaded: LoadedDefinition
    do {
      loaded = try LoadedDefinition(folder: folder)
    } catch {
      let refusal = Refusal.describing(error)
      notices = notices.filter { !$0.hasPrefix(ProjectFolder.settingsName) } + [refusal.message]
      publisher.markDirty()
      throw refusal
    }
    notices.removeAll { $0.hasPrefix(ProjectFolder.settingsName) }
    publisher.markDirty()
    guard loaded.digest != state.scopeDigest else {
      return Receipt(message: "\(ProjectFolder.settingsName) has not changed")
    }
    let gates = loaded.definition.scope.gates.map(\.text)
    let hadSameData = loaded.definition.data == definition.data
    definition = loaded.definition
    notifier.configure(definition.monitoring.notify)
    routeAutomation()
    let events = try record(
      [.scopeChanged(Event.ScopeChanged(digest: loaded.digest, gates: gates))] + orphanedAlarms(), command: command)
    alarms = AlarmBook(definition: definition, open: state.alarms)
    if !hadSameData { loadSummary() }
    return Receipt(event: events.last?.sequence, message: "\(ProjectFolder.settingsName) is read again")
  }
}
