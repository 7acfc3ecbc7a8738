/// What a person does at the terminal.
public enum InputEvent: Sendable, Hashable {
  case key(KeyPress)
  case mouse(MouseEvent)
  /// Text pasted in one go; line ends are "\n".
  case paste(String)
  case resize(Size)
  /// The terminal window has got (true) or lost the focus.
  case focus(Bool)
  /// The terminal has told, or changed, whether its background is dark or light.
  case background(Theme.Appearance)
}

/// One key, with what was held down.
public struct KeyPress: Sendable, Hashable {
  public var key: Key
  public var modifiers: Modifiers

  public enum Key: Sendable, Hashable {
    /// A printable character as typed: "R" is shift-r and has no shift modifier.
    case character(Character)
    case enter
    case tab
    case backTab
    case escape
    case backspace
    case delete
    case insert
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// F1 and up.
    case function(Int)
  }

  public struct Modifiers: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let control = Modifiers(rawValue: 1)
    /// Also called meta; sent as escape before the key.
    public static let alt = Modifiers(rawValue: 2)
    /// With named keys alone.
    public static let shift = Modifiers(rawValue: 4)
  }

  public init(_ key: Key, _ modifiers: Modifiers = []) {
    self.key = key
    self.modifiers = modifiers
  }

  /// A character typed without modifiers.
  public init(_ character: Character) { self.init(.character(character)) }
}

extension KeyPress: CustomStringConvertible {
  /// As key tables write it: "r", "R", "ctrl-z", "alt-enter", "f5", "space".
  public var description: String {
    let held: [(Modifiers, String)] = [(.control, "ctrl-"), (.alt, "alt-"), (.shift, "shift-")]
    return held.filter { modifiers.contains($0.0) }.map(\.1).joined() + key.name
  }

  /// Reads what `description` writes; nil for anything else.
  public init?(_ name: String) {
    var rest = Substring(name)
    var modifiers: Modifiers = []
    let held: [(String, Modifiers)] = [("ctrl-", .control), ("alt-", .alt), ("shift-", .shift)]
    for (prefix, modifier) in held where rest.hasPrefix(prefix) && rest.count > prefix.count {
      rest = rest.dropFirst(prefix.count)
      modifiers.insert(modifier)
    }
    guard let key = Key(name: String(rest)) else { return nil }
    self.init(key, modifiers)
  }
}

extension KeyPress.Key {
  private static let named: [(KeyPress.Key, String)] = [
    (.enter, "enter"), (.tab, "tab"), (.backTab, "backtab"), (.escape, "esc"), (.backspace, "backspace"),
    (.delete, "delete"), (.insert, "insert"), (.up, "up"), (.down, "down"), (.left, "left"), (.right, "right"),
    (.home, "home"), (.end, "end"), (.pageUp, "pageup"), (.pageDown, "pagedown"), (.character(" "), "space"),
  ]

  /// Names of the keys that are no characters, and of the space; function keys are `f1` and up.
  public static var names: [String] { named.map(\.1) }

  var name: String {
    if let known = KeyPress.Key.named.first(where: { $0.0 == self }) { return known.1 }
    if case .character(let character) = self { return String(character) }
    if case .function(let number) = self { return "f\(number)" }
    return ""
  }

  init?(name: String) {
    if let known = KeyPress.Key.named.first(where: { $0.1 == name }) {
      self = known.0
    } else if name.count == 1, let character = name.first {
      self = .character(character)
    } else if name.hasPrefix("f"), let number = Int(name.dropFirst()), (1...63).contains(number) {
      self = .function(number)
    } else {
      return nil
    }
  }
}

/// Something the mouse did, and on which cell.
public struct MouseEvent: Sendable, Hashable {
  public enum Button: Sendable, Hashable {
    case left
    case middle
    case right
  }

  public enum Action: Sendable, Hashable {
    case press(Button)
    case release(Button)
    /// Moved with the button held.
    case drag(Button)
    case wheelUp
    case wheelDown
  }

  public var action: Action
  public var position: Point
  public var modifiers: KeyPress.Modifiers

  public init(_ action: Action, at position: Point, modifiers: KeyPress.Modifiers = []) {
    self.action = action
    self.position = position
    self.modifiers = modifiers
  }
}
