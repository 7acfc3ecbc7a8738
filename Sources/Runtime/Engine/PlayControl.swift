import Lifecycle

/// How a replay is steered while it runs.
final class PlayControl: Sendable {
  struct State {
    var speed: Speed
    var isPaused = false
    var isCancelled = false
    /// Grows with each change, so that pacing starts afresh.
    var generation = 0
  }

  private let state: Condition<State>

  init(speed: Speed) { state = Condition(State(speed: speed)) }

  var current: State { state.read { $0 } }

  func setSpeed(_ speed: Speed) { change { $0.speed = speed } }
  func pause() { change { $0.isPaused = true } }
  func resume() { change { $0.isPaused = false } }
  func cancel() { change { $0.isCancelled = true } }

  private func change(_ body: (inout State) -> Void) {
    state.update { state in
      body(&state)
      state.generation += 1
    }
  }

  /// Waits while paused.
  func waitWhilePaused() -> State {
    state.wait { $0.isPaused && !$0.isCancelled ? nil : $0 } ?? current
  }

  /// Sleeps, but wakes at once when something is changed.
  func sleep(seconds: Double, generation: Int) {
    _ = state.wait(seconds: seconds) { $0.generation != generation ? () : nil }
  }
}
