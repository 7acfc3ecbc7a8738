/// A finer grid over the cells of a rectangle, for lines: braille dots, quarter blocks or whole cells.
///
/// Several layers share it. A cell takes the look of the layer that drew in it last; dots of earlier ones stay.
struct DotGrid {
  /// Dots across and down.
  let width: Int
  let height: Int
  private let columns: Int
  private let rows: Int
  private let dotsAcross: Int
  private let dotsDown: Int
  private let glyphs: GlyphSet
  private var patterns: [UInt8]
  /// Per cell the layer + 1, 0 for none.
  private var owners: [UInt8]

  init(_ size: Size, glyphs: GlyphSet) {
    self.glyphs = glyphs
    (dotsAcross, dotsDown) = DotGrid.resolution(glyphs)
    columns = size.columns
    rows = size.rows
    width = columns * dotsAcross
    height = rows * dotsDown
    patterns = Array(repeating: 0, count: columns * rows)
    owners = Array(repeating: 0, count: columns * rows)
  }

  /// Dots a cell has across and down.
  static func resolution(_ glyphs: GlyphSet) -> (across: Int, down: Int) {
    switch glyphs {
    case .braille: (2, 4)
    case .block: (2, 2)
    case .ascii: (1, 1)
    }
  }

  /// Sets one dot; outside, nothing happens.
  mutating func set(_ x: Int, _ y: Int, layer: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = (y / dotsDown) * columns + x / dotsAcross
    patterns[cell] |= DotGrid.bit(x % dotsAcross, y % dotsDown, glyphs)
    owners[cell] = UInt8(truncatingIfNeeded: layer + 1)
  }

  /// Sets the dots of a straight line that `stroke` lets through.
  mutating func line(from start: Point, to end: Point, layer: Int, stroke: Stroke) {
    let (spanX, spanY) = (abs(end.x - start.x), -abs(end.y - start.y))
    let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
    var (x, y) = (start.x, start.y)
    var error = spanX + spanY
    while true {
      if stroke.covers(x) { set(x, y, layer: layer) }
      if x == end.x && y == end.y { return }
      let doubled = 2 * error
      if doubled >= spanY { (error, x) = (error + spanY, x + stepX) }
      if doubled <= spanX { (error, y) = (error + spanX, y + stepY) }
    }
  }

  /// How a line is broken, so that several can be told apart without colour.
  enum Stroke: Sendable, Hashable {
    case solid
    case dashed
    case dotted

    func covers(_ x: Int) -> Bool {
      switch self {
      case .solid: true
      case .dashed: x % 6 < 4
      case .dotted: x % 3 == 0
      }
    }
  }

  /// Puts the cells that have dots on the canvas.
  ///
  /// - Parameter roles: the look of each layer.
  func draw(at origin: Point, roles: [Role], on canvas: inout Canvas) {
    let styles = roles.map(canvas.style)
    for index in patterns.indices where patterns[index] != 0 {
      let layer = Int(owners[index]) - 1
      guard layer < styles.count else { continue }
      let place = Point(x: origin.x + index % columns, y: origin.y + index / columns)
      canvas.put(glyph(patterns[index], layer), at: place, style: styles[layer])
    }
  }

  /// Whether a cell has a dot.
  func isDrawn(column: Int, row: Int) -> Bool {
    column >= 0 && column < columns && row >= 0 && row < rows && patterns[row * columns + column] != 0
  }

  private func glyph(_ pattern: UInt8, _ layer: Int) -> Glyph {
    switch glyphs {
    case .braille: Glyph(braille: pattern)
    case .block: DotGrid.quarters[Int(pattern)]
    case .ascii: DotGrid.marks[layer % DotGrid.marks.count]
    }
  }

  private static func bit(_ x: Int, _ y: Int, _ glyphs: GlyphSet) -> UInt8 {
    switch glyphs {
    case .braille: brailleBits[y * 2 + x]
    case .block: 1 << UInt8(y * 2 + x)
    case .ascii: 1
    }
  }

  /// Bits of U+2800's pattern by dot, row after row: the two lowest dots were added to braille later.
  private static let brailleBits: [UInt8] = [1, 8, 2, 16, 4, 32, 64, 128]
  private static let quarters = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█".unicodeScalars).map { Glyph($0) }
  /// One for each series where a cell has a single dot.
  static let marks = Array("*+xo#@".unicodeScalars).map { Glyph($0) }
}
