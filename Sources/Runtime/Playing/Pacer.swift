import Lifecycle

/// Lets requests through at the wanted speed.
struct Pacer {
  /// Requests are let through in bundles of a tenth of a second, as long as snapshots are apart: smaller ones cost more
  /// and cannot be seen.
  private static let waitSeconds = 0.1
  /// However slow the traffic, it is looked after once in this time.
  private static let waitSecondsMax = 60.0

  private let clock: EngineClock
  private let control: PlayControl
  private var generation = -1
  private var startedAt = 0.0
  private var playedSinceStart = 0

  init(clock: EngineClock, control: PlayControl) {
    self.clock = clock
    self.control = control
  }

  mutating func played(_ count: Int) { playedSinceStart += count }

  /// How many requests may be played now; waits until there is one.
  ///
  /// - Returns: nil when the traffic is to stop.
  mutating func next(max: Int) -> Int? {
    while true {
      let state = control.waitWhilePaused()
      if state.isCancelled { return nil }
      if state.generation != generation {
        generation = state.generation
        startedAt = clock.monotonic()
        playedSinceStart = 0
      }
      switch state.speed {
      case .max: return max
      case .rowsPerSecond(let rate):
        // A rate may be any positive number, and so may what is due: it is cut before it becomes a count.
        let due = (clock.monotonic() - startedAt) * rate - Double(playedSinceStart)
        if due >= 1 { return due < Double(max) ? Int(due) : max }
        let wait = min(Self.waitSecondsMax, Swift.max(1 / rate, Self.waitSeconds))
        control.sleep(seconds: wait, generation: generation)
      }
    }
  }
}
