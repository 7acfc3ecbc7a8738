import Glibc
import TestSupport
import Testing

/// The tour in a real terminal: there at first, and never again once it was dismissed.
@Suite(.enabled(if: TmuxTerminal.isInstalled, "tmux is not installed"))
struct TourTests {
  @Test("The tour is there the first time; dismissed it is remembered")
  func once() throws {
    let terminal = try TmuxTerminal()
    try terminal.waitFor(", no more")
    try terminal.press(".")
    try terminal.waitFor("2/5")
    try terminal.press(",")
    try Waiting.until("the tour is remembered as over", picture: { terminal.screen }) {
      TextFile.read(terminal.memory)?.contains("\"tour\":-1") == true ? true : nil
    }
    // It is remembered before the next frame is drawn.
    try Waiting.until("the tour is gone", picture: { terminal.screen }) {
      terminal.screen.contains(", no more") ? nil : true
    }
    try terminal.press("q")
    _ = try terminal.waitForEnd()
  }
}
