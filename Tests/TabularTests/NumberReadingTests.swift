import Tabular
import Testing

@Suite("Numbers in text")
struct NumberReadingTests {
  /// xorshift64*: only the test's own supply of odd cases.
  struct Noise {
    var state: UInt64
    mutating func next() -> UInt64 {
      state ^= state >> 12
      state ^= state << 25
      state ^= state >> 27
      return state &* 0x2545_F491_4F6C_DD1D
    }
  }

  private func values(of texts: [String]) throws -> [Double] {
    var options = ReadOptions()
    options.kinds = ["x": .numeric]
    return try read("x\n" + texts.joined(separator: "\n") + "\n", options).table.numbers("x")
  }

  /// The standard library's parser is the reference: it is exactly rounded.
  @Test("decimal fractions of up to 25 digits are exactly rounded")
  func fractions() throws {
    var noise = Noise(state: 20_261_121)
    var texts: [String] = []
    for _ in 0..<20_000 {
      var digits = ""
      for _ in 0..<(1 + noise.next() % 25) { digits.append(String(noise.next() % 10)) }
      let point = Int(noise.next() % UInt64(digits.count + 1))
      let text = String(digits.prefix(point)) + "." + String(digits.dropFirst(point))
      texts.append((noise.next() % 2 == 0 ? "-" : "") + text)
    }
    let parsed = try values(of: texts)
    for (text, value) in zip(texts, parsed) {
      #expect(value == Double(text), "\(text)")
    }
  }

  @Test("the shortest text of any double reads back as that double")
  func roundTrip() throws {
    var noise = Noise(state: 7)
    let doubles = (0..<20_000).map { _ in Double(bitPattern: noise.next()) }.filter(\.isFinite)
    let unit = (0..<20_000).map { _ in Double(noise.next() >> 11) * 0x1p-53 }
    #expect(try values(of: (doubles + unit).map(\.description)) == doubles + unit)
  }

  @Test("halfway cases are rounded to even, and just above them up")
  func ties() throws {
    // 2^53 + 1 and 2^53 + 3 lie between doubles; the digit behind decides.
    #expect(
      try values(of: ["9007199254740993", "9007199254740993.000", "9007199254740993.001", "9007199254740995"])
        == [9_007_199_254_740_992, 9_007_199_254_740_992, 9_007_199_254_740_994, 9_007_199_254_740_996])
  }

  @Test(
    "extremes and odd spellings",
    arguments: [
      ("0", 0.0), ("-0", 0.0), ("00012", 12), ("1e22", 1e22), ("1E+3", 1000), ("5e-324", .leastNonzeroMagnitude),
      ("1.7976931348623157e308", .greatestFiniteMagnitude), ("1e-400", 0), (".5", 0.5), ("-5.", -5),
      ("18446744073709551615", 0x1p64), ("9999999999999999999", 1e19),
      // 123456789012345678901234567890 as Python's float.hex gives it.
      ("0.00000000000000000000000000001", 1e-29), ("123456789012345678901234567890", 0x1.8ee90ff6c373ep+96),
    ])
  func spellings(text: String, value: Double) throws {
    let parsed = try values(of: [text])
    #expect(parsed == [value])
    // Minus zero would count as a value of its own.
    #expect(parsed[0].sign == value.sign)
  }

  @Test(
    "what is no number is refused", arguments: ["+", "-", ".", "e5", "1e", "1e+", "1.2.3", "--1", "0x10", "1 2", "1_0"])
  func refused(text: String) {
    var options = ReadOptions()
    options.kinds = ["x": .numeric]
    #expect(readingError("x\n\(text)\n", options)?.problem == .unexpectedValue(text, .numeric))
  }
}
