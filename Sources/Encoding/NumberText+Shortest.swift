extension NumberText {
  /// As few decimals as tell the value to 12 significant digits: 111.70000000000002 is "111.7", 100.0 is "100".
  ///
  /// What sums and products of decimal figures leave in the last digits of a binary number means nothing to a reader.
  public static func shortest(_ value: Double) -> String {
    guard value.isFinite else { return fixed(value, 0) }
    for decimals in 0...15 {
      let text = fixed(value, decimals)
      if let read = Double(text), abs(read - value) <= 1e-12 * abs(value) { return text }
    }
    return value.description
  }
}
