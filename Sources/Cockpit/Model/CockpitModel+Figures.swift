import Lifecycle

/// What the windows' figures are about.
enum FigureGroup: String, Sendable, Hashable, CaseIterable {
  case inputs = "input."
  case outputs = "output."
  case software = "software."
}

extension CockpitModel {
  /// The figures of a group that the newest windows have: those of the whole first, then those of single columns.
  func figureNames(of group: FigureGroup) -> [String] {
    if group == .software, showsLiveSeries { return liveNames }
    guard let windows = snapshot?.state.windows else { return [] }
    // A column is named only where it misses something, so that the newest window alone may not name it.
    var names: Set<String> = []
    for window in windows.suffix(12) {
      names.formUnion(window.closed.figures.keys.lazy.filter { $0.hasPrefix(group.rawValue) })
    }
    return names.sorted { (FigureText.rank($0), $0) < (FigureText.rank($1), $1) }
  }

  /// What a series says at the cursor of the charts on wall time, else the newest; nil before it began.
  func valueAtCursor(_ series: LiveSeries) -> Double? {
    guard let cursor = chartSpan.readings[.clock]?.cursor else { return series.means.last }
    return series.times.lastIndex { $0 <= cursor }.map { series.means[$0] }
  }

  /// A figure in the window under the cursor; of what is shown on wall time at that of the clock.
  func figureAtCursor(_ name: String) -> Double? {
    if name.hasPrefix(FigureGroup.software.rawValue), showsLiveSeries {
      return liveSeries.first { $0.name == name }.flatMap { valueAtCursor($0) }
    }
    return selectedWindow?.closed.figures[name]
  }
}
