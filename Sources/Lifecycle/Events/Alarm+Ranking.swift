import Encoding

extension Alarm {
  /// Alarms in the order in which they ask for attention: firing ones, those whose data stopped, pending ones; among
  /// them by what they cost a day. A cost that nobody knows comes after those that are known, and one of nothing, or a
  /// gain, last; where costs are alike severity decides, then the newest.
  public static func ranked(_ alarms: [Alarm]) -> [Alarm] {
    alarms.sorted { one, other in
      let (a, b) = (one.rank, other.rank)
      return a == b ? (one.since, one.id) > (other.since, other.id) : b.lexicographicallyPrecedes(a)
    }
  }

  private var rank: [Double] {
    let stateRank: Double =
      switch state {
      case .firing: 3
      case .noData: 2
      case .pending: 1
      case .inactive, .resolved: 0
      }
    let costRank: Double = costPerDay.map { $0 > 0 ? 2 : 0 } ?? (pricing != nil && metricChange == 0 ? 0 : 1)
    return [stateRank, costRank, costPerDay ?? 0, Double(severity.rank), abs(metricChange ?? 0)]
  }
}
