import Lifecycle
import Tabular

/// Counts requests of a unit that asked before within a stated time: somebody was not content with the answer.
///
/// A table of recent units by hash, in sets of four: `capacity` units in 16 bytes each, never more, nothing allocated a
/// row. A unit that comes while its set is full takes the place of the one that asked longest ago; where that one was
/// still within the time, `evictedCount` says so, and from then on the count is a lower bound.
struct RedoTable {
  static let capacity = 1 << 16
  private static let ways = 4

  let column: String
  let within: Int64
  /// 0 stands for a free place.
  private var keys = [UInt64](repeating: 0, count: RedoTable.capacity)
  private var times = [Int64](repeating: .min, count: RedoTable.capacity)
  private var newest = Int64.min
  private(set) var evictedCount = 0

  struct Counts: Equatable {
    /// Requests that named their unit.
    var known = 0
    var redone = 0
    /// Requests that were older than one before them.
    var backwards = 0
  }

  init(column: String, withinSeconds: Double) {
    self.column = column
    within = Int64(min(withinSeconds, 1e9) * 1e6)
  }

  /// - Parameters:
  ///   - rows: of the table, one a request.
  ///   - times: of those requests, by position from `first` on; a clock that goes back is counted, and the distance counts.
  mutating func count(_ table: Table, rows: Range<Int>, times: [Int64], from first: Int) -> Counts {
    var counts = Counts()
    guard let values = table[column]?.values else { return counts }
    for (offset, row) in rows.enumerated() {
      guard let hash = UnitKeys.hash(values, row) else { continue }
      let time = times[first + offset]
      counts.known += 1
      if time < newest { counts.backwards += 1 } else { newest = time }
      if asked(hash == 0 ? 1 : hash, at: time) { counts.redone += 1 }
    }
    return counts
  }

  /// Notes that a unit asks.
  ///
  /// - Returns: whether it asked within the time before.
  private mutating func asked(_ key: UInt64, at time: Int64) -> Bool {
    // The last bytes of a name hardly reach the middle of its hash: mixed once more, names that follow each other part.
    let mixed = (key ^ key >> 32) &* 0x9E37_79B9_7F4A_7C15
    let set = Int(mixed >> 32) & (Self.capacity / Self.ways - 1)
    var oldest = set * Self.ways
    for place in set * Self.ways..<(set + 1) * Self.ways {
      if keys[place] == key {
        let distance = time.subtractingReportingOverflow(times[place])
        times[place] = max(times[place], time)
        return !distance.overflow && distance.partialValue.magnitude <= UInt64(within)
      }
      if times[place] < times[oldest] { oldest = place }
    }
    let horizon = newest.subtractingReportingOverflow(within)
    if keys[oldest] != 0, horizon.overflow || horizon.partialValue <= times[oldest] { evictedCount += 1 }
    keys[oldest] = key
    times[oldest] = time
    return false
  }
}
