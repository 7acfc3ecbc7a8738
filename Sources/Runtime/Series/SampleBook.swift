import Encoding
import Lifecycle
import Storage

/// Figures of wall time at three resolutions: seconds are kept here and nowhere else, minutes and hours are handed over
/// as they are complete.
///
/// Bounded: `nameCountMax` names of `secondCount` buckets, some 36 kB each.
struct SampleBook {
  static let nameCountMax = 64
  /// A quarter of an hour.
  static let secondCount = 900

  fileprivate struct Track {
    var second = BucketRing(seconds: 1, capacity: SampleBook.secondCount)
    var coarse = SeriesResolution.stored.map { (resolution: $0, ring: BucketRing(seconds: $0.seconds, capacity: 1)) }
  }

  fileprivate var tracks: [String: Track] = [:]
  private var finished: [SeriesStore.Bucket] = []
  /// Handed over at the latest then; more would mean that nobody takes them.
  private static let finishedCountMax = 4096

  mutating func add(_ figures: [FigureMeter.Figure], at time: Timestamp) {
    for (name, value) in figures {
      guard tracks[name] != nil || tracks.count < Self.nameCountMax else { continue }
      tracks[name, default: Track()].add(value, at: time, name, &finished)
    }
    if finished.count > Self.finishedCountMax { finished.removeFirst(finished.count - Self.finishedCountMax) }
  }

  /// Forgets the seconds: their times hold no more.
  mutating func beginAnew() {
    closeAll()
    for name in tracks.keys { tracks[name]?.second.removeAll() }
  }

  private mutating func closeAll() {
    for name in tracks.keys.sorted() { tracks[name]?.close(name, &finished) }
  }

  var hasFinished: Bool { !finished.isEmpty }

  /// - Parameter closing: the buckets that are being filled too.
  mutating func takeFinished(closing: Bool) -> [SeriesStore.Bucket] {
    if closing { closeAll() }
    defer { finished.removeAll(keepingCapacity: true) }
    return finished
  }

  var names: [String] { tracks.keys.sorted() }

  /// Seconds of a figure; of coarser resolutions the bucket being filled alone.
  func points(_ name: String, _ resolution: SeriesResolution, since: Timestamp?) -> [SeriesStore.Point] {
    guard let track = tracks[name] else { return [] }
    if resolution == .second { return track.second.points(since: since) }
    return track.coarse.first { $0.resolution == resolution }?.ring.points(since: since) ?? []
  }

  /// What has been finished and was not taken yet.
  func untaken(_ name: String, _ resolution: SeriesResolution) -> [SeriesStore.Point] {
    finished.filter { $0.name == resolution.storedName(name) }.map(\.point)
  }
}

extension SampleBook.Track {
  fileprivate mutating func add(
    _ value: Double, at time: Timestamp, _ name: String, _ finished: inout [SeriesStore.Bucket]
  ) {
    second.add(value, at: time)
    for index in coarse.indices {
      if let done = coarse[index].ring.add(value, at: time) {
        finished.append(SeriesStore.Bucket(name: coarse[index].resolution.storedName(name), point: done))
      }
    }
  }

  fileprivate mutating func close(_ name: String, _ finished: inout [SeriesStore.Bucket]) {
    for index in coarse.indices {
      guard let open = coarse[index].ring.newest else { continue }
      finished.append(SeriesStore.Bucket(name: coarse[index].resolution.storedName(name), point: open))
      coarse[index].ring.removeAll()
    }
  }
}

extension SeriesResolution {
  /// Those that outlive the process.
  static let stored: [SeriesResolution] = [.minute, .hour]

  /// Where a live figure is stored.
  func storedName(_ name: String) -> String { "live/\(rawValue)/\(name)" }
}
