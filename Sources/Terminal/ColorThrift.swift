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
    var rest = bytes[...]
    while let byte = rest.first {
      switch byte {
      case Self.escape: takeSequence(&rest, &result)
      case 0x20: takeBlanks(&rest, &result)
      case 0x0A:
        // A new line at the bottom brings in an empty one.
        showOnBlank(&result)
        result.append(rest.removeFirst())
      case ..<0x20: result.append(rest.removeFirst())
      default: takeText(&rest, &result)
      }
    }
    return result
  }

  private static let escape: UInt8 = 0x1B

  // MARK: Text

  private mutating func takeText(_ rest: inout ArraySlice<UInt8>, _ result: inout [UInt8]) {
    show(wanted, &result)
    let text = rest.prefix { $0 > 0x20 }
    result += text
    rest = rest.dropFirst(text.count)
  }

  private mutating func takeBlanks(_ rest: inout ArraySlice<UInt8>, _ result: inout [UInt8]) {
    showOnBlank(&result)
    let blanks = rest.prefix { $0 == 0x20 }
    result += blanks
    rest = rest.dropFirst(blanks.count)
  }

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

  private mutating func takeSequence(_ rest: inout ArraySlice<UInt8>, _ result: inout [UInt8]) {
    let start = rest
    rest = rest.dropFirst()
    guard let kind = rest.popFirst() else { return result += start }
    switch kind {
    case UInt8(ascii: "["): takeControl(&rest, &result)
    case UInt8(ascii: "("):
      guard let set = rest.popFirst() else { return result += start }
      guard set != charset else { return }
      charset = set
      result += [Self.escape, kind, set]
    case UInt8(ascii: ")"):
      result += [Self.escape, kind] + rest.prefix(1)
      rest = rest.dropFirst()
    case UInt8(ascii: "]"), UInt8(ascii: "P"):
      rest = rest.drop { $0 != 0x07 && $0 != Self.escape }
      if rest.popFirst() == Self.escape { rest = rest.dropFirst() }
      result += start.prefix(start.count - rest.count)
    case UInt8(ascii: "="), UInt8(ascii: ">"): result += [Self.escape, kind]
    case UInt8(ascii: "M"):
      // Up a line; at the top an empty one comes in.
      showOnBlank(&result)
      result += [Self.escape, kind]
    default: pass([Self.escape, kind], &result)
    }
  }

  /// A control sequence: parameters, then the byte that says what it does.
  private mutating func takeControl(_ rest: inout ArraySlice<UInt8>, _ result: inout [UInt8]) {
    let parameters = rest.prefix { (0x20...0x3F).contains($0) }
    rest = rest.dropFirst(parameters.count)
    guard let final = rest.popFirst() else { return result += [Self.escape, UInt8(ascii: "[")] + parameters }
    let sequence = [Self.escape, UInt8(ascii: "[")] + parameters + [final]
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
    // Cells become empty, in the background.
    case UInt8(ascii: "J"), UInt8(ascii: "K"), UInt8(ascii: "X"), UInt8(ascii: "@"), UInt8(ascii: "P"),
      UInt8(ascii: "L"), UInt8(ascii: "M"), UInt8(ascii: "S"), UInt8(ascii: "T"):
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
  private mutating func pass(_ sequence: [UInt8], _ result: inout [UInt8]) {
    show(wanted, &result)
    result += sequence
    known = nil
  }
}
