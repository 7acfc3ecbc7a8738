import CellCanvas
import Lifecycle

/// What stands on the screen, as words that can be read aloud and kept in a log: no lines, blocks or dots, and no sign
/// whose word stands beside it.
enum PlainWords {
  /// A line of the screen, its columns where they were; nil where pictures alone stood in it.
  static func line(_ text: String) -> String? {
    var result = ""
    let characters = Array(text)
    for (index, character) in characters.enumerated() {
      let rest = characters[(index + 1)...]
      let startsWord = result.last?.isWhitespace ?? true && rest.first == " "
      if isPicture(character) {
        result += " "
      } else if character == "·", startsWord, result.dropLast().last?.isWhitespace == false {
        // Between two facts of a title.
        result.removeLast()
        result += ","
      } else if character == "·", rest.first == "·" || result.last == "·" || index > 0 && characters[index - 1] == "·" {
        // A row of dots is a picture of nothing.
        result += " "
      } else if startsWord, rest.dropFirst().first.map({ $0.isLetter || $0.isNumber }) == true,
        let status = status(of: character)
      {
        // "✓ passed" says it in a word already.
        let next = String(rest.dropFirst().prefix { $0.isLetter })
        result += statusWords.contains(next) ? " " : status
      } else {
        result += word(for: character) ?? String(character)
      }
    }
    while result.last?.isWhitespace == true { result.removeLast() }
    return result.contains(where: \.isLetter) ? result : nil
  }

  /// A sentence, which has no columns to keep.
  static func sentence(_ text: String) -> String {
    (line(text) ?? text).split(separator: " ").joined(separator: " ")
  }

  /// Without what would move a cursor or ring a bell, whatever a name or a value holds.
  static func printable(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value ? "?" : scalar)
    }
    return String(result)
  }

  /// Whether anything is drawn in it, beside the sign of work under way.
  static func hasPicture(_ text: String) -> Bool { text.contains { $0 != "⠹" && isPicture($0) } }

  /// Frames, bars and dots.
  private static func isPicture(_ character: Character) -> Bool {
    guard let scalar = character.unicodeScalars.first?.value else { return false }
    return 0x2500...0x259F ~= scalar || 0x2800...0x28FF ~= scalar
  }

  /// What a mark says where no word stands beside it; nil for what is no mark.
  private static func status(of character: Character) -> String? {
    switch character {
    case "✓": "ok"
    case "✗": "failing"
    case "!": "attention"
    case "~": "unsure"
    case "·": "empty"
    case "▲": "up"
    case "▼": "down"
    default: nil
    }
  }

  /// Words that stand beside the marks they mean.
  private static let statusWords: Set<String> = Set(
    StageStatus.allCases.map(\.rawValue) + Verdict.allCases.map(\.word) + TrafficStatus.State.allCases.map(\.rawValue)
      + Alarm.State.allCases.map(\.rawValue) + Run.Status.allCases.map(\.rawValue)
      + [
        "no", "none", "nothing", "seen", "error", "critical", "high", "warning", "medium", "low", "run", "same",
        "drifted", "missed", "as", "below", "holds", "unknown",
      ])

  /// Nil for a character that stays.
  private static func word(for character: Character) -> String? {
    switch character {
    case "✓": "ok"
    case "✗": "failing"
    case "▲": "up"
    case "▼": "down"
    case "·": "-"
    case "●", "◆", "◎", "■", "▶", "‖": " "
    case "▸", "›": ">"
    case "◂": "<"
    case "↺": "back to"
    case "→": "->"
    case "←": "<-"
    case "↑": "up"
    case "↓": "down"
    case "–", "—", "−": "-"
    case "…": "..."
    case "≥": ">="
    case "≤": "<="
    case "≠": "is not"
    case "≈": "about"
    case "×": "x"
    case "µ": "u"
    default: nil
    }
  }
}
