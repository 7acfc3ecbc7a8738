import Lifecycle
import Monitoring
import Synchronization

/// Tries now and then whether a classifier tells a window from the reference, beside the answering thread.
///
/// One trial at a time, and only so many that they stay within their share of a core: a window that is due while one is
/// under way, or too soon after a long one, is passed over. What was found is told with the windows that close next,
/// until something newer is; it counts as drift where two trials in a row say so.
public final class DomainWatch: Sendable {
  private struct State {
    var isBusy = false
    /// Monotonic seconds before which no trial begins.
    var notBefore = -Double.infinity
    var lastWindow: Int?
    var latest: Finding?
    var wasDrifted = false
  }

  struct Finding {
    var auc: Double
    var isDrifted: Bool
  }

  private let definition: MultivariateDefinition
  private let state = Mutex(State())
  private let now: @Sendable () -> Double
  private let start: @Sendable (@escaping @Sendable () -> Void) -> Void

  /// - Parameters:
  ///   - now: seconds since any moment, never going back.
  ///   - start: runs work on a thread of its own.
  public init(
    _ definition: MultivariateDefinition, now: @escaping @Sendable () -> Double,
    start: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
  ) {
    self.definition = definition
    self.now = now
    self.start = start
  }

  /// Begins a trial of a window that is due.
  func offer(_ index: Int, _ profile: JointProfile, _ sample: JointSample) {
    let begins = state.withLock { state -> Bool in
      let isDue = state.lastWindow.map { index < $0 || index - $0 >= definition.every } ?? true
      guard isDue, !state.isBusy, now() >= state.notBefore else { return false }
      state.isBusy = true
      state.lastWindow = index
      return true
    }
    guard begins else { return }
    start { [self] in
      let started = now()
      let found = try? profile.classifier(against: sample)
      let ended = now()
      state.withLock { state in
        state.isBusy = false
        state.notBefore = ended + (ended - started) * (1 / definition.share - 1)
        guard let found else { return }
        state.latest = Finding(auc: found.auc, isDrifted: found.isDrifted && state.wasDrifted)
        state.wasDrifted = found.isDrifted
      }
    }
  }

  /// What the last trial found; nil before the first.
  var latest: Finding? { state.withLock { $0.latest } }
}
