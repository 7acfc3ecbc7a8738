import Encoding
import Lifecycle
import Traffic

/// The clock of a log's rows: it never goes backwards, whatever the log says.
struct WatchClock {
  /// How far a log's clock may be ahead of ours.
  private static let futureMicrosecondsMax: Int64 = 86_400_000_000
  /// The beginning of the calendar: 0001-01-01.
  private static let earliest: Int64 = -62_135_596_800_000_000
  /// Rows from which the usual gap is known.
  private static let gapCountMin = 30
  private static let gapWeight = 0.01

  private let clock: EngineClock
  /// Greatest event time so far.
  private(set) var lastTime: Int64?
  /// What the last row said.
  private var previous: Int64?
  /// Monotonic seconds at which the last row came.
  private(set) var lastAt: Double?
  /// The log has been read to its end: what comes now comes as it is written.
  var isLive = false
  private var gap = 0.0
  private var gapCount = 0
  private var longestGap: Double?

  init(clock: EngineClock) { self.clock = clock }

  /// Event time as it goes on by itself while nothing comes.
  var now: Int64 {
    guard let lastTime else { return clock.now().microseconds }
    guard isLive, let lastAt else { return lastTime }
    return lastTime + Int64(max(0, clock.monotonic() - lastAt) * 1e6)
  }

  /// Seconds since the last row; nil before the first.
  var age: Double? { lastAt.map { clock.monotonic() - $0 } }

  /// Seconds between two rows; nil before there are enough.
  var expectedGap: Double? { gapCount >= Self.gapCountMin ? gap : nil }

  /// The longest pause between two rows since the last call.
  mutating func takeLongestGap() -> Double? {
    defer { longestGap = nil }
    return longestGap
  }

  /// Ascending times for the windows, and those that the rows gave.
  mutating func times(of lines: [WatchedLine], _ counts: inout WatchCounts) -> (ascending: [Int64], given: [Int64]) {
    let wall = clock.now().microseconds
    var ascending: [Int64] = []
    var given: [Int64] = []
    ascending.reserveCapacity(lines.count)
    given.reserveCapacity(lines.count)
    for line in lines {
      let time = time(of: line, wall, &counts)
      if let previous, time < previous { counts.note("clock_backwards") }
      previous = time
      note(max(time, lastTime ?? time))
      given.append(time)
      ascending.append(lastTime ?? time)
    }
    lastAt = clock.monotonic()
    return (ascending, given)
  }

  private func time(of line: WatchedLine, _ wall: Int64, _ counts: inout WatchCounts) -> Int64 {
    guard let value = line.time, !value.isMissing else {
      if line.time != nil { counts.note("bad_times") }
      return line.time == nil && lastTime ?? .min < wall ? wall : lastTime ?? wall
    }
    guard let time = value.time, time >= Self.earliest else {
      counts.note("bad_times")
      return lastTime ?? wall
    }
    // One row of another century would close every window to come.
    guard time <= wall + Self.futureMicrosecondsMax else {
      counts.note("future_times")
      return lastTime ?? wall
    }
    return time
  }

  /// When an outcome became known, as its line says where that can be.
  func known(_ time: Int64?) -> Int64 {
    guard let time, time >= Self.earliest, time <= clock.now().microseconds + Self.futureMicrosecondsMax else {
      return now
    }
    return time
  }

  private mutating func note(_ time: Int64) {
    if let lastTime {
      let seconds = Double(time - lastTime) / 1e6
      longestGap = max(longestGap ?? 0, seconds)
      gap = gapCount == 0 ? seconds : gap + max(Self.gapWeight, 1 / Double(gapCount + 1)) * (seconds - gap)
      gapCount += 1
    }
    lastTime = time
  }
}

extension ProjectDefinition {
  /// The one column of event time; nil where there are two, or none.
  var timeColumn: String? {
    guard case .columns(let names)? = data.time, names.count == 1 else { return nil }
    return names[0]
  }
}
