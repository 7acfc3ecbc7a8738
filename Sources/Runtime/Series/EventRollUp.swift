import Encoding
import Lifecycle
import Storage

/// The figures of a session's windows in minutes and hours of event time.
///
/// Bounded: two buckets a name, `nameCountMax` names. A window older than the newest bucket is left out and counted.
struct EventRollUp {
  static let nameCountMax = 256

  private var rings: [String: [(resolution: SeriesResolution, ring: BucketRing)]] = [:]
  let session: SessionID

  init(session: SessionID) { self.session = session }

  /// - Returns: the buckets that are complete now.
  mutating func add(_ figures: [(name: String, value: Double)], at time: Timestamp) -> [SeriesStore.Bucket] {
    var finished: [SeriesStore.Bucket] = []
    for (name, value) in figures {
      if rings[name] == nil {
        guard rings.count < Self.nameCountMax else { continue }
        rings[name] = SeriesResolution.stored.map { ($0, BucketRing(seconds: $0.seconds, capacity: 1)) }
      }
      for index in SeriesResolution.stored.indices {
        guard let done = rings[name]?[index].ring.add(value, at: time) else { continue }
        finished.append(bucket(name, SeriesResolution.stored[index], done))
      }
    }
    return finished
  }

  /// The buckets that are being filled, which begin anew.
  mutating func close() -> [SeriesStore.Bucket] {
    defer { rings = [:] }
    return rings.sorted { $0.key < $1.key }.flatMap { name, rings in
      rings.compactMap { entry in entry.ring.newest.map { bucket(name, entry.resolution, $0) } }
    }
  }

  private func bucket(_ name: String, _ resolution: SeriesResolution, _ point: SeriesStore.Point) -> SeriesStore.Bucket
  {
    SeriesStore.Bucket(name: Self.storedName(name, resolution, session), point: point)
  }

  static func storedName(_ name: String, _ resolution: SeriesResolution, _ session: SessionID) -> String {
    "session/\(session)/\(resolution.rawValue)/\(name)"
  }

  var names: [String] { rings.keys.sorted() }

  /// The bucket being filled; nil where there is none.
  func open(_ name: String, _ resolution: SeriesResolution) -> SeriesStore.Point? {
    rings[name]?.first { $0.resolution == resolution }?.ring.newest
  }
}
