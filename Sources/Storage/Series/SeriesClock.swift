import Encoding

/// Wall time for a series: it never goes back, whatever the wall clock does.
///
/// Where the clock was set back a little, the series' time goes on at half its pace until the wall has caught up. Where it
/// was set back by more than `stepMax`, what was dated later is forgotten and the series begins anew.
public struct SeriesClock {
  /// Seconds.
  public static let stepMax = 120.0

  private var last: (time: Timestamp, wall: Timestamp, monotonic: Double)?
  /// How often the wall clock was found set back.
  public private(set) var stepCount = 0

  public init() {}

  /// - Parameters:
  ///   - wall: what the wall clock says.
  ///   - monotonic: seconds that never go back.
  public mutating func time(wall: Timestamp, monotonic: Double) -> (time: Timestamp, beginsAnew: Bool) {
    guard let last else {
      self.last = (wall, wall, monotonic)
      return (wall, false)
    }
    if wall < last.wall { stepCount += 1 }
    let behind = last.time.seconds(since: wall)
    let beginsAnew = behind > Self.stepMax
    let slow = last.time.advanced(bySeconds: max(0, monotonic - last.monotonic) / 2)
    let time = beginsAnew || behind <= 0 ? wall : slow
    self.last = (time, wall, monotonic)
    return (time, beginsAnew)
  }
}
