import Encoding
import Glibc
import Testing

/// The whole program as a person meets it: the demo in a real terminal, walked by keys, watched by a second process.
@Suite(.enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"))
struct TerminalWalkTests {
  @Test("Look around, retrain, promote, roll back, step back, quit: the journal agrees and the terminal is as before")
  func walk() throws {
    let terminal = try open()
    for (key, words) in [
      ("1", "Gates ·"), ("2", "Table ·"), ("3", "Runs · 1"), ("4", "Versions · 1"), ("5", "Drift ·"),
      // The overview's tile has a line where the ribbon, which is on every screen, has a mark.
      ("6", "KPIs ·"), ("0", "1 Scoping ──"),
    ] {
      try terminal.press(key)
      try terminal.waitFor(words)
    }
    try retrain(terminal)
    try promote(terminal)
    // The journal knows before the screen does, and the key is offered only once the screen knows.
    try terminal.waitFor("v2 answers")
    try terminal.press("R")
    try terminal.waitFor("answers all traffic again")
    try terminal.press("y")
    let back = try event("rolled_back", in: terminal)
    #expect(back["champion"]?.int == 1, "\(back.text())")
    try stepBack(terminal)
    try terminal.press("q")
    let ending = try terminal.waitForEnd()
    #expect(ending.status == "0\n")
    expectRestored(ending)
  }

  @Test("A signal that asks the program to end gives the terminal back too", arguments: [SIGTERM, SIGHUP])
  func signal(signal: Int32) throws {
    let terminal = try open()
    kill(try #require(terminal.enginePid), signal)
    let ending = try terminal.waitForEnd()
    #expect(ending.status == "130\n")
    expectRestored(ending)
  }

  // MARK: Steps

  /// Opens the demo and waits until its first champion answers.
  private func open() throws -> TmuxTerminal {
    let terminal = try TmuxTerminal()
    try terminal.waitFor("v1 answers")
    try Waiting.until("predictions are counted", picture: { terminal.screen }) {
      try document("status", of: terminal)["predictions"]?.int.flatMap { $0 > 0 ? $0 : nil }
    }
    return terminal
  }

  private func retrain(_ terminal: TmuxTerminal) throws {
    try terminal.press("r")
    try terminal.waitFor("start the training")
    try terminal.press("y")
    try Waiting.until("version 2 is registered", picture: { terminal.screen }) {
      try document("registry", of: terminal)["versions"]?.array?.first { $0["version"]?.int == 2 }
    }
    let finished = try event("run_finished", in: terminal) { $0["version"]?.int == 2 }
    #expect(finished["run"]?.int == 2)
  }

  private func promote(_ terminal: TmuxTerminal) throws {
    try terminal.waitFor("made v2")
    try terminal.waitFor("p promote")
    try terminal.press("p")
    // Whether the gates of a version that learnt from so little traffic pass is not this test's business.
    if try terminal.waitFor("y promote v2", "promote for this reason") == "y promote v2" {
      try terminal.press("y")
    } else {
      try terminal.type("the walk goes on")
      try terminal.press("Enter")
    }
    let promoted = try event("promoted", in: terminal) { $0["champion"]?.int == 2 }
    #expect(promoted["who"]?.string != nil)
  }

  private func stepBack(_ terminal: TmuxTerminal) throws {
    try terminal.press("b")
    try terminal.waitFor("Step back")
    try terminal.press("2")
    try terminal.waitFor("Why?")
    // A reason may stand there already, taken from an alarm.
    try terminal.press("C-u")
    try terminal.type("the audience is another")
    try terminal.waitFor("the audience is another")
    try terminal.press("Enter")
    let event = try event("stepped_back", in: terminal)
    #expect(event["stage"]?.string == "data")
    #expect(event["because"]?.string == "the audience is another")
  }

  private func expectRestored(_ ending: TmuxTerminal.Ending, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(!ending.modesBefore.isEmpty, sourceLocation: sourceLocation)
    #expect(ending.modesAfter == ending.modesBefore, sourceLocation: sourceLocation)
    #expect(ending.flags == "0 0 1\n", sourceLocation: sourceLocation)
    #expect(ending.errors == "", sourceLocation: sourceLocation)
  }

  // MARK: The second process

  private func run(_ words: String..., of terminal: TmuxTerminal) throws -> String {
    let ending = try Program.run([Program.sextant] + words + ["--json", "--project", terminal.folder])
    guard ending.status == 0 else {
      throw Program.Problem(description: "\(words) ended with \(ending.status): \(ending.errors)")
    }
    return ending.output
  }

  private func document(_ words: String, of terminal: TmuxTerminal) throws -> JSON {
    try JSON(parsing: try run(words, of: terminal))
  }

  private func event(
    _ kind: String, in terminal: TmuxTerminal, where isMeant: (JSON) -> Bool = { _ in true }
  ) throws -> JSON {
    try Waiting.until("the journal has \(kind)", picture: { terminal.screen }) {
      let lines = try run("journal", of: terminal).split(separator: "\n")
      return try lines.map { try JSON(parsing: String($0)) }.last { $0["event"]?.string == kind && isMeant($0) }
    }
  }
}
