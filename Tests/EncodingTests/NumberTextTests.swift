import Encoding
import Testing

@Suite struct NumberTextTests {
  @Test(
    "Fixed decimals",
    arguments: [
      (0.12345, 3, "0.123"), (0.9996, 3, "1.000"), (-1.5, 0, "-2"), (-0.0004, 3, "0.000"), (2, 2, "2.00"),
      (1e20, 2, "1e+20"), (.nan, 2, "–"), (.infinity, 2, "∞"), (-.infinity, 2, "-∞"),
      (0, 25, "0.0000000000000000000000000"),
      (8_999_999_999.999998, 6, "8999999999.999998"), (1e-19, 25, "0.0000000000000000001000000"),
    ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(NumberText.fixed(value, decimals) == text)
  }

  @Test(
    "Significant digits",
    arguments: [
      (0.79123, 4, "0.7912"), (62.957, 4, "62.96"), (1234.5, 4, "1235"), (123_456, 3, "123456"), (0, 4, "0"),
      (0.00012345, 3, "0.000123"), (-0.5, 2, "-0.50"), (1e-12, 2, "1.0e-12"), (-4.5678e-17, 4, "-4.6e-17"),
      (0.099996, 4, "0.1000"),
      (9.99996, 4, "10.00"), (999.96, 4, "1000"), (.nan, 4, "–"),
    ])
  func significant(value: Double, digits: Int, text: String) {
    #expect(NumberText.significant(value, digits) == text)
  }

  @Test(
    "As few decimals as tell the value",
    arguments: [
      (111.70000000000002, "111.7"), (100, "100"), (0, "0"), (-0.30000000000000004, "-0.3"),
      (1.0 / 3, "0.333333333333"),
      (123_456.789, "123456.789"), (1e-20, "1e-20"), (1e300, "1e+300"), (.nan, "–"),
    ])
  func shortest(value: Double, text: String) {
    #expect(NumberText.shortest(value) == text)
  }

  @Test(
    "Thousands",
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1234, "-1,234"),
      (.max, "9,223,372,036,854,775,807"), (.min, "-9,223,372,036,854,775,808"),
    ])
  func grouped(value: Int, text: String) {
    #expect(NumberText.grouped(value) == text)
  }

  @Test(
    "Short forms",
    arguments: [
      (950, "950"), (12_345, "12.3k"), (4_560_000, "4.56M"), (1.2e9, "1.20G"), (0.123, "0.123"), (7, "7"),
      (-2500, "-2.50k"),
    ])
  func short(value: Double, text: String) {
    #expect(NumberText.short(value) == text)
  }

  @Test(
    "Durations",
    arguments: [
      (0.42, "0.42 s"), (42, "42 s"), (59.7, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"),
      (273_600, "3 d 4 h"), (.nan, "–"), (.infinity, "–"),
    ])
  func duration(seconds: Double, text: String) {
    #expect(NumberText.duration(seconds) == text)
  }

  @Test("A duration that no clock can show is still a text")
  func endlessDuration() {
    #expect(NumberText.duration(1e30).hasSuffix("h"))
  }

  @Test(
    "Bytes",
    arguments: [(0, "0 B"), (512, "512 B"), (1434, "1.40 KiB"), (24_117_248, "23.0 MiB"), (1 << 40, "1.00 TiB")])
  func bytes(count: Int, text: String) {
    #expect(NumberText.bytes(count) == text)
  }
}
