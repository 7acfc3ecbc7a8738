import CSys
import Encoding
import Glibc
import Synchronization
import Tabular

/// How far a file has been scored, on one line of the terminal, a few times a second.
final class PredictionProgress: Sendable {
  private let isQuiet: Bool
  /// Seconds of the monotonic clock at which a line was last written; 0 before the first.
  private let shown = Mutex(0.0)

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func show(_ at: ReadProgress) {
    guard !isQuiet else { return }
    shown.withLock { last in
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      let now = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      guard now - last >= 0.2 else { return }
      last = now
      let share = at.bytesTotal > 0 ? "\(100 * at.bytesRead / at.bytesTotal) %, " : ""
      fputs("\r\u{1B}[K\(share)\(NumberText.grouped(at.rows)) rows", cs_stderr())
    }
  }

  /// Takes the line away.
  func end() {
    guard !isQuiet, shown.withLock({ $0 > 0 }) else { return }
    fputs("\r\u{1B}[K", cs_stderr())
  }
}
