import CommandLine
import Encoding
import Glibc
import Lifecycle
import Runtime
import Simulation
import Storage

/// `demo`: a project of its own in the user's data folder, played by the demo world.
struct DemoCommand {
  private let seed: UInt64
  private let headless: Int?
  private let events: Set<Script.Event.Kind>
  private let theme: String?
  private let isPlain: Bool
  private let invocation: Invocation

  /// Requests a second: a day of the world passes in about a second and a half.
  static let speed = Speed.rowsPerSecond(2000)

  /// - Parameter events: names of what may happen; `all`, `none`, or kinds.
  /// - Throws: `Refusal` for a name that is none.
  init(
    seed: UInt64, headless: Int?, events: [String], theme: String? = nil, isPlain: Bool = false,
    _ invocation: Invocation
  ) throws {
    self.seed = seed
    self.events = try Self.kinds(events)
    self.headless = headless
    self.theme = theme
    self.isPlain = isPlain
    self.invocation = invocation
  }

  private static func kinds(_ names: [String]) throws -> Set<Script.Event.Kind> {
    let all = Script.Event.Kind.allCases
    if names == ["all"] { return Set(all) }
    if names == ["none"] { return [] }
    let names = names.isEmpty ? [""] : names
    return Set(
      try names.map { name in
        guard let kind = Script.Event.Kind(rawValue: name) else {
          throw Refusal(
            kind: .wrongUse, message: "the demo world knows no event `\(name)`",
            mend: "`--events` takes all, none, or some of \(all.map(\.rawValue).joined(separator: ","))")
        }
        return kind
      })
  }

  func run() throws -> ExitStatus {
    if headless == nil { try ThemeLibrary().check(theme) }
    let folder = try folder()
    try DemoProject.write(seed: seed, to: folder)
    if let headless { return try play(headless, in: folder) }
    let personal = Task.detached { [theme] in PersonalCockpit(theme: theme) }
    let connection = try ProjectConnection.open(folder, world: { [events] in AdWorld(seed: $0, events: events) })
    defer { connection.close() }
    if connection.isOwn { begin(connection) }
    return try Performer(invocation).showCockpit(connection, personal, isPlain: isPlain)
  }

  /// The folder named by `--project`, else one in the user's data folder; a headless run has one to itself.
  private func folder() throws -> ProjectFolder {
    if let named = invocation.project {
      try DemoProject.makeFolder(named)
      return ProjectFolder(path: ProjectConnection.absolute(named))
    }
    let base = try DemoProject.dataFolder()
    let name = headless == nil ? "demo-\(seed)" : "demo-\(seed)-headless-\(getpid())"
    try DemoProject.makeFolder(base + "/" + name)
    return ProjectFolder(path: ProjectConnection.absolute(base + "/" + name))
  }

  /// Trains the first champion where there is none, and lets traffic flow; what goes wrong is on the screen.
  private func begin(_ connection: ProjectConnection) {
    let link = connection.link
    Task.detached {
      try? await DemoProject.ensureChampion(link)
      _ = try? await link.send(.play(Command.Play(speed: Self.speed)))
    }
  }

  private func play(_ requestCount: Int, in folder: ProjectFolder) throws -> ExitStatus {
    let isTemporary = invocation.project == nil
    defer { if isTemporary { DemoProject.remove(folder) } }
    let interrupts = InterruptWatch()
    let ledger = RevenueLedger()
    let connection = try ProjectConnection.open(
      folder, world: { [events] in AdWorld(seed: $0, events: events, ledger: ledger) })
    defer { connection.close() }
    guard connection.isOwn else {
      throw Refusal(
        kind: .no, message: "another process has the demo in \(folder.path) open, and its world with it",
        mend: "close it, or name another folder: `--project DIR`")
    }
    let link = connection.link
    try waitFor { try await DemoProject.ensureChampion(link) }
    let receipt = try waitFor {
      try await link.send(.play(Command.Play(speed: .max, until: .row(requestCount))))
    }
    guard let task = receipt.task else { return .damaged }
    var document = try TaskWatcher(
      link: link, task: task, isQuiet: invocation.hidesProgress, interrupts: interrupts
    ).waitForEnd()
    let rowCount = document["rows"]?.int ?? 0
    let logged = try LoggedRevenue(
      session: SessionID(document["session"]?.int ?? 0), rowCount: rowCount, in: folder)
    let truth = DemoTruth(script: AdWorld(seed: seed, events: events).script, ledger: ledger)
    document.set("revenue", JSON(logged.cents))
    document.set("truth", truth.json(of: logged.requests))
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.replay)
    return .done
  }
}
