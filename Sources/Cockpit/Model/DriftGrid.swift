import Lifecycle

/// Drift as a matrix: columns of the data down, windows across.
struct DriftGrid: Sendable, Equatable {
  /// The column that ever drifted most first.
  var rows: [Row] = []

  struct Row: Sendable, Equatable {
    var column: String
    /// Statistic over its threshold per window, of the method that decides; NaN where a window has no reading.
    var ratios: [Double]
    /// The deciding reading of the newest window, when that has one.
    var newest: DriftReading?
    /// Windows that drifted.
    var driftedCount: Int
  }

  init() {}

  init(_ windows: [Window]) {
    var places: [String: Int] = [:]
    for (place, window) in windows.enumerated() {
      for reading in window.closed.drift {
        let index: Int
        if let known = places[reading.column] {
          index = known
        } else {
          index = rows.count
          places[reading.column] = index
          rows.append(
            Row(column: reading.column, ratios: Array(repeating: .nan, count: windows.count), driftedCount: 0))
        }
        rows[index].take(reading, place, isNewest: place == windows.count - 1)
      }
    }
    rows.sort { one, other in
      let (first, second) = (one.greatest, other.greatest)
      return first == second ? one.column < other.column : first > second
    }
  }

  /// Of a window's readings of one column the one furthest beyond its threshold.
  static func deciding(_ readings: [DriftReading]) -> DriftReading? {
    readings.filter { $0.threshold > 0 && $0.statistic.isFinite }
      .max { $0.statistic / $0.threshold < $1.statistic / $1.threshold }
  }

  /// Columns beyond their threshold in the newest window.
  var driftedNow: Int { rows.reduce(0) { $0 + ($1.newest?.isDrifted == true ? 1 : 0) } }
}

extension DriftGrid.Row {
  /// The largest ratio of any window; 0 without one.
  var greatest: Double { ratios.reduce(0) { $1.isFinite ? max($0, $1) : $0 } }

  /// Takes in one reading; of several methods for one window the one furthest beyond its threshold counts.
  fileprivate mutating func take(_ reading: DriftReading, _ place: Int, isNewest: Bool) {
    guard reading.threshold > 0, reading.statistic.isFinite else { return }
    let ratio = reading.statistic / reading.threshold
    let isFirst = ratios[place].isNaN
    guard isFirst || ratio > ratios[place] else { return }
    if reading.isDrifted, isFirst || ratios[place] < 1 { driftedCount += 1 }
    ratios[place] = ratio
    if isNewest { newest = reading }
  }

  /// Ratios as heat, 0…1: the threshold lies in the middle, and what is far beyond it comes near 0.9, so that a
  /// screen full of drift is still calm enough to read.
  var heat: [Double] {
    ratios.map { ratio in
      guard ratio.isFinite else { return .nan }
      return ratio < 1 ? ratio * 0.5 : 0.9 - 0.4 / ratio
    }
  }
}
