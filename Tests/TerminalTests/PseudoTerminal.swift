import CSys
import CellCanvas
import Glibc

/// The far end of a terminal: what a program under test writes comes out here, what is typed goes in.
///
/// `@unchecked Sendable`: threads share its descriptors, which the kernel guards; it is hung up by one thread alone.
final class PseudoTerminal: @unchecked Sendable {
  let path: String
  private var master: Int32
  /// Kept open so that what a program has written outlives it.
  private let slave: Int32

  init?(size: Size) {
    master = posix_openpt(O_RDWR | O_NOCTTY)
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else { return nil }
    path = String(cString: name)
    slave = open(path, O_RDWR | O_NOCTTY)
    guard slave >= 0 else { return nil }
    resize(to: size)
  }

  deinit {
    hangUp()
    close(slave)
  }

  func resize(to size: Size) {
    var window = winsize()
    window.ws_col = UInt16(size.columns)
    window.ws_row = UInt16(size.rows)
    _ = cs_set_window_size(master, &window)
  }

  /// The terminal's settings, comparable as bytes.
  var modes: [UInt32] {
    var modes = termios()
    tcgetattr(slave, &modes)
    return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag]
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func hangUp() {
    if master >= 0 { close(master) }
    master = -1
  }

  /// What has been written until `mark`, which is left out; all of it when the mark does not come within 5 seconds.
  func output(until mark: String) -> String {
    let end = Array(mark.utf8)
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !bytes.suffix(end.count).elementsEqual(end) {
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, 5000) > 0 else { break }
      // One byte more might belong to what comes after the mark.
      let count = read(master, &chunk, 1)
      guard count > 0 else { break }
      bytes.append(chunk[0])
    }
    return String(
      decoding: bytes.suffix(end.count).elementsEqual(end) ? bytes.dropLast(end.count) : bytes[...], as: UTF8.self)
  }

  /// All that has been written so far, for which a mark is sent through the program's end of the terminal.
  func output() -> String {
    let mark = "<<mark>>"
    let bytes = Array(mark.utf8)
    _ = write(slave, bytes, bytes.count)
    return output(until: mark)
  }
}
