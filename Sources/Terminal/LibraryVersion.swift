import CNCurses

extension TerminalScreen {
  /// The version of ncurses that draws.
  public static var libraryVersion: String {
    curses_version().map { String(String(cString: $0).trimmingPrefix("ncurses ")) } ?? "unknown"
  }
}
