import Glibc

/// The person's editor.
enum Editor {
  /// Opens a file at the first line that begins with a section's name, and waits until it is left.
  ///
  /// - Returns: why it could not be opened; nil when it was.
  static func edit(_ path: String, _ section: String) -> String? {
    let command = Environment.wish("VISUAL") ?? Environment.wish("EDITOR") ?? "vi"
    let line = lineNumber(of: section, in: path)
    // The editor may be several words, and the shell knows how to read them; path and line come as arguments.
    let script = line.map { "exec \(command) +\($0) \"$1\"" } ?? "exec \(command) \"$1\""
    var process = pid_t()
    let arguments = ["/bin/sh", "-c", script, "sh", path]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let status = posix_spawn(&process, "/bin/sh", nil, nil, &words, environ)
    guard status == 0 else { return "the editor cannot be started: \(String(cString: strerror(status)))" }
    var result: Int32 = 0
    while waitpid(process, &result, 0) < 0 {
      guard errno == EINTR else { return "the editor was lost: \(String(cString: strerror(errno)))" }
    }
    let code = result >> 8 & 0xFF
    return code == 127 ? "there is no editor `\(command)`; set EDITOR" : nil
  }

  private static func lineNumber(of section: String, in path: String) -> Int? {
    guard !section.isEmpty, let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    var number = 0
    while getline(&line, &capacity, file) >= 0 {
      number += 1
      if let line, String(cString: line).hasPrefix(section) { return number }
    }
    return nil
  }
}
