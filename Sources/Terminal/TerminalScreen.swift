import CNCurses
import CSys
import CellCanvas
import CrashGuard
import Glibc

/// A terminal as a screen: canvases out, events in, and the terminal given back however the program ends.
///
/// Belongs to the thread that made it, which should be the main thread, and there is one at a time. Other threads use
/// `wake` to get that thread's attention. While the screen is up signals are its business: INT, TERM and HUP arrive as
/// events, TSTP stops the program with the terminal in order, a crash puts the terminal in order first.
public final class TerminalScreen: ScreenBackend {
  public private(set) var size: Size
  public let colorDepth: ColorDepth
  public let glyphs: GlyphSet
  /// Post this from any thread to make `events(timeout:)` return.
  public let wake: WakeSignal

  /// Ours; ncurses has another one.
  let descriptor: Int32
  let modes: TerminalModes
  /// nil where ncurses writes to the terminal itself.
  let capture: FrameCapture?
  var thrift: ColorThrift
  let clipboard: Clipboard
  let hasOtherEncoding: Bool
  var decoder: InputDecoder
  /// When bytes that wait for others are taken as they are.
  var escapeDeadline: ContinuousClock.Instant?
  var writer: CellWriter
  /// What the terminal shows; nil when that is not known.
  var shown: Canvas?
  private let file: UnsafeMutablePointer<FILE>
  private let screen: OpaquePointer
  private let savedModes: termios
  private(set) var isUp = false
  /// Nil where addresses stay text.
  var links: ScreenLinks?
  /// The sequence that set the title last; nil before there was one.
  var title: String?

  /// Takes the terminal and clears it.
  ///
  /// - Throws: `TerminalError` where there is no terminal or one that cannot place text; nothing has been written then.
  public init(_ options: TerminalOptions) throws(TerminalError) {
    let wake = try WakeSignal()
    guard let file = fopen(options.device, "r+e") else {
      throw .noTerminal(path: options.device, code: errno)
    }
    let descriptor = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0)
    var saved = termios()
    guard tcgetattr(descriptor, &saved) == 0 else {
      let code = errno
      if descriptor >= 0 { Glibc.close(descriptor) }
      fclose(file)
      throw .noTerminal(path: options.device, code: code)
    }
    TerminalScreen.useUnicode()
    guard let name = TerminalScreen.terminalName(options, descriptor) else {
      Glibc.close(descriptor)
      fclose(file)
      throw .tooSimple(name: options.terminal)
    }
    // Before newterm: ncurses takes only the signals nobody else has.
    crash_guard_watch(wake.descriptor)
    guard let screen = newterm(name, file, file) else {
      crash_guard_unwatch()
      Glibc.close(descriptor)
      fclose(file)
      throw .refused(name: name)
    }
    (self.file, self.descriptor, self.screen, self.wake, savedModes) = (file, descriptor, screen, wake, saved)
    let colors = options.colors == .monochrome ? 0 : TerminalScreen.startColors()
    colorDepth = min(options.colors ?? .truecolor, TerminalScreen.depth(colors, options, canChange: can_change_color()))
    modes = TerminalModes(
      usesMouse: options.usesMouse, changesPalette: colorDepth == .truecolor,
      asksForBackground: colorDepth > .monochrome && options.terminal != "linux", changesTitle: options.setsTitle)
    clipboard = Clipboard(options)
    hasOtherEncoding = options.hasOtherEncoding
    glyphs = options.glyphs ?? TerminalScreen.glyphs(options, modes)
    links = options.showsLinks && !modes.updateBegin.isEmpty && glyphs != .ascii ? ScreenLinks() : nil
    decoder = InputDecoder(known: KnownKeys.read())
    capture = FrameCapture(of: fileno(file), terminal: descriptor)
    thrift = ColorThrift(offs: colors >= 256)
    writer = CellWriter(colors: colors, depth: colorDepth)
    size = Size(columns: Int(getmaxx(nc_stdscr())), rows: Int(getmaxy(nc_stdscr())))
    TerminalScreen.configure()
    enter()
  }

  deinit { close() }

  /// Gives the terminal back for good. Safe to call twice.
  public func close() {
    guard isUp else { return }
    leave()
    delscreen(screen)
    fclose(file)
    Glibc.close(descriptor)
  }

  // MARK: In and out

  /// Takes the terminal: our modes on, everything to be drawn anew.
  private func enter() {
    crash_guard_watch(wake.descriptor)
    var saved = savedModes
    crash_guard_arm(descriptor, &saved, modes.reset, modes.reset.utf8.count)
    isUp = true
    shown = nil
    thrift.forget()
    links?.forget()
    // The palette was given back when the terminal was.
    writer.forgetPalette()
    // Leaves the state `endwin` made, whether or not there is anything to draw.
    wclear(nc_stdscr())
    wrefresh(nc_stdscr())
    send(modes.enter + modes.backgroundQuestion + (title ?? ""))
  }

  /// Gives the terminal back, as it was before us.
  private func leave() {
    send(thrift.settle())
    send(modes.leave)
    endwin()
    crash_guard_disarm()
    crash_guard_unwatch()
    // endwin restores what ncurses saw, and this what we saw: the same unless someone was here between.
    var saved = savedModes
    tcsetattr(descriptor, TCSADRAIN, &saved)
    isUp = false
  }

  public func suspend() {
    guard isUp else { return }
    leave()
    // The whole job stops, as it does for ^Z at any other program. Without a shell to continue it, nothing stops.
    kill(0, SIGTSTP)
    comeBack()
  }

  public func runOutside<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard isUp else { return try body() }
    leave()
    crash_guard_hush()
    defer {
      crash_guard_unhush()
      comeBack()
    }
    return try body()
  }

  private func comeBack() {
    // What happened outside was meant for others.
    _ = crash_guard_take_signals()
    measure()
    enter()
  }

  /// The terminal may be in any state: put everything back on it.
  func repaint() {
    leave()
    enter()
  }

  /// Asks for the size and tells ncurses. True when it has changed.
  @discardableResult
  func measure() -> Bool {
    var window = winsize()
    guard cs_window_size(descriptor, &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return false }
    let now = Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
    guard now != size else { return false }
    size = now
    resize_term(Int32(now.rows), Int32(now.columns))
    wclear(nc_stdscr())
    shown = nil
    links?.forget()
    return true
  }

  public func announce(_ text: String, rings: Bool, shows: Bool) {
    guard isUp else { return }
    if shows { send(TerminalModes.desktopMessage(text)) }
    if rings { send("\u{07}") }
  }

  /// Writes past ncurses, which has nothing waiting when this is called.
  func send(_ text: String) { send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
