import CSys
import CellCanvas
import Glibc
import Terminal
import Testing

@Suite struct InputDecoderTests {
  struct Case: CustomTestStringConvertible {
    let bytes: String
    let events: [InputEvent]
    init(_ bytes: String, _ events: InputEvent...) {
      self.bytes = bytes
      self.events = events
    }
    var testDescription: String { bytes.debugDescription }
  }

  private static func key(_ name: String) -> InputEvent { KeyPress(name).map { .key($0) } ?? .focus(false) }

  // Sequences as xterm's control sequence document (ctlseqs), rxvt's and the Linux console's manuals list them.
  static let cases: [Case] = [
    Case("a", key("a")), Case("R", key("R")), Case(" ", key("space")), Case("é日", key("é"), key("日")),
    Case("😀", key("😀")), Case("\r", key("enter")), Case("\n", key("enter")), Case("\t", key("tab")),
    Case("\u{7F}", key("backspace")), Case("\u{8}", key("backspace")), Case("\u{3}", key("ctrl-c")),
    Case("\u{1A}", key("ctrl-z")), Case("\0", key("ctrl-space")), Case("\u{1F}", key("ctrl-_")),
    Case("\u{1B}", key("esc")), Case("\u{1B}\u{1B}", key("esc"), key("esc")),
    Case("\u{1B}x", key("alt-x")), Case("\u{1B}é", key("alt-é")), Case("\u{1B}\u{1}", key("ctrl-alt-a")),
    Case("\u{1B}[", key("alt-[")), Case("\u{1B}O", key("alt-O")),
    Case("\u{1B}[A", key("up")), Case("\u{1B}OB", key("down")), Case("\u{1B}[1;5C", key("ctrl-right")),
    Case("\u{1B}[1;2D", key("shift-left")), Case("\u{1B}[1;8A", key("ctrl-alt-shift-up")),
    Case("\u{1B}[H", key("home")), Case("\u{1B}[4~", key("end")), Case("\u{1B}[7~", key("home")),
    Case("\u{1B}[5~", key("pageup")), Case("\u{1B}[6;5~", key("ctrl-pagedown")), Case("\u{1B}[3~", key("delete")),
    Case("\u{1B}[Z", key("backtab")), Case("\u{1B}OP", key("f1")), Case("\u{1B}[[C", key("f3")),
    Case("\u{1B}[15~", key("f5")), Case("\u{1B}[24~", key("f12")), Case("\u{1B}[1;2R", key("shift-f3")),
    Case("\u{1B}[97;5u", key("ctrl-a")), Case("\u{1B}[27;5;105~", key("ctrl-i")), Case("\u{1B}[9;2u", key("backtab")),
    Case("\u{1B}[I", .focus(true)), Case("\u{1B}[O", .focus(false)),
    Case("\u{1B}[<0;10;5M", .mouse(MouseEvent(.press(.left), at: Point(x: 9, y: 4)))),
    Case("\u{1B}[<0;10;5m", .mouse(MouseEvent(.release(.left), at: Point(x: 9, y: 4)))),
    Case("\u{1B}[<34;300;200M", .mouse(MouseEvent(.drag(.right), at: Point(x: 299, y: 199)))),
    Case("\u{1B}[<64;1;1M", .mouse(MouseEvent(.wheelUp, at: Point(x: 0, y: 0)))),
    Case("\u{1B}[<85;1;1M", .mouse(MouseEvent(.wheelDown, at: Point(x: 0, y: 0), modifiers: [.control, .shift]))),
    Case("\u{1B}[M !!", .mouse(MouseEvent(.press(.left), at: Point(x: 0, y: 0)))),
    Case("\u{1B}[M#!!", .mouse(MouseEvent(.release(.left), at: Point(x: 0, y: 0)))),
    Case("\u{1B}[200~one\r\ntwo\u{1B}[Ax\r\u{1B}[201~z", .paste("one\ntwo\u{1B}[Ax\n"), key("z")),
    Case("\u{1B}[200~\u{1B}[201~", .paste("")),
    // What terminals answer to the question for their background (OSC 11), and the report of mode 2031.
    Case("\u{1B}]11;rgb:ffff/ffff/eeee\u{1B}\\", .background(.light)),
    Case("\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{7}q", .background(.dark), key("q")),
    Case("\u{1B}]11;rgba:ff/ff/ff/80\u{7}", .background(.light)), Case("\u{1B}]11;?\u{7}a", key("a")),
    Case("\u{1B}]4;1;rgb:00/00/00\u{7}b", key("b")), Case("\u{1B}]11;rgb:zz/00/00\u{7}"),
    Case("\u{1B}]11;rgb:00/00/00\u{1B}[A", key("up")), Case("\u{1B}]", key("alt-]")),
    Case("\u{1B}]x", key("alt-]"), key("x")),
    Case("\u{1B}[?997;1n", .background(.dark)), Case("\u{1B}[?997;2n", .background(.light)),
    // Reports nobody asked for and keys nobody knows leave no trace.
    Case("\u{1B}[?62;4c"), Case("\u{1B}[<66;1;1Ma", key("a")), Case("\u{1B}[<0;0;5M"), Case("\u{1B}[999~"),
    Case("\u{1B}[<0;1M"), Case("\u{1B}[12"),
    Case("\u{1B}[<;;M", .mouse(MouseEvent(.press(.middle), at: Point(x: 0, y: 0)))),
  ]

  @Test("Bytes become events", arguments: cases)
  func decoding(example: Case) {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array(example.bytes.utf8)) + decoder.flush() == example.events)
    #expect(!decoder.isWaiting)
  }

  @Test("However the bytes are split, the events are the same", arguments: cases)
  func splitting(example: Case) {
    let bytes = Array((example.bytes + "q").utf8)
    var whole = InputDecoder()
    let expected = whole.feed(bytes) + whole.flush()
    for cut in 0...bytes.count {
      var decoder = InputDecoder()
      let events = decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...]) + decoder.flush()
      #expect(events == expected, "cut at \(cut)")
    }
  }

  @Test("A lone ESC, half a key and half a character wait; a pause settles them")
  func waiting() {
    for start in ["\u{1B}", "\u{1B}[1;", "\u{1B}[<0;1"] {
      var decoder = InputDecoder()
      #expect(decoder.feed(Array(start.utf8)).isEmpty)
      #expect(decoder.isWaiting)
    }
    var decoder = InputDecoder()
    #expect(decoder.feed([0xE6, 0x97]).isEmpty && decoder.isWaiting)
    #expect(decoder.feed([0xA5]) == [.key(KeyPress("日"))])
  }

  @Test("The terminal database's own sequences win")
  func known() {
    var decoder = InputDecoder(known: [
      Array("\u{1B}[7~".utf8): KeyPress(.function(9)), [0x1B, 0x4F, 0x41]: KeyPress(.end),
    ])
    #expect(
      decoder.feed(Array("\u{1B}[7~\u{1B}OA\u{1B}[A".utf8)) == [
        .key(KeyPress(.function(9))), .key(KeyPress(.end)), .key(KeyPress(.up)),
      ])
  }

  @Test("A paste larger than the limit is cut, and typing goes on after it")
  func longPaste() throws {
    var decoder = InputDecoder()
    var events = decoder.feed(Array("\u{1B}[200~".utf8))
    for _ in 0..<40 { events += decoder.feed([UInt8](repeating: 0x61, count: 32_768)) }
    #expect(events.isEmpty)
    events = decoder.feed(Array("\u{1B}[201~k".utf8))
    guard case .paste(let text) = try #require(events.first) else { Issue.record("\(events)"); return }
    #expect(text.utf8.count == InputDecoder.pasteLimit)
    #expect(events.last == .key(KeyPress("k")))
  }

  @Test("No bytes at all bring it down, and it always comes to rest")
  func noise() {
    var state: UInt64 = 42
    func random(_ count: UInt64) -> UInt64 {
      // Knuth's MMIX generator: good enough to be a nuisance.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % count
    }
    let likely = Array("\u{1B}\u{1B}\u{1B}[[O<;0125~mMAuI".utf8)
    var decoder = InputDecoder()
    for _ in 0..<3000 {
      let bytes = (0..<random(12)).map { _ in
        random(3) == 0 ? UInt8(random(256)) : likely[Int(random(UInt64(likely.count)))]
      }
      _ = decoder.feed(bytes)
      if random(4) == 0 { _ = decoder.flush() }
    }
    _ = decoder.feed(Array("\u{1B}[201~".utf8))
    _ = decoder.flush()
    #expect(!decoder.isWaiting)
    #expect(decoder.feed([0x6B]) == [.key(KeyPress("k"))])
  }

  @Test("The canvas and the C library agree on widths, so that ncurses never moves a row")
  func widths() {
    setlocale(LC_CTYPE, "C.UTF-8")
    var disagreements = 0
    for value in UInt32(0x20)...0x2_FFFF {
      guard let scalar = Unicode.Scalar(value), scalar.properties.age.map({ $0.major <= 14 }) == true else { continue }
      let ours = CharacterWidth.columns(scalar)
      let theirs = Int(wcwidth(wchar_t(bitPattern: value)))
      if ours > 0, theirs >= 0, ours != theirs { disagreements += 1 }
    }
    // Each becomes U+FFFD on the screen rather than a row out of step.
    #expect(disagreements < 5, "\(disagreements)")
  }
}
