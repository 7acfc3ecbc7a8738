import Encoding
import Glibc
import Lifecycle
import Runtime
import Simulation
import Storage

/// The way to a project's engine: this process's own, or the one that another process runs already.
struct ProjectConnection {
  /// Nil where the project is on another machine.
  let folder: ProjectFolder?
  let link: any EngineLink
  private let engine: Engine?
  private let server: SocketServer?
  /// The engine's files are a copy that goes when the connection does.
  private let isCopy: Bool

  init(
    folder: ProjectFolder?, link: any EngineLink, engine: Engine? = nil, server: SocketServer? = nil,
    isCopy: Bool = false
  ) {
    self.folder = folder
    self.link = link
    self.engine = engine
    self.server = server
    self.isCopy = isCopy
  }

  /// True when the engine lives here and ends with this process.
  var isOwn: Bool { engine != nil }

  /// Opens the project: takes its lock and starts an engine, or attaches to the engine that holds the lock.
  ///
  /// - Throws: `Refusal` or `StorageError`.
  static func open(
    _ folder: ProjectFolder, world: @escaping @Sendable (UInt64) -> AdWorld = { AdWorld(seed: $0) },
    patienceSeconds: Double = 10
  ) throws -> ProjectConnection {
    if folder.isReadOnly { return try openForReading(folder, world) }
    try folder.create()
    let deadline = EngineClock.system.monotonic() + patienceSeconds
    while true {
      switch try ProjectLock.tryAcquire(folder.lock) {
      case .acquired(let lock): return try start(folder, try LoadedDefinition(folder: folder), lock, world)
      case .heldBy(let pid):
        // The holder may be just opening its socket, or just leaving.
        if let link = try? SocketLink(path: folder.socket) {
          return ProjectConnection(folder: folder, link: link, engine: nil, server: nil)
        }
        guard EngineClock.system.monotonic() < deadline else {
          throw Refusal(
            kind: .damaged,
            message: "the project's engine (process \(pid.map(String.init) ?? "unknown")) does not answer",
            mend: "wait for it to end, or end that process, and try again")
        }
        usleep(20_000)
      }
    }
  }

  /// Attaches to the engine of someone who may write, else starts one on a copy of what engines write: it answers every
  /// question and takes no command.
  private static func openForReading(
    _ folder: ProjectFolder, _ world: @escaping @Sendable (UInt64) -> AdWorld
  ) throws -> ProjectConnection {
    if let link = try? SocketLink(path: folder.socket) {
      return ProjectConnection(folder: folder, link: link, engine: nil, server: nil)
    }
    let loaded = try LoadedDefinition(folder: folder)
    let copy = try folder.copyForReading()
    do {
      guard case .acquired(let lock) = try ProjectLock.tryAcquire(copy.lock) else {
        throw Refusal(kind: .damaged, message: "\(copy.lock) is taken", mend: "run the command again")
      }
      let engine = try openEngine(copy, loaded, lock, world)
      return ProjectConnection(
        folder: copy, link: ReadOnlyLink(engine, project: folder.path), engine: engine, server: nil, isCopy: true)
    } catch {
      copy.removeEngineFolder()
      throw error
    }
  }

  private static func start(
    _ folder: ProjectFolder, _ loaded: LoadedDefinition, _ lock: ProjectLock,
    _ world: @escaping @Sendable (UInt64) -> AdWorld
  ) throws -> ProjectConnection {
    let engine = try openEngine(folder, loaded, lock, world)
    let server = try SocketServer(path: folder.socket, link: engine)
    server.start()
    return ProjectConnection(folder: folder, link: engine, engine: engine, server: server)
  }

  private static func openEngine(
    _ folder: ProjectFolder, _ loaded: LoadedDefinition, _ lock: ProjectLock,
    _ world: @escaping @Sendable (UInt64) -> AdWorld
  ) throws -> Engine {
    var configuration = Engine.Configuration(
      folder: folder, definition: loaded.definition, digest: loaded.digest, clock: .system, who: userName(),
      worlds: { world($0) })
    configuration.program = Sextant.version
    return try waitFor { [configuration] in try await Engine.open(configuration, lock: lock) }
  }

  /// The project that a command means: the named folder, or the nearest upward with a project file.
  static func folder(_ named: String?) throws -> ProjectFolder {
    if let named {
      let folder = ProjectFolder(path: absolute(named))
      guard access(folder.settings, F_OK) == 0 else {
        throw Refusal(
          kind: .wrongUse, message: "\(named) has no \(ProjectFolder.settingsName)",
          mend: "start a project there: `sextant init DATA --target COL`")
      }
      return folder
    }
    guard let found = ProjectFolder.nearest(from: absolute(".")) else {
      let data = firstTable(in: ".").map { VisibleText.line($0) } ?? "DATA"
      throw Refusal(
        kind: .wrongUse, message: "there is no \(ProjectFolder.settingsName) here or in any folder above",
        mend: "start a project with `sextant init \(data) --target COL`, or look around with `sextant demo`")
    }
    return found
  }

  static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The first table of a folder that a project could be made of.
  private static func firstTable(in folder: String) -> String? {
    guard let directory = opendir(folder) else { return nil }
    defer { closedir(directory) }
    var first: String?
    var left = 10_000
    while let entry = readdir(directory), left > 0 {
      left -= 1
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isTable = [".csv", ".csv.gz", ".tsv", ".jsonl", ".ndjson"].contains { name.lowercased().hasSuffix($0) }
      if isTable, !name.hasPrefix("."), name < first ?? "\u{10FFFF}" { first = name }
    }
    return first
  }

  private static func userName() -> String {
    for name in ["SEXTANT_USER", "USER", "LOGNAME"] {
      if let value = Environment.wish(name) { return value }
    }
    return getpwuid(getuid()).map { String(cString: $0.pointee.pw_name) } ?? "unknown"
  }

  /// The picture to draw first, without waiting for the engine's stream.
  var firstSnapshot: Snapshot? {
    guard let engine else { return nil }
    return try? waitFor { await engine.currentSnapshot }
  }

  /// Begins what only a cockpit needs: the data's profile, and an eye on the project file.
  func prepareForCockpit() {
    guard let engine else { return }
    Task.detached {
      await engine.loadSummary()
      await engine.watchProjectFile()
    }
  }

  /// Begins what an engine needs that stays open without a cockpit: an eye on the project file.
  func prepareToStay() {
    guard let engine else { return }
    Task.detached { await engine.watchProjectFile() }
  }

  /// Ends the engine, if it is ours, once the work that others asked of it is done: they cannot know whose it was.
  func closeAfterOthers() {
    if let engine { try? waitFor { await engine.waitUntilIdle() } }
    close()
  }

  /// Ends the engine, if it is ours. What was acknowledged is on disk already.
  func close() {
    server?.stop()
    guard let engine else { return }
    try? waitFor { await engine.close() }
    if isCopy { folder?.removeEngineFolder() }
  }
}
