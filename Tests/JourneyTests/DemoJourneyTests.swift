import CellCanvas
import Cockpit
import Lifecycle
import Runtime
import Simulation
import Storage
import TestSupport
import Testing

/// Keys in, screen text out: the real loop, a real engine and the demo's world.
@Suite("Journeys")
struct DemoJourneyTests {
  private static let settings = """
    name: ads
    scope:
      problem: Which of four ads should this visitor see?
      metric: auc
      gates: ["auc >= 0.65"]
      value: {true_positive: price - 0.1, false_positive: -0.1}
    data:
      source: {world: 7}
      target: click
      time: {columns: [time]}
      split: {by: time, train: 0.7, validate: 0.15, test: 0.15}
      retrain_newest: 16000
    recipes:
      trees: {algorithm: boosted-trees, rounds: 40, leaves: 15}
    deployment: {explore: 0.1}
    monitoring: {window: 24h, outcome_delay: 2h}

    """

  private static let walk: [WalkingScreen.Step] = [
    .see("run 1"), .press("1"), .see("Gates"), .press("2"), .see("Columns"), .press("3"), .see("Runs"), .press("4"),
    .see("Versions"), .press("5"), .see("Drift"), .press("6"), .see("Value per window"),
    .press("r"), .see("start the training"), .press("y"), .press("4"), .see("v2  challenger"),
    .press("p"), .see("Promote v2"), .accept(reason: "the journey goes on"), .see("v2  champion"),
    .press("R"), .see("Roll back"), .press("y"), .see("v1  champion"),
    .press("b"), .press("2"), .type("labels are in doubt"), .press("enter"), .see("iteration 2"), .press("q"),
  ]

  @Test(
    "Stages are walked, a retrain makes a version, which is promoted and rolled back, and the way back is on record")
  func walk() async throws {
    let temporary = try #require(TemporaryFolder())
    let folder = ProjectFolder(path: temporary.path)
    #expect(TextFile.write(Self.settings, to: folder.settings))
    try folder.create()
    let engine = try await open(folder)
    let first = try await engine.send(.train(Command.Training()))
    _ = try await engine.query(.outcome(of: try #require(first.task)))
    _ = try await engine.send(.promote(Command.Promotion(override: "the first one")))
    let play = try await engine.send(.play(Command.Play(until: .row(9000))))
    _ = try await engine.query(.outcome(of: try #require(play.task)))
    await engine.loadSummary()

    let failure = await onThread { () -> String? in
      let wake = WakeBox()
      let screen = WalkingScreen(Self.walk, wake: wake)
      let loop = CockpitLoop(
        screen: screen, link: engine, model: CockpitModel(size: screen.size),
        environment: .init(edit: { _, _, _ in .unchanged }, theme: { _ in .dark }), wake: { wake.post() })
      loop.run()
      return screen.failure
    }
    await engine.close()

    #expect(failure == nil)
    let kinds = try Journal(path: folder.journal).events().map(\.kind)
    #expect(kinds.count { $0 == .runFinished } == 2)
    #expect(kinds.suffix(3) == [.promoted, .rolledBack, .steppedBack])
  }

  private func open(_ folder: ProjectFolder) async throws -> Engine {
    guard case .acquired(let lock) = try ProjectLock.tryAcquire(folder.lock) else {
      throw Refusal(kind: .damaged, message: "the lock is held")
    }
    let loaded = try LoadedDefinition(folder: folder)
    return try await Engine.open(
      Engine.Configuration(
        folder: folder, definition: loaded.definition, digest: loaded.digest, clock: .system, who: "tester",
        worlds: { AdWorld(seed: $0) }), lock: lock)
  }
}
