/// One line of text being typed.
public struct TextField: Sendable, Equatable {
  public private(set) var text: String
  /// Characters before the cursor, 0…`text.count`.
  public private(set) var cursor: Int

  /// The most characters it takes: a reason is a sentence, and the journal keeps it for ever.
  public static let lengthMax = 400

  public init(_ text: String = "") {
    self.text = String(text.prefix(TextField.lengthMax))
    cursor = self.text.count
  }

  public var isBlank: Bool { text.allSatisfy(\.isWhitespace) }

  /// The text without spaces at its ends.
  public var trimmed: String {
    var rest = Substring(text)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }

  /// Puts text at the cursor; line ends and tabs become spaces, other controls are left out.
  public mutating func insert(_ added: String) {
    let clean = added.compactMap { character -> Character? in
      if character.isNewline || character == "\t" { return " " }
      let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
      return isControl ? nil : character
    }
    let room = max(0, TextField.lengthMax - text.count)
    let before = text.prefix(cursor) + String(clean.prefix(room))
    // Counted afterwards: a combining mark joins the character before it.
    let after = text.dropFirst(cursor)
    text = String(before + after)
    cursor = min(text.count, before.count)
  }

  /// The text before the cursor and after it.
  public var halves: (before: String, after: String) {
    (String(text.prefix(cursor)), String(text.dropFirst(cursor)))
  }

  /// Carries out an editing key; ending the editing changes nothing.
  public mutating func perform(_ key: Action.Typing) {
    switch key {
    case .deleteBackward: delete(to: cursor - 1)
    case .deleteForward: deleteForward()
    case .deleteWord: delete(to: wordStart)
    case .deleteAll: delete(to: 0)
    case .cursorLeft: cursor = max(0, cursor - 1)
    case .cursorRight: cursor = min(text.count, cursor + 1)
    case .cursorStart: cursor = 0
    case .cursorEnd: cursor = text.count
    case .submit, .leave: break
    }
  }

  private var wordStart: Int {
    let before = Array(text.prefix(cursor))
    var place = before.count
    while place > 0, before[place - 1].isWhitespace { place -= 1 }
    while place > 0, !before[place - 1].isWhitespace { place -= 1 }
    return place
  }

  private mutating func delete(to place: Int) {
    let place = max(0, place)
    text = String(text.prefix(place)) + String(text.dropFirst(cursor))
    cursor = min(place, text.count)
  }

  private mutating func deleteForward() {
    guard cursor < text.count else { return }
    text = String(text.prefix(cursor)) + String(text.dropFirst(cursor + 1))
  }
}
