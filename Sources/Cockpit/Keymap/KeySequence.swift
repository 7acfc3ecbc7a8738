import CellCanvas
import Expressions

/// Keys that are pressed one after the other to do one thing: mostly one, two for `g g`.
public struct KeySequence: Sendable, Hashable {
  /// At least one.
  public let presses: [KeyPress]

  /// Keys of the longest sequence.
  public static let lengthMax = 3

  /// - Precondition: there is a key.
  public init(_ presses: [KeyPress]) {
    precondition(!presses.isEmpty, "a sequence has a key")
    self.presses = presses
  }

  public init(_ press: KeyPress) { presses = [press] }

  /// Whether its first key types a character where text is typed.
  var isTyped: Bool {
    guard let first = presses.first, case .character = first.key else { return false }
    return first.modifiers.isEmpty
  }

  /// The keys as people read them: "r", "g g", "Space t".
  public var label: String { presses.map(\.label).joined(separator: " ") }
}

extension KeySequence: CustomStringConvertible {
  /// As a person writes it in the file of keys: "ctrl-z", "g g", "space t".
  public var description: String { presses.map(\.description).joined(separator: " ") }
}

extension KeySequence {
  /// Why a text names no keys.
  public struct Problem: Error, Sendable, Equatable {
    public var message: String
    public var mend: String
  }

  /// Reads names of keys between spaces, as `description` writes them, as the help shows them, or as is usual
  /// elsewhere: "ctrl-z", "^Z", "Ctrl+Z", "PgUp", "Alt-x", "shift-g", "↑".
  public init(reading text: String) throws(Problem) {
    let names = text.split(separator: " ").map(String.init)
    guard !names.isEmpty else {
      throw Problem(message: "no key is named", mend: "name one, such as `r`, or write `none`")
    }
    guard names.count <= KeySequence.lengthMax else {
      throw Problem(
        message: "`\(text)` names \(names.count) keys in a row",
        mend: "at most \(KeySequence.lengthMax) make one sequence; keys that do the same go into a list: [a, b]")
    }
    var presses: [KeyPress] = []
    for name in names { presses.append(try KeySequence.press(name)) }
    self.presses = presses
  }

  private static func press(_ name: String) throws(Problem) -> KeyPress {
    var rest = Substring(name)
    var modifiers: KeyPress.Modifiers = []
    while let (modifier, length) = heldKey(rest) {
      modifiers.insert(modifier)
      rest = rest.dropFirst(length)
    }
    guard let key = key(String(rest)) else { throw unknown(name, key: String(rest)) }
    return try sendable(key, modifiers, name)
  }

  private static let held: [(name: String, modifier: KeyPress.Modifiers)] = [
    ("ctrl-", .control), ("ctrl+", .control), ("control-", .control), ("c-", .control), ("alt-", .alt), ("alt+", .alt),
    ("meta-", .alt), ("m-", .alt), ("shift-", .shift), ("shift+", .shift), ("s-", .shift), ("^", .control),
  ]

  /// What is held down, at the start of a name; the last character is always the key itself.
  private static func heldKey(_ name: Substring) -> (KeyPress.Modifiers, Int)? {
    let lower = name.lowercased()
    return held.first { lower.hasPrefix($0.name) && name.count > $0.name.count }.map { ($0.modifier, $0.name.count) }
  }

  /// Further names of keys, in small letters.
  private static let others: [String: String] = [
    "escape": "esc", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "pgdown": "pagedown", "del": "delete",
    "ins": "insert", "bs": "backspace", "spc": "space", "↑": "up", "↓": "down", "←": "left",
    "→": "right",
  ]

  private static func key(_ name: String) -> KeyPress.Key? {
    if name.count == 1, let character = name.first, others[name] == nil { return .character(character) }
    let lower = name.lowercased()
    let press = KeyPress(others[lower] ?? lower)
    // What is held was read before, so that "ctrl-" within a name is none.
    return press.flatMap { $0.modifiers.isEmpty ? $0.key : nil }
  }

  /// The press as a terminal sends it.
  private static func sendable(
    _ key: KeyPress.Key, _ modifiers: KeyPress.Modifiers, _ name: String
  ) throws(Problem) -> KeyPress {
    if key == .tab, modifiers == .shift { return KeyPress(.backTab) }
    guard case .character(let named) = key else { return KeyPress(key, modifiers) }
    var modifiers = modifiers
    var character = named
    if modifiers.contains(.shift) {
      guard character.isLetter, let capital = character.uppercased().first else {
        throw Problem(message: "no terminal tells `\(name)`", mend: "write the character that the key types")
      }
      modifiers.remove(.shift)
      character = capital
    }
    guard modifiers.contains(.control) else { return KeyPress(.character(character), modifiers) }
    let small = character.lowercased().first ?? character
    if let twin = sentAlike[small] {
      throw Problem(message: "a terminal sends `\(name)` as \(twin)", mend: "name that key, or choose another")
    }
    guard small.isASCII, small.isLetter || controls.contains(small) else {
      throw Problem(message: "no terminal tells `\(name)`", mend: "ctrl goes with a letter: `ctrl-t`")
    }
    return KeyPress(.character(small), modifiers)
  }

  private static let sentAlike: [Character: String] = [
    "i": "tab", "m": "enter", "j": "enter", "[": "esc", "h": "backspace",
  ]

  private static let controls: Set<Character> = [" ", "\\", "]", "^", "_"]

  private static func unknown(_ name: String, key: String) -> Problem {
    let known = KeyPress.Key.names + others.keys.filter { $0.allSatisfy(\.isASCII) }.sorted()
    let near = Spelling.nearest(to: key, among: known)
    return Problem(
      message: "there is no key `\(name)`",
      mend: near.map { "did you mean `\($0)`?" }
        ?? "a key is one character, or one of \(KeyPress.Key.names.joined(separator: ", ")), f1 to f63")
  }
}
