import Encoding
import Testing

@Suite struct JSONWritingTests {
  @Test(
    "Numbers are written as the shortest text that reads back",
    arguments: [
      (0.1, "0.1"), (1.0 / 3, "0.3333333333333333"), (5, "5"), (-0.0, "0"), (1e15, "1000000000000000.0"),
      (1e16, "1e+16"), (1e-7, "1e-07"),
      (999_999_999_999_999, "999999999999999"), (.nan, "null"), (.infinity, "null"), (-.infinity, "null"),
      (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    ])
  func numbers(value: Double, text: String) throws {
    #expect(JSON.number(value).text() == text)
    guard value.isFinite else { return }
    #expect(try JSON(parsing: text).double == value)
  }

  @Test("Integers survive exactly, where a double would not")
  func integers() throws {
    for value in [Int64.max, .min, 9_007_199_254_740_993, 1_772_409_600_000_001] {
      #expect(try JSON(parsing: JSON.integer(value).text()) == .integer(value))
    }
  }

  @Test("Strings are escaped where they must be and nowhere else")
  func strings() throws {
    let text = "\"\\/\u{0}\u{1F}\n\r\t\u{7F}é€\u{1D11E}"
    let written = JSON.string(text).text()
    #expect(written == #""\"\\/\u0000\u001f\n\r\t"# + "\u{7F}é€\u{1D11E}\"")
    #expect(try JSON(parsing: written) == .string(text))
  }

  @Test("Members keep their order, and a pretty text reads back as the same value")
  func pretty() throws {
    let value: JSON = ["z": 1, "a": [1, 2], "m": [["x": nil], []], "e": .object([])]
    #expect(value.text() == #"{"z":1,"a":[1,2],"m":[{"x":null},[]],"e":{}}"#)
    let pretty = value.text(pretty: true)
    #expect(
      pretty == """
        {
          "z": 1,
          "a": [1,2],
          "m": [
            {
              "x": null
            },
            []
          ],
          "e": {}
        }
        """)
    #expect(try JSON(parsing: pretty) == value)
  }

  @Test("Members are found, replaced and added")
  func members() {
    var value: JSON = ["a": 1, "b": [true, 2.0]]
    #expect(value["b"]?[1]?.int == 2)
    #expect(value["b"]?[2] == nil)
    #expect(value["b"]?["x"] == nil)
    value.set("a", "one")
    value.set("c", nil)
    #expect(value.text() == #"{"a":"one","b":[true,2],"c":null}"#)
    var list: JSON = [1]
    list.set("a", 2)
    #expect(list == [1])
  }

  @Test("Absent facts are null")
  func absent() {
    #expect(JSON(Double.nan) == .null)
    #expect(JSON(Double?.none) == .null)
    #expect(JSON(Int?.none) == .null)
    #expect(JSON(String?.none) == .null)
    #expect(JSON(Timestamp?.none) == .null)
    #expect(JSON.number(0.5).int == nil)
  }
}
