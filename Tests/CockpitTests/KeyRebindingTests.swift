import CellCanvas
import Cockpit
import Lifecycle
import Testing

/// A person's own keys: what counts, what is told, and what always works.
@Suite struct KeyRebindingTests {
  func read(_ lines: (String, [String]?)...) -> (keymap: Keymap, findings: [KeyFinding]) {
    Keymap.reading(
      lines.enumerated().map { KeySetting(name: $1.0, values: $1.1, line: $0 + 1) }, file: "keys.yaml")
  }

  func pressed(_ keymap: Keymap, _ snapshot: Snapshot = Sample.bank, _ keys: String...) -> CockpitModel {
    var model = CockpitModel(size: Size(columns: 80, rows: 24), keymap: keymap)
    _ = model.update(.snapshot(snapshot))
    for key in keys { model.press(key) }
    return model
  }

  @Test("An action has the keys that its line names, several or none, and says where they come from")
  func rebound() throws {
    let (keymap, findings) = read(("theme", ["f5", "T"]), ("log", ["none"]), ("sort", []))
    #expect(findings.isEmpty)
    #expect(pressed(keymap, Sample.bank, "T").layer?.context == .choice)
    #expect(pressed(keymap, Sample.bank, "f5").layer?.context == .choice)
    #expect(pressed(keymap, Sample.bank, "t").layer == nil)
    #expect(pressed(keymap, Sample.bank, "L").layer == nil)
    #expect(keymap.binding(of: .tool(.theme))?.origin == .line(file: "keys.yaml", line: 1))
    #expect(keymap.binding(of: .tool(.sort))?.keys == [])
    #expect(keymap.binding(of: .tool(.help))?.origin == .builtIn)
  }

  @Test(
    "Names of keys are read as people write them",
    arguments: [
      ("ctrl-t", KeyPress(.character("t"), .control)), ("^T", KeyPress(.character("t"), .control)),
      ("C-t", KeyPress(.character("t"), .control)), ("Alt+x", KeyPress(.character("x"), .alt)),
      ("shift-g", KeyPress("G")), ("Shift-Tab", KeyPress(.backTab)), ("PgUp", KeyPress(.pageUp)),
      ("Space", KeyPress(" ")), ("F12", KeyPress(.function(12))), ("^", KeyPress("^")), ("-", KeyPress("-")),
      ("Return", KeyPress(.enter)), ("é", KeyPress("é")),
    ])
  func names(text: String, press: KeyPress) throws {
    #expect(try KeySequence(reading: text).presses == [press])
  }

  @Test("A label of the help can be written into the file", arguments: Keymap.standard.bindings.flatMap(\.keys))
  func labels(_ keys: KeySequence) throws {
    #expect(try KeySequence(reading: keys.label) == keys)
    #expect(try KeySequence(reading: keys.description) == keys)
  }

  @Test("What cannot be pressed is said to be so, with what was meant")
  func unknownKeys() {
    let (keymap, findings) = read(
      ("theme", ["pagup"]), ("log", ["ctrl-i"]), ("copy", ["a b c d"]), ("help", nil), ("submit", ["g"]))
    #expect(findings.map(\.line) == [1, 2, 3, 4, 5])
    #expect(findings[0].description == "keys.yaml:1: there is no key `pagup`; did you mean `pageup`?")
    #expect(findings[1].message == "a terminal sends `ctrl-i` as tab")
    #expect(findings[4].message.contains("a character that is typed"))
    // A line that is wrong does not count.
    #expect(keymap.bindings.map(\.keys) == Keymap.standard.bindings.map(\.keys))
  }

  @Test("An unknown action or style is named with the nearest one, and the rest counts")
  func unknownActions() {
    let (keymap, findings) = read(("retrian", ["t"]), ("style", ["emacs"]), ("theme", ["T"]))
    #expect(findings.count == 2)
    #expect(findings[0].description == "keys.yaml:1: there is no action `retrian`; did you mean `retrain`?")
    #expect(findings[1].message == "there is no style `emacs`")
    #expect(keymap.key(.tool(.theme)) == "T")
  }

  @Test("Of two lines with one key the first counts, and the second is told")
  func conflict() {
    let (keymap, findings) = read(("theme", ["T"]), ("log", ["T", "f2"]))
    #expect(findings.count == 1)
    #expect(findings.first?.line == 2)
    #expect(findings.first?.message == "`T` is `theme` already, on line 1, so that it is not `log`")
    #expect(pressed(keymap, Sample.bank, "T").layer?.context == .choice)
    #expect(pressed(keymap, Sample.bank, "f2").layer?.context == .reader)
    #expect(keymap.collisions.isEmpty)
  }

  @Test("A line takes a key from what is built in, and tells what lost it")
  func builtInConflict() {
    let (keymap, findings) = read(("retrain", ["t"]))
    #expect(
      findings.map(\.description) == [
        "keys.yaml:1: `t` was `theme`, which has no key left there; give `theme` another key, or write `theme: none`"
      ])
    #expect(pressed(keymap, Sample.serving, "t").layer == .question(.retrain(recipe: 0)))
    #expect(keymap.key(.tool(.theme)) == "theme", "what does not work is not shown")
    #expect(read(("retrain", ["t"]), ("theme", ["r"])).findings.isEmpty, "swapped keys are no conflict")
  }

  @Test("A key that begins a sequence of another is a conflict too")
  func prefixConflict() {
    let (keymap, findings) = read(("theme", ["space t"]))
    #expect(findings.first?.message.hasPrefix("`space t` takes the place of `space`, which was `traffic`") == true)
    #expect(pressed(keymap, Sample.bank, "space", "t").layer?.context == .choice)
    #expect(read(("theme", ["space t"]), ("traffic", ["space space"])).findings.isEmpty)
  }

  @Test("One key may do different things in different places")
  func contexts() {
    // = marks runs; + and - are the threshold's and the level's, on other screens.
    #expect(read(("mark", ["+"])).findings.isEmpty)
    #expect(read(("mark", ["t"])).findings.count == 1)
  }

  @Test("A keymap that leaves no way out gets q or ^C back", arguments: [["none"], ["ctrl-c"], ["Q"]])
  func quit(_ keys: [String]) {
    let (keymap, findings) = read(("quit", keys), ("retrain", ["q"]), ("copy", ["ctrl-c"]))
    let model = pressed(keymap)
    let ways = KeyContext.onScreens.filter { context in
      guard let binding = keymap.binding(of: .tool(.quit)) else { return false }
      return !keymap.keys(of: binding, in: context).isEmpty
    }
    #expect(ways.count == KeyContext.onScreens.count)
    #expect(model.layer == nil)
    if keys == ["none"] {
      #expect(findings.contains { $0.line == 1 && $0.message.contains("nothing would be left for `quit`") })
      var leaving = model
      #expect(leaving.press("ctrl-c") == [.quit])
    }
  }

  @Test("Boxes and lines can be left whatever the file says")
  func waysOut() {
    let (keymap, findings) = read(("decline", []), ("close", ["none"]), ("leave", ["none"]), ("quit", []))
    #expect(findings.count == 4)
    for keys in [["R", "esc"], ["?", "esc"], [":", "esc"], ["R", "ctrl-c"], ["?", "ctrl-c"], [":", "ctrl-c"]] {
      var model = pressed(keymap)
      for key in keys { model.press(key) }
      #expect(model.layer == nil, "\(keys)")
    }
    var model = pressed(keymap)
    #expect(model.press("q") == [.quit])
  }

  // MARK: Sequences and numbers

  @Test("The keys that may follow a prefix are shown; Esc leaves, and what means nothing says so")
  func prefix() {
    let keymap = Keymap.standard(.vim)
    var model = pressed(keymap, Sample.bank, "g")
    #expect(model.text.contains("g …"))
    #expect(model.text.contains("Development: runs"))
    model.press("esc")
    #expect(!model.text.contains("g …") && model.screen == .overview)
    model.press("g", "3")
    #expect(model.screen == .stage(.development))
    model.press("g", "x")
    #expect(model.text.contains("g x does nothing here"))
    #expect(!model.text.contains("g …"))
  }

  @Test("In the style of vi numbers go before movements; elsewhere ' begins them", arguments: KeyStyle.allCases)
  func counts(_ style: KeyStyle) {
    let keymap = Keymap.standard(style)
    let opening = style == .vim ? [] : ["'"]
    var model = pressed(keymap, Sample.bank, "0")
    model.press(style == .vim ? "g" : "2")
    if style == .vim { model.press("2") }
    let top = model.text
    for key in opening + ["1", "0"] { model.press(key) }
    #expect(model.text.contains("10▏"))
    #expect(model.screen == .stage(.data), "0 goes on with a number that has begun")
    model.press("down")
    var walked = pressed(keymap, Sample.bank, style == .vim ? "g" : "2")
    if style == .vim { walked.press("2") }
    for _ in 0..<10 { walked.press("down") }
    #expect(model.text == walked.text)
    for key in opening + ["1", "1", "end"] { model.press(key) }
    #expect(model.text == walked.text, "the eleventh row is ten below the first")
    for key in opening + ["9", "backspace", "1", "home"] { model.press(key) }
    #expect(model.text == top)
    for key in opening + ["7", "esc"] { model.press(key) }
    #expect(model.screen == .stage(.data) && !model.text.contains("7▏"))
    model.press("0")
    #expect(model.screen == .overview)
  }

  @Test("A number before what is no movement is forgotten")
  func countBeforeDeed() {
    var model = pressed(.standard, Sample.bank, "'", "5", "<")
    #expect(model.log.entries.count == 1)
    model.press("'", "3", ":")
    #expect(model.layer?.context == .palette)
  }

  @Test("A sequence that has begun is over when the mouse is used")
  func mouse() {
    var model = pressed(Keymap.standard(.vim), Sample.bank, "g")
    model.click(1, 10)
    #expect(!model.text.contains("g …"))
  }

  @Test("Every style is sound and every screen can be quit", arguments: KeyStyle.allCases)
  func styles(_ style: KeyStyle) {
    #expect(Keymap.standard(style).collisions.isEmpty)
    let (keymap, findings) = read(("style", [style.rawValue]))
    #expect(findings.isEmpty)
    #expect(keymap.style == style)
    #expect(keymap.bindings == Keymap.standard(style).bindings)
  }

  // MARK: In the cockpit

  @Test("Keys that are written hold at once, and what is wrong with them is told")
  func changed() {
    var model = pressed(.standard)
    let read = read(("theme", ["T"]), ("nonsense", ["x"]))
    _ = model.update(.keysChanged(read.keymap, warning: read.findings.first?.description))
    #expect(model.text.contains("there is no action `nonsense`"))
    model.press("T")
    #expect(model.layer?.context == .choice)
  }

  @Test("A key of another screen says where it works; the palette and the help say so too")
  func elsewhere() {
    var model = pressed(.standard, Sample.bank, "m")
    #expect(model.text.contains("it works in Data: Checks"))
    model.press(":")
    model.type("mend what")
    #expect(model.text.contains("it works in Data: Checks"))
    model.press("enter")
    #expect(model.layer == nil && model.toasts.count == 1)
    _ = model.update(.input(.resize(Size(columns: 200, rows: 60))))
    model.press("?")
    #expect(model.text.contains("Narrow the list to what is typed – there is no list here"))
  }
}

extension KeyRebindingTests {
  @Test("Numbered keys answer by their place, whatever they are, sequences too")
  func numbered() {
    let (keymap, findings) = read(
      ("choose-label", ["f1", "f2"]), ("pick-stage", ["a", "g s", "f3"]), ("confirm-label", ["1"]))
    #expect(findings.isEmpty)
    var model = CockpitModel.showing(
      .labels, of: Sample.bank, size: Size(columns: 120, rows: 40), Answers.full)
    _ = model.update(.keysChanged(keymap, warning: nil))
    model.press("enter")
    #expect(model.press("1").commands == [.label(row: 1000, .confirm, because: nil)])
    #expect(model.press("f2").commands == [.label(row: 1037, .label("yes"), because: nil)])
    var back = pressed(keymap, Sample.bank, "b", "g", "s")
    #expect(back.text.contains("Step back to Data"))
    back.press("esc", "b", "f3")
    #expect(back.text.contains("Step back to Development"))
  }
}
