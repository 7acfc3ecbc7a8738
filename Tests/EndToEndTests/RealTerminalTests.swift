import Encoding
import Glibc
import Testing

/// The whole program in a terminal whose every byte is read: kinds of terminals, ^Z, signals, sizes, the clipboard.
@Suite struct RealTerminalTests {
  /// What every way out of the screen writes, for a terminal with a second screen.
  private static let modes = ["1002", "1004", "1006", "1049", "2004", "2031"]

  /// Stands on the first screen of a project that nothing has happened in.
  private static let open = "timeline"

  private func open(
    _ workplace: Workplace, _ environment: [String: String] = [:], _ words: [String] = []
  ) throws -> RealTerminal {
    var setting = RealTerminal.Setting()
    setting.environment.merge(environment) { $1 }
    setting.environment["XDG_STATE_HOME"] = workplace.scratch.path
    setting.environment["XDG_CONFIG_HOME"] = workplace.scratch("config")
    return try RealTerminal([Program.sextant, "--project", workplace.folder] + words, setting)
  }

  /// Nothing of what was switched on stays on.
  private func expectRestored(_ terminal: RealTerminal, _ text: String? = nil) {
    let text = text ?? terminal.text
    for mode in Self.modes {
      let (on, off) = (text.ranges(of: "\u{1B}[?\(mode)h").last, text.ranges(of: "\u{1B}[?\(mode)l").last)
      #expect(on == nil || off.map { $0.lowerBound > on?.lowerBound ?? $0.upperBound } == true, "\(mode) is left on")
    }
    let (kept, returned) = (text.ranges(of: "\u{1B}[22;0t").count, text.ranges(of: "\u{1B}[23;0t").count)
    #expect(kept == returned, "the title is kept \(kept) times and put back \(returned) times")
    let (begun, ended) = (text.ranges(of: "\u{1B}[?2026h").count, text.ranges(of: "\u{1B}[?2026l").count)
    #expect(begun <= ended, "an update is left open")
    let shown = text.ranges(of: "\u{1B}[?25h").last?.lowerBound
    let hidden = text.ranges(of: "\u{1B}[?25l").last?.lowerBound
    #expect(hidden == nil || shown.map { $0 > hidden ?? $0 } == true, "the cursor is left hidden")
    #expect(terminal.hasModesBefore)
  }

  // MARK: Kinds of terminals

  /// A kind of terminal, and what is to be seen of it.
  struct Kind: Sendable, CustomStringConvertible {
    var environment: [String: String]
    var isASCII = false
    var hasSecondScreen = true
    var hasTitle = true

    var description: String {
      environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
  }

  static let kinds = [
    Kind(environment: ["TERM": "xterm-256color"]), Kind(environment: ["TERM": "xterm"]),
    Kind(environment: ["TERM": "tmux-256color", "TMUX": "/tmp/x,1,0"]),
    Kind(environment: ["TERM": "screen"], hasTitle: false),
    Kind(environment: ["TERM": "screen-256color"], hasTitle: false),
    Kind(environment: ["TERM": "linux"], isASCII: true, hasSecondScreen: false, hasTitle: false),
    Kind(environment: ["TERM": "vt100"], isASCII: true, hasSecondScreen: false, hasTitle: false),
    Kind(environment: ["TERM": "xterm-direct"]), Kind(environment: ["TERM": "nobody-has-heard-of-it"]),
    Kind(environment: ["TERM": "xterm-256color", "TERMINFO": "/nonexistent"]),
    Kind(environment: ["TERM": "xterm-256color", "LC_ALL": "en_US.ISO-8859-1"], isASCII: true),
    Kind(environment: ["TERM": "xterm-256color", "LC_ALL": "POSIX"], isASCII: true),
  ]

  @Test("Every kind of terminal shows the stages, is left by q, and is as before", arguments: kinds)
  func kind(kind: Kind) throws {
    let workplace = try Workplace()
    let terminal = try open(workplace, kind.environment)
    try terminal.wait(for: Self.open)
    for (key, words) in [("1", "Gates"), ("3", "Runs"), ("4", "Traffic"), ("6", "KPIs")] {
      let mark = terminal.bytes.count
      // Drawn anew, so that every letter of the word is written.
      terminal.type(key + "\u{0C}")
      try terminal.wait(for: words, after: mark)
    }
    terminal.type("q")
    #expect(try terminal.waitForEnd() == 0)
    expectRestored(terminal)
    let text = terminal.text
    #expect(text.unicodeScalars.allSatisfy { $0.isASCII } == kind.isASCII)
    #expect(text.contains("\u{1B}[?1049h") == kind.hasSecondScreen)
    #expect(text.contains("\u{1B}]2;sextant") == kind.hasTitle)
    // What might be printed by an old terminal is not asked of it.
    if !kind.hasSecondScreen { #expect(!text.contains("\u{1B}]") && !text.contains("?2026")) }
  }

  @Test(
    "Where the terminal cannot place text there are lines, and no escape sequence",
    arguments: ["dumb", "", "unknown"])
  func lines(terminal name: String) throws {
    let workplace = try Workplace()
    let terminal = try open(workplace, ["TERM": name])
    try terminal.wait(for: "> ")
    terminal.type("1\n")
    try terminal.wait(for: "Scoping")
    terminal.type("q\n")
    #expect(try terminal.waitForEnd() == 0)
    #expect(!terminal.bytes.contains(0x1B) && terminal.hasModesBefore)
  }

  // MARK: Stopping and going on

  /// An interactive shell, which is what ^Z and fg are about.
  private func shell(_ workplace: Workplace) throws -> RealTerminal {
    var setting = RealTerminal.Setting()
    setting.environment["PS1"] = "ready: "
    setting.environment["XDG_STATE_HOME"] = workplace.scratch.path
    let shell = try RealTerminal(["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"], setting)
    try shell.wait(for: "ready: ")
    return shell
  }

  @Test(
    "^Z in a shell gives the terminal back before the program stops; fg takes it and draws everything, in the new size")
  func jobControl() throws {
    let workplace = try Workplace()
    let shell = try shell(workplace)
    shell.type("'\(Program.sextant)' --project '\(workplace.folder)'\n")
    try shell.wait(for: Self.open)
    for (columns, rows) in [(100, 30), (60, 20)] {
      var mark = shell.bytes.count
      shell.type("\u{1A}")
      let stopped = try shell.wait(for: "Stopped", after: mark)
      let given = try #require(stopped.ranges(of: "\u{1B}[?1049l").last)
      let told = try #require(stopped.firstRange(of: "Stopped"))
      #expect(given.upperBound <= told.lowerBound)
      #expect(
        stopped[..<told.lowerBound].contains("\u{1B}[?1002l") && stopped[..<told.lowerBound].contains("\u{1B}[23;0t"))
      try shell.wait(for: "ready: ", after: mark)
      shell.resize(columns: columns, rows: rows)
      mark = shell.bytes.count
      shell.type("fg\n")
      let back = try shell.wait(for: "\u{1B}[?2026l", after: mark)
      #expect(back.contains("\u{1B}[?1049h") && back.contains("\u{1B}[22;0t"))
      // The title is ours again, and the last row of the new size is written to.
      #expect(back.contains("\u{1B}]2;sextant"))
      try shell.wait(for: "\u{1B}[\(rows);", or: "\u{1B}[\(rows)d", after: mark)
    }
    let mark = shell.bytes.count
    shell.type("q")
    try shell.wait(for: "ready: ", after: mark)
    shell.type("exit\n")
    #expect(try shell.waitForEnd() == 0)
    #expect(shell.text.ranges(of: "\u{1B}[22;0t").count == shell.text.ranges(of: "\u{1B}[23;0t").count)
  }

  @Test("The lines of --plain stop at ^Z and go on with their sign to type")
  func plainJobControl() throws {
    let workplace = try Workplace()
    let shell = try shell(workplace)
    shell.type("'\(Program.sextant)' --plain --project '\(workplace.folder)'\n")
    try shell.wait(for: "\r\n> ")
    var mark = shell.bytes.count
    shell.type("\u{1A}")
    try shell.wait(for: "Stopped", after: mark)
    mark = shell.bytes.count
    shell.type("fg\n")
    try shell.wait(for: "> ", after: mark)
    mark = shell.bytes.count
    shell.type("q\n")
    try shell.wait(for: "ready: ", after: mark)
    shell.type("exit\n")
    #expect(try shell.waitForEnd() == 0)
  }

  @Test("Stopped and continued from outside, it puts everything back on the terminal")
  func stoppedOutside() throws {
    let workplace = try Workplace()
    let terminal = try open(workplace)
    try terminal.wait(for: Self.open)
    kill(terminal.pid, SIGSTOP)
    var status: Int32 = 0
    #expect(waitpid(terminal.pid, &status, WUNTRACED) == terminal.pid && status & 0xff == 0x7f)
    let mark = terminal.bytes.count
    kill(terminal.pid, SIGCONT)
    let back = try terminal.wait(for: Self.open, after: mark)
    #expect(back.contains("\u{1B}[?1049h") && back.contains("\u{1B}[?1002h"))
    terminal.type("q")
    #expect(try terminal.waitForEnd() == 0)
    expectRestored(terminal)
  }

  // MARK: Ways out

  @Test(
    "Every signal that ends it leaves the terminal as it was, with the palette and the title that it had",
    arguments: [
      SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGQUIT,
    ])
  func signal(number: Int32) throws {
    let workplace = try Workplace()
    let terminal = try open(
      workplace, ["COLORTERM": "truecolor", "SWIFT_BACKTRACE": "enable=no"], ["--theme", "nord"])
    try terminal.wait(for: Self.open)
    kill(terminal.pid, number)
    let status = try terminal.waitForEnd()
    #expect(status == ([SIGINT, SIGTERM, SIGHUP].contains(number) ? 130 : 128 + number))
    expectRestored(terminal)
    let palette = try #require(terminal.text.ranges(of: "\u{1B}]104\u{7}").last)
    let defined = try #require(terminal.text.ranges(of: "\u{1B}]4;").last)
    #expect(defined.lowerBound < palette.lowerBound)
  }

  @Test("When the line breaks the program ends and gives the project free")
  func hangUp() throws {
    let workplace = try Workplace()
    let terminal = try open(workplace)
    try terminal.wait(for: Self.open)
    terminal.hangUp()
    let status = try terminal.waitForEnd()
    #expect(status == 0 || status == 130)
    #expect(try workplace.run("status").status == 0)
  }

  // MARK: Sizes, pastes, the clipboard

  @Test("After hundreds of sizes in a row the last one is on the screen")
  func sizes() throws {
    let workplace = try Workplace()
    let terminal = try open(workplace)
    try terminal.wait(for: Self.open)
    for step in 0..<300 { terminal.resize(columns: 1 + step * 37 % 400, rows: 1 + step * 53 % 150) }
    let mark = terminal.bytes.count
    terminal.resize(columns: 90, rows: 27)
    // The footer stands in the last row.
    try terminal.wait(for: "\u{1B}[27;", or: "\u{1B}[27d", after: mark)
    terminal.type("q")
    #expect(try terminal.waitForEnd() == 0)
    expectRestored(terminal)
  }

  @Test("What is pasted is text in a prompt and nothing elsewhere: no key in it is pressed")
  func paste() throws {
    let workplace = try Workplace()
    let terminal = try open(workplace)
    try terminal.wait(for: Self.open)
    // Outside a prompt these would quit, retrain and promote.
    terminal.type("\u{1B}[200~qrpy\nq\u{1B}[201~")
    let mark = terminal.bytes.count
    terminal.type(":")
    try terminal.wait(for: "Find anything", after: mark)
    terminal.type("\u{1B}[200~zzz\nq\u{1B}[201~")
    try terminal.wait(for: "nothing is called that", after: mark)
    terminal.type("\u{3}q")
    #expect(try terminal.waitForEnd() == 0)
  }

  @Test("y, J and ^Y put a value, its row and a command line on the clipboard; tmux gets them wrapped as well")
  func clipboard() throws {
    let workplace = try Workplace()
    let terminal = try open(workplace, ["TMUX": "/tmp/x,1,0"])
    try terminal.wait(for: Self.open)
    terminal.type("2")
    // The columns are known once the data have been read.
    try terminal.wait(for: "categorical")
    let column = try copied("y", in: terminal)
    #expect(["id", "day", "a", "b", "colour", "y"].contains(column))
    #expect(try JSON(parsing: try copied("J", in: terminal))["column"]?.string == column)
    #expect(try copied("\u{19}", in: terminal) == "sextant profile")
    terminal.type("q")
    #expect(try terminal.waitForEnd() == 0)
  }
  /// Presses a key and reads what it puts on the clipboard: the plain sequence, and the same within tmux's.
  private func copied(_ key: String, in terminal: RealTerminal) throws -> String {
    let mark = terminal.bytes.count
    terminal.type(key)
    let start = "\u{1B}Ptmux;\u{1B}\u{1B}]52;c;"
    try terminal.wait(for: start, after: mark)
    let text = try terminal.wait(for: "\u{07}\u{1B}\\", after: mark)
    let codes = text.split(separator: "\u{1B}]52;c;", omittingEmptySubsequences: false).dropFirst().map {
      $0.prefix { $0 != "\u{07}" }
    }
    #expect(codes.count == 2 && codes[0] == codes[1], "\(codes)")
    return String(decoding: try #require(Base64.bytes(of: String(codes[0]))), as: UTF8.self)
  }

  @Test("A file that a command wrote is a link at a terminal, and plain text in a pipe or where nobody wants links")
  func fileLinks() throws {
    let workplace = try Workplace()
    let path = workplace.scratch("a report.md")
    let words = [Program.sextant, "report", "--output", path, "--project", workplace.folder]
    let piped = try Program.run(words)
    guard piped.status == 0 else { throw Program.Problem(description: piped.errors) }
    #expect(piped.output == path + "\n")
    let terminal = try RealTerminal(words)
    #expect(try terminal.waitForEnd() == 0)
    let link = try #require(
      terminal.text.firstMatch(
        of: #/\x1B\]8;;file:\/\/[^\/]*(?<path>\/[^\x1B]*)\x1B\\(?<text>[^\x1B]*)\x1B\]8;;\x1B\\/#))
    #expect(String(link.text) == path)
    #expect(String(link.path) == path.replacing(" ", with: "%20"))
    let without = try RealTerminal(words, .init(environment: ["TERM": "xterm-256color", "SEXTANT_LINKS": "off"]))
    #expect(try without.waitForEnd() == 0)
    #expect(without.text == path + "\r\n")
  }

  @Test("Keys count as soon as their file is there, though its folder was not when the cockpit opened")
  func keysThatCome() throws {
    let workplace = try Workplace()
    let terminal = try open(workplace)
    try terminal.wait(for: Self.open)
    let mark = terminal.bytes.count
    #expect(mkdir(workplace.scratch("config"), 0o700) == 0 && mkdir(workplace.scratch("config/sextant"), 0o700) == 0)
    // A line that is wrong is told at once; the other one counts.
    try workplace.scratch.write("quit: f2\nno-such-action: f3\n", to: "config/sextant/keys.yaml")
    try terminal.wait(for: "keys.yaml:2", after: mark)
    terminal.type("\u{1B}OQ")
    #expect(try terminal.waitForEnd() == 0)
  }
}
