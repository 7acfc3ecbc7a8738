import CellCanvas
import Encoding
import Lifecycle

// What the terminal itself says of alarms: a bell, a message of the desktop.

extension CockpitModel {
  /// Announces what began between two pictures, as the project's `notify: - {terminal: …}` asks: each alarm once, and
  /// never one that is acknowledged or asleep.
  func announcements(_ before: Snapshot, _ after: Snapshot) -> [Effect] {
    guard after.past == nil, before.past == nil else { return [] }
    var text: [String] = []
    var (rings, shows) = (false, false)
    for rule in after.definition.monitoring.notify {
      guard case .terminal(let manner) = rule.channel else { continue }
      let news = AlarmNews.between(before.state, after.state, told: Set(rule.occasions))
      guard !news.isEmpty else { continue }
      for line in news where !text.contains(line) { text.append(line) }
      rings = rings || manner.rings
      shows = shows || manner.shows
    }
    guard let first = text.first else { return [] }
    let more = text.count > 1 ? " and \(text.count - 1) more" : ""
    return [.announce("\(after.definition.name): \(first)\(more)", rings: rings, shows: shows)]
  }
}
