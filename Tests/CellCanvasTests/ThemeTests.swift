import CellCanvas
import TestSupport
import Testing

@Suite struct ThemeTests {
  @Test("The themes compiled in equal the files", arguments: BuiltInThemes.names)
  func embedded(name: String) throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    let text = try #require(TextFile.read("\(root)/themes/\(name).toml"))
    #expect(text == BuiltInThemes.text(of: name), "run scripts/embed-themes.py")
  }

  @Test("Every built-in theme reads without a warning and bears its file's name", arguments: BuiltInThemes.names)
  func readable(name: String) throws {
    let (theme, warnings) = Theme.reading(try #require(BuiltInThemes.text(of: name)), name: "test")
    #expect(warnings.isEmpty)
    #expect(theme.name == name)
  }

  @Test("The two themes that others stand on name every role", arguments: [BuiltInThemes.dark, BuiltInThemes.light])
  func complete(text: String) {
    for role in Role.all { #expect(text.contains("\n\(role.name) = "), "\(role) is missing") }
  }

  @Test(
    "Words stand out by 4.5 to 1 and marks by 3, on the screen and on every background of their own",
    arguments: Theme.builtIn, [ColorDepth.truecolor, .indexed256])
  func contrast(theme: Theme, depth: ColorDepth) {
    let findings = theme.reduced(to: depth).contrastFindings
    #expect(findings.isEmpty, "\(theme.name): \(findings.map(\.description))")
    #expect(theme.hasKnownColors != ["mono", "sixteen"].contains(theme.name))
  }

  @Test("A theme that cannot be read is told, pair by pair")
  func poorContrast() {
    let (theme, _) = Theme.reading("[palette]\nmist = 240\n", name: "murky")
    let findings = theme.contrastFindings
    #expect(findings.contains { $0.role == .dim && $0.on == .screen && $0.ratio < 3 })
    #expect(findings.first?.description.hasPrefix("text.dim on screen has a contrast of 2.") == true)
  }

  @Test(
    "Neighbouring steps of heat differ", arguments: Theme.builtIn.filter(\.hasKnownColors),
    [ColorDepth.truecolor, .indexed256])
  func heat(theme: Theme, depth: ColorDepth) {
    let styles = (0...8).map { theme.reduced(to: depth).style(.heat($0)) }
    for (one, next) in zip(styles, styles.dropFirst()) { #expect(one != next) }
  }

  @Test("Themes use the 256-colour palette, which ssh and tmux leave alone", arguments: [Theme.dark, .light])
  func exact(theme: Theme) {
    for role in Role.all { #expect(theme.style(role) == theme.reduced(to: .indexed256).style(role)) }
  }

  @Test("In monochrome no colour is left, and what had a background is reversed", arguments: Theme.builtIn)
  func monochrome(theme: Theme) {
    let plain = theme.reduced(to: .monochrome)
    for role in Role.all {
      let style = plain.style(role)
      #expect([nil, .terminal].contains(style.foreground) && [nil, .terminal].contains(style.background))
    }
    for role in [Role.selection, .toast, .tabActive] { #expect(plain.style(role).attributes.contains(.reverse)) }
    for role in [Role.dialog, .text] { #expect(!plain.style(role).attributes.contains(.reverse)) }
    #expect(plain.style(.selectionFaint).attributes == .underline)
    #expect(!plain.screenStyle.attributes.contains(.reverse))
    #expect(plain.style(.failing).attributes.contains(.bold))
  }

  @Test("With sixteen colours the author's choice wins over the nearest")
  func sixteen() {
    let theme = Theme.dark.reduced(to: .ansi16)
    #expect(theme.style(.accent).foreground == .indexed(12))
    #expect(theme.screenStyle.background == .indexed(0))
    for role in Role.all {
      for case .indexed(let index)? in [theme.style(role).foreground, theme.style(role).background] {
        #expect(index < 16, "\(role)")
      }
    }
  }

  @Test("A role looks like its nearest named parent, and at the end like text")
  func fallback() {
    let red = Style(foreground: .indexed(1))
    let blue = Style(foreground: .indexed(4))
    let theme = Theme(name: "small", styles: [.text: blue, Role("chart"): red])
    #expect(theme.style(.axisLabel) == red)
    #expect(theme.style(Role("chart.axis.label.tiny")) == red)
    #expect(theme.style(.failing) == blue)
    #expect(theme.screenStyle.background == .terminal)
  }

  @Test("A short file changes what it names and keeps the rest of its parent")
  func override() {
    let (theme, warnings) = Theme.reading(
      """
      inherits = "light"
      title = {fg = "#102030", underline = true} # a comment
      "chart.axis" = 7
      [palette]
      blue = 30
      """, name: "mine")
    #expect(warnings.isEmpty)
    #expect(theme.name == "mine")
    #expect(theme.appearance == .light)
    #expect(theme.style(.title) == Style(foreground: .rgb(red: 16, green: 32, blue: 48), attributes: .underline))
    #expect(theme.style(.axis).foreground == .indexed(7))
    #expect(theme.style(.accent).foreground == .indexed(30))
    #expect(theme.style(.failing) == Theme.light.style(.failing))
  }

  @Test("Every bad line is reported with its number, and the rest counts")
  func warnings() {
    let (theme, warnings) = Theme.reading(
      """
      text = "nowhere"
      title = {fg = "blue", blink = true}
      border 7
      key = 300
      [palete]
      x = 1
      [palette]
      broken = "#12345"
      [ansi]
      green = 16
      nobody = 3
      [roles]
      accent = "green" extra
      spark = "green"
      toast = {fg = "green"
      status.ok = {fg = {bg = 1}}
      tab = true
      inherits = "pink"
      """, name: "bad")
    #expect(
      warnings.map(\.description) == [
        "line 1: \"nowhere\" is not in [palette]",
        "line 2: blink is not fg, bg or a flag such as bold = true; it was left out",
        "line 3: expected \"=\" before \"7\"",
        "line 4: 300 is not between 0 and 255",
        "line 5: [palete] is not a section; there are [roles], [gradients], [palette] and [ansi]",
        "line 8: broken wants a number 0-255, \"#rrggbb\", \"default\" or {rgb = …, x256 = …, ansi = …}",
        "line 10: green wants a number 0-15",
        "line 11: [ansi] nobody is not in [palette]",
        "line 13: \"extra\" is too much on this line",
        "line 15: expected \"}\" before \"\"",
        "line 16: a table inside a table means nothing here",
        "line 17: a role wants a colour or {fg = …, bg = …}",
        "line 18: there is no theme \"pink\" to inherit",
      ])
    #expect(theme.style(.spark) == theme.style(.ok))
    #expect(theme.style(.title).foreground == theme.style(.accent).foreground)
  }

  @Test("A theme may stand on one that stands on another, but not on itself")
  func ancestry() {
    let files = [
      "dark": BuiltInThemes.dark, "one": "inherits = \"two\"\nkey = 40\n", "two": "key = 41\naccent = 42\n",
      "round": "inherits = \"about\"\n", "about": "inherits = \"round\"\ntab = 50\n",
    ]
    let (theme, warnings) = Theme.reading("inherits = \"one\"\n", name: "mine") { files[$0] }
    #expect(warnings.isEmpty)
    #expect(theme.style(.key).foreground == .indexed(40) && theme.style(.accent).foreground == .indexed(42))
    let (circle, told) = Theme.reading("\ninherits = \"about\"\n", name: "round") { files[$0] }
    #expect(told.map(\.description) == ["line 2: round stands on itself"])
    #expect(circle.style(.tab).foreground == .indexed(50))
    #expect(circle.style(.failing) == Theme.dark.style(.failing))
  }

  @Test("A gradient gives every step a colour, and neighbours stay apart in the palette")
  func gradients() {
    let (theme, warnings) = Theme.reading(
      "[gradients]\nheat = [\"#000000\", \"#200000\"]\ngauge = [\"green\", \"red\"]\n", name: "steps")
    #expect(warnings.isEmpty)
    #expect(theme.style(.heat(0)).foreground == .rgb(red: 0, green: 0, blue: 0))
    #expect(theme.style(.heat(4)).foreground == .rgb(red: 16, green: 0, blue: 0))
    #expect(theme.style(.gauge(0)).foreground == theme.style(.ok).foreground)
    #expect(theme.style(.gauge(8)).foreground == theme.style(.failing).foreground)
    let few = theme.reduced(to: .indexed256)
    for step in 0..<8 { #expect(few.style(.heat(step)) != few.style(.heat(step + 1))) }
  }

  @Test("A colour may say what stands for it in the palette and among the sixteen")
  func alternates() {
    let (theme, warnings) = Theme.reading(
      "[palette]\nblue = {rgb = \"#123456\", x256 = 99, ansi = 5}\n", name: "three")
    #expect(warnings.isEmpty)
    #expect(theme.style(.accent).foreground == .rgb(red: 0x12, green: 0x34, blue: 0x56))
    #expect(theme.reduced(to: .indexed256).style(.accent).foreground == .indexed(99))
    #expect(theme.reduced(to: .ansi16).style(.accent).foreground == .indexed(5))
  }

  /// Looks that mean different things and stand side by side.
  private static let distinctions: [(Role, Role)] = [
    (.ok, .failing), (.ok, .attention), (.attention, .failing), (.text, .strong), (.tab, .tabActive),
    (.selection, .selectionFaint), (.selection, .text), (.selectionFaint, .text), (.dialog, .selection),
    (.borderFocus, .border), (.key, .keyHint), (.title, .titleFocus), (.dim, .strong), (.heat(0), .heat(8)),
  ]

  @Test(
    "No distinction is lost on the way down to sixteen colours and to none", arguments: Theme.builtIn,
    ColorDepth.allCases)
  func distinctions(theme: Theme, depth: ColorDepth) {
    let reduced = theme.reduced(to: depth)
    func look(_ role: Role) -> Style { reduced.style(role).over(reduced.screenStyle) }
    for (one, other) in Self.distinctions where depth > .monochrome || !Self.toldByGlyph.contains(one) {
      #expect(look(one) != look(other), "\(one) and \(other) look alike in \(theme.name) with \(depth)")
    }
  }

  /// What a glyph or a frame tells where there are no colours: the signs of the states, thicker shades.
  private static let toldByGlyph: Set<Role> = [.heat(0)]
}
