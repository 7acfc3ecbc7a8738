import Lifecycle
import Serving

/// The windows of a play, for its report: more than the engine's state keeps, and still bounded.
///
/// Everything is kept of the newest windows; of older ones the readings that drifted, metrics and values, not the figures. A
/// play without an end would otherwise hold a hundred kilobytes a window.
struct PlayedWindows {
  /// A play without an end reports its newest windows.
  static let countMax = 20_000
  /// Windows of which everything is kept: a report with all of hundreds would be the largest thing in memory.
  static let fullCountMax = 120

  private(set) var all: [Window]
  /// Windows from the front that are kept in short.
  private var shortCount = 0

  /// - Parameter earlier: windows of the same session from before an interruption.
  init(earlier: [Window]) { all = earlier }

  mutating func add(_ fact: WindowFact) {
    switch fact {
    case .closed(let closed, _):
      all.append(Window(closed: closed))
      shorten()
      guard all.count > Self.countMax + 1000 else { return }
      all.removeFirst(1000)
      shortCount = max(0, shortCount - 1000)
    case .settled(let settled):
      guard let index = all.lastIndex(where: { $0.closed.index == settled.index }) else { return }
      all[index].settled = settled
    }
  }

  private mutating func shorten() {
    while all.count - shortCount > Self.fullCountMax {
      all[shortCount].closed.drift.removeAll { !$0.isDrifted }
      all[shortCount].closed.figures = [:]
      all[shortCount].settled?.intervals = [:]
      all[shortCount].settled?.segments = [:]
      all[shortCount].settled?.versions = [:]
      shortCount += 1
    }
  }
}
