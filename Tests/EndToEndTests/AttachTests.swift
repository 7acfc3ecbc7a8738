import Encoding
import Glibc
import TestSupport
import Testing

/// A cockpit and commands of another process, which knows the engine by the address of its gateway alone.
@Suite(.serialized, .timeLimit(.minutes(6))) struct AttachTests {
  /// A running `sextant serve`.
  private struct Server {
    let program: Program
    let address: String

    /// - Parameter port: 0 lets the system choose.
    init(_ place: Workplace, port: Int = 0) throws {
      let said = place.scratch("serve-\(port).said")
      unlink(said)
      // The shell becomes the program, so that its process is the one to kill.
      program = try Program([
        "/bin/sh", "-c",
        "exec '\(Program.sextant)' serve --port \(port) --project '\(place.folder)' 2> '\(said)'",
      ])
      address = try Waiting.until("the server listens", picture: { TextFile.read(said) ?? "" }) {
        let words = (TextFile.read(said) ?? "").split(whereSeparator: \.isWhitespace)
        return words.first { $0.hasPrefix("http://") }.map(String.init)
      }
    }

    var port: Int { Int(address.split(separator: ":").last ?? "") ?? 0 }

    func kill() throws {
      program.send(SIGKILL)
      _ = try program.waitForEnd()
    }
  }

  private func run(_ words: String..., at server: Server, seconds: Double = 120) throws -> Program.Ending {
    // No folder of a project is near, and no token is in the environment.
    try Program.run(
      [Program.sextant] + words + ["--attach", server.address], environment: ["SEXTANT_TOKEN": ""], seconds: seconds)
  }

  private func document(_ words: String..., at server: Server) throws -> JSON {
    let ending = try Program.run([Program.sextant] + words + ["--json", "--attach", server.address], seconds: 240)
    try #require(ending.status == 0, "\(words): \(ending.errors)")
    return try JSON(parsing: ending.output)
  }

  private func served() throws -> Workplace {
    let place = try Workplace()
    _ = try place.document("train")
    _ = try place.document("promote", "--override", "for the test")
    return place
  }

  @Test("Commands do from afar what they do beside the project: train, send a file, ask, refuse")
  func commands() throws {
    let place = try served()
    let server = try Server(place)
    defer { try? server.kill() }
    #expect(try document("status", at: server)["champion"]?["version"]?.int == 1)
    #expect(try document("train", at: server)["version"]?.int == 2)
    let outside = try Scratch()
    try outside.write(SampleTable(rowCount: 400).text, to: "more.csv")
    #expect(try document("evaluate", outside("more.csv"), at: server)["rows"]?.int == 400)
    #expect(try document("data", "append", outside("more.csv"), at: server)["rows"]?.int == 3400)
    let refused = try run("promote", "99", at: server)
    #expect(refused.status == 2)
    #expect(refused.errors.hasPrefix("sextant: there is no version 99"))
    let local = try run("check", at: server)
    #expect(local.status == 2)
    #expect(local.errors.contains("needs the project's files"))
  }

  @Test("A server that was killed is said to be gone, a command that waited ends, and the next server is found")
  func killed() throws {
    let place = try served()
    let first = try Server(place)
    let waiting = try Program([
      Program.sextant, "train", "--set", "rounds=10000", "--set", "early_stopping=0", "--attach", first.address,
    ])
    try Waiting.until("the training runs") {
      try document("status", at: first)["tasks"]?.array?.contains { $0["kind"]?.string == "train" } == true ? true : nil
    }
    try first.kill()
    let gone = try run("status", at: first)
    #expect(gone.status == 3)
    #expect(gone.errors.contains("cannot be reached"))
    #expect(try waiting.waitForEnd().status == 3)
    let second = try Server(place, port: first.port)
    defer { try? second.kill() }
    #expect(try document("status", at: second)["champion"]?["version"]?.int == 1)
  }

  @Test(
    "A cockpit afar shows how old its picture is, refuses what commands, and comes back by itself",
    .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"))
  func cockpit() throws {
    let place = try served()
    let first = try Server(place)
    let terminal = try TmuxTerminal("--attach \(first.address)")
    try terminal.waitFor("v1 answers")
    try first.kill()
    try terminal.waitFor("✗ STALE")
    try terminal.press("b")
    try terminal.waitFor("with the reason: \(first.address) cannot be reached")
    // What was known is still there to be looked at.
    try terminal.press("3")
    try terminal.waitFor("run 1")
    let second = try Server(place, port: first.port)
    defer { try? second.kill() }
    try Waiting.until("the cockpit is back", picture: { terminal.screen }) {
      terminal.screen.contains("STALE") ? nil : true
    }
    try terminal.press("b")
    try terminal.waitFor("Enter marked answer")
    try terminal.press("n")
    try terminal.press("q")
    #expect(try terminal.waitForEnd().status == "0\n")
  }
}
