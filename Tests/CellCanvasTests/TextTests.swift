import CellCanvas
import Testing

@Suite struct TextTests {
  @Test("Numbers stand with their points under one another")
  func alignment() {
    #expect(
      NumberAlignment.aligned(["0.31", "12", "1.2k", "–", "-0.005", "7 %"]) == [
        " 0.31 ", "12    ", " 1.2k ", " –    ", "-0.005", " 7 %  ",
      ])
    #expect(NumberAlignment.aligned([]).isEmpty)
  }

  @Test("Text wraps at spaces, and within words only where they are too long")
  func wrapping() {
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
    #expect("one\n\ntwo".wrapped(to: 9) == ["one", "", "two"])
    #expect("extraordinary day".wrapped(to: 6) == ["extrao", "rdinar", "y day"])
    #expect("日本語 です".wrapped(to: 5) == ["日本", "語", "です"])
    #expect("日本".wrapped(to: 1).allSatisfy { CharacterWidth.columns($0) <= 1 })
    #expect("a b".wrapped(to: 0).isEmpty)
  }

  @Test("Wrapped lines never exceed their width and lose no letter", arguments: 2...20)
  func wrappingLaws(width: Int) {
    let text = "The quick brown fox 日本語 jumps over the averyveryverylongwordindeed dog."
    let lines = text.wrapped(to: width)
    #expect(lines.allSatisfy { CharacterWidth.columns($0) <= width })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
  }

  @Test("Fitting fills or cuts to the exact width")
  func fitting() {
    #expect("ab".fitted(to: 4) == "ab  ")
    #expect("ab".fitted(to: 4, .trailing) == "  ab")
    #expect("ab".fitted(to: 5, .center) == " ab  ")
    #expect("abcdef".fitted(to: 4) == "abc…")
    #expect("日本語".fitted(to: 4) == "日… ")
    #expect("abc".fitted(to: 0) == "")
  }

  @Test(
    "Keys are written and read alike",
    arguments: [
      "r", "R", "ctrl-z", "alt-enter", "shift-up", "ctrl-alt-f5", "space", "-", "ctrl--", "é", "backtab", "f12",
    ])
  func keys(name: String) throws {
    #expect(try #require(KeyPress(name)).description == name)
  }

  @Test("What is no key is refused", arguments: ["", "ctrl-", "f0", "f99", "strg-x", "enterr"])
  func noKeys(name: String) {
    #expect(KeyPress(name) == nil || KeyPress(name)?.description == name)
  }
}
