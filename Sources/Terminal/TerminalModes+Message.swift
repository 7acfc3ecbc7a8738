extension TerminalModes {
  /// Characters of a message of the desktop.
  static let messageLengthMax = 200

  /// OSC 9, which terminals such as iTerm2, kitty, WezTerm and Windows Terminal show as a message of the desktop. Nothing
  /// in the text can end the sequence or begin another; the end is BEL, which every one of them takes.
  public static func desktopMessage(_ text: String) -> String {
    let visible = text.unicodeScalars.map { scalar -> Unicode.Scalar in
      scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) ? " " : scalar
    }
    // A text that begins with a digit and a semicolon would be another command of ConEmu's.
    let words = String(String.UnicodeScalarView(visible)).split(separator: " ").joined(separator: " ")
    return "\u{1B}]9;" + String(words.replacing(";", with: ",").prefix(messageLengthMax)) + "\u{07}"
  }
}
