/// One cell of a canvas: what it shows and how. Never inherits: both colours are set.
public struct Cell: Sendable, Hashable {
  public var glyph: Glyph
  public var style: Style

  public init(glyph: Glyph, style: Style) {
    self.glyph = glyph
    self.style = style
  }
}

/// A grid of cells to draw on: the whole screen as a value, before any terminal sees it.
///
/// Whatever is drawn outside is left out; a canvas of 0×0 takes everything and shows nothing. Widgets find the theme
/// and the kind of glyphs to use on the canvas they draw on. Two canvases are equal when their cells are.
public struct Canvas: Sendable {
  public let size: Size
  /// Resolves the roles that widgets name.
  public let theme: Theme
  /// What lines and charts may be drawn with.
  public let glyphs: GlyphSet
  /// Row after row.
  var cells: [Cell]
  /// Where drawing has an effect: the rectangle of the view being drawn.
  private(set) var clip: Rect

  /// A canvas filled with the theme's `screen` style.
  public init(size: Size, theme: Theme = .dark, glyphs: GlyphSet = .braille) {
    self.size = size
    self.theme = theme
    self.glyphs = glyphs
    clip = Rect(size)
    cells = Array(repeating: Cell(glyph: .space, style: theme.screenStyle), count: size.columns * size.rows)
  }

  /// A canvas with one view filling it.
  public init(drawing view: some View, size: Size, theme: Theme = .dark, glyphs: GlyphSet = .braille) {
    self.init(size: size, theme: theme, glyphs: glyphs)
    draw(view, in: area)
  }

  /// All of it.
  public var area: Rect { Rect(size) }

  /// The look of a role in this canvas's theme.
  public func style(_ role: Role) -> Style { theme.style(role) }

  /// The cell at a place; nil outside.
  public subscript(point: Point) -> Cell? {
    area.contains(point) ? cells[point.y * size.columns + point.x] : nil
  }

  /// Calls `body` with the cells of a row, which it must not keep. Rows outside are not visited.
  public func withRow<Result>(_ row: Int, _ body: (UnsafeBufferPointer<Cell>) throws -> Result) rethrows -> Result? {
    guard row >= 0, row < size.rows else { return nil }
    return try cells.withUnsafeBufferPointer { buffer in
      try body(UnsafeBufferPointer(rebasing: buffer[row * size.columns..<(row + 1) * size.columns]))
    }
  }

  /// Whether a row looks the same in two canvases of one width.
  public func row(_ row: Int, equals other: Canvas) -> Bool {
    guard size.columns == other.size.columns, row >= 0, row < size.rows, row < other.size.rows else { return false }
    let range = row * size.columns..<(row + 1) * size.columns
    return cells[range] == other.cells[range]
  }

  /// Draws a view; whatever it draws outside the rectangle is left out.
  public mutating func draw(_ view: some View, in area: Rect) {
    let outer = clip
    clip = outer.intersection(area)
    view.draw(in: area, on: &self)
    clip = outer
  }
}

extension Canvas: Equatable {
  public static func == (one: Canvas, other: Canvas) -> Bool {
    one.size == other.size && one.cells == other.cells
  }
}

/// Anything that can be drawn into a rectangle.
///
/// A view stays within the rectangle it is given and survives every size, 0×0 included.
public protocol View {
  func draw(in area: Rect, on canvas: inout Canvas)
}
