import CellCanvas

/// How text gets onto the clipboard of the person's own machine: OSC 52, through whatever stands between.
struct Clipboard: Sendable {
  private let isWithinTmux: Bool
  private let isWithinScreen: Bool
  private let isPlain: Bool

  /// A piece of a string that every GNU screen passes on; older ones stop at 256 bytes.
  private static let screenPieceLength = 240

  init(_ options: TerminalOptions) {
    isWithinTmux = options.between == .tmux
    isWithinScreen = options.between == .screen
    // `TERM=screen` alone may be an old tmux, whose variable ssh does not bring along.
    isPlain = options.between != .screen || !options.namesScreenItself
  }

  /// tmux takes the plain sequence where `set-clipboard` is on, and hands on what is wrapped where `allow-passthrough` is:
  /// it gets both, and passes over the one that it is not to take.
  func sequence(_ text: String) -> String {
    let code = Base64.text(Array(ClipboardText(text).text.utf8))
    let sequence = "\u{1B}]52;c;" + code + "\u{07}"
    return (isPlain ? sequence : "") + (isWithinTmux ? Clipboard.throughTmux(sequence) : "")
      + (isWithinScreen ? Clipboard.throughScreen(sequence) : "")
  }

  /// Every ESC within is doubled.
  private static func throughTmux(_ sequence: String) -> String {
    "\u{1B}Ptmux;" + sequence.replacing("\u{1B}", with: "\u{1B}\u{1B}") + "\u{1B}\\"
  }

  /// In pieces, which arrive as one.
  private static func throughScreen(_ sequence: String) -> String {
    var wrapped = ""
    var rest = Array(sequence.utf8)[...]
    while !rest.isEmpty {
      wrapped += "\u{1B}P" + String(decoding: rest.prefix(screenPieceLength), as: UTF8.self) + "\u{1B}\\"
      rest = rest.dropFirst(screenPieceLength)
    }
    return wrapped
  }
}

extension TerminalScreen {
  @discardableResult
  public func copy(_ text: String) -> Bool {
    // One too old for a second screen might print it.
    guard modes.knowsModes else { return false }
    send(clipboard.sequence(text))
    return true
  }
}
