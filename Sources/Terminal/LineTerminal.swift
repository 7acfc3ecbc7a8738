import CSys
import CellCanvas
import CrashGuard
import Glibc

/// Standard input and output as lines, for those who cannot use a screen: nothing moves a cursor, nothing has a colour.
///
/// Belongs to the thread that made it, and there is one at a time, as with `TerminalScreen`: INT, TERM and HUP arrive as
/// events.
public final class LineTerminal: LineBackend {
  /// Post this from any thread to make `events(timeout:)` return.
  public let wake: WakeSignal
  /// A person types, rather than a file or another program.
  public let isInteractive: Bool
  public let columns: Int
  private var splitter = LineSplitter()
  private var isOver = false
  private var isUp = true

  /// - Throws: `TerminalError.noWakeUp` when the process has no file descriptor left.
  public init() throws(TerminalError) {
    wake = try WakeSignal()
    isInteractive = isatty(STDIN_FILENO) == 1
    columns = LineTerminal.outputColumns
    crash_guard_watch(wake.descriptor)
  }

  deinit { close() }

  /// Gives the signals back. Safe to call twice.
  public func close() {
    guard isUp else { return }
    crash_guard_unwatch()
    isUp = false
  }

  private static var outputColumns: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  public func write(_ text: String) {
    fputs(text, cs_stdout())
    fflush(cs_stdout())
  }

  public func events(timeout: Duration?) -> [LineEvent] {
    let input = pollfd(fd: isOver ? -1 : STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    var descriptors = [input, pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)]
    let milliseconds = timeout.map { Int32(max(0, min(1_000_000, $0 / .milliseconds(1)))) } ?? -1
    guard poll(&descriptors, nfds_t(descriptors.count), milliseconds) > 0 else { return [] }
    var events = descriptors[1].revents == 0 ? [] : signalEvents()
    if descriptors[0].revents != 0 { events += inputEvents() }
    return events
  }

  private func inputEvents() -> [LineEvent] {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    guard count > 0 else {
      isOver = true
      return splitter.finish().map { .line($0) } + [.end]
    }
    return splitter.feed(bytes[..<count]).map { .line($0) }
  }

  private func signalEvents() -> [LineEvent] {
    // In this order: a post between the two is seen by the next call.
    var events: [LineEvent] = wake.take() ? [.woken] : []
    let signals = crash_guard_take_signals()
    func has(_ signal: Int32) -> Bool { signals & (1 << UInt64(signal)) != 0 }
    if has(SIGTSTP) {
      crash_guard_unwatch()
      kill(0, SIGTSTP)
      crash_guard_watch(wake.descriptor)
      events.append(.resumed)
    }
    for signal in [SIGHUP, SIGTERM, SIGINT] where has(signal) { events.append(.signal(signal)) }
    return events
  }
}

/// Bytes as they come, cut into lines.
public struct LineSplitter: Sendable {
  /// Bytes of a line that are kept; a longer one is cut there.
  public static let lengthMax = 1 << 16

  private var rest: [UInt8] = []

  public init() {}

  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines.append(take())
      } else if rest.count < LineSplitter.lengthMax {
        rest.append(byte)
      }
    }
    return lines
  }

  /// What stands after the last end of a line; nothing where that was the end.
  public mutating func finish() -> [String] { rest.isEmpty ? [] : [take()] }

  private mutating func take() -> String {
    defer { rest.removeAll(keepingCapacity: true) }
    return String(decoding: rest.last == UInt8(ascii: "\r") ? rest.dropLast() : rest[...], as: UTF8.self)
  }
}
