import Encoding
import Glibc
import TestSupport
import Testing

/// The documentation that the program makes of its own tables, and what shells do with it.
@Suite struct DocsTests {
  private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  private func docs(_ words: String...) throws -> String {
    let ending = try Program.run([Program.sextant, "docs"] + words)
    #expect(ending.status == 0, "\(ending.errors)")
    return ending.output
  }

  @Test(
    "The committed manual page and completions are what the program makes",
    arguments: [
      (["man"], "share/man/man1/sextant.1"), (["completions", "bash"], "share/completions/sextant.bash"),
      (["completions", "zsh"], "share/completions/_sextant"),
      (["completions", "fish"], "share/completions/sextant.fish"),
    ])
  func committed(words: [String], path: String) throws {
    let ending = try Program.run([Program.sextant, "docs"] + words)
    #expect(ending.status == 0)
    #expect(TextFile.read("\(Self.root)/\(path)") == ending.output, "run `make docs` and look at the difference")
  }

  @Test("docs lists its topics and prints them as they lie in the repository")
  func topics() throws {
    let list = try docs()
    #expect(list.contains("  themes "))
    #expect(try docs("themes") == TextFile.read(Self.root + "/docs/themes.md"))
    #expect(try docs("keys").contains("retrain") || docs("keys").contains("Train a challenger"))
    #expect(try docs("commands").contains("sextant promote [VERSION]"))
  }

  @Test("With --json the list is one document, and so is a page")
  func documents() throws {
    let list = try JSON(parsing: try docs("--json"))
    #expect(list["topics"]?.array?.contains { $0["name"]?.string == "plain" } == true)
    #expect(try JSON(parsing: try docs("plain", "--json"))["text"]?.string?.hasPrefix("# Lines") == true)
  }

  @Test("A topic or shell that there is none of ends with 2 and says what there is")
  func unknown() throws {
    for words in [["theme"], ["completions"], ["completions", "tcsh"], ["../README"], ["man", "x"]] {
      let ending = try Program.run([Program.sextant, "docs"] + words)
      #expect(ending.status == 2, "\(words)")
      #expect(ending.errors.contains("docs") || ending.errors.contains("did you mean"), "\(ending.errors)")
    }
  }

  // MARK: The manual page

  static let hasGroff = (try? Program.run(["/usr/bin/env", "groff", "--version"]))?.status == 0

  @Test("groff reads the manual page without a warning", .enabled(if: hasGroff, "groff is not installed"))
  func manualIsSound() throws {
    let ending = try Program.run(
      ["/usr/bin/env", "groff", "-man", "-Tutf8", "-ww", Self.root + "/share/man/man1/sextant.1"])
    #expect(ending.status == 0)
    #expect(ending.errors == "")
    #expect(ending.output.contains("cannot be reached"))
  }

  @Test("The manual page names every command, and no line of text is taken for a request")
  func manualIsWhole() throws {
    let page = try docs("man")
    for name in ["init", "train", "promote", "rollout", "themes", "docs", "doctor"] {
      #expect(page.contains(".SS \"\\fB\(name)"), "\(name)")
    }
    let requests: Set = [".TH", ".SH", ".SS", ".TP", ".B", ".I", ".br", ".\\\""]
    for line in page.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
      #expect(requests.contains(String(line.prefix { $0 != " " })), "\(line)")
    }
  }

  // MARK: Completions

  /// What bash offers for the last of some words.
  private func offered(_ words: [String], in folder: String = "/") throws -> Set<String> {
    let script = """
      cd "$0" && source "$1" && shift 1
      COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _sextant; printf '%s\\n' "${COMPREPLY[@]}"
      """
    let path = Program.sextant.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let ending = try Program.run(
      ["/usr/bin/env", "bash", "-c", script, folder, Self.root + "/share/completions/sextant.bash"] + words,
      environment: ["PATH": path + ":/usr/bin:/bin"])
    #expect(ending.errors == "", "\(words)")
    return Set(ending.output.split(separator: "\n").map(String.init))
  }

  @Test("bash takes the completions and knows whose they are")
  func bashLoads() throws {
    let ending = try Program.run([
      "/usr/bin/env", "bash", "-c", "set -u; source \"$0\" && complete -p sextant",
      Self.root + "/share/completions/sextant.bash",
    ])
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output == "complete -F _sextant sextant\n")
  }

  @Test("bash offers commands, verbs, options and values")
  func bashOffers() throws {
    #expect(try offered(["sextant", "pro"]) == ["profile", "promote"])
    #expect(try offered(["sextant", "alarms", ""]) == ["acknowledge", "note", "snooze", "unacknowledge", "unsnooze"])
    #expect(try offered(["sextant", "train", "--s"]) == ["--split", "--seed", "--set"])
    #expect(try offered(["sextant", "train", "--split", "t"]) == ["time"])
    #expect(try offered(["sextant", "train", "--split", "=", "r"]) == ["random"])
    #expect(try offered(["sextant", "--project", "/tmp", "step-back", "mo"]) == ["monitoring"])
    #expect(try offered(["sextant", "help", "doc"]) == ["docs", "doctor"])
    #expect(try offered(["sextant", "--pl"]) == ["--plain"])
    #expect(try offered(["sextant", "docs", "completions", "z"]) == ["zsh"])
    #expect(try offered(["sextant", "docs", "them"]) == ["themes"])
    #expect(try offered(["sextant", "--theme", "solarized-"]) == ["solarized-dark", "solarized-light"])
  }

  @Test("bash offers the files of the folder where a file is wanted")
  func bashFiles() throws {
    let scratch = try Scratch()
    try scratch.write("x\n", to: "fresh rows.csv")
    try scratch.write("x\n", to: "fresh.csv")
    #expect(try offered(["sextant", "predict", "fresh."], in: scratch.path) == ["fresh.csv"])
    #expect(try offered(["sextant", "drift", "--reference", "fre"], in: scratch.path).contains("fresh.csv"))
  }

  @Test(
    "zsh and fish read their completions without a complaint",
    arguments: [("zsh", "_sextant", ["-n"]), ("fish", "sextant.fish", ["--no-execute"])])
  func othersRead(shell: String, file: String, options: [String]) throws {
    // A shell that is not installed has nothing to read: `env` says so by 127.
    let words = ["/usr/bin/env", shell] + options + ["\(Self.root)/share/completions/\(file)"]
    let ending = try Program.run(words)
    guard ending.status != 127 else { return print("\(shell) is not installed: its completions were not read") }
    #expect(ending.status == 0, "\(ending.errors)")
  }
}
