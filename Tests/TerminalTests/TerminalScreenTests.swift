import CSys
import CellCanvas
import Glibc
import Synchronization
import Terminal
import Testing

/// There is one terminal library a process, hence one screen at a time.
@Suite(.serialized) struct TerminalScreenTests {
  static let size = Size(columns: 80, rows: 24)

  static func options(_ path: String, _ environment: [String: String] = [:]) -> TerminalOptions {
    var variables = ["TERM": "xterm-256color"]
    variables.merge(environment) { $1 }
    var options = TerminalOptions { variables[$0] }
    options.device = path
    return options
  }

  private func canvas(_ screen: TerminalScreen, counter: Int = 0) -> Canvas {
    var canvas = Canvas(size: screen.size, theme: Theme.dark.reduced(to: screen.colorDepth), glyphs: screen.glyphs)
    let inner = canvas.panel(Panel("価格 price", number: 1, isFocused: true), in: canvas.area)
    canvas.draw(Sparkline((0..<60).map { Double($0 % 7) }, accepted: 0...5), in: inner.row(2))
    canvas.put("counter \(counter)", at: inner.origin, .strong)
    return canvas
  }

  @Test("The first frame takes the terminal, an unchanged one costs nothing, a counter costs little")
  func drawing() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    #expect(screen.size == TerminalScreenTests.size)
    #expect(screen.colorDepth == .indexed256 && screen.glyphs == .braille)
    let entering = far.output()
    #expect(entering.contains("\u{1B}[?1049h") && entering.contains("\u{1B}[?1002h\u{1B}[?1006h"))
    screen.draw(canvas(screen))
    let first = far.output()
    #expect(first.hasPrefix("\u{1B}[?2026h") && first.hasSuffix("\u{1B}[?2026l"))
    #expect(first.contains("価格 price") && first.contains("counter 0"))
    screen.draw(canvas(screen))
    #expect(far.output() == "")
    screen.draw(canvas(screen, counter: 1))
    let counted = far.output()
    #expect(counted.contains("1") && counted.utf8.count < 120, "\(counted.debugDescription)")
    screen.close()
  }

  @Test("Closing gives everything back: modes, second screen, mouse, paste, focus, cursor")
  func closing() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    #expect(far.modes != before)
    screen.draw(canvas(screen))
    _ = far.output()
    screen.close()
    screen.close()
    #expect(far.modes == before)
    expectRestored(far.output())
  }

  private func expectRestored(_ output: String) {
    for mode in ["1002", "1006", "1004", "2004", "1049"] {
      let off = output.range(ofLast: "\u{1B}[?\(mode)l")
      let on = output.range(ofLast: "\u{1B}[?\(mode)h")
      #expect(off != nil && (on ?? -1) < (off ?? -1), "\(mode) in \(output.suffix(200).debugDescription)")
    }
    // xterm's stack of titles: what was put on it is taken off.
    #expect(output.range(ofLast: "\u{1B}[23;0t").map { $0 > output.range(ofLast: "\u{1B}[22;0t") ?? -1 } == true)
    // terminfo's cnorm for xterm; the cursor blinks (12) and is seen (25).
    #expect(output.contains("\u{1B}[?12l\u{1B}[?25h") || output.contains("\u{1B}[?25h"))
  }

  @Test("With NO_COLOR nothing is coloured, and a selection is still seen")
  func noColor() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path, ["NO_COLOR": "1"]))
    #expect(screen.colorDepth == .monochrome)
    var canvas = canvas(screen)
    canvas.restyle(canvas.area.row(3), .selection)
    screen.draw(canvas)
    let codes = far.output().graphicCodes
    #expect(codes.allSatisfy { !(30...49).contains($0) && $0 < 90 }, "\(codes)")
    #expect(codes.contains(7) && codes.contains(1))
    screen.close()
  }

  @Test("Eight colours are enough", arguments: ["xterm", "screen"])
  func eightColors(terminal: String) throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path, ["TERM": terminal]))
    #expect(screen.colorDepth == .ansi16)
    screen.draw(canvas(screen))
    let codes = far.output().graphicCodes
    #expect(codes.contains { (30...37).contains($0) } && !codes.contains(38) && !codes.contains(48), "\(codes)")
    screen.close()
  }

  @Test("A terminal that says it has more colours than its name is believed")
  func colorTerm() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(
      TerminalScreenTests.options(far.path, ["TERM": "xterm", "COLORTERM": "truecolor", "LANG": "de_DE.ISO-8859-1"]))
    #expect(screen.colorDepth == .truecolor)
    #expect(screen.glyphs == .ascii)
    screen.close()
  }

  @Test("Twenty-four bits are shown by the palette, which is given back")
  func truecolor() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path, ["COLORTERM": "truecolor"]))
    #expect(screen.colorDepth == .truecolor)
    _ = far.output()
    let theme = try #require(Theme.named("nord"))
    var canvas = Canvas(size: screen.size, theme: theme, glyphs: screen.glyphs)
    canvas.put("x", at: canvas.area.origin, .accent)
    canvas.put("y", at: canvas.area.row(1).origin, .failing)
    screen.draw(canvas)
    // #88c0d0, the theme's accent.
    #expect(far.output().contains(";rgb:88/C0/D0\u{1B}\\"))
    screen.draw(canvas)
    #expect(far.output() == "")
    screen.close()
    // terminfo's oc: the palette as it was.
    #expect(far.output().contains("\u{1B}]104\u{7}"))
  }

  @Test("Under tmux the palette is left alone: its other windows share it", arguments: ["TMUX", "STY"])
  func sharedPalette(variable: String) throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(
      TerminalScreenTests.options(far.path, ["COLORTERM": "truecolor", variable: "1"]))
    #expect(screen.colorDepth == .indexed256)
    screen.close()
  }

  @Test(
    "The environment may ask for fewer colours",
    arguments: [("256", ColorDepth.indexed256), ("16", .ansi16), ("mono", .monochrome)])
  func wantedColors(name: String, depth: ColorDepth) throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(
      TerminalScreenTests.options(far.path, ["COLORTERM": "truecolor", "SEXTANT_COLORS": name]))
    #expect(screen.colorDepth == depth)
    screen.close()
  }

  @Test("The terminal is asked for its background once it is ours, and its answer is an event")
  func background() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    #expect(far.output().contains("\u{1B}]11;?\u{1B}\\"))
    far.type("\u{1B}]11;rgb:fdfd/f6f6/e3e3\u{1B}\\")
    #expect(screen.events(timeout: .seconds(5)) == [.input(.background(.light))])
    screen.close()
    #expect(far.output().contains("\u{1B}[?2031l"))
  }

  @Test("Keys, a lone ESC, the mouse and a paste arrive")
  func input() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    far.type("r\u{1B}OA\u{1B}[<0;3;2M\u{1B}[200~日本\u{1B}[201~")
    #expect(
      events(screen, count: 4) == [
        .input(.key(KeyPress("r"))), .input(.key(KeyPress(.up))),
        .input(.mouse(MouseEvent(.press(.left), at: Point(x: 2, y: 1)))), .input(.paste("日本")),
      ])
    far.type("\u{1B}")
    #expect(events(screen, count: 1) == [.input(.key(KeyPress(.escape)))])
    #expect(screen.events(timeout: .zero).isEmpty)
    screen.close()
  }

  /// Bytes may come in pieces: collects until there are as many events, or five seconds have gone.
  private func events(_ screen: TerminalScreen, count: Int) -> [ScreenEvent] {
    var events: [ScreenEvent] = []
    while events.count < count {
      let more = screen.events(timeout: .seconds(5))
      if more.isEmpty { return events }
      events += more
    }
    return events
  }

  @Test("A new size is told, and the next frame is drawn in full")
  func resizing() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    screen.draw(canvas(screen))
    for size in [Size(columns: 100, rows: 30), Size(columns: 1, rows: 1), Size(columns: 40, rows: 12)] {
      far.resize(to: size)
      deliver(SIGWINCH)
      #expect(events(screen, count: 1) == [.input(.resize(size))])
      #expect(screen.size == size)
      _ = far.output()
      screen.draw(canvas(screen))
      #expect(!far.output().isEmpty)
    }
    screen.close()
  }

  @Test("A canvas of the wrong size is cut, not refused")
  func wrongSize() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    for size in [Size(columns: 200, rows: 60), Size(columns: 3, rows: 2), .zero] {
      screen.draw(Canvas(drawing: TextBlock("日本語 words"), size: size))
    }
    #expect(far.output().contains("日本語"))
    screen.close()
  }

  @Test("Many posts from another thread are one wake-up")
  func waking() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    let poster = Thread.start(screen.wake) { wake in for _ in 0..<1000 { wake.post() } }
    #expect(events(screen, count: 1) == [.woken])
    poster.join()
    _ = screen.events(timeout: .zero)
    #expect(screen.events(timeout: .zero).isEmpty)
    screen.wake.post()
    #expect(screen.events(timeout: nil) == [.woken])
    screen.close()
  }

  @Test("Signals that end the program are told, not obeyed", arguments: [SIGTERM, SIGHUP, SIGINT])
  func ending(signal: Int32) throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    deliver(signal)
    #expect(events(screen, count: 1) == [.ended(.signal(signal))])
    screen.close()
  }

  @Test("A terminal that goes away ends the screen")
  func hangingUp() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    far.hangUp()
    #expect(screen.events(timeout: nil).last == .ended(.hangUp))
    screen.close()
  }

  @Test("Another program gets the terminal as it was, and the screen comes back whole")
  func outside() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    screen.draw(canvas(screen))
    _ = far.output()
    screen.runOutside {
      #expect(far.modes == before)
      expectRestored(far.output())
      // Meant for the other program.
      deliver(SIGINT)
    }
    #expect(far.modes != before)
    #expect(far.output().contains("\u{1B}[?1049h"))
    screen.draw(canvas(screen))
    #expect(far.output().contains("counter 0"))
    #expect(screen.events(timeout: .zero).isEmpty)
    screen.close()
  }

  @Test("The clipboard sequence is RFC 4648")
  func clipboard() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path))
    _ = far.output()
    // From the RFC's test vectors, and `printf 日本 | base64`.
    for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foobar", "Zm9vYmFy"), ("日本", "5pel5pys")] {
      screen.copy(text)
      #expect(far.output() == "\u{1B}]52;c;\(code)\u{07}")
    }
    screen.close()
  }

  @Test(
    "A terminal that cannot place text is refused without a byte written",
    arguments: ["dumb", "", "unknown"])
  func refusing(terminal: String) throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let before = far.modes
    #expect(throws: TerminalError.tooSimple(name: terminal)) {
      _ = try TerminalScreen(TerminalScreenTests.options(far.path, ["TERM": terminal]))
    }
    #expect(far.output() == "" && far.modes == before)
  }

  @Test("A terminal this machine has not heard of is taken for an xterm")
  func unheardOf() throws {
    let far = try #require(PseudoTerminal(size: TerminalScreenTests.size))
    let screen = try TerminalScreen(TerminalScreenTests.options(far.path, ["TERM": "brand-new-terminal"]))
    #expect(screen.colorDepth == .indexed256)
    screen.close()
  }

  @Test("What is no terminal is refused with the path and the reason")
  func noTerminal() {
    #expect(throws: TerminalError.noTerminal(path: "/nowhere", code: ENOENT)) {
      _ = try TerminalScreen(TerminalScreenTests.options("/nowhere"))
    }
    #expect(throws: TerminalError.noTerminal(path: "/dev/null", code: ENOTTY)) {
      _ = try TerminalScreen(TerminalScreenTests.options("/dev/null"))
    }
  }
}

extension String {
  /// Where a text is found last, in bytes; nil when it is not.
  func range(ofLast text: String) -> Int? {
    let bytes = Array(utf8)
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return nil }
    return (0...bytes.count - wanted.count).last { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }

  /// The numbers of all "select graphic rendition" sequences.
  var graphicCodes: [Int] {
    var codes: [Int] = []
    for part in split(separator: "\u{1B}[") {
      let digits = part.prefix { $0.isNumber || $0 == ";" }
      guard part.dropFirst(digits.count).first == "m" else { continue }
      codes += digits.split(separator: ";").compactMap { Int($0) }
    }
    return codes
  }
}
