import CellCanvas
import Testing

@Suite struct GlyphTests {
  struct Case: CustomTestStringConvertible {
    let text: String
    /// The cells' texts, a wide one followed by nothing for its second half.
    let cells: [String]
    var testDescription: String { text }
  }

  // Widths are those of UAX #11 and of xterm, kitty and tmux; sequences are cut as the type says.
  @Test(
    "Text falls into cells cluster by cluster",
    arguments: [
      Case(text: "ab", cells: ["a", "b"]),
      Case(text: "é", cells: ["é"]),
      Case(text: "e\u{301}x", cells: ["e\u{301}", "x"]),
      Case(text: "e\u{302}\u{323}", cells: ["e\u{302}\u{323}"]),
      Case(text: "e\u{301}\u{302}\u{323}", cells: ["e\u{301}\u{302}"]),
      Case(text: "日本", cells: ["日", "", "本", ""]),
      Case(text: "한", cells: ["한", ""]),
      Case(text: "\u{1112}\u{1161}\u{11AB}", cells: ["\u{1112}\u{1161}\u{11AB}", ""]),
      Case(text: "ﾊﾟ", cells: ["ﾊ", "ﾟ"]),
      Case(text: "😀!", cells: ["😀", "", "!"]),
      Case(text: "👍🏽", cells: ["👍", ""]),
      Case(text: "👩\u{200D}🔬", cells: ["👩", ""]),
      Case(text: "🇩🇪", cells: ["D", "E"]),
      Case(text: "❤\u{FE0F}", cells: ["❤"]),
      Case(text: "का", cells: ["क", "ा"]),
      Case(text: "✓●▲⣿█", cells: ["✓", "●", "▲", "⣿", "█"]),
      Case(text: "a\tb\nc", cells: ["a", " ", "b", " ", "c"]),
      Case(text: "\u{1B}[2J", cells: ["\u{FFFD}", "[", "2", "J"]),
      Case(text: "\u{9B}2J", cells: ["\u{FFFD}", "2", "J"]),
      Case(text: "\u{202E}a\u{200B}b", cells: ["a", "b"]),
      Case(text: "", cells: []),
    ])
  func cells(of example: Case) {
    var cells: [String] = []
    Glyph.forEach(in: example.text) { glyph in
      cells.append(glyph.text)
      if glyph.width == 2 { cells.append("") }
    }
    #expect(cells == example.cells)
    #expect(CharacterWidth.columns(example.text) == example.cells.count)
  }

  @Test("A glyph gives back what it was made of")
  func roundTrip() {
    #expect(Glyph("█").text == "█")
    #expect(Glyph("█").soleScalar == "█")
    #expect(Glyph("日").width == 2)
    #expect(Glyph("\u{301}").text == "\u{FFFD}")
  }
}
