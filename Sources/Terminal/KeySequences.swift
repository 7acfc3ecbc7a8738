import CellCanvas

/// What the xterm family sends for its keys.
enum KeySequences {
  /// Keys below 0x80: typed characters and the control ones.
  static func ascii(_ byte: UInt8) -> KeyPress {
    switch byte {
    case 0x0D, 0x0A: KeyPress(.enter)
    case 0x09: KeyPress(.tab)
    case 0x08, 0x7F: KeyPress(.backspace)
    case 0x1B: KeyPress(.escape)
    case 0x00: KeyPress(.character(" "), .control)
    case 0x01...0x1A: KeyPress(.character(Character(Unicode.Scalar(byte + 0x60))), .control)
    case 0x1C...0x1F: KeyPress(.character(Character(Unicode.Scalar(byte + 0x40))), .control)
    default: KeyPress(Character(Unicode.Scalar(byte)))
    }
  }

  /// `ESC O x`.
  static func singleShift(_ letter: UInt8) -> KeyPress? {
    if letter == UInt8(ascii: "M") { return KeyPress(.enter) }
    return letterKey(letter).map { KeyPress($0) }
  }

  /// `ESC [ parameters final`, but for pastes and old mouse reports.
  static func control(_ parameters: ArraySlice<UInt8>, final: UInt8) -> InputEvent? {
    if parameters.first == UInt8(ascii: "<") {
      guard let numbers = numbers(parameters.dropFirst()), numbers.count == 3 else { return nil }
      let isRelease = final == UInt8(ascii: "m")
      guard isRelease || final == UInt8(ascii: "M") else { return nil }
      return MouseReport(code: numbers[0], column: numbers[1], row: numbers[2], isRelease: isRelease).event
        .map { .mouse($0) }
    }
    // The terminal's colours were changed to dark (1) or light (2).
    if parameters.elementsEqual("?997;1".utf8), final == UInt8(ascii: "n") { return .background(.dark) }
    if parameters.elementsEqual("?997;2".utf8), final == UInt8(ascii: "n") { return .background(.light) }
    guard let numbers = numbers(parameters) else { return nil }
    if numbers.isEmpty, final == UInt8(ascii: "I") { return .focus(true) }
    if numbers.isEmpty, final == UInt8(ascii: "O") { return .focus(false) }
    return key(numbers, final: final).map { .key($0) }
  }

  private static func key(_ numbers: [Int], final: UInt8) -> KeyPress? {
    let held = modifiers(numbers.count > 1 ? numbers[1] : 1)
    switch final {
    case UInt8(ascii: "~"):
      // modifyOtherKeys: 27 ; modifiers ; code point.
      if numbers.first == 27, numbers.count == 3 { return character(numbers[2], held) }
      return numbers.first.flatMap(tildeKey).map { KeyPress($0, held) }
    case UInt8(ascii: "u"): return numbers.first.flatMap { character($0, held) }
    case UInt8(ascii: "Z"): return KeyPress(.backTab)
    default: return letterKey(final).map { KeyPress($0, held) }
    }
  }

  /// A key told by its code point, as newer protocols do.
  private static func character(_ code: Int, _ held: KeyPress.Modifiers) -> KeyPress? {
    guard let code = UInt32(exactly: code), let scalar = Unicode.Scalar(code) else { return nil }
    if code < 0x20 || code == 0x7F {
      var press = ascii(UInt8(code))
      if press.key == .tab, held.contains(.shift) { return KeyPress(.backTab) }
      press.modifiers.formUnion(held)
      return press
    }
    // The shifted character is sent as itself where it matters.
    return KeyPress(.character(Character(scalar)), held.subtracting(.shift))
  }

  private static func letterKey(_ letter: UInt8) -> KeyPress.Key? {
    switch letter {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "P"): .function(1)
    case UInt8(ascii: "Q"): .function(2)
    case UInt8(ascii: "R"): .function(3)
    case UInt8(ascii: "S"): .function(4)
    default: nil
    }
  }

  private static func tildeKey(_ number: Int) -> KeyPress.Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23...24: .function(number - 12)
    default: nil
    }
  }

  /// xterm counts modifiers from 1: shift 1, alt 2, control 4, meta 8.
  private static func modifiers(_ number: Int) -> KeyPress.Modifiers {
    guard number > 1 else { return [] }
    let bits = number - 1
    var modifiers: KeyPress.Modifiers = []
    if bits & 1 != 0 { modifiers.insert(.shift) }
    if bits & 0b1010 != 0 { modifiers.insert(.alt) }
    if bits & 4 != 0 { modifiers.insert(.control) }
    return modifiers
  }

  /// Numbers between semicolons, an empty one as 1; sub-parameters after ":" are left out. nil for anything else.
  private static func numbers(_ bytes: ArraySlice<UInt8>) -> [Int]? {
    guard !bytes.isEmpty else { return [] }
    var numbers: [Int] = []
    for part in bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
      var number = 0
      let digits = part.prefix { $0 != UInt8(ascii: ":") }
      for digit in digits {
        guard (0x30...0x39).contains(digit) else { return nil }
        number = min(number * 10 + Int(digit) - 0x30, 0x11_0000)
      }
      numbers.append(digits.isEmpty ? 1 : number)
    }
    return numbers
  }
}

/// A mouse report's numbers; columns and rows count from 1.
struct MouseReport {
  let code: Int
  let column: Int
  let row: Int
  let isRelease: Bool

  /// nil for buttons and wheels nobody uses, and for places off the screen.
  var event: MouseEvent? {
    guard let action, column >= 1, row >= 1 else { return nil }
    return MouseEvent(action, at: Point(x: column - 1, y: row - 1), modifiers: modifiers)
  }

  private var action: MouseEvent.Action? {
    if code & 0x40 != 0 {
      switch code & 0b11 {
      case 0: return .wheelUp
      case 1: return .wheelDown
      default: return nil
      }
    }
    guard let button else { return nil }
    if isRelease { return .release(button) }
    return code & 0x20 != 0 ? .drag(button) : .press(button)
  }

  private var button: MouseEvent.Button? {
    switch code & 0b11 {
    case 0: .left
    case 1: .middle
    case 2: .right
    default: nil
    }
  }

  private var modifiers: KeyPress.Modifiers {
    var modifiers: KeyPress.Modifiers = []
    if code & 4 != 0 { modifiers.insert(.shift) }
    if code & 8 != 0 { modifiers.insert(.alt) }
    if code & 16 != 0 { modifiers.insert(.control) }
    return modifiers
  }
}
