import TestSupport
import Testing

/// The walk that is recorded for the README, as a test of what each of its steps shows.
@Suite(.enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"))
struct WalkScriptTests {
  struct Step {
    let keys: [String]
    let texts: [String]
  }

  private static func steps() throws -> [Step] {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let text = try #require(TextFile.read(root + "/scripts/walk.steps"))
    return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: ";", omittingEmptySubsequences: false)
      try #require(parts.count == 3, "\(line)")
      return Step(
        keys: parts[0].split(separator: " ").map(String.init),
        texts: parts[1].split(separator: "|").map { text in
          String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        })
    }
  }

  @Test("Each step of the recorded walk shows what it is recorded for")
  func walk() throws {
    let steps = try Self.steps()
    #expect(steps.count > 10)
    let terminal = try TmuxTerminal()
    for (number, step) in steps.enumerated() {
      do {
        if !step.keys.isEmpty { try terminal.press(keys: step.keys) }
        try terminal.waitFor(oneOf: step.texts)
      } catch {
        Issue.record(
          "step \(number + 1), \(step.keys.isEmpty ? "opening" : step.keys.joined(separator: " ")): \(error)")
        return
      }
    }
    try terminal.press("q")
    #expect(try terminal.waitForEnd().status == "0\n")
  }
}
