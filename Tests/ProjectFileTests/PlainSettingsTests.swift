import ProjectFile
import Testing

/// Small files of settings: names with a word or a list of words.
@Suite struct PlainSettingsTests {
  private func parse(_ text: String) -> PlainSettings { .parse(bytes: Array(text.utf8), path: "keys.yaml") }

  @Test("Words, lists and nothing are told apart, each with its line")
  func settings() {
    let read = parse("# keys\nstyle: vim\ntheme: [T, \"f5\"]\nlog: []\nundo: ~\ncopy:\nquit:\n  - q\n  - Q\n")
    #expect(read.findings.isEmpty)
    #expect(read.settings.map(\.name) == ["style", "theme", "log", "undo", "copy", "quit"])
    #expect(read.settings.map(\.values) == [["vim"], ["T", "f5"], [], nil, nil, ["q", "Q"]])
    #expect(read.settings.map(\.line) == [2, 3, 4, 5, 6, 7])
  }

  @Test("Yes, no and numbers are the words that stand there")
  func words() {
    #expect(parse("a: y\nb: no\nc: 0\n").settings.map(\.values) == [["y"], ["no"], ["0"]])
  }

  @Test("An empty file has no settings and nothing wrong", arguments: ["", "\n", "# nothing\n", "---\n"])
  func empty(_ text: String) {
    #expect(parse(text).settings.isEmpty)
    #expect(parse(text).findings.isEmpty)
  }

  @Test(
    "What is no such file is told with its line, and the rest is read",
    arguments: [
      ("a: x\nb: {c: d}\ne: f\n", 2, ["a", "e"]), ("a: [x, [y]]\n", 1, ["a"]), ("a: x\na: y\n", 2, ["a"]),
      ("- a\n- b\n", 1, []), ("a: x\nb: [y\n", 2, []), ("a: \u{7}\n", 1, []),
    ])
  func broken(text: String, line: Int, names: [String]) {
    let read = parse(text)
    #expect(read.findings.map(\.line) == [line])
    #expect(read.settings.map(\.name) == names)
  }
}
