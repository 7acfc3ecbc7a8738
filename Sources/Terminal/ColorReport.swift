import CellCanvas

/// What a terminal answers to the question for its background: `11;rgb:1e1e/1e1e/2e2e`.
struct ColorReport {
  let appearance: Theme.Appearance

  /// The question (OSC 11).
  static let question = "\u{1B}]11;?\u{1B}\\"

  /// - Parameter text: what stands between `ESC ]` and its end.
  /// - Returns: nil for anything else that a terminal may say.
  init?(_ text: some Collection<UInt8>) {
    let parts = String(decoding: text, as: UTF8.self).split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "11" else { return nil }
    let words = parts[1].split(separator: ":", maxSplits: 1)
    guard words.count == 2, words[0] == "rgb" || words[0] == "rgba" else { return nil }
    let shares = words[1].split(separator: "/").prefix(3).compactMap(Self.share)
    guard shares.count == 3 else { return nil }
    // Brightness as ITU-R BT.601 weighs it: enough to tell paper from night.
    appearance = 0.299 * shares[0] + 0.587 * shares[1] + 0.114 * shares[2] > 0.5 ? .light : .dark
  }

  /// One to four hexadecimal digits as a share of the most they can say.
  private static func share(_ digits: Substring) -> Double? {
    guard (1...4).contains(digits.count), let value = UInt32(digits, radix: 16) else { return nil }
    return Double(value) / Double((1 << (4 * digits.count)) - 1)
  }
}
