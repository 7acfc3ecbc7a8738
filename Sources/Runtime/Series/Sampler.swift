import Encoding
import Lifecycle
import Storage

/// Looks at the engine each second of wall time while anything is served, played or watched; otherwise it has no thread.
///
/// It only reads what the traffic's threads have told; they never wait for it.
final class Sampler: Sendable {
  private struct State {
    var isActive = false
    var hasThread = false
    var door: (any OpenDoor)?
    var meter = FigureMeter()
    var clock = SeriesClock()
    var book = SampleBook()
    var sampleCount = 0
    var moving: [Double] = []
    var tell: (@Sendable () -> Void)?
    var changed: (@Sendable () -> Void)?
  }

  private let clock: EngineClock
  private let live: LiveStatus
  private let state = Condition(State())

  init(clock: EngineClock, live: LiveStatus) {
    self.clock = clock
    self.live = live
  }

  /// - Parameters:
  ///   - tell: called about once a minute, when there are finished buckets to take.
  ///   - changed: called when a figure of the traffic is another than a second ago.
  func start(tell: @escaping @Sendable () -> Void, changed: @escaping @Sendable () -> Void) {
    state.update {
      $0.tell = tell
      $0.changed = changed
    }
  }

  /// Samples while something is under way.
  func follow(isActive: Bool, door: (any OpenDoor)?) {
    let begins = state.update { state in
      let wasActive = state.isActive
      state.isActive = isActive
      if isActive, !wasActive { state.meter = FigureMeter() }
      // The last look is at a door that is still there.
      if isActive { state.door = door }
      return (first: isActive && !wasActive, last: !isActive && wasActive)
    }
    // A first look to measure from, and a last one: what was short is told too.
    if begins.first || begins.last { sample() }
    let needsThread = state.update { state in
      if !state.isActive { state.door = nil }
      guard state.isActive, !state.hasThread else { return false }
      state.hasThread = true
      return true
    }
    if needsThread { WorkerThread.start("sampler") { [self] in run() } }
  }

  /// Ends the thread for good.
  func stop() {
    state.update {
      $0.isActive = false
      $0.tell = nil
      $0.changed = nil
    }
  }

  private func run() {
    // In the middle of a second, so that a little lateness does not leave a second empty and the next one double.
    let fraction = clock.now().seconds.truncatingRemainder(dividingBy: 1)
    var due = clock.monotonic() + (fraction < 0.5 ? 0.5 - fraction : 1.5 - fraction)
    while true {
      let patience = max(0.001, due - clock.monotonic())
      if state.wait(seconds: patience, until: { $0.isActive ? nil : true }) != nil { break }
      sample()
      let now = clock.monotonic()
      due = due + 1 > now ? min(due + 1, now + 1) : now + 1
    }
    let isWanted = state.update { state in
      state.hasThread = state.isActive
      return state.isActive
    }
    if isWanted { run() }
  }

  /// Takes one look.
  func sample() {
    let current = live.current
    let door = state.read { $0.door }
    let reading = LiveReading(
      monotonic: clock.monotonic(), state: current.traffic.state, counters: current.counters, gateway: door?.status,
      memoryBytes: ProcessMemory.residentBytes, processorSeconds: ProcessMemory.processorSeconds)
    let wall = clock.now()
    let (tell, changed) = state.updateQuietly { state -> ((@Sendable () -> Void)?, (@Sendable () -> Void)?) in
      let (time, beginsAnew) = state.clock.time(wall: wall, monotonic: reading.monotonic)
      if beginsAnew { state.book.beginAnew() }
      let figures = state.meter.figures(reading)
      state.book.add(figures, at: time)
      let moving = figures.filter { !Self.resting.contains($0.name) }.map(\.value)
      let hasMoved = moving != state.moving
      state.moving = moving
      if hasMoved { state.sampleCount += 1 }
      return (state.book.hasFinished ? state.tell : nil, hasMoved ? state.changed : nil)
    }
    tell?()
    changed?()
  }

  /// Figures that move while nothing happens: no reason to draw anything.
  private static let resting: Set<String> = ["software.memory_bytes", "software.cpu_share"]

  // MARK: Reading

  /// Grows with each second in which something moved.
  var sampleCount: Int { state.read { $0.sampleCount } }

  var names: [String] { state.read { $0.book.names } }

  /// How often the wall clock was set back.
  var clockStepCount: Int { state.read { $0.clock.stepCount } }

  func takeFinished(closing: Bool) -> [SeriesStore.Bucket] {
    state.updateQuietly { $0.book.takeFinished(closing: closing) }
  }

  /// Buckets that are not in the store: all seconds; of minutes and hours the newest.
  func points(_ name: String, _ resolution: SeriesResolution, since: Timestamp?) -> [SeriesStore.Point] {
    state.read { state in
      state.book.untaken(name, resolution).filter { $0.time >= since ?? $0.time }
        + state.book.points(name, resolution, since: since)
    }
  }
}
