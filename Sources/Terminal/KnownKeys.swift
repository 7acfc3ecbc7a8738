import CNCurses
import CellCanvas

/// The keys of the terminal at hand, as its entry in the terminal database has them.
enum KnownKeys {
  private static let names: [(capability: String, key: KeyPress)] =
    [
      ("kcuu1", KeyPress(.up)), ("kcud1", KeyPress(.down)), ("kcub1", KeyPress(.left)), ("kcuf1", KeyPress(.right)),
      ("khome", KeyPress(.home)), ("kend", KeyPress(.end)), ("kpp", KeyPress(.pageUp)), ("knp", KeyPress(.pageDown)),
      ("kich1", KeyPress(.insert)), ("kdch1", KeyPress(.delete)), ("kcbt", KeyPress(.backTab)),
      ("kent", KeyPress(.enter)),
    ] + (1...12).map { ("kf\($0)", KeyPress(.function($0))) }

  /// Sequences that begin with ESC; single bytes need no entry.
  static func read() -> [[UInt8]: KeyPress] {
    var keys: [[UInt8]: KeyPress] = [:]
    for (name, key) in names {
      guard let sequence = TerminalModes.capability(name) else { continue }
      let bytes = Array(sequence.utf8)
      if bytes.count > 1, bytes[0] == 0x1B { keys[bytes] = key }
    }
    return keys
  }
}
