import CellCanvas
import Glibc
import Terminal
import Testing

extension TerminalScreenTests {
  /// Addresses on the screen as links (OSC 8).
  @Suite struct Links {
    private func opened(_ environment: [String: String] = [:]) throws -> (far: PseudoTerminal, screen: TerminalScreen) {
      let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
      let screen = try TerminalScreen(TerminalScreenTests.options(far.path, environment))
      _ = far.output()
      return (far, screen)
    }

    private func canvas(_ screen: TerminalScreen, _ rows: [String], role: Role = .accent) -> Canvas {
      var canvas = Canvas(size: screen.size, theme: Theme.dark.reduced(to: screen.colorDepth), glyphs: screen.glyphs)
      for (row, text) in rows.enumerated() {
        canvas.put(TextLine(text, role), in: canvas.area.row(row + 1).dropFirstColumns(2))
      }
      return canvas
    }

    /// The addresses that links lead to, in order.
    private func targets(_ output: String) -> [String] {
      output.split(separator: "\u{1B}]8;;").dropFirst().compactMap { piece in
        let target = piece.prefix { $0 != "\u{1B}" }
        return target.isEmpty ? nil : String(target)
      }
    }

    @Test(
      "An address is written over itself as a link within the same update, in its own look, and the cursor goes back")
    func link() throws {
      let (far, screen) = try opened()
      screen.draw(canvas(screen, ["listening on http://127.0.0.1:8080/predict, so far"]))
      let output = far.output()
      let link = try #require(
        output.firstRange(of: "\u{1B}7\u{1B}[2;16H\u{1B}]8;;http://127.0.0.1:8080/predict\u{1B}\\"))
      let rest = output[link.upperBound...]
      let text = "http://127.0.0.1:8080/predict\u{1B}]8;;\u{1B}\\\u{1B}8\u{1B}[?2026l"
      #expect(rest.hasSuffix(text))
      // Between them nothing but the look, which is the one that the library had set for the same words.
      let look = rest.dropLast(text.count)
      let codes = String(look).graphicCodes
      #expect(codes.first == 0 && codes.contains(38) && look.hasSuffix("m"), "\(look.debugDescription)")
      #expect(output.graphicCodes.count > codes.count)
      screen.close()
    }

    @Test("A frame that changes nothing writes nothing, and one that changes another row no link")
    func still() throws {
      let (far, screen) = try opened()
      screen.draw(canvas(screen, ["http://a.example/ ", "1"]))
      #expect(targets(far.output()) == ["http://a.example/"])
      screen.draw(canvas(screen, ["http://a.example/ ", "1"]))
      #expect(far.output() == "")
      screen.draw(canvas(screen, ["http://a.example/ ", "2"]))
      #expect(!far.output().contains("]8;"))
      // The library may write cells again that have not changed, where that is shorter than to pass over them.
      screen.draw(canvas(screen, ["http://a.example/ x", "2"]))
      #expect(targets(far.output()) == ["http://a.example/"])
      screen.close()
    }

    @Test(
      "Only a whole address is a link",
      arguments: [
        ("http://a.example/b.", ["http://a.example/b"]), ("(see https://a.example/x)", ["https://a.example/x"]),
        ("http://a.example/long…", []), ("xhttp://a.example/", []), ("http:// ", []), ("http://", []), ("://a", []),
        (
          "http://a.example/ https://b.example/?q=1&r=%20#x, http://c",
          ["http://a.example/", "https://b.example/?q=1&r=%20#x", "http://c"]
        ),
        ("日本 http://a.example/日本", ["http://a.example/"]), ("file:///etc/passwd", []),
        ("http://a\u{1B}]8;;b", ["http://a"]),
      ])
    func whole(text: String, expected: [String]) throws {
      let (far, screen) = try opened()
      screen.draw(canvas(screen, [text]))
      #expect(targets(far.output()) == expected)
      screen.close()
    }

    @Test("An address at the edge of the screen may go on where nobody sees it, and is none")
    func edge() throws {
      let (far, screen) = try opened()
      screen.draw(canvas(screen, [String(repeating: " ", count: 60) + "http://a.example/b"]))
      #expect(targets(far.output()) == [])
      screen.close()
    }

    @Test("What is no address any more is no link any more, even where its letters stay")
    func gone() throws {
      let (far, screen) = try opened()
      screen.draw(canvas(screen, ["http://a.example/b "]))
      _ = far.output()
      screen.draw(canvas(screen, ["http://a.example/b…"]))
      let output = far.output()
      #expect(!output.contains("]8;") && output.contains("\u{1B}[2;3H"))
      #expect(output.contains("http://a.example/b\u{1B}8") || output.contains("http://a.example/b…\u{1B}8"))
      screen.draw(canvas(screen, ["http://a.example/b…"]))
      #expect(far.output() == "")
      screen.close()
    }

    @Test("A new size draws them again")
    func resized() throws {
      let (far, screen) = try opened()
      screen.draw(canvas(screen, ["http://a.example/ "]))
      far.resize(to: Size(columns: 60, rows: 20))
      deliver(SIGWINCH)
      #expect(screen.events(timeout: .seconds(5)) == [.input(.resize(Size(columns: 60, rows: 20)))])
      _ = far.output()
      screen.draw(canvas(screen, ["http://a.example/ "]))
      #expect(targets(far.output()) == ["http://a.example/"])
      screen.close()
    }

    @Test(
      "There are none where the sequence might be printed or lost, nor where nobody wants them",
      arguments: [
        ["TERM": "linux"], ["TERM": "vt100"], ["TERM": "screen", "STY": "1.a"], ["VTE_VERSION": "4800"],
        ["TERM": "rxvt"], ["SEXTANT_LINKS": "off"], ["LC_ALL": "de_DE.ISO-8859-1"],
      ])
    func none(environment: [String: String]) throws {
      let (far, screen) = try opened(environment)
      screen.draw(canvas(screen, ["http://a.example/ "]))
      #expect(!far.output().contains("]8;"))
      screen.close()
    }

    @Test(
      "The look is the terminal's own: 16 colours, none, and twenty-four bits",
      arguments: [
        (["TERM": "xterm"], [30...37, 40...47, 90...97]), (["NO_COLOR": "1"], []),
        (["COLORTERM": "truecolor"], [38...38, 48...48, 5...5, 16...255]),
      ])
    func looks(environment: [String: String], allowed: [ClosedRange<Int>]) throws {
      let (far, screen) = try opened(environment)
      screen.draw(canvas(screen, ["http://a.example/ "]))
      let output = far.output()
      let start = try #require(output.firstRange(of: "\u{1B}7"))
      let codes = String(output[start.upperBound...]).graphicCodes.filter { $0 > 9 }
      #expect(codes.allSatisfy { code in allowed.contains { $0.contains(code) } }, "\(codes)")
      #expect(allowed.isEmpty == codes.isEmpty)
      screen.close()
    }
  }
}
