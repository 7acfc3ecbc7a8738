import Lifecycle

// Who outside is told of what.

extension Reading {
  mutating func notifyRules(_ outer: Fields) -> [NotifyRule] {
    let fields = list(outer, "notify")
    if fields.count > NotifyRule.countMax {
      let field = fields[NotifyRule.countMax]
      error(
        field.key, field.place, "`notify` has more than \(NotifyRule.countMax) rules",
        "let one service pass messages on")
    }
    return fields.prefix(NotifyRule.countMax).compactMap { notifyRule($0) }
  }

  private mutating func notifyRule(_ field: Field) -> NotifyRule? {
    guard let fields = fields(field, ["url", "command", "terminal", "on", "secret_file"]) else { return nil }
    let usual = fields["terminal"] == nil ? NotifyRule.Occasion.usual : NotifyRule.Occasion.usualOfTerminal
    let occasions = occasions(fields, usual: usual)
    let secret = text(fields, "secret_file")
    let ways = ["url", "command", "terminal"].filter { fields[$0] != nil }
    if ways.count > 1, let second = fields[ways[1]] {
      error(
        second.key, second.place, "`\(field.key)` goes two ways: `\(ways[0])` and `\(ways[1])`",
        "write an entry of `notify` for each")
      return nil
    }
    if fields["url"] == nil, let key = fields["secret_file"] {
      error(key.key, key.place, "`\(key.key)` signs messages of web hooks alone", "leave it out")
    }
    if let command = fields["command"] {
      return words(fields, command).map { NotifyRule(.command($0), occasions: occasions) }
    }
    if fields["terminal"] != nil {
      return choice(fields, "terminal", NotifyRule.TerminalManner.self).map {
        NotifyRule(.terminal($0), occasions: occasions)
      }
    }
    guard let place = fields["url"] else {
      missing(
        fields, "url",
        "write where messages go: `url: https://hooks.example.com/…`, `command: [./page.sh]` or `terminal: bell`")
      return nil
    }
    guard let url = text(place), isAddress(url, place) else { return nil }
    return NotifyRule(url: url, occasions: occasions, secretFile: secret)
  }

  /// A program and its arguments; one text alone is a program without any.
  private mutating func words(_ fields: Fields, _ field: Field) -> [String]? {
    let words = texts(fields, "command").map(\.text)
    guard let program = words.first, words.count <= 64,
      words.allSatisfy({ $0.utf8.count <= 4096 && !$0.contains("\0") })
    else {
      error(field.key, field.place, "`\(field.key)` names no program", "write it as `command: [./page.sh, argument]`")
      return nil
    }
    // There is no shell to split it.
    if words.count == 1, program.contains(" "), !program.contains("/ ") {
      error(
        field.key, field.place, "`\(field.key)` is one word with blanks, and no shell splits it",
        "write a list, such as `[\(program.split(separator: " ").joined(separator: ", "))]`")
      return nil
    }
    return words
  }

  /// `on: [alarm firing, promoted]`; a word joined by `_` is the same word.
  private mutating func occasions(_ fields: Fields, usual: [NotifyRule.Occasion]) -> [NotifyRule.Occasion] {
    guard fields["on"] != nil else { return usual }
    var occasions: [NotifyRule.Occasion] = []
    for (text, field) in texts(fields, "on") {
      let word = text.split(whereSeparator: { $0 == "_" || $0 == " " }).joined(separator: " ")
      if let occasion = NotifyRule.Occasion(rawValue: word) {
        if !occasions.contains(occasion) { occasions.append(occasion) }
      } else {
        let known = NotifyRule.Occasion.allCases.map(\.rawValue)
        error(field.key, field.place, "`\(field.key)` cannot be `\(text)`", mend(word, known, "write one of"))
      }
    }
    return occasions
  }

  /// The message leaves the address out: it may be a secret.
  private mutating func isAddress(_ url: String, _ field: Field) -> Bool {
    let lower = url.lowercased()
    let rest = ["https://", "http://"].first(where: lower.hasPrefix).map { url.dropFirst($0.count) }
    let host = rest?.prefix { $0 != "/" && $0 != "?" && $0 != "#" } ?? ""
    guard !host.isEmpty, url.utf8.count <= 4096, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      error(field.key, field.place, "`\(field.key)` is no address of a web hook", "write it as https://host/path")
      return false
    }
    guard !host.contains("@") else {
      error(
        field.key, field.place, "`\(field.key)` carries a name or password",
        "leave them out; `secret_file` signs messages")
      return false
    }
    return true
  }
}
