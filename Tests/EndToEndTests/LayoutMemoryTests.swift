import Glibc
import TestSupport
import Testing

/// The layout in a real terminal: as it was left, and as at first where what was kept is damaged.
@Suite("Layout remembered", .enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"))
struct LayoutMemoryTests {
  @Test("A cockpit opens where it was left; a damaged memory is no memory")
  func reopened() throws {
    let again = "'\(Program.sextant)' demo"
    let terminal = try TmuxTerminal("demo; echo once over; read x; \(again); echo twice over; read x; \(again)")
    try terminal.waitFor("Overview")
    try terminal.press("1")
    try terminal.waitFor("▸Gates")
    try terminal.press("z")
    try terminal.waitFor("▸1/4 Gates")
    try terminal.press("q")
    try terminal.waitFor("once over")
    #expect(TextFile.read(terminal.memory)?.contains("\"zoomed\":true") == true)

    try terminal.press("Enter")
    try terminal.waitFor("▸1/4 Gates")
    try terminal.press("q")
    try terminal.waitFor("twice over")
    #expect(TextFile.write("{\"layout\":{\"screen\":\"monit", to: terminal.memory))

    try terminal.press("Enter")
    try terminal.waitFor("▸1 Scoping")
    #expect(!terminal.screen.contains("▸1/4"))
    try terminal.press("q")
    #expect(try terminal.waitForEnd().status == "0\n")
  }
}
