import CellCanvas
import Synchronization
import Terminal
import Testing

extension TerminalScreenTests {
  /// Copying through whatever stands between.
  @Suite struct Clipboards {
    private final class Box: Sendable {
      let text = Mutex("")
    }

    /// What comes out of the terminal when a text is copied.
    private func bytes(of text: String, _ environment: [String: String] = [:]) throws -> String {
      let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
      let screen = try TerminalScreen(TerminalScreenTests.options(far.path, environment))
      _ = far.output()
      screen.copy(text)
      defer { screen.close() }
      return far.output()
    }

    // `printf foobar | base64`.
    private static let plain = "\u{1B}]52;c;Zm9vYmFy\u{07}"

    @Test("tmux gets the plain sequence, and the wrapped one that it hands on where it may")
    func tmux() throws {
      let wrapped = "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9vYmFy\u{07}\u{1B}\\"
      #expect(try bytes(of: "foobar", ["TMUX": "/tmp/x"]) == Self.plain + wrapped)
      #expect(try bytes(of: "foobar", ["TERM": "tmux-256color"]) == Self.plain + wrapped)
    }

    @Test("GNU screen hands it on in pieces that it can hold, and together they are the sequence")
    func screen() throws {
      let text = String(repeating: "0123456789", count: 100)
      let output = try bytes(of: text, ["TERM": "screen", "STY": "17.pts"])
      let pieces = output.split(separator: "\u{1B}P")
      #expect(pieces.count > 4)
      // A piece with what is around it: the shortest limit of any screen is 256.
      #expect(pieces.allSatisfy { $0.hasSuffix("\u{1B}\\") && $0.utf8.count + 2 <= 256 })
      // `printf 012345678901234567890123456789 | base64`, then of ten digits alone.
      let code = String(repeating: "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5", count: 33) + "MDEyMzQ1Njc4OQ=="
      #expect(pieces.map { $0.dropLast(2) }.joined() == "\u{1B}]52;c;\(code)\u{07}")
    }

    @Test("A terminal that only calls itself screen may be an old tmux: it gets both")
    func either() throws {
      let output = try bytes(of: "foobar", ["TERM": "screen-256color"])
      #expect(output == Self.plain + "\u{1B}P" + Self.plain + "\u{1B}\\")
    }

    @Test("A terminal that might print the sequence is not sent it, and that is told", arguments: ["linux", "vt100"])
    func none(terminal: String) throws {
      let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
      let screen = try TerminalScreen(TerminalScreenTests.options(far.path, ["TERM": terminal]))
      _ = far.output()
      #expect(!screen.copy("foobar"))
      #expect(far.output() == "")
      screen.close()
    }

    @Test("No sequence is longer than terminals take")
    func longest() throws {
      let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
      let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
      _ = far.output()
      // The terminal holds a few thousand bytes: somebody has to read while it is written.
      let read = Box()
      let reader = Thread.start((far, read)) { far, read in
        let text = far.output(until: "\u{07}")
        read.text.withLock { $0 = text }
      }
      screen.copy(String(repeating: "é", count: 60_000))
      reader.join()
      let output = read.text.withLock { $0 }
      // `printf ééé | base64`, as often as it fits into 100,000 characters.
      #expect(output == "\u{1B}]52;c;" + String(repeating: "w6nDqcOp", count: 12_499))
      #expect(output.utf8.count < 100_000)
      screen.close()
    }

    @Test("What is too long is cut at the end of a line where one is near, and that is known")
    func cutting() {
      let short = ClipboardText("one\ntwo")
      #expect(short.text == "one\ntwo" && !short.isCut)
      let line = String(repeating: "x", count: 999) + "\n"
      let long = ClipboardText(String(repeating: line, count: 100))
      #expect(long.isCut && long.wantedByteCount == 100_000 && long.text.utf8.count == 74_000)
      #expect(ClipboardText(String(repeating: "y", count: 80_000)).text.utf8.count == 74_994)
    }
  }
}
