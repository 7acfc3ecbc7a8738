import Encoding
import Glibc
import Lifecycle

/// Named series of numbers over event time: what the charts show. Derived, and so kept apart from the journal.
///
/// Each series keeps its newest points as they came; older ones are merged into buckets of `mergeCount`, still older
/// ones into buckets of buckets, so that a series is bounded however long it grows and its extremes stay visible.
///
/// A SQLite file of its own rather than a file format of our own: thinning rewrites the middle of a series, which wants
/// transactions, and reading wants an index by name and time. At the handful of points a second that windows make, its
/// speed is no concern. A file that is damaged or too new is moved aside, and the series are built again from the log.
///
/// Not thread-safe by itself: one actor owns it.
public final class SeriesStore {
  public let path: String
  /// The damaged file that opening moved aside, so that the series have to be built again.
  public private(set) var movedAside: String?
  public let rawCountMax: Int

  private let database: Database
  private let insertion: Statement
  private var series: [String: Series]

  /// Points that are merged into one.
  public static let mergeCount = 8
  /// Levels of merging; the last one merges its own points again.
  static let levelMax = 6

  /// One number at one instant.
  public struct Sample: Sendable, Equatable {
    public var name: String
    public var time: Timestamp
    public var value: Double

    public init(name: String, time: Timestamp, value: Double) {
      self.name = name
      self.time = time
      self.value = value
    }
  }

  /// A stretch of a series: one sample, or what several of them were merged into.
  public struct Point: Sendable, Equatable {
    /// Time of the first sample.
    public var time: Timestamp
    public var minimum: Double
    public var maximum: Double
    public var mean: Double
    /// Samples behind it.
    public var count: Int

    public init(time: Timestamp, minimum: Double, maximum: Double, mean: Double, count: Int) {
      self.time = time
      self.minimum = minimum
      self.maximum = maximum
      self.mean = mean
      self.count = count
    }
  }

  private struct Series {
    var id: Int
    /// Given to the point inserted last; tells points of one time apart, in the order they came.
    var position = 0
    /// Points by level; 0 holds the samples as they came.
    var counts: [Int]
  }

  /// Opens the store in a folder, or makes an empty one.
  ///
  /// - Parameter rawCountMax: points that each level of each series keeps, at least 16.
  public init(folder path: String, rawCountMax: Int = 4096) throws(StorageError) {
    precondition(rawCountMax >= 2 * SeriesStore.mergeCount, "keeping \(rawCountMax) points")
    let folder = Folder(path: path)
    try folder.make()
    self.path = folder.file("series.db")
    self.rawCountMax = rawCountMax
    do throws(StorageError) {
      (database, series) = try SeriesStore.open(self.path)
    } catch {
      guard error.isRebuilding else { throw error }
      movedAside = SeriesStore.moveAside(self.path)
      (database, series) = try SeriesStore.open(self.path)
    }
    insertion = try database.prepare(
      "INSERT INTO point (series, level, time, position, minimum, maximum, mean, count) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
  }

  private static func open(_ path: String) throws(StorageError) -> (Database, [String: Series]) {
    let database = try Database(path: path, durability: .process)
    try database.migrate([
      """
      CREATE TABLE series (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
      CREATE TABLE point (
        series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        level INTEGER NOT NULL,
        time INTEGER NOT NULL,
        position INTEGER NOT NULL,
        minimum REAL NOT NULL,
        maximum REAL NOT NULL,
        mean REAL NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (series, level, time, position)
      ) WITHOUT ROWID;
      """
    ])
    return (database, try counts(in: database))
  }

  private static func moveAside(_ path: String) -> String {
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    let aside = path + ".damaged"
    if rename(path, aside) != 0 { unlink(path) }
    return aside
  }

  private static func counts(in database: Database) throws(StorageError) -> [String: Series] {
    var series: [String: Series] = [:]
    let rows = try database.prepare(
      """
      SELECT name, id, level, count(position), coalesce(max(position), 0) FROM series LEFT JOIN point ON series = id
      GROUP BY id, level
      """)
    while try rows.step() {
      let name = rows.text(0)
      var entry = series[name] ?? Series(id: rows.integer(1), counts: SeriesStore.noCounts)
      entry.counts[min(rows.integer(2), SeriesStore.levelMax)] = rows.integer(3)
      entry.position = max(entry.position, rows.integer(4))
      series[name] = entry
    }
    return series
  }

  private static let noCounts = [Int](repeating: 0, count: levelMax + 1)

  // MARK: Appending

  /// Adds samples, all of them or none, and thins what has grown too long. What is not finite is left out: a gap is a gap.
  public func append(_ samples: [Sample]) throws(StorageError) {
    try insert(
      samples.filter { $0.value.isFinite }.map { sample in
        (
          sample.name,
          Point(time: sample.time, minimum: sample.value, maximum: sample.value, mean: sample.value, count: 1)
        )
      })
  }

  func insert(_ points: [(name: String, point: Point)]) throws(StorageError) {
    if points.isEmpty { return }
    let before = series
    do throws(StorageError) {
      try database.transaction { () throws(StorageError) in
        for (name, point) in points { try append(name, point) }
        for name in Set(points.map(\.name)).sorted() { try thin(name) }
      }
    } catch {
      series = before
      throw error
    }
  }

  private func append(_ name: String, _ point: Point) throws(StorageError) {
    var entry = if let known = series[name] { known } else { try make(name) }
    try insert(&entry, 0, point)
    series[name] = entry
  }

  private func make(_ name: String) throws(StorageError) -> Series {
    let statement = try database.prepare("INSERT INTO series (name) VALUES (?) RETURNING id")
    statement.bind(1, name)
    guard try statement.step() else { throw StorageError(code: .io, path: path, detail: "no series was made") }
    let id = statement.integer(0)
    statement.reset()
    return Series(id: id, counts: SeriesStore.noCounts)
  }

  private func insert(_ entry: inout Series, _ level: Int, _ point: Point) throws(StorageError) {
    entry.position += 1
    entry.counts[level] += 1
    insertion.bind(1, entry.id)
    insertion.bind(2, level)
    insertion.bind(3, point.time.microseconds)
    insertion.bind(4, entry.position)
    insertion.bind(5, point.minimum)
    insertion.bind(6, point.maximum)
    insertion.bind(7, point.mean)
    insertion.bind(8, point.count)
    try insertion.run()
  }

  // MARK: Thinning

  /// Merges the older half of each level that is over its bound into the next.
  private func thin(_ name: String) throws(StorageError) {
    guard var entry = series[name] else { return }
    for level in 0...SeriesStore.levelMax {
      while entry.counts[level] > rawCountMax { try mergeOldest(level, of: &entry) }
    }
    series[name] = entry
  }

  private func mergeOldest(_ level: Int, of entry: inout Series) throws(StorageError) {
    let next = min(level + 1, SeriesStore.levelMax)
    let points = try takeOldest(entry.id, level, rawCountMax / 2 / SeriesStore.mergeCount * SeriesStore.mergeCount)
    entry.counts[level] -= points.count
    for start in stride(from: 0, to: points.count, by: SeriesStore.mergeCount) {
      let part = points[start..<min(points.count, start + SeriesStore.mergeCount)]
      guard let point = Point(merging: part) else { continue }
      try insert(&entry, next, point)
    }
  }

  private func takeOldest(_ series: Int, _ level: Int, _ count: Int) throws(StorageError) -> [Point] {
    let selection = try database.prepare(
      """
      SELECT time, minimum, maximum, mean, count, position FROM point
      WHERE series = ? AND level = ? ORDER BY time, position LIMIT ?
      """)
    selection.bind(1, series)
    selection.bind(2, level)
    selection.bind(3, count)
    var points: [Point] = []
    var position = 0
    while try selection.step() {
      points.append(Point(row: selection))
      position = selection.integer(5)
    }
    guard let last = points.last else { return [] }
    let deletion = try database.prepare(
      "DELETE FROM point WHERE series = ? AND level = ? AND (time, position) <= (?, ?)")
    deletion.bind(1, series)
    deletion.bind(2, level)
    deletion.bind(3, last.time.microseconds)
    deletion.bind(4, position)
    try deletion.run()
    return points
  }

  // MARK: Reading

  /// A series in order of time.
  ///
  /// - Parameters:
  ///   - range: event times to read; nil for all.
  ///   - countMax: points to give back at most; neighbours are merged to keep to it.
  public func read(
    _ name: String, in range: ClosedRange<Timestamp>? = nil, countMax: Int
  ) throws(StorageError) -> [Point] {
    guard let entry = series[name], countMax > 0 else { return [] }
    let first = range?.lowerBound.microseconds ?? .min
    let last = range?.upperBound.microseconds ?? .max
    // Named one by one, so that the primary key serves the range of time within each.
    let levels = (0...SeriesStore.levelMax).map(String.init).joined(separator: ", ")
    let selection = try database.prepare(
      """
      SELECT time, minimum, maximum, mean, count FROM point
      WHERE series = ? AND level IN (\(levels)) AND time BETWEEN ? AND ? ORDER BY time, level DESC, position
      """)
    selection.bind(1, entry.id)
    selection.bind(2, first)
    selection.bind(3, last)
    var points: [Point] = []
    while try selection.step() { points.append(Point(row: selection)) }
    guard points.count > countMax else { return points }
    return (0..<countMax).compactMap { index in
      Point(merging: points[(index * points.count / countMax)..<((index + 1) * points.count / countMax)])
    }
  }

  func newestPoint(of name: String) throws(StorageError) -> Point? {
    guard let entry = series[name] else { return nil }
    let levels = (0...SeriesStore.levelMax).map(String.init).joined(separator: ", ")
    let selection = try database.prepare(
      """
      SELECT time, minimum, maximum, mean, count FROM point WHERE series = ? AND level IN (\(levels))
      ORDER BY time DESC, level, position DESC LIMIT 1
      """)
    selection.bind(1, entry.id)
    return try selection.step() ? Point(row: selection) : nil
  }

  /// Names of all series, sorted.
  public var names: [String] { series.keys.sorted() }

  /// Samples ever taken in that a series stands for, and points it takes.
  public func size(of name: String) throws(StorageError) -> (samples: Int, points: Int) {
    guard let entry = series[name] else { return (0, 0) }
    let samples = try database.integer("SELECT coalesce(sum(count), 0) FROM point WHERE series = \(entry.id)")
    return (samples, entry.counts.reduce(0, +))
  }

  /// Deletes the series whose names begin with a prefix; the empty prefix means all.
  public func remove(prefix: String) throws(StorageError) {
    let gone = names.filter { $0.hasPrefix(prefix) }
    if gone.isEmpty { return }
    try database.transaction { () throws(StorageError) in
      for name in gone {
        guard let entry = series[name] else { continue }
        try database.run("DELETE FROM point WHERE series = \(entry.id); DELETE FROM series WHERE id = \(entry.id)")
      }
    }
    for name in gone { series[name] = nil }
    try database.releaseFreePages()
  }
}

extension StorageError {
  /// True where derived data should rather be built again than fail the opening.
  fileprivate var isRebuilding: Bool {
    switch code {
    case .corrupt, .newerSchema: true
    case .busy, .newerEvent, .full, .missing, .io: false
    }
  }
}

extension SeriesStore.Point {
  fileprivate init(row: Statement) {
    self.init(
      time: Timestamp(microseconds: Int64(row.integer(0))), minimum: row.double(1), maximum: row.double(2),
      mean: row.double(3), count: row.integer(4))
  }

  /// One point for neighbours: their extremes, and the mean of all samples behind them.
  init?(merging points: some Collection<SeriesStore.Point>) {
    guard let first = points.first else { return nil }
    let count = points.reduce(0) { $0 + $1.count }
    var mean = 0.0
    var minimum = first.minimum
    var maximum = first.maximum
    for point in points {
      mean += point.mean * (Double(point.count) / Double(count))
      minimum = min(minimum, point.minimum)
      maximum = max(maximum, point.maximum)
    }
    self.init(time: first.time, minimum: minimum, maximum: maximum, mean: mean, count: count)
  }
}
