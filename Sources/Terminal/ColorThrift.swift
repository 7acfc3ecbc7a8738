/// Leaves out of what ncurses writes the colours that nobody would see.
///
/// ncurses sets foreground and background anew at each change of either, before blanks too. Here a change waits until
/// something is written that shows it, and then only what differs from the terminal's state is sent. What a terminal
/// shows is the same, byte for byte of text; a full frame is about a third shorter.
struct ColorThrift {
  /// What the terminal has; nil when that is not known.
  private var known: Rendition?
  /// What it was told to have.
  private var wanted = Rendition()
  /// The character set in use, as the byte that chose it.
  private var charset: UInt8?
  /// The background of a screen that this frame has cleared. ncurses writes a cell once a frame: what it erases after
  /// that has not been written since.
  private var cleared: Rendition.Paint?
  /// Whether the cursor stands in the first cell because of the last sequence.
  private var isHome = false
  /// Whether the terminal knows how to end one attribute alone.
  let offs: Bool

  init(offs: Bool) { self.offs = offs }

  /// The terminal may have any colours.
  mutating func forget() {
    known = nil
    wanted = Rendition()
    charset = nil
  }

  /// What brings the terminal where it believes to be: to be sent before somebody else writes.
  mutating func settle() -> [UInt8] {
    var bytes: [UInt8] = []
    show(wanted, &bytes)
    return bytes
  }

  /// - Parameter bytes: what is meant for the terminal, whole sequences of it.
  mutating func thinned(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    (cleared, isHome) = (nil, false)
    bytes.withUnsafeBufferPointer { bytes in
      var rest = Rest(bytes: bytes)
      while let byte = rest.first {
        if byte != Self.escape { isHome = false }
        switch byte {
        case Self.escape: takeSequence(&rest, &result)
        case 0x20:
          showOnBlank(&result)
          result += rest.take(while: { $0 == 0x20 })
        case 0x0A:
          // A new line at the bottom brings in an empty one.
          showOnBlank(&result)
          result += rest.take(1)
        case ..<0x20: result += rest.take(1)
        default:
          show(wanted, &result)
          result += rest.take(while: { $0 > 0x20 })
        }
      }
    }
    return result
  }

  private static let escape: UInt8 = 0x1B

  /// What is still to be read.
  private struct Rest {
    typealias Piece = Slice<UnsafeBufferPointer<UInt8>>

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    var first: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ count: Int) -> Piece {
      let start = position
      position = min(position + count, bytes.count)
      return bytes[start..<position]
    }

    mutating func take(while holds: (UInt8) -> Bool) -> Piece {
      let start = position
      while position < bytes.count, holds(bytes[position]) { position += 1 }
      return bytes[start..<position]
    }
  }

  // MARK: Looks

  private mutating func show(_ rendition: Rendition, _ result: inout [UInt8]) {
    guard known != rendition else { return }
    result += rendition.sequence(from: known, offs: offs)
    known = rendition
  }

  /// Of an empty cell nobody sees the foreground, but where a line or the reverse shows it.
  private mutating func showOnBlank(_ result: inout [UInt8]) {
    guard let known else { return show(wanted, &result) }
    let onBlanks = Rendition.Set.onBlanks
    guard wanted.attributes.isDisjoint(with: onBlanks), known.attributes.isDisjoint(with: onBlanks) else {
      return show(wanted, &result)
    }
    var enough = known
    enough.background = wanted.background
    show(enough, &result)
  }

  // MARK: Sequences

  private mutating func takeSequence(_ rest: inout Rest, _ result: inout [UInt8]) {
    let start = rest.position
    let opening = rest.take(2)
    guard let kind = opening.last, opening.count == 2 else { return result += opening }
    switch kind {
    case UInt8(ascii: "["): takeControl(&rest, start, &result)
    case UInt8(ascii: "("):
      let set = rest.take(1).first
      guard set == nil || set != charset else { return }
      charset = set
      result += rest.bytes[start..<rest.position]
    case UInt8(ascii: ")"):
      _ = rest.take(1)
      result += rest.bytes[start..<rest.position]
    case UInt8(ascii: "]"), UInt8(ascii: "P"):
      _ = rest.take(while: { $0 != 0x07 && $0 != Self.escape })
      _ = rest.take(rest.first == Self.escape ? 2 : 1)
      result += rest.bytes[start..<rest.position]
    case UInt8(ascii: "="), UInt8(ascii: ">"): result += opening
    case UInt8(ascii: "M"):
      // Up a line; at the top an empty one comes in.
      showOnBlank(&result)
      result += opening
    default: pass(opening, &result)
    }
  }

  /// A control sequence: parameters, then the byte that says what it does.
  private mutating func takeControl(_ rest: inout Rest, _ start: Int, _ result: inout [UInt8]) {
    let parameters = rest.take(while: { (0x20...0x3F).contains($0) })
    let end = rest.take(1).first
    let sequence = rest.bytes[start..<rest.position]
    guard let final = end else { return result += sequence }
    defer { if final != UInt8(ascii: "m") { isHome = final == UInt8(ascii: "H") && parameters.isEmpty } }
    switch final {
    case UInt8(ascii: "m"):
      let old = wanted
      guard !wanted.apply(parameters) else { return }
      wanted = old
      pass(sequence, &result)
    // The cursor moves, or a mode of the terminal changes.
    case UInt8(ascii: "A")...UInt8(ascii: "H"), UInt8(ascii: "d"), UInt8(ascii: "f"), UInt8(ascii: "h"),
      UInt8(ascii: "l"), UInt8(ascii: "r"), UInt8(ascii: "`"), UInt8(ascii: "t"), UInt8(ascii: "q"):
      result += sequence
    case UInt8(ascii: "J"):
      showOnBlank(&result)
      result += sequence
      let isWhole = parameters.elementsEqual("2".utf8) || isHome && parameters.isEmpty
      cleared = isWhole && wanted.attributes.isDisjoint(with: .onBlanks) ? wanted.background : nil
    case UInt8(ascii: "K"), UInt8(ascii: "X"):
      if cleared == wanted.background, wanted.attributes.isDisjoint(with: .onBlanks) { return }
      showOnBlank(&result)
      result += sequence
    // Cells move, and empty ones in the background come in.
    case UInt8(ascii: "@"), UInt8(ascii: "P"), UInt8(ascii: "L"), UInt8(ascii: "M"), UInt8(ascii: "S"),
      UInt8(ascii: "T"):
      cleared = nil
      showOnBlank(&result)
      result += sequence
    case UInt8(ascii: "b"):
      // The last character again: nothing of its look has changed since.
      show(wanted, &result)
      result += sequence
    default: pass(sequence, &result)
    }
  }

  /// Something else, that may do anything.
  private mutating func pass(_ sequence: Rest.Piece, _ result: inout [UInt8]) {
    show(wanted, &result)
    result += sequence
    known = nil
  }
}
