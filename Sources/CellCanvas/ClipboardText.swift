/// Text for the clipboard, no longer than terminals take.
public struct ClipboardText: Sendable, Hashable {
  /// The beginning that fits.
  public let text: String
  /// Bytes that were asked for.
  public let wantedByteCount: Int

  /// Terminals drop sequences of more than 100,000 characters, some of them without a word: three quarters of that are
  /// left for the text, less what stands around it.
  public static let byteCountMax = 74_994

  /// Cuts at the end of a line where there is one in the last quarter, else between two characters.
  public init(_ text: String) {
    wantedByteCount = text.utf8.count
    guard wantedByteCount > ClipboardText.byteCountMax else {
      self.text = text
      return
    }
    var end = text.utf8.index(text.startIndex, offsetBy: ClipboardText.byteCountMax)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    let cut = text[..<end]
    let lines = cut.lastIndex(where: \.isNewline).map { cut[...$0] }
    self.text = String(lines.flatMap { $0.utf8.count > ClipboardText.byteCountMax * 3 / 4 ? $0 : nil } ?? cut)
  }

  public var isCut: Bool { text.utf8.count < wantedByteCount }
}
