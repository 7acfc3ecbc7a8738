import CellCanvas

/// Makes addresses on the screen links (OSC 8), beside the terminal library, which does not know the sequence.
///
/// What is drawn stays what it is: once the library has written a frame, the addresses in the rows that it touched are
/// written once more over themselves, as links and in their own look, and the cursor and its look are put back. A frame
/// that touches no row touches no link. The same address is the same link wherever it stands, and nothing but an address
/// that stands there whole is one.
struct ScreenLinks {
  /// Columns that the terminal has as links, row by row.
  private var linked: [Int: [Range<Int>]] = [:]
  /// What is still to be written.
  private var waiting = ""
  private var waitingCount = 0

  /// So many are written with one frame; what is more stays text.
  private static let countMax = 32
  private static let lengthMax = 2000

  /// Looks for addresses in a row that has just been handed to the library.
  ///
  /// - Parameter look: the sequence that makes the terminal write in a style.
  mutating func take(_ cells: UnsafeBufferPointer<Cell>, row: Int, look: (Style) -> String) {
    let found = ScreenLinks.addresses(in: cells)
    for range in found {
      write(cells, range, row: row, link: ScreenLinks.text(of: cells[range]), look)
    }
    // What stands where a link was may not have been written again, and is none any more.
    for range in linked[row] ?? [] where !found.contains(range) && range.upperBound <= cells.count {
      for rest in ScreenLinks.parts(of: range, outside: found) { write(cells, rest, row: row, link: "", look) }
    }
    linked[row] = found.isEmpty ? nil : found
  }

  /// What is to be written after the frame; nothing where no link was touched.
  mutating func takeSequence() -> String {
    defer { (waiting, waitingCount) = ("", 0) }
    // DECSC and DECRC: the library goes on where it believes the cursor to be, in the look that it set last.
    return waiting.isEmpty ? "" : "\u{1B}7" + waiting + "\u{1B}8"
  }

  /// The screen has been cleared.
  mutating func forget() { (linked, waiting, waitingCount) = ([:], "", 0) }

  // MARK: Parts

  private mutating func write(
    _ cells: UnsafeBufferPointer<Cell>, _ range: Range<Int>, row: Int, link: String, _ look: (Style) -> String
  ) {
    guard waitingCount < ScreenLinks.countMax, !range.isEmpty else { return }
    waitingCount += 1
    waiting += "\u{1B}[\(row + 1);\(range.lowerBound + 1)H"
    if !link.isEmpty { waiting += "\u{1B}]8;;\(link)\u{1B}\\" }
    var style: Style?
    for cell in cells[range] where !cell.glyph.isContinuation {
      if cell.style != style { waiting += look(cell.style) }
      style = cell.style
      waiting += cell.glyph.text
    }
    if !link.isEmpty { waiting += "\u{1B}]8;;\u{1B}\\" }
  }

  private static func text(of cells: Slice<UnsafeBufferPointer<Cell>>) -> String {
    String(String.UnicodeScalarView(cells.compactMap(\.glyph.soleScalar)))
  }

  /// What of a range lies in none of others. Halves of wide characters are never at its ends: links are ASCII.
  private static func parts(of range: Range<Int>, outside others: [Range<Int>]) -> [Range<Int>] {
    others.reduce([range]) { parts, other in
      parts.flatMap { part in
        [
          part.lowerBound..<max(part.lowerBound, min(part.upperBound, other.lowerBound)),
          min(part.upperBound, max(part.lowerBound, other.upperBound))..<part.upperBound,
        ].filter { !$0.isEmpty }
      }
    }
  }

  // MARK: Addresses

  /// Columns of whole addresses of the web, from left to right.
  static func addresses(in cells: UnsafeBufferPointer<Cell>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = 4
    while index + 3 < cells.count {
      guard cells[index].glyph.soleScalar == ":", let range = address(around: index, in: cells) else {
        index += 1
        continue
      }
      found.append(range)
      index = range.upperBound + 4
    }
    return found
  }

  private static func address(around colon: Int, in cells: UnsafeBufferPointer<Cell>) -> Range<Int>? {
    guard cells[colon + 1].glyph.soleScalar == "/", cells[colon + 2].glyph.soleScalar == "/" else { return nil }
    guard let start = ["https", "http"].lazy.compactMap({ start(of: $0, before: colon, in: cells) }).first else {
      return nil
    }
    var end = colon + 3
    while end < cells.count, end - start < lengthMax, let scalar = cells[end].glyph.soleScalar, isOfAddress(scalar) {
      end += 1
    }
    // One that was cut goes on where nobody sees it; at the edge of the screen nobody knows.
    guard end < cells.count, cells[end].glyph.soleScalar != "…" else { return nil }
    while end > colon + 3, let last = cells[end - 1].glyph.soleScalar, ".,;:!?'".unicodeScalars.contains(last) {
      end -= 1
    }
    return end > colon + 3 ? start..<end : nil
  }

  private static func start(of scheme: String, before colon: Int, in cells: UnsafeBufferPointer<Cell>) -> Int? {
    let start = colon - scheme.unicodeScalars.count
    guard start >= 0 else { return nil }
    for (offset, scalar) in scheme.unicodeScalars.enumerated() where cells[start + offset].glyph.soleScalar != scalar {
      return nil
    }
    // "xhttp" is another word.
    if start > 0, let before = cells[start - 1].glyph.soleScalar, before.properties.isAlphabetic { return nil }
    return start
  }

  /// Characters of RFC 3986 but the brackets that people put around addresses.
  private static func isOfAddress(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "-", ".", "_", "~", ":", "/", "?", "#", "@", "!", "$", "&", "'", "*", "+", ",", ";", "=", "%", "[", "]": true
    default: false
    }
  }
}
