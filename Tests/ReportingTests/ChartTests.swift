import Encoding
import Reporting
import Testing

@Suite("Ticks of an axis")
struct AxisTickTests {
  @Test(
    "Numbers step by 1, 2 or 5 times a power of ten",
    arguments: [
      (0.0...1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      (-30...70, 5, ["−20", "0", "20", "40", "60"]),
      (0.0...50_000, 5, ["0", "10k", "20k", "30k", "40k", "50k"]),
      (0.4912...0.4987, 4, ["0.492", "0.494", "0.496", "0.498"]),
      (900.0...1300.0, 4, ["900", "1,000", "1,100", "1,200", "1,300"]),
    ])
  func numbers(domain: ClosedRange<Double>, count: Int, expected: [String]) {
    #expect(AxisTicks.numbers(domain, countMax: count).ticks.map(\.text) == expected)
  }

  @Test("A span without width, or without end, has no ticks")
  func nothing() {
    #expect(AxisTicks.numbers(1...1, countMax: 5).ticks.isEmpty)
    #expect(AxisTicks.numbers(0 ... .infinity, countMax: 5).ticks.isEmpty)
    #expect(AxisTicks.times(5...5, countMax: 5).ticks.isEmpty)
  }

  @Test("Times fall on full hours, days, months and years")
  func times() {
    func texts(_ from: Timestamp, _ to: Timestamp) -> [String] {
      AxisTicks.times(from.seconds...to.seconds, countMax: 7).ticks.map(\.text)
    }
    let may = Timestamp(year: 2008, month: 5, day: 3, hour: 22)
    #expect(texts(may, may.advanced(bySeconds: 5 * 3600)) == ["22:00", "23:00", "05-04", "01:00", "02:00", "03:00"])
    #expect(texts(may, may.advanced(bySeconds: 3 * 86_400)) == ["05-04", "12:00", "05-05", "12:00", "05-06", "12:00"])
    #expect(
      texts(may, Timestamp(year: 2008, month: 9, day: 2)) == ["2008-06", "2008-07", "2008-08", "2008-09"])
    #expect(texts(may, Timestamp(year: 2013, month: 1, day: 1)) == ["2009", "2010", "2011", "2012", "2013"])
  }
}
