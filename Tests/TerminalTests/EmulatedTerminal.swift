import CellCanvas

/// What a terminal of the xterm kind shows after the bytes it was sent: as much of one as ncurses makes use of.
struct EmulatedTerminal {
  struct Look: Equatable, CustomStringConvertible {
    var text = " "
    var foreground: Int?
    var background: Int?
    var attributes: Set<Int> = []

    var description: String { "\(text) \(foreground ?? -1)/\(background ?? -1) \(attributes.sorted())" }
  }

  let size: Size
  private(set) var cells: [Look]
  /// Sequences that it does not know.
  private(set) var unknown: [String] = []
  private var pen = Look()
  private var column = 0
  private var row = 0
  private var last: Unicode.Scalar?
  /// Where it stands: marks join it.
  private var lastPlace: Int?
  private var inserts = false

  init(size: Size) {
    self.size = size
    cells = Array(repeating: Look(), count: size.columns * size.rows)
  }

  subscript(column: Int, row: Int) -> Look { cells[row * size.columns + column] }

  mutating func take(_ output: String) {
    var rest = Substring(output).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}": takeEscape(&rest)
      case "\r": column = 0
      case "\n": row = min(row + 1, size.rows - 1)
      case "\u{8}": column = max(0, column - 1)
      // Other character sets, which have nothing that is drawn here.
      case "\u{E}", "\u{F}": break
      default: put(scalar)
      }
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = CharacterWidth.columns(scalar)
    if width == 0, let place = lastPlace { return cells[place].text.unicodeScalars.append(scalar) }
    guard column < size.columns, width > 0 else { return }
    last = scalar
    lastPlace = row * size.columns + column
    if inserts { shift(by: width) }
    for step in 0..<width where column + step < size.columns {
      cells[row * size.columns + column + step] = pen
      cells[row * size.columns + column + step].text = step == 0 ? String(scalar) : ""
    }
    column += width
  }

  private mutating func takeEscape(_ rest: inout Substring.UnicodeScalarView) {
    switch rest.popFirst() {
    case "(", ")": rest = rest.dropFirst()
    case "]":
      rest = rest.drop { $0 != "\u{7}" && $0 != "\u{1B}" }
      if rest.popFirst() == "\u{1B}" { rest = rest.dropFirst() }
    case "=", ">": break
    case "M": row = max(0, row - 1)
    case "[": takeControl(&rest)
    case let other: unknown.append("ESC \(other.map { String($0) } ?? "")")
    }
  }

  private mutating func takeControl(_ rest: inout Substring.UnicodeScalarView) {
    let text = String(rest.prefix { !$0.properties.isAlphabetic && $0 != "@" && $0 != "`" })
    rest = rest.dropFirst(text.unicodeScalars.count)
    guard let final = rest.popFirst() else { return }
    if text.hasPrefix("?") || text.hasPrefix(">") || final == "r" || final == "t" { return }
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    let count = max(1, numbers.first ?? 1)
    switch final {
    case "H": (row, column) = (count - 1, max(1, numbers.count > 1 ? numbers[1] : 1) - 1)
    case "d": row = count - 1
    case "G": column = count - 1
    case "A": row = max(0, row - count)
    case "B": row = min(size.rows - 1, row + count)
    case "C": column = min(size.columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "X": erase(row * size.columns + column, count)
    case "K":
      numbers.first == 1
        ? erase(row * size.columns, column + 1) : erase(row * size.columns + column, size.columns - column)
    case "J": numbers.first == 2 ? erase(0, cells.count) : erase(row * size.columns + column, cells.count)
    case "b": for _ in 0..<count { if let last { put(last) } }
    case "@": shift(by: count)
    case "P": shift(by: -count)
    case "h" where numbers == [4]: inserts = true
    case "l" where numbers == [4]: inserts = false
    // How bright the cursor is.
    case "h" where numbers == [34], "l" where numbers == [34]: break
    case "m": paint(numbers)
    default: unknown.append("CSI \(text)\(final)")
    }
  }

  /// Moves what stands at the cursor and after it to the right, or to the left over what stands there.
  private mutating func shift(by count: Int) {
    var blank = Look()
    blank.background = pen.background
    let (start, end) = (row * size.columns + column, (row + 1) * size.columns)
    let blanks = Array(repeating: blank, count: min(abs(count), end - start))
    let kept = cells[start..<end]
    cells.replaceSubrange(
      start..<end,
      with: count > 0 ? blanks + kept.dropLast(blanks.count) : Array(kept.dropFirst(blanks.count)) + blanks)
  }

  /// In the background alone.
  private mutating func erase(_ start: Int, _ count: Int) {
    var blank = Look()
    blank.background = pen.background
    for index in start..<min(start + count, cells.count) { cells[index] = blank }
  }

  private mutating func paint(_ numbers: [Int]) {
    var rest = (numbers.isEmpty ? [0] : numbers)[...]
    while let number = rest.popFirst() {
      switch number {
      case 0: pen = Look()
      case 1...9: pen.attributes.insert(number)
      case 22: pen.attributes.subtract([1, 2])
      case 23...29: pen.attributes.remove(number - 20)
      case 30...37: pen.foreground = number - 30
      case 40...47: pen.background = number - 40
      case 90...97: pen.foreground = number - 82
      case 100...107: pen.background = number - 92
      case 39: pen.foreground = nil
      case 49: pen.background = nil
      case 38: pen.foreground = rest.dropFirst().first; rest = rest.dropFirst(2)
      case 48: pen.background = rest.dropFirst().first; rest = rest.dropFirst(2)
      default: unknown.append("SGR \(number)")
      }
    }
  }
}
