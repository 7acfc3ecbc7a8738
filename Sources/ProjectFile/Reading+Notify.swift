import Lifecycle

// Who outside is told of what.

extension Reading {
  mutating func notifyRules(_ outer: Fields) -> [NotifyRule] {
    let fields = list(outer, "notify")
    if fields.count > NotifyRule.countMax {
      let field = fields[NotifyRule.countMax]
      error(
        field.key, field.place, "`notify` has more than \(NotifyRule.countMax) web hooks",
        "let one service pass messages on")
    }
    return fields.prefix(NotifyRule.countMax).compactMap { notifyRule($0) }
  }

  private mutating func notifyRule(_ field: Field) -> NotifyRule? {
    guard let fields = fields(field, ["url", "on", "secret_file"]) else { return nil }
    let occasions = occasions(fields)
    let secret = text(fields, "secret_file")
    guard let place = fields["url"] else {
      missing(fields, "url", "write where messages go, such as `url: https://hooks.example.com/…`")
      return nil
    }
    guard let url = text(place), isAddress(url, place) else { return nil }
    return NotifyRule(url: url, occasions: occasions, secretFile: secret)
  }

  /// `on: [alarm firing, promoted]`; a word joined by `_` is the same word.
  private mutating func occasions(_ fields: Fields) -> [NotifyRule.Occasion] {
    guard fields["on"] != nil else { return NotifyRule.Occasion.usual }
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
