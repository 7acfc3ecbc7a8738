/// Text that names and values from outside got into, made safe to show: a column may be called anything, an escape
/// sequence too.
enum VisibleText {
  /// One line: line ends are escaped as well.
  static func line(_ text: String) -> String { escaped(text) { _ in false } }

  /// Lines as they are, and tabs.
  static func lines(_ text: String) -> String { escaped(text) { $0 == "\n" || $0 == "\t" } }

  private static func escaped(_ text: String, except isKept: (Unicode.Scalar) -> Bool) -> String {
    guard text.unicodeScalars.contains(where: { isControl($0) && !isKept($0) }) else { return text }
    var shown = ""
    for scalar in text.unicodeScalars {
      if isControl(scalar), !isKept(scalar) {
        shown += scalar.escaped(asASCII: true)
      } else {
        shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// The control characters of ASCII and of Latin-1, and the separators that end a line.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
  }
}
