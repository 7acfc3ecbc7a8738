import Encoding
import Glibc
import Lifecycle

/// How fast a feature drifts: the time in which what it shares with its reference halves.
///
/// A window's distance D from the reference lies between 0 and 1: Kolmogorov–Smirnov's for numbers, else √PSI ÷ 2, which
/// bounds the total variation (Pinsker, for the symmetric divergence). With likeness 1 − D, a straight line is fitted to
/// ln(1 − D) over event time by least squares; its slope −λ gives ln 2 ÷ λ.
struct HalfLife {
  /// Windows that are looked at, and the fewest that tell.
  static let windowCountMax = 64
  static let windowCountMin = 6
  /// Standard errors that the slope must be away from nought.
  private static let certainty = 3.0
  private static let likenessMin = 0.01

  var column: String
  /// Of the newest window, 0…1.
  var distance: Double
  /// Nil where it does not drift.
  var seconds: Double?
  /// λ a day; nil where there are too few windows.
  var ratePerDay: Double?

  /// - Parameter windows: of one session, oldest first.
  static func all(_ windows: [WindowClosed]) -> [HalfLife] {
    let newest = windows.suffix(windowCountMax)
    var series: [String: [(Double, Double)]] = [:]
    for window in newest {
      let time = (Double(window.from.microseconds) + Double(window.to.microseconds)) / 2e6
      for (column, distance) in distances(of: window) { series[column, default: []].append((time, distance)) }
    }
    return series.map { HalfLife($0.key, $0.value) }
      .sorted {
        ($0.seconds ?? .infinity, -$0.distance, $0.column) < ($1.seconds ?? .infinity, -$1.distance, $1.column)
      }
  }

  private static func distances(of window: WindowClosed) -> [String: Double] {
    var distances: [String: Double] = [:]
    for reading in window.drift where reading.statistic.isFinite {
      switch reading.method {
      case "kolmogorov_smirnov": distances[reading.column] = min(1, max(0, reading.statistic))
      case "psi" where distances[reading.column] == nil:
        distances[reading.column] = min(1, max(0, reading.statistic).squareRoot() / 2)
      default: break
      }
    }
    return distances
  }

  init(_ column: String, _ points: [(time: Double, distance: Double)]) {
    self.column = column
    distance = points.last?.distance ?? 0
    guard points.count >= Self.windowCountMin else { return }
    let count = Double(points.count)
    let logs = points.map { log(max(Self.likenessMin, 1 - $0.distance)) }
    let meanTime = points.reduce(0) { $0 + $1.time } / count
    let meanLog = logs.reduce(0, +) / count
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for (point, value) in zip(points, logs) {
      let (x, y) = (point.time - meanTime, value - meanLog)
      xx += x * x
      xy += x * y
      yy += y * y
    }
    guard xx > 0 else { return }
    let slope = xy / xx
    let residual = max(0, yy - slope * xy)
    let error = (residual / (count - 2) / xx).squareRoot()
    ratePerDay = -slope * 86_400
    guard slope < 0, -slope > Self.certainty * error else { return }
    seconds = log(2) / -slope
  }
}
