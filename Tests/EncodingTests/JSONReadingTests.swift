import Encoding
import Testing

/// RFC 8259, and what must be refused.
@Suite struct JSONReadingTests {
  @Test(
    "Every kind of value is read",
    arguments: [
      ("null", JSON.null), ("true", true), ("false", false), ("0", 0), ("-7", -7), (" \t\r\n12 ", 12),
      ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
      // One more than an Int64 holds: a number, as near as a double comes.
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("0.5", .number(0.5)), ("-0.25e-2", .number(-0.0025)), ("1E+3", .number(1000)), ("1e400000000000000000000", nil),
      (#""""#, ""), ("[]", []), ("{}", .object([])), ("[1,[2,[]],{}]", [1, [2, []], .object([])]),
      (#"{"a":1,"b":{"c":[null]}}"#, ["a": 1, "b": ["c": [nil]]]),
    ] as [(String, JSON?)])
  func values(text: String, expected: JSON?) throws {
    guard let expected else {
      #expect(throws: JSONError.self) { try JSON(parsing: text) }
      return
    }
    #expect(try JSON(parsing: text) == expected)
  }

  @Test(
    "Escapes stand for their characters",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
      // U+1D11E, the G clef of RFC 8259, section 7.
      (#""\uD834\uDD1E""#, "\u{1D11E}"), ("\"\u{7F}\u{1D11E}\"", "\u{7F}\u{1D11E}"),
      // Half a pair is no character; the replacement keeps the rest readable.
      (#""a\uD834b""#, "a\u{FFFD}b"), (#""\uDD1E""#, "\u{FFFD}"),
    ])
  func escapes(text: String, expected: String) throws {
    #expect(try JSON(parsing: text) == .string(expected))
  }

  @Test(
    "What is not JSON is refused",
    arguments: [
      "", " ", "nul", "True", "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "1.", ".5", "-", "1e", "1e+", "--1",
      "0x10", "1 2", "'a'", "\"a", "\"\\", "\"\\u12", "\"\\u+123\"", "\"\\x\"", "\"\\uD834\\u0041\"", "\"a\nb\"",
      "[1,]",
      "[,1]", "[1 2]", "[", "]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:2}", "{\"a\":1 \"b\":2}", "{",
      "1e999",
      "-1e999", "/* */ 1", "\u{FEFF}1",
    ])
  func refused(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: text) }
  }

  @Test("An error names the byte where reading stopped")
  func errorPlace() throws {
    do {
      _ = try JSON(parsing: #"{"a": [1, 2, tru]}"#)
      Issue.record("it was read")
    } catch {
      #expect(error.offset == 13)
      #expect(error.description == "not valid JSON at byte 13: unknown word")
    }
  }

  @Test("Nesting is bounded, however deep the input", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func depth(opening: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: opening, count: 100_000)) }
  }

  @Test("Nesting up to the bound is read")
  func allowedDepth() throws {
    let text = String(repeating: "[", count: 127) + "1" + String(repeating: "]", count: 127)
    #expect(try JSON(parsing: text).text() == text)
  }

  @Test("No bytes make the reader fail in any other way than by its error")
  func hostileBytes() throws {
    let document = Array(#"{"a":[1,-2.5e3,"\u00e9\n",true,null],"b":{"c":""}}"#.utf8)
    var count = 0
    for position in document.indices {
      for byte in [0x00, 0x22, 0x5C, 0x7B, 0x5D, 0x2C, 0x2D, 0x65, 0x75, 0x80, 0xC3, 0xFF] as [UInt8] {
        var bytes = document
        bytes[position] = byte
        if (try? JSON(parsing: bytes)) != nil { count += 1 }
        _ = try? JSON(parsing: Array(bytes[...position]))
        _ = try? JSON(parsing: Array(bytes[position...]))
      }
    }
    // Letters inside strings may be anything; most else may not.
    #expect(count > 0 && count < document.count * 12 / 2)
  }
}
