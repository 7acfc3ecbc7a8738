import CellCanvas

/// Turns the bytes a terminal sends into events. Pure: it reads nothing and knows no clock.
///
/// Understands UTF-8, the xterm family's keys with modifiers, SGR and X10 mouse reports, bracketed paste, focus
/// reports, and whatever sequences the terminal database adds. Unknown sequences are dropped whole. A lone ESC, and
/// any sequence cut short, waits for more bytes: call `flush` when none have come for a while.
public struct InputDecoder: Sendable {
  /// Keys by the bytes the terminal database says they send; wins over what is known here.
  private let known: [[UInt8]: KeyPress]
  private var pending: [UInt8] = []
  private var paste: [UInt8]?

  /// Bytes kept of one paste; what is beyond is left out.
  public static let pasteLimit = 1 << 20
  /// No key or report is longer: a sequence that is cannot be one.
  private static let sequenceLimit = 64

  public init(known: [[UInt8]: KeyPress] = [:]) { self.known = known }

  /// Whether bytes wait for others to follow. A paste does not count: it ends when it ends.
  public var isWaiting: Bool { paste == nil && !pending.isEmpty }

  /// Events of these bytes and of those that waited.
  public mutating func feed(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    pending.append(contentsOf: bytes)
    return decode(isFinal: false)
  }

  /// No more bytes have come: ESC was the key itself, and an unfinished sequence was typed by hand or is lost.
  public mutating func flush() -> [InputEvent] { decode(isFinal: true) }

  private enum Step {
    case event(InputEvent, length: Int)
    case skip(length: Int)
    case startPaste(length: Int)
    case wait
  }

  private mutating func decode(isFinal: Bool) -> [InputEvent] {
    var events: [InputEvent] = []
    var start = 0
    while start < pending.count {
      if paste != nil {
        guard let next = endOfPaste(from: start, &events) else { return events }
        start = next
        continue
      }
      switch step(pending[start...], isFinal: isFinal) {
      case .event(let event, let length):
        events.append(event)
        start += length
      case .skip(let length): start += length
      case .startPaste(let length):
        paste = []
        start += length
      case .wait:
        pending.removeFirst(start)
        return events
      }
    }
    pending.removeFirst(min(start, pending.count))
    return events
  }

  // MARK: Paste

  private static let pasteEnd: [UInt8] = Array("\u{1B}[201~".utf8)

  /// Where decoding goes on after the paste; nil when its end is yet to come.
  private mutating func endOfPaste(from start: Int, _ events: inout [InputEvent]) -> Int? {
    let end = InputDecoder.pasteEnd
    var index = start
    while index + end.count <= pending.count {
      if pending[index] == end[0], pending[index..<index + end.count].elementsEqual(end) {
        keep(pending[start..<index])
        events.append(.paste(InputDecoder.text(ofPaste: paste ?? [])))
        paste = nil
        return index + end.count
      }
      index += 1
    }
    // The last few bytes may be the beginning of the end.
    keep(pending[start..<max(start, index)])
    pending.removeFirst(max(start, index))
    return nil
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    let room = InputDecoder.pasteLimit - (paste?.count ?? 0)
    paste?.append(contentsOf: bytes.prefix(max(0, room)))
  }

  /// Terminals send line ends as CR.
  private static func text(ofPaste bytes: [UInt8]) -> String {
    var text = ""
    for character in String(decoding: bytes, as: UTF8.self) {
      text.append(character == "\r" || character == "\r\n" ? "\n" : character)
    }
    return text
  }

  // MARK: One key or report

  private func step(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    guard first == 0x1B else { return character(bytes, isFinal: isFinal) }
    guard let second = bytes.dropFirst().first else {
      return isFinal ? .event(.key(KeyPress(.escape)), length: 1) : .wait
    }
    switch second {
    case UInt8(ascii: "["): return control(bytes, isFinal: isFinal)
    case UInt8(ascii: "]"): return operatingCommand(bytes, isFinal: isFinal)
    case UInt8(ascii: "O"): return singleShift(bytes, isFinal: isFinal)
    // Two in a row: the first was the key.
    case 0x1B: return .event(.key(KeyPress(.escape)), length: 1)
    default: return alternate(bytes, isFinal: isFinal)
    }
  }

  /// ESC before a character: alt was held.
  private func alternate(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    switch character(bytes.dropFirst(), isFinal: isFinal) {
    case .event(.key(var press), let length):
      press.modifiers.insert(.alt)
      return .event(.key(press), length: length + 1)
    case .event(let event, let length): return .event(event, length: length + 1)
    case .skip(let length): return .skip(length: length + 1)
    case .startPaste(let length): return .startPaste(length: length + 1)
    case .wait: return .wait
    }
  }

  /// `ESC ] digits ; text`, ended by BEL or `ESC \`: what the terminal answers about itself. Alone it is alt-].
  private func operatingCommand(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    guard let third = bytes.dropFirst(2).first else { return isFinal ? alternate(bytes, isFinal: true) : .wait }
    guard (0x30...0x39).contains(third) else { return alternate(bytes, isFinal: isFinal) }
    let text = bytes.dropFirst(2).prefix { $0 != 0x07 && $0 != 0x1B }
    guard text.endIndex < bytes.endIndex else {
      return isFinal || bytes.count > InputDecoder.sequenceLimit ? .skip(length: bytes.count) : .wait
    }
    var length = text.endIndex - bytes.startIndex + 1
    if bytes[text.endIndex] == 0x1B {
      guard text.endIndex + 1 < bytes.endIndex else { return isFinal ? .skip(length: length) : .wait }
      // Anything else after ESC is a key of its own, and the answer was cut short.
      guard bytes[text.endIndex + 1] == UInt8(ascii: "\\") else { return .skip(length: length - 1) }
      length += 1
    }
    guard let report = ColorReport(text) else { return .skip(length: length) }
    return .event(.background(report.appearance), length: length)
  }

  /// `ESC O x`: keypad and function keys.
  private func singleShift(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    guard bytes.count >= 3 else { return isFinal ? alternate(bytes, isFinal: true) : .wait }
    let sequence = Array(bytes.prefix(3))
    if let press = known[sequence] ?? KeySequences.singleShift(sequence[2]) {
      return .event(.key(press), length: 3)
    }
    return .skip(length: 3)
  }

  /// `ESC [ parameters final`.
  private func control(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    var index = bytes.startIndex + 2
    while index < bytes.endIndex, (0x20...0x3F).contains(bytes[index]) { index += 1 }
    guard index < bytes.endIndex else {
      guard isFinal || bytes.count > InputDecoder.sequenceLimit else { return .wait }
      return bytes.count == 2 ? alternate(bytes, isFinal: true) : .skip(length: bytes.count)
    }
    let length = index - bytes.startIndex + 1
    let final = bytes[index]
    // Not a sequence at all: something else began in the middle of it.
    guard (0x40...0x7E).contains(final) else { return .skip(length: max(2, length - 1)) }
    let parameters = bytes[(bytes.startIndex + 2)..<index]
    if let press = known[Array(bytes.prefix(length))] { return .event(.key(press), length: length) }
    // Two that go on after what looks like their end: the Linux console's F1–F5 and the oldest mouse reports.
    if parameters.isEmpty, final == UInt8(ascii: "[") { return consoleKey(bytes, isFinal: isFinal) }
    if parameters.isEmpty, final == UInt8(ascii: "M") { return oldMouse(bytes, isFinal: isFinal) }
    if parameters.elementsEqual([0x32, 0x30, 0x30]), final == UInt8(ascii: "~") { return .startPaste(length: length) }
    guard let event = KeySequences.control(parameters, final: final) else { return .skip(length: length) }
    return .event(event, length: length)
  }

  private func consoleKey(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    guard bytes.count >= 4 else { return isFinal ? .skip(length: bytes.count) : .wait }
    let letter = bytes[bytes.startIndex + 3]
    guard (0x41...0x45).contains(letter) else { return .skip(length: 4) }
    return .event(.key(KeyPress(.function(Int(letter) - 0x40))), length: 4)
  }

  private func oldMouse(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    guard bytes.count >= 6 else { return isFinal ? .skip(length: bytes.count) : .wait }
    let values = bytes[(bytes.startIndex + 3)..<(bytes.startIndex + 6)].map { Int($0) - 32 }
    guard values.allSatisfy({ $0 >= 0 }) else { return .skip(length: 6) }
    // These reports do not say which button was released: 3 stands for any.
    let isRelease = values[0] & 0b11 == 3 && values[0] & 0x60 == 0
    let event = MouseReport(
      code: isRelease ? values[0] & ~0b11 : values[0], column: values[1], row: values[2], isRelease: isRelease
    ).event
    return event.map { .event(.mouse($0), length: 6) } ?? .skip(length: 6)
  }

  /// A control character or a scalar of UTF-8.
  private func character(_ bytes: ArraySlice<UInt8>, isFinal: Bool) -> Step {
    let first = bytes[bytes.startIndex]
    if first < 0x80 { return .event(.key(KeySequences.ascii(first)), length: 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
    guard length > 1, first < 0xF5 else { return .skip(length: 1) }
    let follow = bytes.dropFirst().prefix(length - 1)
    guard follow.allSatisfy({ $0 & 0xC0 == 0x80 }) else { return .skip(length: 1) }
    guard follow.count == length - 1 else { return isFinal ? .skip(length: bytes.count) : .wait }
    let text = String(decoding: bytes.prefix(length), as: UTF8.self)
    guard let character = text.first, character != "\u{FFFD}" else { return .skip(length: length) }
    return .event(.key(KeyPress(character)), length: length)
  }
}
