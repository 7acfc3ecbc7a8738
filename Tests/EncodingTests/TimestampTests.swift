import Encoding
import Testing

@Suite struct TimestampTests {
  /// A calendar that counts days one by one, so that it has nothing in common with the arithmetic under test.
  private struct Almanac {
    var (year, month, day) = (1600, 1, 1)
    var dayOfYear = 1
    // 1 January 1600 was a Saturday.
    var weekday = 5

    var isLeap: Bool { year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) }

    mutating func step() {
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      day += 1
      dayOfYear += 1
      weekday = (weekday + 1) % 7
      guard day > lengths[month - 1] else { return }
      (day, month) = (1, month + 1)
      guard month > 12 else { return }
      (month, dayOfYear, year) = (1, 1, year + 1)
    }
  }

  @Test("Every day from 1600 to 2400 is the day that an almanac says, and comes back")
  func civilRoundTrip() {
    // -135,140 days from 1970: `datetime.date(1600, 1, 1) - datetime.date(1970, 1, 1)` in Python.
    var days = -135_140
    var almanac = Almanac()
    var wrong = 0
    while almanac.year <= 2400 {
      let ofDay = Int64((days % 86_399 + 86_399) % 86_399) * 1_000_000 + Int64((days & 0xFFFF) * 15)
      let instant = Timestamp(microseconds: Int64(days) * 86_400_000_000 + ofDay)
      let civil = instant.civil
      let back = Timestamp(
        year: civil.year, month: civil.month, day: civil.day, hour: civil.hour, minute: civil.minute,
        second: civil.second, microsecond: civil.microsecond)
      let agrees =
        civil.year == almanac.year && civil.month == almanac.month && civil.day == almanac.day
        && civil.weekday == almanac.weekday && civil.dayOfYear == almanac.dayOfYear && back == instant
        && civil.hour * 3600 + civil.minute * 60 + civil.second == Int(ofDay / 1_000_000)
      if !agrees { wrong += 1 }
      days += 1
      almanac.step()
    }
    #expect(wrong == 0)
    // `datetime.date(2401, 1, 1) - datetime.date(1970, 1, 1)`.
    #expect(days == 157_420)
  }

  @Test(
    "Instants are printed as RFC 3339 and read back, over the whole range",
    arguments: [1, 7, 1_000_003, 86_399_999_999])
  func textRoundTrip(offset: Int64) throws {
    for year in stride(from: 1600, through: 2400, by: 3) {
      let start = Timestamp(year: year, month: 1 + year % 12, day: 1 + year % 28)
      let instant = Timestamp(microseconds: start.microseconds + offset)
      #expect(Timestamp(parsing: instant.description) == instant)
    }
  }

  // Values from Python's datetime.fromisoformat.
  @Test(
    "Offsets count from UTC",
    arguments: [
      ("2026-03-01T08:00:00+01:00", 1_772_348_400_000_000, "2026-03-01T07:00:00Z"),
      ("1996-12-19T16:39:57-08:00", 851_042_397_000_000, "1996-12-20T00:39:57Z"),
      ("1985-04-12T23:20:50.52Z", 482_196_050_520_000, "1985-04-12T23:20:50.52Z"),
      ("1937-01-01T12:00:27.87+00:20", -1_041_337_172_130_000, "1937-01-01T11:40:27.87Z"),
      ("1600-02-29T00:00:00Z", -11_670_998_400_000_000, "1600-02-29T00:00:00Z"),
      ("2400-02-29T23:59:59.999999z", 13_574_649_599_999_999, "2400-02-29T23:59:59.999999Z"),
      ("1969-12-31 23:59:59.9999994+0000", -1, "1969-12-31T23:59:59.999999Z"),
      ("2026-03-01t08:00-05", 1_772_370_000_000_000, "2026-03-01T13:00:00Z"),
      ("2026-03-01", 1_772_323_200_000_000, "2026-03-01T00:00:00Z"),
      // A leap second is the first instant of the next minute: the scale has none.
      ("1990-12-31T23:59:60Z", 662_688_000_000_000, "1991-01-01T00:00:00Z"),
    ])
  func offsets(text: String, microseconds: Int64, printed: String) throws {
    let instant = try #require(Timestamp(parsing: text))
    #expect(instant.microseconds == microseconds)
    #expect(instant.description == printed)
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "1900-02-29", "2026-04-31", "2026-03-00", "2026-3-1",
      "2026-03-01T", "2026-03-01T24:00", "2026-03-01T08", "2026-03-01T08:60", "2026-03-01T08:00:61",
      "2026-03-01T08:00:00.", "2026-03-01T08:00:00+", "2026-03-01T08:00:00+24:00", "2026-03-01T08:00:00+01:60",
      "2026-03-01T08:00:00+1", "2026-03-01T08:00:00Zx", "2026-03-01x", " 2026-03-01", "2026/03/01", "٢٠٢٦-03-01",
    ])
  func refused(text: String) {
    #expect(Timestamp(parsing: text) == nil)
  }

  @Test("Seconds go both ways, and people see a minute")
  func arithmetic() {
    let instant = Timestamp(year: 2026, month: 3, day: 1, hour: 8)
    #expect(instant.advanced(bySeconds: -0.5).description == "2026-03-01T07:59:59.5Z")
    #expect(instant.advanced(bySeconds: 90).seconds(since: instant) == 90)
    #expect(instant.minuteText == "2026-03-01 08:00")
    #expect(Timestamp(seconds: instant.seconds) == instant)
    #expect(Timestamp(microseconds: -1) < Timestamp(microseconds: 0))
  }
}
