import Encoding

// Series whose points are buckets that were filled elsewhere.

extension SeriesStore {
  /// A bucket of a series.
  public struct Bucket: Sendable, Equatable {
    public var name: String
    public var point: Point

    public init(name: String, point: Point) {
      self.name = name
      self.point = point
    }
  }

  /// Adds buckets, all of them or none, and thins what has grown too long.
  ///
  /// A bucket that was written in part, because its process ended within it, is followed by the rest: `readBuckets` takes
  /// them for one.
  public func append(_ buckets: [Bucket]) throws(StorageError) {
    try insert(buckets.map { ($0.name, $0.point) })
  }

  /// A series of buckets in order of time, those of one time as one.
  ///
  /// - Parameter countMax: the newest so many.
  public func readBuckets(
    _ name: String, since: Timestamp? = nil, countMax: Int
  ) throws(StorageError) -> [Point] {
    let range = since.map { $0...Timestamp(microseconds: .max) }
    return Self.joined(try read(name, in: range, countMax: .max)).suffix(max(0, countMax)).map { $0 }
  }

  /// Neighbours of one time as one.
  public static func joined(_ points: [Point]) -> [Point] {
    var joined: [Point] = []
    joined.reserveCapacity(points.count)
    for point in points {
      if let last = joined.last, last.time == point.time, let one = Point(merging: [last, point]) {
        joined[joined.count - 1] = one
      } else {
        joined.append(point)
      }
    }
    return joined
  }

  /// The newest point of a series; nil where there is none.
  public func newest(of name: String) throws(StorageError) -> Point? { try newestPoint(of: name) }
}
