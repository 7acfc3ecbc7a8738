/// The texts that mean "no value".
struct MissingTokens: Sendable {
  private let tokens: [[UInt8]]
  private let longest: Int
  /// Whether a token would be a number otherwise, such as 999.
  let hasNumbers: Bool

  init(_ texts: [String]) {
    tokens = texts.map { text in Array(text.utf8).withUnsafeBufferPointer { Array($0.trimmed) } }
    longest = tokens.map(\.count).max() ?? 0
    hasNumbers = tokens.contains { $0.withUnsafeBufferPointer { DecimalText.parse($0) != nil } }
  }

  /// Whether a field is empty or one of the tokens, spaces around it aside.
  @inline(__always)
  func contains(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = field.trimmed
    if text.isEmpty { return true }
    return text.count <= longest && matches(text)
  }

  private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    for token in tokens where token.count == text.count && text.elementsEqual(token) { return true }
    return false
  }
}
