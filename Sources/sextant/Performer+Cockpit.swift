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
    try ThemeLibrary.check(theme)
    let connection = try openConnection()
    defer { connection.close() }
    return try showCockpit(connection, theme: theme)
  }

  func showCockpit(_ connection: ProjectConnection, theme: String?) throws -> ExitStatus {
    let screen = try openScreen()
    defer { screen.close() }
    connection.prepareForCockpit()
    let wake = screen.wake
    let themes = ThemeLibrary.names(first: theme)
    let loop = CockpitLoop(
      screen: screen, link: connection.link,
      model: CockpitModel(
        size: screen.size, themes: themes, contractCopy: connection.contractCopy, endsEngine: connection.isOwn),
      environment: .init(edit: connection.editContract, theme: ThemeLibrary.theme), wake: { wake.post() })
    let signal = loop.run(first: connection.firstSnapshot)
    screen.close()
    return signal == nil ? .done : .interrupted
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
