import Encoding
import Glibc
import Terminal

/// Paths that a command tells as links to their files (OSC 8), for people at a terminal that knows them.
enum FileLink {
  /// A text for standard output in which each of these paths is a link. In a pipe, a file or a simple terminal it is the
  /// text.
  ///
  /// - Parameters:
  ///   - text: free of control characters but line ends and tabs.
  ///   - paths: as they stand in the text. A bare word might stand for something else there, and is no link.
  static func linking(_ paths: [String], in text: String) -> String {
    guard !paths.isEmpty, isatty(STDOUT_FILENO) == 1 else { return text }
    guard TerminalOptions(environment: Environment.value).showsLinks else { return text }
    return paths.reduce(text) { text, path in
      // What was escaped to be shown is no path that can be found again.
      let shown = VisibleText.line(path)
      guard shown == path, path.contains("/") || path.contains(".") else { return text }
      let link = "\u{1B}]8;;\(address(of: ProjectConnection.absolute(path)))\u{1B}\\\(path)\u{1B}]8;;\u{1B}\\"
      return text.replacing(path, with: link, maxReplacements: 1)
    }
  }

  /// With the machine's name: over ssh the terminal can tell that the file is not there.
  private static func address(of path: String) -> String {
    var name = [CChar](repeating: 0, count: 256)
    let host = gethostname(&name, name.count - 1) == 0 ? name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } : []
    return "file://\(String(decoding: host, as: UTF8.self))" + path.utf8.map(encoded).joined()
  }

  private static func encoded(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      return String(UnicodeScalar(byte))
    case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
      return String(UnicodeScalar(byte))
    default: return "%" + NumberText.hexadecimal(byte, digits: 2, uppercase: true)
    }
  }
}
