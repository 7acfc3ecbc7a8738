import CellCanvas
import TestSupport
import Testing

@Suite struct ThemeTests {
  @Test(
    "The themes compiled in equal the files",
    arguments: [("dark", BuiltInThemes.dark), ("light", BuiltInThemes.light)])
  func embedded(name: String, text: String) throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    #expect(try #require(TextFile.read("\(root)/themes/\(name).toml")) == text, "run scripts/embed-themes.py")
  }

  @Test(
    "A built-in theme names every role and reads without a warning",
    arguments: [BuiltInThemes.dark, BuiltInThemes.light])
  func complete(text: String) {
    let (_, warnings) = Theme.reading(text, name: "test")
    #expect(warnings.isEmpty)
    for role in Role.all { #expect(text.contains("\n\(role.name) = "), "\(role) is missing") }
  }

  private static let words: [Role] = [
    .text, .dim, .strong, .accent, .title, .titleFocus, .ok, .attention, .failing, .busy, .idle, .key, .keyHint, .tab,
    .tableHeader, .axisLabel, .threshold, .chartEvent, .cursor, .spark, .screen,
  ]

  @Test("Words stand out from the screen by 4.5 to 1 and marks by 3", arguments: Theme.builtIn)
  func contrast(theme: Theme) throws {
    let background = try #require(theme.screenStyle.background)
    for role in ThemeTests.words {
      let ratio = try #require(theme.style(role).foreground?.contrast(with: background))
      #expect(ratio >= 4.5, "\(role) in \(theme.name): \(ratio)")
    }
    for role in (1...6).map(Role.line) + [.borderFocus, .window, .reference, .gauge, .progress] {
      let ratio = try #require(theme.style(role).foreground?.contrast(with: background))
      #expect(ratio >= 3, "\(role) in \(theme.name): \(ratio)")
    }
  }

  @Test("Words stay legible on every background of their own", arguments: Theme.builtIn)
  func ownBackgrounds(theme: Theme) throws {
    for role in [Role.selection, .selectionFaint, .toast, .tabActive, .dialog] {
      let style = theme.style(role)
      let background = try #require(style.background)
      let words = style.foreground.map { [$0] } ?? [Role.text, .dim, .strong].compactMap { theme.style($0).foreground }
      for word in words { #expect(try #require(word.contrast(with: background)) >= 4.5, "\(role) in \(theme.name)") }
      guard role != .tabActive else { continue }
      for status in [Role.ok, .attention, .failing, .busy] {
        let ratio = try #require(theme.style(status).foreground?.contrast(with: background))
        #expect(ratio >= 3, "\(status) on \(role) in \(theme.name): \(ratio)")
      }
    }
  }

  @Test("Neighbouring steps of heat differ", arguments: Theme.builtIn, [ColorDepth.truecolor, .indexed256])
  func heat(theme: Theme, depth: ColorDepth) {
    let styles = (0...8).map { theme.reduced(to: depth).style(.heat($0)) }
    for (one, next) in zip(styles, styles.dropFirst()) { #expect(one != next) }
  }

  @Test("Themes use the 256-colour palette, which ssh and tmux leave alone", arguments: Theme.builtIn)
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

  @Test("A short file changes what it names and keeps the rest of its base")
  func override() {
    let (theme, warnings) = Theme.reading(
      """
      base = "light"
      title = {fg = "#102030", underline = true} # a comment
      "chart.axis" = 7
      [palette]
      blue = 30
      """, name: "mine")
    #expect(warnings.isEmpty)
    #expect(theme.name == "light")
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
      base = "pink"
      """, name: "bad")
    #expect(
      warnings.map(\.description) == [
        "line 1: \"nowhere\" is not in [palette]",
        "line 2: blink is not fg, bg or a flag such as bold = true; it was left out",
        "line 3: expected \"=\" before \"7\"",
        "line 4: 300 is not between 0 and 255",
        "line 5: [palete] is not a section; there are [roles], [palette] and [ansi]",
        "line 8: broken wants a number 0-255, \"#rrggbb\" or \"default\"",
        "line 10: green wants a number 0-15",
        "line 11: [ansi] nobody is not in [palette]",
        "line 13: \"extra\" is too much on this line",
        "line 15: expected \"}\" before \"\"",
        "line 16: a table inside a table means nothing here",
        "line 17: a role wants a colour or {fg = …, bg = …}",
        "line 18: base is \"dark\" or \"light\"",
      ])
    #expect(theme.style(.spark) == theme.style(.ok))
    #expect(theme.style(.title).foreground == theme.style(.accent).foreground)
  }
}
