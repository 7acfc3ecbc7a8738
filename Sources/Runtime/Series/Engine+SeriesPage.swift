import Encoding
import Lifecycle
import Storage

// The page of series: what there is, or the points of some.

extension Engine {
  func seriesPage(_ request: Query.SeriesRequest) throws -> JSON {
    request.names.isEmpty ? try seriesCatalogue() : try seriesPoints(request)
  }

  // MARK: What there is

  private func seriesCatalogue() throws -> JSON {
    let known = try knownSeries()
    let entries = try known.keys.sorted { ($0.family, $0) < ($1.family, $1) }.map { name in
      let resolutions = known[name] ?? []
      let finest = SeriesResolution.allCases.first { resolutions.contains($0) } ?? .window
      let newest = try points(name, finest, since: nil, limit: 1).last
      return [
        "name": JSON(name), "family": JSON(SeriesFamily(name: name).rawValue), "unit": JSON(SeriesUnit.of(name)),
        "resolutions": .array(SeriesResolution.allCases.filter { resolutions.contains($0) }.map { JSON($0.rawValue) }),
        "clock": JSON(Self.clock(of: name, finest)), "time": JSON(newest?.time), "value": JSON(newest?.mean),
      ] as JSON
    }
    return [
      "session": JSON(state.session?.id.number), "clock_steps": JSON(sampler.clockStepCount), "series": .array(entries),
    ]
  }

  /// Names of figures with the resolutions that they are kept at.
  private func knownSeries() throws -> [String: Set<SeriesResolution>] {
    var known: [String: Set<SeriesResolution>] = [:]
    for name in sampler.names {
      known[name, default: []].insert(.second)
      if Self.isWallTimed(name) { known[name, default: []].formUnion(SeriesResolution.stored) }
    }
    let session = state.session.map { Self.prefix($0.id) }
    for stored in try seriesStore().names {
      if let (resolution, name) = Self.parts(of: stored, after: "live/"), Self.isWallTimed(name) {
        known[name, default: []].insert(resolution)
      } else if let session, let (resolution, name) = Self.parts(of: stored, after: session) {
        guard !Self.isWallTimed(name) else { continue }
        known[name, default: []].insert(resolution)
      } else if let session, stored.hasPrefix(session) {
        known[String(stored.dropFirst(session.count)), default: []].insert(.window)
      }
    }
    // Minutes and hours that are being filled are not in the store yet.
    if let rollUp, rollUp.session == state.session?.id {
      for name in rollUp.names where !Self.isWallTimed(name) {
        known[name, default: []].formUnion(SeriesResolution.stored)
      }
    }
    return known
  }

  private static func parts(of stored: String, after prefix: String) -> (SeriesResolution, String)? {
    guard stored.hasPrefix(prefix) else { return nil }
    let rest = stored.dropFirst(prefix.count).split(separator: "/", maxSplits: 1)
    guard rest.count == 2, let resolution = SeriesResolution(rawValue: String(rest[0])) else { return nil }
    return (resolution, String(rest[1]))
  }

  /// The software lives on wall time, what it answers on event time; each second of either is one of the wall clock's.
  private static func isWallTimed(_ name: String) -> Bool { SeriesFamily(name: name) == .software }

  private static func clock(of name: String, _ resolution: SeriesResolution) -> String {
    switch resolution {
    case .second: "wall"
    case .minute, .hour: isWallTimed(name) ? "wall" : "event"
    case .window: "event"
    }
  }

  // MARK: Points

  private func seriesPoints(_ request: Query.SeriesRequest) throws -> JSON {
    let known = try knownSeries()
    var wanted: [String] = []
    for word in request.names {
      let names = known.keys.contains(word) ? [word] : known.keys.filter { $0.isOf(family: word) }.sorted()
      guard !names.isEmpty || SeriesFamily(rawValue: word) != nil else {
        throw Refusal(
          kind: .wrongUse, message: "there is no series `\(word)`", mend: "`sextant series` lists those there are")
      }
      for name in names where !wanted.contains(name) && known[name]?.contains(request.resolution) == true {
        wanted.append(name)
      }
    }
    let limit = min(max(1, request.limit), Query.SeriesRequest.pointCountMax)
    let series = try wanted.prefix(Query.SeriesRequest.nameCountMax).map { name in
      [
        "name": JSON(name), "unit": JSON(SeriesUnit.of(name)), "clock": JSON(Self.clock(of: name, request.resolution)),
        "points": .array(try points(name, request.resolution, since: request.since, limit: limit).map(\.json)),
      ] as JSON
    }
    return ["resolution": JSON(request.resolution.rawValue), "series": .array(series)]
  }

  private func points(
    _ name: String, _ resolution: SeriesResolution, since: Timestamp?, limit: Int
  ) throws -> [SeriesStore.Point] {
    switch resolution {
    case .second: return sampler.points(name, .second, since: since).suffix(limit).map { $0 }
    case .minute, .hour:
      let isLive = Self.isWallTimed(name)
      let stored: String? =
        isLive
        ? resolution.storedName(name)
        : state.session.map { EventRollUp.storedName(name, resolution, $0.id) }
      guard let stored else { return [] }
      var all = try seriesStore().readBuckets(stored, since: since, countMax: limit)
      if isLive {
        all += sampler.points(name, resolution, since: since)
      } else if rollUp?.session == state.session?.id, let open = rollUp?.open(name, resolution) {
        all.append(open)
      }
      return SeriesStore.joined(all).suffix(limit).map { $0 }
    case .window:
      guard let session = state.session?.id else { return [] }
      if limit == 1 { return [try seriesStore().newest(of: Self.prefix(session) + name)].compactMap { $0 } }
      let range = since.map { $0...Timestamp(microseconds: .max) }
      return try seriesStore().read(Self.prefix(session) + name, in: range, countMax: limit)
    }
  }
}

extension String {
  fileprivate var family: String { SeriesFamily(name: self).rawValue }

  /// Whether a word names the family that a series belongs to, or the beginning of its name.
  fileprivate func isOf(family word: String) -> Bool {
    family == word || hasPrefix(word + ".") || hasPrefix(word + "/")
  }
}

extension SeriesStore.Point {
  fileprivate var json: JSON {
    [
      "time": JSON(time), "min": JSON(minimum), "mean": JSON(mean), "max": JSON(maximum), "count": JSON(count),
    ]
  }
}
