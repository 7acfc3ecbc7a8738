import Glibc

/// A question about one text, worked out over its bytes.
struct TextTest: Sendable {
  enum Kind: Sendable {
    /// Is it one of the wanted?
    case equals
    case contains, startsWith, endsWith
  }

  var kind: Kind
  var wanted: [[UInt8]]
  /// Whether the text is taken in small letters.
  var isLowered = false
  /// Whether the answer is turned round.
  var isNegated = false

  func holds(_ text: UnsafeRawBufferPointer) -> Bool {
    if isLowered, text.contains(where: { $0 >= 0x80 }) { return holdsLowered(text) }
    return isAnswered(text, isLowered: isLowered) != isNegated
  }

  func holds(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { holds(UnsafeRawBufferPointer($0)) }
  }

  /// Letters beyond ASCII take the long way, through a string.
  private func holdsLowered(_ text: UnsafeRawBufferPointer) -> Bool {
    var lowered = String(decoding: text, as: UTF8.self).lowercased()
    return lowered.withUTF8 { isAnswered(UnsafeRawBufferPointer($0), isLowered: false) } != isNegated
  }

  private func isAnswered(_ text: UnsafeRawBufferPointer, isLowered: Bool) -> Bool {
    for wanted in wanted {
      let isFound = wanted.withUnsafeBytes { wanted in
        switch kind {
        case .equals: text.count == wanted.count && matches(text, 0, wanted, isLowered)
        case .startsWith: text.count >= wanted.count && matches(text, 0, wanted, isLowered)
        case .endsWith: text.count >= wanted.count && matches(text, text.count - wanted.count, wanted, isLowered)
        case .contains: contains(text, wanted, isLowered)
        }
      }
      if isFound { return true }
    }
    return false
  }

  private func contains(_ text: UnsafeRawBufferPointer, _ wanted: UnsafeRawBufferPointer, _ isLowered: Bool) -> Bool {
    guard text.count >= wanted.count else { return false }
    return (0...text.count - wanted.count).contains { matches(text, $0, wanted, isLowered) }
  }

  /// - Precondition: from `start`, the text is at least as long as what is wanted.
  @inline(__always)
  private func matches(
    _ text: UnsafeRawBufferPointer, _ start: Int, _ wanted: UnsafeRawBufferPointer, _ isLowered: Bool
  ) -> Bool {
    guard isLowered else {
      guard let first = text.baseAddress, let second = wanted.baseAddress else { return wanted.isEmpty }
      return memcmp(first + start, second, wanted.count) == 0
    }
    for index in 0..<wanted.count {
      let byte = text[start + index]
      if ((65...90).contains(byte) ? byte | 0x20 : byte) != wanted[index] { return false }
    }
    return true
  }
}

extension TextTest {
  /// The column that a text operand reads, and whether in small letters: `job` or `lower(job)`.
  static func operand(_ node: Expression.Node) -> (name: String, isLowered: Bool)? {
    switch node {
    case .name(let name): return (name, false)
    case .call("lower", let arguments):
      guard arguments.count == 1, case .name(let name) = arguments[0] else { return nil }
      return (name, true)
    case .number, .string, .boolean, .negate, .not, .arithmetic, .compare, .logical, .call, .membership, .filtered,
      .segmented:
      return nil
    }
  }
}
