import Encoding
import Expressions
import Lifecycle
import Storage

extension Engine {
  /// Sessions whose series are kept; what a replay of years ago measured is in nobody's way before that.
  static let sessionSeriesKept = 8
  /// Points of a series that one answer holds.
  static let seriesPointCountMax = 2000

  /// The store of series with all that was to be written, opened when it is first needed: the screen draws without it.
  func seriesStore() throws -> SeriesStore {
    let store = try openedSeriesStore()
    guard !pendingSeries.isEmpty else { return store }
    let pending = pendingSeries.take()
    try store.append(pending.samples)
    try store.append(pending.buckets)
    return store
  }

  private func openedSeriesStore() throws -> SeriesStore {
    if let series { return series }
    let opened = try SeriesStore(folder: folder.series)
    if let damaged = opened.movedAside { notice("the series were damaged and begin anew; the old file is \(damaged)") }
    series = opened
    return opened
  }

  /// Writes what waits, so that it outlives the process.
  func flushSeries() {
    guard !pendingSeries.isEmpty else { return }
    do {
      _ = try seriesStore()
    } catch {
      notice("the series could not be written: \(error)")
    }
  }

  static func prefix(_ session: SessionID) -> String { "session/\(session)/" }

  /// Adds a window's figures to the series. They are derived: what cannot be written is said, and traffic goes on.
  func appendSeries(_ window: WindowSettled) {
    let prefix = Self.prefix(window.session)
    var samples: [SeriesStore.Sample] = []
    func add(_ name: String, _ value: Double?) {
      guard let value, value.isFinite else { return }
      samples.append(SeriesStore.Sample(name: prefix + name, time: window.to, value: value))
    }
    for (id, value) in window.metrics { add("metric/" + id, value) }
    for (name, value) in window.kpis { add("kpi/" + name, value) }
    add("value", window.value)
    add("baseline_value", window.baselineValue)
    if let found = window.reconciliation {
      add("reconciliation/" + found.metric, found.difference)
      add("reconciliation/\(found.metric)/standard_error", found.standardError)
    }
    write(samples, of: window.session, at: window.to)
  }

  /// Adds a closed window's figures of inputs, outputs and software, and its estimates, to the series.
  func appendSeries(_ window: WindowClosed) {
    let prefix = Self.prefix(window.session)
    var samples: [SeriesStore.Sample] = []
    // Figures of single columns come and go with what they have to tell; they are in the windows.
    for (name, value) in window.figures where value.isFinite && name.split(separator: ".").count == 2 {
      samples.append(SeriesStore.Sample(name: prefix + name, time: window.to, value: value))
    }
    for (metric, estimate) in window.estimated {
      guard let value = estimate["value"], value.isFinite else { continue }
      samples.append(SeriesStore.Sample(name: prefix + "estimated/" + metric, time: window.to, value: value))
    }
    write(samples, of: window.session, at: window.to)
  }

  /// Forgets the series of sessions long past.
  func dropOldSeries(before session: SessionID) {
    let oldest = session.number - Self.sessionSeriesKept
    guard oldest > 0 else { return }
    do {
      try seriesStore().remove(prefix: Self.prefix(SessionID(oldest)))
    } catch {
      notice("old series could not be dropped: \(error)")
    }
  }

  /// The KPIs with the whole session's course, thinned where it is long.
  func kpis() throws -> JSON {
    var courses: [String: [SeriesStore.Point]] = [:]
    if let session = state.session?.id {
      for kpi in definition.business.kpis {
        courses[kpi.name] = try seriesStore().read(
          Self.prefix(session) + "kpi/" + kpi.name, countMax: Self.seriesPointCountMax)
      }
    }
    let newest = state.windows.last { $0.settled != nil }?.settled
    return .array(
      definition.business.kpis.map { kpi in
        let value = newest?.kpis[kpi.name]
        let attained = kpi.target.flatMap { target in value.map { target.comparison.holds($0, target.bound) } }
        return [
          "name": JSON(kpi.name), "unit": JSON(kpi.unit), "value": JSON(value), "target": JSON(kpi.target?.bound),
          "attained": attained.map { JSON($0) } ?? .null,
          "segments": segments(of: kpi, in: newest),
          "series": .array((courses[kpi.name] ?? []).map { .array([JSON($0.time), JSON($0.mean)]) }),
        ]
      })
  }

  /// A KPI by the levels of `business.segments` in the newest settled window.
  private func segments(of kpi: KPI, in window: WindowSettled?) -> JSON {
    .array(
      definition.business.segments.compactMap { column in
        guard let levels = window?.kpiSegments[WindowSettled.kpiSegmentKey(kpi.name, column)] else { return nil }
        return [
          "column": JSON(column),
          "levels": .array(
            levels.sorted { $0.key < $1.key }.map { ["level": JSON($0.key), "value": JSON($0.value)] }),
        ]
      })
  }
}
