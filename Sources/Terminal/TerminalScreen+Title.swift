extension TerminalScreen {
  public func entitle(_ text: String) {
    guard modes.hasTitle else { return }
    let sequence = TerminalModes.title(text, asASCII: hasOtherEncoding)
    guard sequence != title else { return }
    title = sequence
    if isUp { send(sequence) }
  }
}

extension TerminalModes {
  /// xterm's stack of titles: the present one is kept, and comes back. What has no such stack passes over both.
  static let keepTitle = "\u{1B}[22;0t"
  static let returnTitle = "\u{1B}[23;0t"

  /// Characters of a title; what shows them has less room still.
  static let titleLengthMax = 100

  /// OSC 2: the title of the window, or of the tab.
  ///
  /// Names from outside stand in it: nothing in the text can end the sequence or begin another, and nothing turns the
  /// direction of what stands beside it.
  ///
  /// - Parameter asASCII: for terminals of another encoding, where half of a character may be a control character.
  public static func title(_ text: String, asASCII: Bool = false) -> String {
    let visible = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { return " " }
      if isInvisible(scalar) { return " " }
      if asASCII, !scalar.isASCII { return scalar == "·" ? "-" : "?" }
      return scalar
    }
    let words = String(String.UnicodeScalarView(visible)).split(separator: " ").joined(separator: " ")
    return "\u{1B}]2;" + String(words.prefix(titleLengthMax)) + "\u{07}"
  }

  /// Line and paragraph separators, and what changes the direction of text.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C, 0xFEFF: true
    default: false
    }
  }
}
