import Terminal
import Testing

extension TerminalScreenTests {
  /// What `doctor` says of a terminal, from nothing but the environment and the terminal database, which is the process's
  /// and is asked by one at a time.
  @Suite struct Reports {
    private func report(_ environment: [String: String]) -> [String: TerminalReport.Ability] {
      let abilities = TerminalReport { environment[$0] }.abilities
      return Dictionary(uniqueKeysWithValues: abilities.map { ($0.name, $0) })
    }

    @Test("Every ability is told with how it is known")
    func whole() {
      let abilities = report(["TERM": "xterm-256color", "LANG": "C.UTF-8"])
      let names: Set = [
        "screen", "colours", "glyphs", "size", "locale", "mouse", "focus", "paste", "synchronised_output", "clipboard",
        "title", "links",
      ]
      #expect(Set(abilities.keys) == names)
      for ability in abilities.values { #expect(!ability.has.isEmpty && !ability.because.isEmpty, "\(ability.name)") }
    }

    @Test(
      "Colours: how many, what says so, and how there would be more",
      arguments: [
        (["TERM": "xterm-256color"], "256", "TERM=xterm-256color", "COLORTERM"),
        (["TERM": "xterm-256color", "COLORTERM": "truecolor"], "24 bits", "COLORTERM=truecolor", ""),
        (["TERM": "xterm-256color", "COLORTERM": "truecolor", "TMUX": "/tmp/x"], "256", "tmux", ""),
        (["TERM": "xterm-256color", "NO_COLOR": "1"], "none", "NO_COLOR", "unset NO_COLOR"),
        (["TERM": "xterm-256color", "SEXTANT_COLORS": "16"], "16", "SEXTANT_COLORS=16", ""),
        (["TERM": "vt100"], "none", "TERM=vt100", "xterm-256color"), (["TERM": "linux"], "16", "TERM=linux", "TERM="),
      ])
    func colors(environment: [String: String], has: String, because: String, mend: String) {
      let ability = report(environment)["colours"]
      #expect(ability?.has == has)
      #expect(ability?.because.contains(because) == true, "\(ability?.because ?? "")")
      #expect(mend.isEmpty ? ability?.mend == "" : ability?.mend.contains(mend) == true, "\(ability?.mend ?? "")")
    }

    @Test("A terminal that cannot place text gives lines, and the report says how there would be a screen")
    func dumb() {
      for environment in [["TERM": "dumb"], [:]] {
        let screen = report(environment)["screen"]
        #expect(screen?.has.hasPrefix("no") == true)
        #expect(screen?.mend.contains("xterm-256color") == true)
      }
      #expect(report(["TERM": "xterm-256color"])["screen"]?.has == "yes")
    }

    @Test("What stands between, and what another encoding costs")
    func between() {
      let tmux = report(["TERM": "tmux-256color", "TMUX": "/tmp/x"])
      #expect(tmux["clipboard"]?.mend.contains("set-clipboard") == true)
      #expect(tmux["mouse"]?.mend.contains("mouse on") == true)
      #expect(report(["TERM": "screen", "STY": "1.x"])["clipboard"]?.mend.contains("tmux") == true)
      for locale in ["C", "POSIX"] {
        #expect(report(["TERM": "xterm-256color", "LC_ALL": locale])["glyphs"]?.has == "ASCII")
      }
      #expect(report(["TERM": "xterm-256color", "LC_ALL": "C", "SEXTANT_GLYPHS": "block"])["glyphs"]?.has == "block")
      let latin = report(["TERM": "xterm-256color", "LANG": "de_DE.ISO-8859-1"])
      #expect(latin["glyphs"]?.has == "ASCII")
      #expect(latin["glyphs"]?.mend.contains("C.UTF-8") == true)
    }
  }
}
