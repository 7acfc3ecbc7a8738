import CellCanvas

/// A severity of the engine's answers as a glyph, a word and a look.
struct SeverityText {
  let word: String

  init(_ word: String) { self.word = word }

  var glyph: String {
    switch word {
    case "error", "critical", "high", "failing", "broken": "✗"
    case "warning", "medium", "attention": "!"
    default: "·"
    }
  }

  var role: Role {
    switch glyph {
    case "✗": .failing
    case "!": .attention
    default: .dim
    }
  }

  var markAndWord: TextLine { TextLine("\(glyph) \(word)", role) }
}
