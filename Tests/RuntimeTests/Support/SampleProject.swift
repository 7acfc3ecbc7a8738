import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage
import Tabular
import TestSupport
import Testing
import Traffic

/// A project in a folder of its own, and engines on it, one after the other.
final class SampleProject: Sendable {
  let temporary: TemporaryFolder
  let clock = TestClock()
  let folder: ProjectFolder

  /// - Parameter yaml: the project file.
  init(yaml: String = SampleProject.yaml(), rows: SampleRows? = SampleRows()) throws {
    temporary = try #require(TemporaryFolder())
    folder = ProjectFolder(path: temporary.path)
    if let rows { #expect(TextFile.write(rows.text, to: temporary.file("rows.csv"))) }
    write(yaml)
    try folder.create()
  }

  func write(_ yaml: String) { #expect(TextFile.write(yaml, to: folder.settings)) }

  /// 40 % train, 10 % validate, 10 % test, 40 % are live: rows 1,800 to 2,999.
  static func yaml(
    gates: String = #"["auc >= 0.65"]"#, metric: String = "auc", recipe: String = "rounds: 20, leaves: 7",
    more: String = ""
  ) -> String {
    """
    name: sample
    scope:
      problem: Will it happen?
      metric: \(metric)
      gates: \(gates)
    data:
      source: rows.csv
      target: y
      time: {columns: [time]}
      split: {by: time, train: 0.4, validate: 0.1, test: 0.1, live: 0.4}
    recipes:
      trees: {algorithm: boosted-trees, \(recipe)}
      plain: {algorithm: \(metric == "rmse" ? "linear" : "logistic")}
    monitoring: {window: 100 rows, outcome_delay: 10h}
    \(more)

    """
  }

  static let liveStart = 1800

  /// Opens an engine; waits for the last one to let go of the project.
  ///
  /// - Parameter door: what the gateway opens instead of a port.
  func open(
    who: String = "tester", clock: EngineClock? = nil, door: TestDoor? = nil,
    notifying: NotifyManner = NotifyManner()
  ) async throws -> Engine {
    let loaded = try LoadedDefinition(folder: folder)
    var configuration = Engine.Configuration(
      folder: folder, definition: loaded.definition, digest: loaded.digest, clock: clock ?? self.clock.engineClock,
      who: who, worlds: { _ in NoWorld() })
    if let door { configuration.opensDoor = { _, desk, _ in door.open(desk) } }
    configuration.notifying = notifying
    return try await Engine.open(configuration, lock: try await lock())
  }

  private func lock() async throws -> ProjectLock {
    let deadline = ContinuousClock.now + .seconds(20)
    while true {
      if case .acquired(let lock) = try ProjectLock.tryAcquire(folder.lock) { return lock }
      guard ContinuousClock.now < deadline else { throw Refusal(kind: .damaged, message: "the lock is still held") }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Opens an engine, works with it, and closes it.
  func withEngine<Result: Sendable>(
    who: String = "tester", door: TestDoor? = nil, _ body: (Engine) async throws -> Result
  ) async throws -> Result {
    let engine = try await open(who: who, door: door)
    do {
      let result = try await body(engine)
      await engine.close()
      return result
    } catch {
      await engine.close()
      throw error
    }
  }

  /// Everything in the journal, read behind the engine's back.
  func events() throws -> [Event] { try Journal(path: folder.journal).events() }
}

/// For projects that have no world.
struct NoWorld: World {
  var schema: Schema { Schema(columns: []) }

  func history() -> Table { Table(columns: []) }

  func history(before eventTime: Int64, count: Int) -> Table { history() }

  func traffic(startingAt request: Int) -> any TrafficSource {
    TableTraffic(name: "nothing", table: history(), eventTimes: [], targets: [], delaySeconds: 0)
  }
}

extension EngineLink {
  /// Carries out a command and, where it became a task, waits for its end.
  @discardableResult
  func perform(_ command: Command) async throws -> JSON {
    let receipt = try await send(command)
    guard let task = receipt.task else { return JSON(receipt.message) }
    return try await ask(.outcome(of: task))
  }

  /// The first item of a page.
  func ask(_ query: Query) async throws -> JSON {
    let page = try await self.query(query)
    return try #require(page.items.first)
  }

  /// Trains a version and makes it champion.
  @discardableResult
  func trainAndPromote(_ training: Command.Training = Command.Training(), override: String? = nil) async throws -> JSON
  {
    let trained = try await perform(.train(training))
    try await perform(.promote(Command.Promotion(override: override)))
    return trained
  }

  /// Waits until a snapshot satisfies a condition.
  func snapshot(where condition: (Snapshot) -> Bool) async throws -> Snapshot {
    for await snapshot in snapshots() where condition(snapshot) { return snapshot }
    throw Refusal(kind: .damaged, message: "the snapshots ended")
  }
}

/// The refusal that some work ends in.
func refusal(of work: () async throws -> Void) async throws -> Refusal {
  do {
    try await work()
  } catch let refusal as Refusal {
    return refusal
  }
  Issue.record("it was not refused")
  throw CancellationError()
}
