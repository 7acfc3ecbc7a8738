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

  /// Reads `sextant.yaml` again. A file that does not load changes nothing and is said in the notices.
  func reload() throws -> Receipt {
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
    alarms = AlarmBook(definition: definition, open: state.alarms)
    let events = try record(
      [.scopeChanged(Event.ScopeChanged(digest: loaded.digest, gates: gates))], command: .reload)
    if !hadSameData { loadSummary() }
    return Receipt(event: events.last?.sequence, message: "\(ProjectFolder.settingsName) is read again")
  }
}
