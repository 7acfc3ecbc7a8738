import Encoding
import Lifecycle

/// How finely the software's figures are shown, and what the engine said of them.
struct FiguresDesk: Sendable, Equatable {
  var resolution = SeriesResolution.second

  /// Points asked for: as many as the widest chart has columns for.
  static let pointCount = 240

  var query: Query {
    .series(Query.SeriesRequest(names: ["software"], resolution: resolution, limit: Self.pointCount))
  }

  mutating func walk() {
    let all = SeriesResolution.allCases
    let here = all.firstIndex(of: resolution) ?? 0
    resolution = all[(here + 1) % all.count]
  }
}

/// Points of a figure of wall time, as the engine gave them.
struct LiveSeries: Sendable, Equatable {
  var name: String
  /// Seconds since 1970; they ascend.
  var times: [Double] = []
  var means: [Double] = []
  var minima: [Double] = []
  var maxima: [Double] = []

  init(_ json: JSON) {
    name = json["name"]?.string ?? ""
    for point in json["points"]?.array ?? [] {
      guard let time = point["time"]?.string.flatMap({ Timestamp(parsing: $0) })?.seconds,
        let mean = point["mean"]?.double, time > times.last ?? -.infinity
      else { continue }
      times.append(time)
      means.append(mean)
      minima.append(point["min"]?.double ?? mean)
      maxima.append(point["max"]?.double ?? mean)
    }
  }

  /// The newest buckets up to a time, one a place; NaN where nothing was sampled: the program slept, or did not run.
  func places(_ count: Int, of seconds: Int, upTo end: Double) -> [Double] {
    var places = [Double](repeating: .nan, count: max(0, count))
    for (time, mean) in zip(times, means) {
      let back = ((end - time) / Double(max(1, seconds))).rounded()
      guard back >= 0, back < Double(places.count) else { continue }
      places[places.count - 1 - Int(back)] = mean
    }
    return places
  }

  /// The points with a break wherever buckets are missing.
  func broken(at seconds: Int) -> (x: [Double], y: [Double]) {
    var (x, y) = ([Double](), [Double]())
    for index in times.indices {
      if index > 0, times[index] - times[index - 1] > 1.5 * Double(seconds) {
        x.append(times[index - 1] + Double(seconds))
        y.append(.nan)
      }
      x.append(times[index])
      y.append(means[index])
    }
    return (x, y)
  }
}

extension CockpitModel {
  /// The software's figures at the chosen resolution; empty where windows are shown: by choice, of the past, and while
  /// nothing was sampled.
  var liveSeries: [LiveSeries] {
    guard showsLiveSeries else { return [] }
    return liveSeriesPage.map { LiveSeries($0) }
  }

  private var liveSeriesPage: [JSON] { entry(of: desk.figures.query)?.page?["series"]?.array ?? [] }

  var showsLiveSeries: Bool {
    desk.figures.resolution != .window && !isInPast
      && liveSeriesPage.contains { !($0["points"]?.array ?? []).isEmpty }
  }

  /// Names of the software's figures in the order they are read.
  var liveNames: [String] {
    liveSeriesPage.filter { !($0["points"]?.array ?? []).isEmpty }.compactMap { $0["name"]?.string }
      .sorted { (FigureText.rank($0), $0) < (FigureText.rank($1), $1) }
  }

  /// What the software pane asks: seconds whenever something moved, the coarser ones as often as they gain a point.
  func figuresQuery(_ snapshot: Snapshot) -> (query: Query, freshness: String)? {
    guard desk.figures.resolution != .window, !isInPast else { return nil }
    let every = max(1, desk.figures.resolution.seconds / 6)
    return (desk.figures.query, "\((snapshot.sampled ?? 0) / every) \(snapshot.state.session?.id.number ?? 0)")
  }
}
