import Glibc

/// Finds the first byte of a buffer that delimited text cannot hold.
enum UTF8Check {
  /// The offset of the first NUL or of the first byte that is not UTF-8 (RFC 3629), nil when all is well.
  static func firstFault(in text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = text.baseAddress, text.count > 0 else { return nil }
    let nul = memchr(base, 0, text.count).map { UnsafeRawPointer($0) - UnsafeRawPointer(base) }
    if isASCII(text) { return nul }
    let invalid = firstInvalid(in: text)
    guard let nul, let invalid else { return nul ?? invalid }
    return min(nul, invalid)
  }

  private static func isASCII(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var seen: UInt8 = 0
    for byte in text { seen |= byte }
    return seen < 0x80
  }

  private static func firstInvalid(in text: UnsafeBufferPointer<UInt8>) -> Int? {
    var position = 0
    while position < text.count {
      if text[position] < 0x80 {
        position += 1
        continue
      }
      let length = sequenceLength(text, at: position)
      if length == 0 { return position }
      position += length
    }
    return nil
  }

  /// Bytes in the well-formed sequence of two to four at a place, 0 where there is none (Unicode table 3-7).
  private static func sequenceLength(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    let first = text[start]
    let length: Int
    var secondRange: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, secondRange) = (3, 0xA0...0xBF)
    case 0xED: (length, secondRange) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, secondRange) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, secondRange) = (4, 0x80...0x8F)
    default: return 0
    }
    guard start + length <= text.count, secondRange.contains(text[start + 1]) else { return 0 }
    for index in 2..<max(2, length) where !(0x80...0xBF).contains(text[start + index]) { return 0 }
    return length
  }
}
