import Glibc

/// Why there is no screen.
public enum TerminalError: Error, Sendable, Hashable {
  /// No terminal belongs to the process, or it cannot be opened.
  case noTerminal(path: String, code: Int32)
  /// `TERM` names a terminal that cannot place text, or none.
  case tooSimple(name: String)
  /// The terminal library gave up.
  case refused(name: String)
  /// No descriptor left for waking up the main loop.
  case noWakeUp(code: Int32)
}

extension TerminalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noTerminal(let path, let code):
      "\(path) cannot be opened (\(String(cString: strerror(code)))): the cockpit wants a terminal; "
        + "the other commands work without one"
    case .tooSimple(let name):
      name.isEmpty
        ? "TERM is not set: set it to what the terminal is, such as xterm-256color"
        : "TERM is \"\(name)\", a terminal that cannot place text: use another terminal, or the other commands"
    case .refused(let name): "the terminal \"\(name)\" could not be set up: try TERM=xterm-256color"
    case .noWakeUp(let code):
      "no file descriptor left (\(String(cString: strerror(code)))): close something or raise the limit"
    }
  }
}

extension TerminalError {
  /// What is wrong, without how to mend it.
  public var brief: String {
    switch self {
    case .noTerminal(let path, _): "\(path) cannot be opened"
    case .tooSimple(let name): name.isEmpty ? "TERM is not set" : "TERM is \"\(name)\", which cannot place text"
    case .refused(let name): "the terminal \"\(name)\" could not be set up"
    case .noWakeUp: "no file descriptor is left"
    }
  }
}
