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
  private let invocation: Invocation

  /// Requests a second: a day of the world passes in about a second and a half.
  static let speed = Speed.rowsPerSecond(2000)

  init(seed: UInt64, headless: Int?, _ invocation: Invocation) {
    self.seed = seed
    self.headless = headless
    self.invocation = invocation
  }

  func run() throws -> ExitStatus {
    let folder = try folder()
    try DemoProject.write(seed: seed, to: folder)
    if let headless { return try play(headless, in: folder) }
    let connection = try ProjectConnection.open(folder)
    defer { connection.close() }
    if connection.isOwn { begin(connection) }
    return try Performer(invocation).showCockpit(connection, theme: nil)
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
    let connection = try ProjectConnection.open(folder, ledger: ledger)
    defer { connection.close() }
    let link = connection.link
    try waitFor { try await DemoProject.ensureChampion(link) }
    let receipt = try waitFor {
      try await link.send(.play(Command.Play(speed: .max, until: .row(requestCount))))
    }
    guard let task = receipt.task else { return .damaged }
    var document = try TaskWatcher(
      link: link, task: task, isQuiet: invocation.isQuiet || isatty(STDERR_FILENO) == 0, interrupts: interrupts
    ).waitForEnd()
    document.set("truth", truth(requestCount, ledger))
    Output.print(document, asJSON: invocation.wantsJSON, TextReport.replay)
    return .done
  }

  /// What really happened, which only the simulation knows: its script, and what the shown ads earned.
  private func truth(_ requestCount: Int, _ ledger: RevenueLedger) -> JSON {
    let events: [JSON] = AdWorld(seed: seed).script.events(before: requestCount).map { event in
      ["kind": JSON(event.kind.rawValue), "row": JSON(event.request), "column": JSON(event.column)]
    }
    return ["events": .array(events), "revenue": JSON(ledger.cents)]
  }
}
