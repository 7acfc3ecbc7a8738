import CellCanvas
import Cockpit
import Lifecycle
import TestSupport
import Testing

/// The loop between a screen and the model: what is drawn when, what the window is called, what cannot be copied.
@Suite struct CockpitLoopTests {
  /// An engine that says nothing and is asked nothing.
  private struct SilentLink: EngineLink {
    func send(_ command: Command) async throws -> Receipt { Receipt() }
    func snapshots() -> AsyncStream<Snapshot> { AsyncStream { _ in } }
    func states() -> AsyncStream<LinkState> { AsyncStream { _ in } }
    func query(_ query: Query) async throws -> Page { throw Refusal(kind: .no, message: "silence", mend: "") }
    func cancel(_ task: TaskID) async throws {}
    func past(_ sequence: Int) async throws -> Snapshot { throw Refusal(kind: .no, message: "silence", mend: "") }
  }

  /// Does one step each time that it is asked for events, and notes what came of the one before.
  private final class SteppedScreen: ScreenBackend {
    let size = Size(columns: 80, rows: 24)
    let colorDepth = ColorDepth.indexed256
    let glyphs = GlyphSet.braille
    var steps: [() -> [ScreenEvent]] = []
    var frames: [Canvas] = []
    var titles: [String] = []
    /// Frames so far and the longest wait, each time that events are asked for.
    var asked: [(frames: Int, timeout: Duration?)] = []

    func draw(_ canvas: Canvas) { frames.append(canvas) }

    func events(timeout: Duration?) -> [ScreenEvent] {
      asked.append((frames.count, timeout))
      return steps.isEmpty ? [.ended(.hangUp)] : steps.removeFirst()()
    }

    func suspend() {}
    func runOutside<Result>(_ body: () throws -> Result) rethrows -> Result { try body() }
    func copy(_ text: String) -> Bool { false }
    func entitle(_ text: String) { titles.append(text) }
  }

  private func calm(_ revision: Int) -> Snapshot {
    var snapshot = Sample.bank
    snapshot.state.alarms = []
    snapshot.tasks = []
    snapshot.state.rollout = nil
    snapshot.revision = revision
    snapshot.traffic.predictions += revision
    return snapshot
  }

  /// Runs a loop through steps; each may tell the model something, as the engine would.
  private func run(_ steps: [(@Sendable (Message) -> Void) -> [ScreenEvent]]) -> SteppedScreen {
    let screen = SteppedScreen()
    let loop = CockpitLoop(
      screen: screen, link: SilentLink(), model: CockpitModel(size: screen.size),
      environment: .init(edit: { _, _, _ in .unchanged }, theme: { _ in .dark }), wake: {})
    let post = loop.post
    screen.steps = steps.map { step in { step(post) } }
    loop.run(first: calm(0))
    return screen
  }

  @Test("While another window has the focus a change waits, the title does not, and coming back draws at once")
  func unfocused() {
    let screen = run([
      { _ in [.input(.focus(false))] },
      { [self] post in
        post(.snapshot(calm(1)))
        return [.woken]
      },
      { post in
        post(.snapshot(Sample.bank))
        return [.woken]
      },
      { _ in [.input(.focus(true))] },
    ])
    // At the first frame, after the focus was lost, after each change, and after it came back.
    #expect(screen.asked.map(\.frames) == [1, 1, 1, 1, 2])
    // A change that waits is drawn in time; with nothing to draw and no message to take away nothing ever wakes.
    #expect(screen.asked[0].timeout == nil && screen.asked[1].timeout == nil)
    #expect(screen.asked[2].timeout.map { $0 > .seconds(1) && $0 <= .seconds(5) } == true)
    #expect(screen.titles.last?.contains("alarm") == true && screen.titles.first?.contains("alarm") == false)
    #expect(screen.frames[1].text.contains("alarm"))
  }

  @Test("A key in a window that was thought to be without the focus is answered at once")
  func keyWithoutFocus() {
    let screen = run([{ _ in [.input(.focus(false))] }, { _ in [.input(.key(KeyPress("3")))] }])
    #expect(screen.asked.map(\.frames) == [1, 1, 2])
  }

  @Test("Where the terminal has no clipboard nothing is said to have been copied")
  func clipboard() {
    let screen = run([
      { _ in [.input(.key(KeyPress("2")))] }, { _ in [.input(.key(KeyPress("y")))] },
    ])
    #expect(screen.frames.last?.text.contains("not copied") == true)
  }
}
