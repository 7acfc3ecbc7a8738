import CellCanvas
import Cockpit
import CommandLine
import Footprint
import Glibc
import Lifecycle
import Runtime
import Storage
import Terminal

extension Performer {
  /// Opens the cockpit on a project, here or afar, on the terminal of this process.
  func openCockpit(theme: String?, isPlain: Bool = false) throws -> ExitStatus {
    try ThemeLibrary().check(theme)
    let personal = Task.detached { PersonalCockpit(theme: theme) }
    let connection = try openConnection()
    defer { connection.close() }
    return try showCockpit(connection, personal, isPlain: isPlain)
  }

  /// - Parameters:
  ///   - personal: begun before the project was opened.
  ///   - isPlain: in lines, as also where the terminal cannot place text.
  func showCockpit(
    _ connection: ProjectConnection, _ personal: Task<PersonalCockpit, Never>, isPlain: Bool = false
  ) throws -> ExitStatus {
    // A log or a script with no terminal at all says so in TERM.
    let isDumb = Environment.value("TERM") == "dumb"
    guard !isPlain, !isDumb, let screen = try openScreen() else { return try converse(connection) }
    defer { screen.close() }
    connection.prepareForCockpit()
    let wake = screen.wake
    let library = ThemeLibrary()
    let keys = KeyFile()
    let own = try waitFor { await personal.value }
    var memory = own.memory
    let loop = CockpitLoop(
      screen: screen, link: connection.link,
      model: CockpitModel(
        size: screen.size, keymap: own.keymap, themes: own.themes,
        contractCopy: connection.contractCopy, endsEngine: connection.isOwn,
        recent: memory.recent, tour: memory.tour, reducesMotion: reducesMotion, layout: memory.layout),
      environment: .init(
        edit: connection.editContract, theme: own.reader(library), remember: { memory.keep($0) },
        settle: footprint_hand_back),
      wake: { wake.post() })
    let watches = [Self.watchThemes(library, loop.post), Self.watchKeys(keys, loop.post)]
    defer { for watch in watches { watch?.stop() } }
    // What is wrong with them is told once the first picture is there.
    if keys.isThere { loop.post(keys.message) }
    let signal = loop.run(first: connection.firstSnapshot)
    screen.close()
    return signal == nil ? .done : .interrupted
  }

  private var reducesMotion: Bool {
    invocation.reducesMotion || Environment.wish("SEXTANT_REDUCED_MOTION") ?? "0" != "0"
  }

  /// Tells the cockpit when a person's own themes are written.
  private static func watchThemes(_ library: ThemeLibrary, _ post: @escaping @Sendable (Message) -> Void) -> PlaceWatch?
  {
    guard let folder = library.folder else { return nil }
    return PlaceWatch(folder: folder, name: nil) {
      post(.themesChanged(names: library.names, warning: library.warning))
    }
  }

  /// Tells the cockpit when a person's own keys are written.
  private static func watchKeys(_ keys: KeyFile, _ post: @escaping @Sendable (Message) -> Void) -> PlaceWatch? {
    guard let path = keys.path else { return nil }
    let folder = String(path.dropLast(KeyFile.name.count + 1))
    return PlaceWatch(folder: folder, name: KeyFile.name) { post(keys.message) }
  }

  /// The cockpit as lines on standard input and output.
  private func converse(_ connection: ProjectConnection) throws -> ExitStatus {
    let terminal = try LineTerminal()
    defer { terminal.close() }
    connection.prepareForCockpit()
    var memory = CockpitMemory()
    let wake = terminal.wake
    let loop = PlainLoop(
      backend: terminal, link: connection.link,
      model: CockpitModel(
        size: Size(columns: terminal.columns, rows: 24), keymap: KeyFile().read().keymap,
        contractCopy: connection.contractCopy,
        endsEngine: connection.isOwn),
      environment: .init(edit: connection.editContract, theme: { _ in .dark }, remember: { memory.keep($0) }),
      wake: { wake.post() })
    switch loop.run(first: connection.firstSnapshot) {
    case .left(let hasFailed): return hasFailed ? .no : .done
    case .signal: return .interrupted
    }
  }

  /// - Returns: nil for a terminal that cannot place text, or that the library gives up.
  private func openScreen() throws -> TerminalScreen? {
    do {
      return try TerminalScreen(TerminalOptions(environment: Environment.value))
    } catch {
      switch error {
      case .tooSimple, .refused:
        Output.note("sextant: \(error.brief): here are lines, as `--plain` gives them; ? explains")
        return nil
      case .noTerminal, .noWakeUp:
        throw Refusal(
          kind: .wrongUse, message: "\(error)",
          mend: "`sextant --plain` takes lines, and the commands work without a screen: `sextant status`")
      }
    }
  }
}
