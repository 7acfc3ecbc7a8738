import Glibc
import TestSupport

/// The demo, or another cockpit, in a shell in a real terminal: tmux on a socket of its own, 120 by 40 cells.
///
/// The shell notes the terminal's modes before and after, and how the demo ended; then it waits to be looked at.
final class TmuxTerminal {
  private let scratch: Scratch
  private let server: String

  /// Whether tmux is there to be run.
  static let isInstalled = (try? Program.run(["/usr/bin/env", "tmux", "-V"]))?.status == 0

  /// - Parameters:
  ///   - words: what the shell runs `sextant` with.
  ///   - variables: settings of the environment before it: `A=1 B=2`.
  init(_ words: String = "demo", variables: String = "") throws {
    scratch = try Scratch()
    server = "sextant-end-" + scratch.path.suffix(6)
    try scratch.write(
      """
      stty -g > '\(scratch("before"))'
      \(variables) '\(Program.sextant)' \(words) 2> '\(scratch("errors"))'
      echo $? > '\(scratch("status"))'
      stty -g > '\(scratch("after"))'
      echo over > '\(scratch("over"))'
      exec sleep 600

      """, to: "script.sh")
    _ = try tmux(
      "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40",
      "env TERM=xterm-256color LANG=C.UTF-8 XDG_DATA_HOME='\(scratch.path)' XDG_STATE_HOME='\(scratch.path)' sh '\(scratch("script.sh"))'"
    )
  }

  deinit {
    // The shell may still run the demo, which would outlive its terminal by a moment.
    _ = try? tmux("kill-server")
  }

  /// The demo's project.
  var folder: String { scratch("sextant/demo-7") }

  /// What the cockpit remembers.
  var memory: String { scratch("sextant/cockpit.json") }

  /// What the screen shows, row by row.
  var screen: String { (try? tmux("capture-pane", "-p")) ?? "" }

  /// The process that holds the project's engine: the demo.
  var enginePid: pid_t? {
    TextFile.read(folder + "/.sextant/engine.lock").flatMap { pid_t($0.prefix { $0 != "\n" }) }
  }

  /// Presses keys, named as tmux names them.
  func press(_ keys: String...) throws { try press(keys: keys) }

  func press(keys: [String]) throws { _ = try tmux(["send-keys"] + keys) }

  /// Types a text as it stands.
  func type(_ text: String) throws { _ = try tmux("send-keys", "-l", text) }

  /// Waits until the screen shows one of some texts, and tells which.
  @discardableResult
  func waitFor(_ texts: String...) throws -> String { try waitFor(oneOf: texts) }

  @discardableResult
  func waitFor(oneOf texts: [String]) throws -> String {
    try Waiting.until("the screen shows \(texts)", picture: { screen }) {
      let shown = screen
      return texts.first { shown.contains($0) }
    }
  }

  /// What the shell found when the demo was over.
  struct Ending {
    let status: String
    let modesBefore: String
    let modesAfter: String
    let errors: String
    /// Whether the alternate screen is on, any mouse mode is, and the cursor is shown.
    let flags: String
  }

  func waitForEnd() throws -> Ending {
    try Waiting.until("the demo is over", picture: { screen }) {
      TextFile.read(scratch("over")) == "over\n" ? true : nil
    }
    return Ending(
      status: try scratch.read("status"), modesBefore: try scratch.read("before"),
      modesAfter: try scratch.read("after"), errors: try scratch.read("errors"),
      flags: try tmux("display-message", "-p", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}"))
  }

  private func tmux(_ words: String...) throws -> String { try tmux(words) }

  private func tmux(_ words: [String]) throws -> String {
    let ending = try Program.run(
      ["/usr/bin/env", "tmux", "-u", "-L", server] + words, environment: ["LANG": "C.UTF-8"])
    guard ending.status == 0 else {
      throw Program.Problem(description: "tmux \(words.joined(separator: " ")): \(ending.errors)")
    }
    return ending.output
  }
}
