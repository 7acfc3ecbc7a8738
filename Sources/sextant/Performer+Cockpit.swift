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
    var memory = CockpitMemory()
    let wish = theme ?? memory.theme ?? ThemeShelf.Wish.automaticName
    let loop = CockpitLoop(
      screen: screen, link: connection.link,
      model: CockpitModel(
        size: screen.size, themes: ThemeShelf(names: library.names, wish: .init(wish), background: memory.background),
        contractCopy: connection.contractCopy, endsEngine: connection.isOwn),
      environment: .init(
        edit: connection.editContract, theme: { library.theme($0).theme }, remember: { memory.keep($0) }),
      wake: { wake.post() })
    let watch = Self.watchThemes(library, loop.post)
    defer { watch?.stop() }
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
