/// What the main loop hears from its screen.
public enum ScreenEvent: Sendable, Hashable {
  case input(InputEvent)
  /// Another thread asked for attention, once or more.
  case woken
  /// Back after ^Z or another program: the screen has been repainted.
  case resumed
  /// The program should leave, and why.
  case ended(EndReason)
}

/// Why a screen ends by itself.
public enum EndReason: Sendable, Hashable {
  /// A signal such as SIGTERM, by number; shells expect the exit status 128 + it.
  case signal(Int32)
  /// The terminal has gone.
  case hangUp
}

/// Where canvases go and input comes from: a terminal, or a stand-in that records frames.
///
/// Belongs to the thread that made it.
public protocol ScreenBackend: AnyObject {
  /// Cells across and down, now.
  var size: Size { get }
  /// Colours that can be shown: reduce the theme to this.
  var colorDepth: ColorDepth { get }
  /// The finest glyphs that can be shown.
  var glyphs: GlyphSet { get }

  /// Shows a canvas. An unchanged canvas costs no output.
  func draw(_ canvas: Canvas)

  /// Waits for something to happen, then gives all that did.
  ///
  /// - Parameter timeout: nil waits for ever; zero only looks.
  /// - Returns: empty when the time is over.
  func events(timeout: Duration?) -> [ScreenEvent]

  /// Stops the program as ^Z does, and comes back when it is continued.
  func suspend()

  /// Hands the terminal to another program and takes it back afterwards.
  func runOutside<Result>(_ body: () throws -> Result) rethrows -> Result

  /// Puts text on the clipboard of the person's own machine, over ssh too, where the terminal allows it.
  ///
  /// - Returns: false for a terminal that cannot be asked; whether one that was asked did it is not known.
  func copy(_ text: String) -> Bool

  /// Draws attention from outside the screen.
  ///
  /// - Parameters:
  ///   - rings: sounds the bell.
  ///   - shows: gives the text to the desktop, where the terminal passes it on.
  func announce(_ text: String, rings: Bool, shows: Bool)

  /// Names the window or tab that the screen is in. An unchanged name costs no output.
  func entitle(_ text: String)
}

extension ScreenBackend {
  /// A screen without a bell says nothing.
  public func announce(_ text: String, rings: Bool, shows: Bool) {}

  /// A screen without a window has no name.
  public func entitle(_ text: String) {}
}
