import CellCanvas

/// A screen without a terminal: plays events that a test has written down and keeps the frames drawn.
public final class ScriptedScreen: ScreenBackend {
  public private(set) var size: Size
  public let colorDepth: ColorDepth
  public let glyphs: GlyphSet
  /// Every canvas that differed from the one before.
  public private(set) var frames: [Canvas] = []
  /// What was put on the clipboard.
  public private(set) var copied: [String] = []
  /// Every name of the window that differed from the one before.
  public private(set) var titles: [String] = []
  public private(set) var suspendCount = 0
  public private(set) var outsideCount = 0
  /// Batches still to come, the next one first.
  private var batches: [[ScreenEvent]]

  /// - Parameter batches: what each call of `events` gives. After the last one the screen ends by hang-up, so that a
  ///   loop that never leaves by itself does not go on for ever.
  public init(
    size: Size, batches: [[ScreenEvent]] = [], colorDepth: ColorDepth = .indexed256, glyphs: GlyphSet = .braille
  ) {
    self.size = size
    self.batches = batches
    self.colorDepth = colorDepth
    self.glyphs = glyphs
  }

  /// A batch for each key, written as key tables write them: "r", "ctrl-z", "enter".
  public convenience init(size: Size, keys: [String]) {
    self.init(size: size, batches: keys.map { KeyPress($0).map { [.input(.key($0))] } ?? [] })
  }

  public func draw(_ canvas: Canvas) {
    if canvas != frames.last { frames.append(canvas) }
  }

  public func events(timeout: Duration?) -> [ScreenEvent] {
    guard !batches.isEmpty else { return [.ended(.hangUp)] }
    let batch = batches.removeFirst()
    for case .input(.resize(let size)) in batch { self.size = size }
    return batch
  }

  public func suspend() { suspendCount += 1 }

  public func runOutside<Result>(_ body: () throws -> Result) rethrows -> Result {
    outsideCount += 1
    return try body()
  }

  public func copy(_ text: String) -> Bool {
    copied.append(text)
    return true
  }

  public func entitle(_ text: String) {
    if text != titles.last { titles.append(text) }
  }
}
