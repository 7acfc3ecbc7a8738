import CSys
import Glibc
import Lifecycle

/// Says on standard error, where that is a terminal, which alarms begin to fire while something long goes on; with the
/// bell where the project asks for it.
struct AlarmTeller {
  private var last: LifecycleState?
  private let isTerminal = isatty(STDERR_FILENO) == 1

  mutating func tell(_ snapshot: Snapshot) {
    defer { last = snapshot.state }
    guard isTerminal, let last, last.alarms != snapshot.state.alarms else { return }
    let news = AlarmNews.between(last, snapshot.state, told: [.alarmFiring, .alarmWithoutData])
    guard !news.isEmpty else { return }
    let rings = snapshot.definition.monitoring.notify.contains { rule in
      if case .terminal(let manner) = rule.channel {
        manner.rings && rule.occasions.contains(.alarmFiring)
      } else {
        false
      }
    }
    // A line of progress stands there without an end.
    let lines = news.prefix(5).map { "\r\u{1B}[K! \(VisibleText.line($0))\n" }.joined()
    fputs(lines + (rings ? "\u{07}" : ""), cs_stderr())
  }
}
