import CSys
import Glibc
import Synchronization

/// A program in a terminal of its own: what it writes is kept byte by byte, what is typed reaches it as from a keyboard.
final class RealTerminal {
  /// Where the program may stand when it starts, and how big its terminal is.
  struct Setting {
    var environment: [String: String] = ["TERM": "xterm-256color"]
    var columns = 80
    var rows = 24
  }

  let pid: pid_t
  private var master: Int32
  /// Kept open so that the terminal outlives the program.
  private let slave: Int32
  /// All that has been written so far.
  private(set) var bytes: [UInt8] = []
  private let modesBefore: [UInt32]
  private var isOver = false

  private static let starting = Mutex(())
  /// POSIX_SPAWN_SETSID, which hides behind a feature macro.
  private static let ownSession: Int16 = 0x80

  /// - Parameter words: the program's path, then its arguments.
  init(_ words: [String], _ setting: Setting = Setting()) throws {
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else {
      throw Program.Problem(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
    }
    let path = String(cString: name)
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    modesBefore = Self.modes(of: slave)
    var window = winsize()
    (window.ws_col, window.ws_row) = (UInt16(setting.columns), UInt16(setting.rows))
    _ = cs_set_window_size(master, &window)
    pid = try Self.starting.withLock { _ in try Self.spawn(words, path, setting.environment) }
  }

  deinit {
    if !isOver {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    hangUp()
    close(slave)
  }

  /// A session of its own, whose first terminal is the one it opens.
  private static func spawn(_ words: [String], _ path: String, _ environment: [String: String]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDERR_FILENO)
    var attributes = Program.plainSignals(flags: ownSession)
    defer { posix_spawnattr_destroy(&attributes) }
    var pid = pid_t()
    let failure = withStrings(words) { arguments in
      withStrings(Program.environment(adding: environment)) { environment in
        posix_spawn(&pid, words[0], &actions, &attributes, arguments, environment)
      }
    }
    guard failure == 0 else {
      throw Program.Problem(description: "\(words[0]) cannot be run: \(String(cString: strerror(failure)))")
    }
    return pid
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the terminal's own settings are as before the program.
  var hasModesBefore: Bool { Self.modes(of: slave) == modesBefore }

  private static func modes(of descriptor: Int32) -> [UInt32] {
    var modes = termios()
    tcgetattr(descriptor, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func resize(columns: Int, rows: Int) {
    var window = winsize()
    (window.ws_col, window.ws_row) = (UInt16(columns), UInt16(rows))
    _ = cs_set_window_size(master, &window)
  }

  /// The line breaks: nobody holds the other end any more.
  func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }

  // MARK: Waiting

  /// Reads until what is written after a mark has a text in it; gives all that was written after the mark.
  ///
  /// - Throws: with the end of what was written, when it does not come in time.
  @discardableResult
  func wait(for wanted: String, or other: String? = nil, after mark: Int = 0, seconds: Double = 20) throws -> String {
    let deadline = Deadline(seconds: seconds)
    while true {
      let piece = String(decoding: bytes[min(mark, bytes.count)...], as: UTF8.self)
      if piece.contains(wanted) || other.map({ piece.contains($0) }) == true { return piece }
      guard !deadline.isOver, readMore() else {
        throw Program.Problem(
          description: "the terminal never said \(wanted.debugDescription): \(piece.suffix(1500).debugDescription)")
      }
    }
  }

  /// Reads until the program has ended; its exit status, a signal's number plus 128 when one killed it.
  func waitForEnd(seconds: Double = 60) throws -> Int32 {
    let deadline = Deadline(seconds: seconds)
    while !deadline.isOver {
      var status: Int32 = 0
      if waitpid(pid, &status, WNOHANG) == pid {
        isOver = true
        while master >= 0, readMore(milliseconds: 0) {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
      }
      if master >= 0 { _ = readMore(milliseconds: 20) } else { usleep(20_000) }
    }
    throw Program.Problem(description: "the program goes on: \(text.suffix(1500).debugDescription)")
  }

  /// - Returns: false when there is nothing more to read.
  private func readMore(milliseconds: Int32 = 1000) -> Bool {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    let count = poll(&waiting, 1, milliseconds)
    // Nothing yet: whoever waits decides how long.
    guard count > 0 else { return milliseconds > 0 }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let length = read(master, &chunk, chunk.count)
    guard length > 0 else { return false }
    bytes += chunk[..<length]
    return true
  }
}
