import CellCanvas
import Terminal
import Testing

extension TerminalScreenTests {
  /// The name of the terminal's window: set, kept up to date, put back.
  @Suite struct Titles {
    private func opened(_ environment: [String: String] = [:]) throws -> (far: PseudoTerminal, screen: TerminalScreen) {
      let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
      return (far, try TerminalScreen(TerminalScreenTests.options(far.path, environment)))
    }

    @Test("The title before is kept, the new one is written when it changes, and in the end the old one comes back")
    func life() throws {
      let (far, screen) = try opened()
      #expect(far.output().contains("\u{1B}[22;0t"))
      screen.entitle("sextant · bank")
      #expect(far.output() == "\u{1B}]2;sextant · bank\u{07}")
      screen.entitle("sextant · bank")
      #expect(far.output() == "")
      screen.entitle("sextant · bank · 2 alarms")
      #expect(far.output() == "\u{1B}]2;sextant · bank · 2 alarms\u{07}")
      screen.close()
      let closing = far.output()
      #expect(closing.contains("\u{1B}[23;0t") && !closing.contains("\u{1B}[22;0t"))
    }

    @Test("Another program finds the old title, and afterwards ours is there again")
    func outside() throws {
      let (far, screen) = try opened()
      screen.entitle("ours")
      _ = far.output()
      screen.runOutside { #expect(far.output().contains("\u{1B}[23;0t")) }
      let back = far.output()
      let kept = try #require(back.range(ofLast: "\u{1B}[22;0t"))
      #expect(try #require(back.range(ofLast: "\u{1B}]2;ours\u{07}")) > kept)
      screen.close()
    }

    @Test(
      "Where the old title could not come back, or the sequence might be printed, there is none",
      arguments: [
        ["TERM": "linux"], ["TERM": "vt100"], ["TERM": "screen", "STY": "1.a"], ["TERM": "screen-256color"],
        ["SEXTANT_TITLE": "off"],
      ])
    func none(environment: [String: String]) throws {
      let (far, screen) = try opened(environment)
      screen.entitle("sextant · bank")
      screen.close()
      let output = far.output()
      #expect(!output.contains("\u{1B}]2;") && !output.contains("\u{1B}[22;0t"), "\(output.debugDescription)")
    }

    @Test("Within tmux there is one, whatever TERM is", arguments: ["tmux-256color", "screen-256color", "screen"])
    func tmux(terminal: String) throws {
      let (far, screen) = try opened(["TERM": terminal, "TMUX": "/tmp/tmux-0/default,1,0"])
      screen.entitle("a")
      #expect(far.output().contains("\u{1B}]2;a\u{07}"))
      screen.close()
    }

    @Test("Nothing in a name ends the sequence, begins another, or turns the direction of text")
    func hostile() throws {
      let (far, screen) = try opened()
      _ = far.output()
      screen.entitle("a\u{07}\u{1B}]52;c;Zg==\u{07}b\u{9C}\u{9D}c\nd\u{202E}e\u{2028}f\u{0}")
      #expect(far.output() == "\u{1B}]2;a ]52;c;Zg== b c d e f\u{07}")
      screen.entitle(String(repeating: "x", count: 500))
      #expect(far.output().utf8.count == 100 + 5)
      screen.close()
    }

    @Test("A terminal of another encoding gets ASCII: half of a character could be a control character there")
    func otherEncoding() throws {
      let (far, screen) = try opened(["LC_ALL": "en_US.ISO-8859-1"])
      _ = far.output()
      screen.entitle("sextant · naïve 日本")
      #expect(far.output() == "\u{1B}]2;sextant - na?ve ??\u{07}")
      screen.close()
    }
  }
}
