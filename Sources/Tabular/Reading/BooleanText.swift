/// What counts as a boolean in text: true and false, in lower case, capitalised or in capitals.
///
/// Yes and no stay categories and 0 and 1 numbers: a model loses nothing, and people find the words of their data.
enum BooleanText {
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    switch text.count {
    case 4: matches(text, "true", "True", "TRUE") ? true : nil
    case 5: matches(text, "false", "False", "FALSE") ? false : nil
    default: nil
    }
  }

  private static func matches(
    _ text: UnsafeBufferPointer<UInt8>, _ first: StaticString, _ second: StaticString, _ third: StaticString
  ) -> Bool {
    isEqual(text, first) || isEqual(text, second) || isEqual(text, third)
  }

  private static func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    word.withUTF8Buffer { $0.elementsEqual(text) }
  }
}
