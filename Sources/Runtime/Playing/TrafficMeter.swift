/// Rates for the screen: the present one and those of the last minute.
struct TrafficMeter {
  static let rateCountMax = 60

  private let clock: EngineClock
  private var tickedAt: Double
  private var playedAtTick = 0
  private var secondStartedAt: Double
  private var playedAtSecond = 0
  /// Requests per second of each of the last seconds, oldest first.
  private(set) var rates: [Double] = []

  init(clock: EngineClock) {
    self.clock = clock
    tickedAt = clock.monotonic()
    secondStartedAt = tickedAt
  }

  /// Twice a second is as often as a figure can be read, and each time draws a frame.
  var isDue: Bool { clock.monotonic() - tickedAt >= 0.5 }

  /// The rate since the last tick.
  mutating func tick(played: Int) -> Double {
    let now = clock.monotonic()
    let rate = now > tickedAt ? Double(played - playedAtTick) / (now - tickedAt) : 0
    tickedAt = now
    playedAtTick = played
    if now - secondStartedAt >= 1 {
      rates.append(Double(played - playedAtSecond) / (now - secondStartedAt))
      if rates.count > TrafficMeter.rateCountMax { rates.removeFirst() }
      secondStartedAt = now
      playedAtSecond = played
    }
    return rate
  }
}
