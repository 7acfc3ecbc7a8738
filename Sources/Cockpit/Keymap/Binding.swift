import CellCanvas

/// One row of the keymap: an action, its keys, and everything said about it anywhere.
public struct Binding: Sendable, Equatable {
  public let action: Action
  /// The first one is shown where there is room for one.
  public internal(set) var keys: [KeySequence]
  /// A whole phrase for the help, the palette and the documentation.
  public let title: String
  /// A word or two for the footer; empty where it is never shown there.
  public let hint: String
  public let contexts: Set<KeyContext>
  /// The contexts whose footer shows it.
  public let featured: Set<KeyContext>
  public let group: Group
  public let danger: Danger
  public let twin: Twin
  /// Where the keys were given.
  public internal(set) var origin = Origin.builtIn

  /// Who said which keys an action has.
  public enum Origin: Sendable, Hashable {
    case builtIn
    /// A line of a person's own file.
    case line(file: String, line: Int)
  }

  /// Headings of the help and the documentation.
  public enum Group: String, Sendable, Hashable, CaseIterable {
    case look = "Look around"
    case act = "Act on the project"
    case cockpit = "The cockpit"
    case answer = "Answer a question"
    case type = "Type"
  }

  /// What an action may change.
  public enum Danger: Sendable, Hashable {
    /// Only what is on the screen.
    case none
    /// The project, in a way that a second key takes back or that waits for a person anyway.
    case mild
    /// What users get: it asks first.
    case asks
  }

  /// How the same thing is done without the cockpit.
  public enum Twin: Sendable, Hashable {
    /// A command line; words in capitals stand for arguments.
    case command(String)
    /// It changes nothing but this screen.
    case screenOnly
  }

  /// - Parameter keys: names as `KeyPress` writes them: "r", "ctrl-z", "g g".
  init(
    _ action: Action, _ keys: [String], _ title: String, hint: String = "", in contexts: Set<KeyContext>,
    featured: Set<KeyContext> = [], group: Group, danger: Danger = .none, twin: Twin = .screenOnly
  ) {
    self.action = action
    self.keys = keys.compactMap { try? KeySequence(reading: $0) }
    self.title = title
    self.hint = hint
    self.contexts = contexts
    self.featured = featured
    self.group = group
    self.danger = danger
    self.twin = twin
  }

  /// All its keys as people read them: "↑ k"; sequences stand between commas.
  public var keyLabels: String { Binding.labels(keys) }

  static func labels(_ keys: [KeySequence]) -> String {
    keys.map(\.label).joined(separator: keys.contains { $0.presses.count > 1 } ? ", " : " ")
  }
}

extension Binding.Origin {
  /// What `sextant keys` shows.
  public var text: String {
    switch self {
    case .builtIn: "built in"
    case .line(let file, let line): "\(file):\(line)"
    }
  }
}

extension Binding.Twin {
  /// What the palette and the documentation show.
  public var text: String {
    switch self {
    case .command(let line): line
    case .screenOnly: "on this screen alone"
    }
  }
}

extension KeyPress {
  /// The key as people read it: "r", "Enter", "^Z", "↑".
  public var label: String {
    let name: String =
      switch key {
      case .character(" "): "Space"
      case .character(let character): modifiers.contains(.control) ? character.uppercased() : String(character)
      case .enter: "Enter"
      case .tab: "Tab"
      case .backTab: "Shift-Tab"
      case .escape: "Esc"
      case .backspace: "Backspace"
      case .delete: "Delete"
      case .insert: "Insert"
      case .up: "↑"
      case .down: "↓"
      case .left: "←"
      case .right: "→"
      case .home: "Home"
      case .end: "End"
      case .pageUp: "PgUp"
      case .pageDown: "PgDn"
      case .function(let number): "F\(number)"
      }
    return (modifiers.contains(.control) ? "^" : "") + (modifiers.contains(.alt) ? "Alt-" : "")
      + (modifiers.contains(.shift) ? "Shift-" : "") + name
  }
}
