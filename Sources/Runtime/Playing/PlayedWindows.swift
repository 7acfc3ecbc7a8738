import Lifecycle
import Serving

/// The windows of a play, for its report: more than the engine's state keeps, and still bounded.
struct PlayedWindows {
  /// A play without an end reports its newest windows.
  static let countMax = 20_000

  private(set) var all: [Window]

  /// - Parameter earlier: windows of the same session from before an interruption.
  init(earlier: [Window]) { all = earlier }

  mutating func add(_ fact: WindowFact) {
    switch fact {
    case .closed(let closed, _):
      all.append(Window(closed: closed))
      if all.count > Self.countMax + 1000 { all.removeFirst(1000) }
    case .settled(let settled):
      guard let index = all.lastIndex(where: { $0.closed.index == settled.index }) else { return }
      all[index].settled = settled
    }
  }
}
