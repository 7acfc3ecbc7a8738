import Encoding
import Glibc
import TestSupport
import Testing

/// The whole program in lines: scripts in a pipe, a terminal that cannot place text.
@Suite struct PlainLineTests {
  /// A project of a small table, and what the program says when lines are fed to it.
  private func converse(_ lines: [String], in folder: String, environment: [String: String] = [:]) throws
    -> Program.Ending
  {
    let script = "cd \"$0\" && printf '%s\\n' \"$@\" | '\(Program.sextant)' --plain --project ."
    return try Program.run(["/bin/sh", "-c", script, folder] + lines, environment: environment, seconds: 120)
  }

  private func project() throws -> Scratch {
    let scratch = try Scratch()
    var rows = ["age,income,bought"]
    for row in 0..<400 { rows.append("\(18 + row * 7 % 60),\(20 + row * 13 % 80),\(row * 7 % 60 > 25 ? 1 : 0)") }
    try scratch.write(rows.joined(separator: "\n") + "\n", to: "shop.csv")
    let made = try Program.run([
      "/bin/sh", "-c", "cd \"$0\" && '\(Program.sextant)' init shop.csv --target bought", scratch.path,
    ])
    #expect(made.status == 0, "\(made.errors)")
    return scratch
  }

  @Test("A script retrains, waits, promotes and quits; the journal agrees")
  func script() throws {
    let scratch = try project()
    let ending = try converse(["retrain", "yes", "wait", "promote", "yes", "menu"], in: scratch.path)
    #expect(ending.errors == "")
    #expect(ending.output.contains("Train a challenger"))
    #expect(ending.output.contains("run 1 made v1"), "\(ending.output)")
    let journal = try Program.run([Program.sextant, "journal", "--project", scratch.path]).output
    #expect(journal.contains("run_finished"))
    #expect(!ending.output.unicodeScalars.contains { $0.value == 0x1B || 0x2500...0x259F ~= $0.value })
  }

  @Test("Input that ends at once, or in the middle of a question, ends the program with nothing done")
  func ends() throws {
    let scratch = try project()
    let empty = try Program.run([Program.sextant, "--plain", "--project", scratch.path])
    #expect(empty.status == 0, "\(empty.errors)")
    #expect(empty.output.contains("1 Scoping"))
    let asked = try converse(["r"], in: scratch.path)
    #expect(asked.status == 0)
    #expect(asked.output.contains("nothing was done"))
    let journal = try Program.run([Program.sextant, "journal", "--project", scratch.path]).output
    #expect(!journal.contains("run_started"))
  }

  @Test("A line that means nothing is told and makes the exit status 1")
  func misunderstood() throws {
    let scratch = try project()
    let ending = try converse(["xyzzy plugh", "q"], in: scratch.path)
    #expect(ending.status == 1)
    #expect(ending.output.contains("Not understood"))
  }

  @Test("Where TERM is dumb there are lines without being asked for, and no colour or cursor movement")
  func dumb() throws {
    let scratch = try project()
    let ending = try Program.run([Program.sextant, "--project", scratch.path], environment: ["TERM": "dumb"])
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("What can be done now"))
    #expect(!ending.output.unicodeScalars.contains("\u{1B}"))
  }

  @Test("Where there is no project the program says how to begin, with the table that lies there, and offers the demo")
  func nothing() throws {
    let scratch = try Scratch()
    try scratch.write("a,b\n1,2\n", to: "churn.csv")
    let ending = try Program.run(["/bin/sh", "-c", "cd \"$0\" && '\(Program.sextant)'", scratch.path])
    #expect(ending.status == 2)
    #expect(ending.errors.contains("sextant init churn.csv --target COL"))
    #expect(ending.errors.contains("sextant demo"))
  }
}
