import CellCanvas
import Glibc
import Terminal
import Testing

/// Each runs in a process of its own, on a terminal that this one holds the other end of.
@Suite struct CrashTests {
  private func expectRestored(_ far: PseudoTerminal, _ before: [UInt32], ownsPalette: Bool = false) {
    let output = far.output()
    if ownsPalette { #expect(output.contains("\u{1B}]104\u{7}"), "the palette stays as it was made") }
    // The cursor, and an update that is not left open.
    #expect(output.range(ofLast: "\u{1B}[?25h") ?? -1 > output.range(ofLast: "\u{1B}[?25l") ?? 0)
    #expect(output.range(ofLast: "\u{1B}[?2026l") ?? 0 > output.range(ofLast: "\u{1B}[?2026h") ?? -1)
    for mode in ["1002", "1006", "1004", "2004", "1049", "2031"] {
      let off = output.range(ofLast: "\u{1B}[?\(mode)l")
      let on = output.range(ofLast: "\u{1B}[?\(mode)h")
      #expect(off != nil && (on ?? -1) < (off ?? -1), "\(mode) in \(output.suffix(200).debugDescription)")
    }
    // xterm's stack of titles: what was put on it is taken off.
    #expect(output.range(ofLast: "\u{1B}[23;0t").map { $0 > output.range(ofLast: "\u{1B}[22;0t") ?? -1 } == true)
    #expect(far.modes == before)
  }

  @Test("A trap gives the terminal back before the process dies of it")
  func trap() async throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    await #expect(processExitsWith: .failure) { [path = far.path as String] in
      let screen = try TerminalScreen(TerminalScreenTests.options(path))
      screen.draw(Canvas(size: screen.size))
      let nothing: [Int] = []
      print(nothing[screen.size.columns])
    }
    expectRestored(far, before)
  }

  @Test(
    "So does a signal that kills, whoever sends it",
    arguments: [SIGABRT, SIGSEGV, SIGQUIT, SIGBUS, SIGILL, SIGTRAP, SIGFPE])
  func fatalSignal(signal: Int32) async throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    await #expect(processExitsWith: .signal(signal)) { [path = far.path as String, signal = signal as Int32] in
      let screen = try TerminalScreen(TerminalScreenTests.options(path, ["COLORTERM": "truecolor"]))
      screen.entitle("sextant")
      screen.draw(Canvas(size: screen.size))
      deliver(signal)
      screen.close()
    }
    expectRestored(far, before, ownsPalette: true)
  }

  @Test("So does leaving in the middle of things")
  func exiting() async throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    await #expect(processExitsWith: .exitCode(3)) { [path = far.path as String] in
      let screen = try TerminalScreen(TerminalScreenTests.options(path))
      screen.draw(Canvas(size: screen.size))
      exit(3)
    }
    expectRestored(far, before)
  }

  @Test("A program that does not listen ends at the second SIGTERM")
  func secondTerminate() async throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    await #expect(processExitsWith: .signal(SIGTERM)) { [path = far.path as String] in
      let screen = try TerminalScreen(TerminalScreenTests.options(path))
      screen.draw(Canvas(size: screen.size))
      deliver(SIGTERM)
      deliver(SIGTERM)
      screen.close()
    }
    expectRestored(far, before)
  }

  @Test("^Z gives the terminal back, and coming back takes it again")
  func suspending() async throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    await #expect(processExitsWith: .exitCode(0)) { [path = far.path as String] in
      // Alone in its session nobody could continue it, so the kernel does not stop it: it comes back at once.
      setsid()
      let screen = try TerminalScreen(TerminalScreenTests.options(path))
      screen.suspend()
      screen.copy("back")
      screen.close()
      exit(0)
    }
    let halves = far.output(until: "\u{1B}]52;c;YmFjaw==\u{07}")
    #expect(halves.range(ofLast: "\u{1B}[?1049l").map { $0 < halves.range(ofLast: "\u{1B}[?1049h") ?? 0 } == true)
    #expect(halves.range(ofLast: "\u{1B}[?1002l").map { $0 < halves.range(ofLast: "\u{1B}[?1002h") ?? 0 } == true)
    expectRestored(far, before)
  }
}
