/// What one cell can show: a base character and up to two marks on it, packed into 64 bits.
///
/// Longer clusters are cut to what every terminal agrees on: an emoji sequence becomes its first emoji, a flag the
/// two letters of its country, a spacing mark a cell of its own.
public struct Glyph: Sendable, Hashable {
  /// Base, first mark and second mark, 21 bits each from the lowest; 0 stands for none.
  private let bits: UInt64
  /// Columns: 1 or 2, and 0 for the second half of a wide glyph.
  public let width: Int

  public static let space = Glyph(base: " ", width: 1)
  /// The right half of the wide glyph before it.
  static let continuation = Glyph(bits: 0, width: 0)
  /// Stands for a character that must not reach a terminal.
  static let replacement = Glyph(base: "\u{FFFD}", width: 1)

  private init(bits: UInt64, width: Int) {
    self.bits = bits
    self.width = width
  }

  private init(base: Unicode.Scalar, width: Int) {
    self.init(bits: UInt64(base.value), width: width)
  }

  /// A character of known width, such as a line or block. Marks and controls become U+FFFD.
  public init(_ scalar: Unicode.Scalar) {
    let columns = CharacterWidth.columns(scalar)
    self = columns == 0 ? .replacement : Glyph(base: scalar, width: columns)
  }

  /// A braille cell of the given dots: bit k of the pattern is U+2800's bit k.
  init(braille pattern: UInt8) {
    self.init(bits: 0x2800 + UInt64(pattern), width: 1)
  }

  public var isContinuation: Bool { bits == 0 }

  /// Base first, then the marks; empty for a continuation.
  public var scalars: [Unicode.Scalar] {
    var rest = bits
    var result: [Unicode.Scalar] = []
    while rest != 0 {
      if let scalar = Unicode.Scalar(UInt32(rest & 0x1F_FFFF)) { result.append(scalar) }
      rest >>= 21
    }
    return result
  }

  /// The base when it stands alone, which is nearly always: saves the array.
  public var soleScalar: Unicode.Scalar? {
    bits != 0 && bits <= 0x1F_FFFF ? Unicode.Scalar(UInt32(bits)) : nil
  }

  public var text: String {
    var text = ""
    for scalar in scalars { text.unicodeScalars.append(scalar) }
    return text
  }

  /// Adds a mark; a third one is left out.
  private func marked(_ mark: Unicode.Scalar) -> Glyph {
    if bits <= 0x1F_FFFF { return Glyph(bits: bits | UInt64(mark.value) << 21, width: width) }
    if bits >> 42 == 0 { return Glyph(bits: bits | UInt64(mark.value) << 42, width: width) }
    return self
  }
}

extension Glyph {
  /// Visits the glyphs of a text in order. Controls become U+FFFD, tabs and line ends a space, formatting is dropped.
  public static func forEach(in text: some StringProtocol, _ body: (Glyph) -> Void) {
    if CharacterWidth.isPrintableASCII(text) {
      for byte in text.utf8 { body(Glyph(base: Unicode.Scalar(byte), width: 1)) }
      return
    }
    for character in text {
      if let ascii = character.asciiValue {
        body(glyph(ascii: ascii))
      } else {
        forEach(inCluster: character.unicodeScalars, body)
      }
    }
  }

  private static func glyph(ascii: UInt8) -> Glyph {
    switch ascii {
    case 0x20..<0x7F: Glyph(base: Unicode.Scalar(ascii), width: 1)
    case 0x09, 0x0A, 0x0D: .space
    default: .replacement
    }
  }

  private static func forEach(inCluster scalars: Character.UnicodeScalarView, _ body: (Glyph) -> Void) {
    var pending: Glyph?
    for scalar in scalars {
      if let letter = regionalLetter(scalar) {
        if let pending { body(pending) }
        pending = Glyph(base: letter, width: 1)
      } else if let current = pending {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
          // Variation selectors are marks too; terminals disagree about what they do to the width.
          if !isVariationSelector(scalar) { pending = current.marked(scalar) }
        case .spacingMark, .otherLetter, .modifierLetter:
          if CharacterWidth.isMark(scalar) {
            pending = current.marked(scalar)
          } else {
            body(current)
            pending = Glyph(scalar)
          }
        default: break
        }
      } else {
        pending = first(scalar)
      }
    }
    if let pending { body(pending) }
  }

  /// The glyph a cluster opens with; nil for what has no look at all.
  private static func first(_ scalar: Unicode.Scalar) -> Glyph? {
    if CharacterWidth.isPlainSign(scalar.value) { return Glyph(scalar) }
    return switch scalar.properties.generalCategory {
    case .format: nil
    case .nonspacingMark, .enclosingMark: isVariationSelector(scalar) ? nil : Glyph.space.marked(scalar)
    case .lineSeparator, .paragraphSeparator: .space
    default: Glyph(scalar)
    }
  }

  private static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
    (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
  }

  private static func regionalLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard (0x1F1E6...0x1F1FF).contains(scalar.value) else { return nil }
    return Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41)
  }
}
