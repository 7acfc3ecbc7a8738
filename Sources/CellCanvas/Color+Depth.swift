/// Red, green and blue as bytes.
struct RedGreenBlue: Sendable, Hashable {
  var red: Int
  var green: Int
  var blue: Int

  /// The levels of the palette's colour cube: not evenly spaced, which is why they are listed.
  static let cubeLevels = [0, 95, 135, 175, 215, 255]

  /// What xterm shows for the first sixteen entries. Users change theirs, so this is a guess by necessity.
  static let ansi: [RedGreenBlue] = [
    .init(0, 0, 0), .init(205, 0, 0), .init(0, 205, 0), .init(205, 205, 0),
    .init(0, 0, 238), .init(205, 0, 205), .init(0, 205, 205), .init(229, 229, 229),
    .init(127, 127, 127), .init(255, 0, 0), .init(0, 255, 0), .init(255, 255, 0),
    .init(92, 92, 255), .init(255, 0, 255), .init(0, 255, 255), .init(255, 255, 255),
  ]

  init(_ red: Int, _ green: Int, _ blue: Int) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colour of a palette entry.
  init(paletteIndex: UInt8) {
    let index = Int(paletteIndex)
    switch index {
    case ..<16: self = RedGreenBlue.ansi[index]
    case ..<232:
      let levels = RedGreenBlue.cubeLevels
      let cube = index - 16
      self.init(levels[cube / 36], levels[cube / 6 % 6], levels[cube % 6])
    default:
      let grey = 8 + 10 * (index - 232)
      self.init(grey, grey, grey)
    }
  }

  /// Squared distance, green weighted most as the eye does.
  func distance(to other: RedGreenBlue) -> Int {
    let (red, green, blue) = (red - other.red, green - other.green, blue - other.blue)
    return 2 * red * red + 4 * green * green + 3 * blue * blue
  }
}

extension Color {
  /// Red, green and blue, 0–255; nil for the terminal's own colour, which nobody knows.
  public var components: (red: Int, green: Int, blue: Int)? {
    guard let rgb else { return nil }
    return (rgb.red, rgb.green, rgb.blue)
  }

  var rgb: RedGreenBlue? {
    switch self {
    case .terminal: nil
    case .indexed(let index): RedGreenBlue(paletteIndex: index)
    case .rgb(let red, let green, let blue): RedGreenBlue(Int(red), Int(green), Int(blue))
    }
  }

  /// The nearest colour a terminal of this depth can show; monochrome leaves only the terminal's own.
  public func reduced(to depth: ColorDepth) -> Color {
    switch (depth, self) {
    case (_, .terminal), (.truecolor, _), (.indexed256, .indexed): self
    case (.monochrome, _): .terminal
    case (.indexed256, .rgb): rgb.map(Color.nearestPaletteEntry) ?? .terminal
    case (.ansi16, .indexed(let index)) where index < 16: self
    case (.ansi16, _): rgb.map(Color.nearestOfSixteen) ?? .terminal
    }
  }

  /// Never one of the first sixteen, because users change those.
  private static func nearestPaletteEntry(to wanted: RedGreenBlue) -> Color {
    nearest(to: wanted, among: 16...255)
  }

  /// The entry of the palette past the first sixteen that is nearest, but for some; nil for the terminal's own colour,
  /// and where none is left.
  public func nearestPaletteEntry(besides taken: Set<UInt8>) -> UInt8? {
    guard let rgb else { return nil }
    let free = (16...UInt8.max).filter { !taken.contains($0) }
    return free.min { Color.distance($0, rgb) < Color.distance($1, rgb) }
  }

  private static func distance(_ index: UInt8, _ wanted: RedGreenBlue) -> Int {
    RedGreenBlue(paletteIndex: index).distance(to: wanted)
  }

  private static func nearestOfSixteen(to wanted: RedGreenBlue) -> Color {
    nearest(to: wanted, among: 0...15)
  }

  private static func nearest(to wanted: RedGreenBlue, among indices: ClosedRange<UInt8>) -> Color {
    var best = (index: indices.lowerBound, distance: Int.max)
    for index in indices {
      let distance = RedGreenBlue(paletteIndex: index).distance(to: wanted)
      if distance < best.distance { best = (index, distance) }
    }
    return .indexed(best.index)
  }

  /// How well two colours can be told apart, 1 (not at all) to 21; nil where one is the terminal's own.
  ///
  /// The contrast ratio of WCAG 2.1: (L₁ + 0.05) / (L₂ + 0.05) with L the relative luminance. Text wants 4.5 and
  /// graphics 3.
  public func contrast(with other: Color) -> Double? {
    guard let mine = rgb?.luminance, let theirs = other.rgb?.luminance else { return nil }
    return (max(mine, theirs) + 0.05) / (min(mine, theirs) + 0.05)
  }
}

extension RedGreenBlue {
  /// Relative luminance, 0 (black) to 1 (white), as WCAG 2.1 defines it for sRGB.
  var luminance: Double {
    0.2126 * RedGreenBlue.linear(red) + 0.7152 * RedGreenBlue.linear(green) + 0.0722 * RedGreenBlue.linear(blue)
  }

  private static func linear(_ byte: Int) -> Double {
    let share = Double(byte) / 255
    guard share > 0.03928 else { return share / 12.92 }
    return power2point4((share + 0.055) / 1.055)
  }

  /// x^2.4 = x² · x^0.4, the fifth root by Newton's steps: this module links no mathematics library.
  private static func power2point4(_ x: Double) -> Double {
    var root = 1.0
    for _ in 0..<40 { root -= (root * root * root * root * root - x) / (5 * root * root * root * root) }
    return x * x * root * root
  }
}
