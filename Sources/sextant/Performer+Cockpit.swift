import CellCanvas
import Cockpit
import Glibc
import Lifecycle
import Runtime
import Storage
import Terminal

extension Performer {
  /// Opens the cockpit on a project, here or afar, on the terminal of this process.
  func openCockpit(theme: String?) throws -> ExitStatus {
    try ThemeLibrary().check(theme)
    let connection = try openConnection()
    defer { connection.close() }
    return try showCockpit(connection, theme: theme)
  }

  func showCockpit(_ connection: ProjectConnection, theme: String?) throws -> ExitStatus {
    let screen = try openScreen()
    defer { screen.close() }
    connection.prepareForCockpit()
    let wake = screen.wake
    let library = ThemeLibrary()
    let keys = KeyFile()
    var memory = CockpitMemory()
    let wish = theme ?? memory.theme ?? ThemeShelf.Wish.automaticName
    let loop = CockpitLoop(
      screen: screen, link: connection.link,
      model: CockpitModel(
        size: screen.size, keymap: keys.read().keymap,
        themes: ThemeShelf(names: library.names, wish: .init(wish), background: memory.background),
        contractCopy: connection.contractCopy, endsEngine: connection.isOwn,
        recent: memory.recent),
      environment: .init(
        edit: connection.editContract, theme: { library.theme($0).theme }, remember: { memory.keep($0) }),
      wake: { wake.post() })
    let watches = [Self.watchThemes(library, loop.post), Self.watchKeys(keys, loop.post)]
    defer { for watch in watches { watch?.stop() } }
    // What is wrong with them is told once the first picture is there.
    if keys.isThere { loop.post(keys.message) }
    let signal = loop.run(first: connection.firstSnapshot)
    screen.close()
    return signal == nil ? .done : .interrupted
  }

  /// Tells the cockpit when a person's own themes are written.
  private static func watchThemes(_ library: ThemeLibrary, _ post: @escaping @Sendable (Message) -> Void) -> FileWatch?
  {
    guard let folder = library.folder else { return nil }
    return FileWatch(folder: folder, name: nil) {
      post(.themesChanged(names: library.names, warning: library.warning))
    }
  }

  /// Tells the cockpit when a person's own keys are written.
  private static func watchKeys(_ keys: KeyFile, _ post: @escaping @Sendable (Message) -> Void) -> FileWatch? {
    guard let path = keys.path else { return nil }
    let folder = String(path.dropLast(KeyFile.name.count + 1))
    return FileWatch(folder: folder, name: KeyFile.name) { post(keys.message) }
  }

  private func openScreen() throws -> TerminalScreen {
    do {
      return try TerminalScreen(
        TerminalOptions { name in
          getenv(name).map { String(cString: $0) }
        })
    } catch {
      throw Refusal(
        kind: .wrongUse, message: "\(error)",
        mend: "the commands work without a screen: `sextant status`, `sextant --help`")
    }
  }
}
