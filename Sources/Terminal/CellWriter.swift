import CNCurses
import CSys
import CellCanvas

/// Turns cells into what ncurses draws: characters, attributes and colour pairs.
struct CellWriter {
  let colors: Int32
  let depth: ColorDepth
  private var pairs: [PairKey: Int32] = [:]
  private var row: [cchar_t] = []
  private var slots = PaletteSlots()

  private struct PairKey: Hashable {
    let foreground: Int32
    let background: Int32
  }

  /// Pairs a theme uses number in the tens; past this many the table starts anew.
  private static let pairLimit = 1024

  /// - Parameter colors: how many the terminal has.
  init(colors: Int32, depth: ColorDepth) {
    self.colors = colors
    self.depth = depth
  }

  /// The next frame begins with an empty screen in this style, so that most of its blanks need not be sent.
  mutating func clear(to style: Style) { nc_clear_to(pair(of: style)) }

  /// Puts a row of cells on ncurses' own screen.
  mutating func write(_ cells: UnsafeBufferPointer<Cell>, row y: Int) {
    row.removeAll(keepingCapacity: true)
    var text: [wchar_t] = []
    var (style, attributes, pair) = (Style.plain, self.attributes(of: .plain), self.pair(of: .plain))
    for cell in cells where !cell.glyph.isContinuation {
      let glyph = cell.glyph
      if cell.style != style {
        style = cell.style
        (attributes, pair) = (self.attributes(of: style), self.pair(of: style))
      }
      CellWriter.characters(of: glyph, into: &text)
      var cell = cchar_t()
      nc_cell(&cell, text, attributes, pair)
      row.append(cell)
      // A wide character this system's library takes for narrow was replaced: its other half is a space.
      if glyph.width == 2, wcwidth(text[0]) != 2 {
        nc_cell(&cell, [CellWriter.space, 0], attributes, pair)
        row.append(cell)
      }
    }
    row.withUnsafeBufferPointer { buffer in
      _ = mvwadd_wchnstr(nc_stdscr(), Int32(y), 0, buffer.baseAddress, Int32(buffer.count))
    }
  }

  private static let space = wchar_t(bitPattern: 0x20)
  private static let unknown = wchar_t(bitPattern: 0xFFFD)

  /// Characters with a 0 at the end. ncurses would move the rest of the row if it disagreed about the width.
  private static func characters(of glyph: Glyph, into text: inout [wchar_t]) {
    text.removeAll(keepingCapacity: true)
    if let scalar = glyph.soleScalar {
      text.append(wchar_t(bitPattern: scalar.value))
    } else {
      text.append(contentsOf: glyph.scalars.map { wchar_t(bitPattern: $0.value) })
    }
    if text.isEmpty || (text[0] > 0x7E && wcwidth(text[0]) != Int32(glyph.width)) { text = [unknown] }
    text.append(0)
  }

  func attributes(of style: Style) -> attr_t {
    var attributes = NC_NORMAL
    if style.attributes.contains(.bold) { attributes |= NC_BOLD }
    if style.attributes.contains(.dim) { attributes |= NC_DIM }
    if style.attributes.contains(.italic) { attributes |= NC_ITALIC }
    if style.attributes.contains(.underline) { attributes |= NC_UNDERLINE }
    if style.attributes.contains(.reverse) { attributes |= NC_REVERSE }
    // Terminals with eight colours show the brighter eight as bold.
    if isBright(style.foreground), colors < 16 { attributes |= NC_BOLD }
    return attributes
  }

  private func isBright(_ color: Color?) -> Bool {
    guard case .indexed(let index) = color?.reduced(to: depth) else { return false }
    return depth == .ansi16 && (8..<16).contains(index)
  }

  /// ncurses counts colours to a thousand; rounded so that the terminal database's division gives the byte again.
  private static func thousandths(_ byte: Int) -> Int16 { Int16((byte * 1000 + 254) / 255) }

  private mutating func pair(of style: Style) -> Int32 {
    guard depth != .monochrome else { return 0 }
    let key = PairKey(foreground: number(style.foreground), background: number(style.background))
    if key.foreground < 0, key.background < 0 { return 0 }
    if let pair = pairs[key] { return pair }
    if pairs.count >= CellWriter.pairLimit {
      reset_color_pairs()
      pairs = [:]
    }
    let pair = max(0, alloc_pair(key.foreground, key.background))
    pairs[key] = pair
    return pair
  }

  /// The terminal has its own palette again, and nothing on it.
  mutating func forgetPalette() {
    guard depth == .truecolor else { return }
    slots = PaletteSlots()
    pairs = [:]
    reset_color_pairs()
  }

  /// ncurses' number of a colour; -1 is the terminal's own.
  mutating func number(_ color: Color?) -> Int32 {
    if depth == .truecolor, let color, let slot = slots.slot(of: color) {
      if let (red, green, blue) = slots.takeDefinition() {
        init_color(Int16(slot), Self.thousandths(red), Self.thousandths(green), Self.thousandths(blue))
      }
      return Int32(slot)
    }
    guard case .indexed(let index) = color?.reduced(to: min(depth, .indexed256)) else { return -1 }
    return colors < 16 && index >= 8 ? Int32(index) - 8 : Int32(index)
  }
}
