import CellCanvas
import Encoding
import Lifecycle

/// What the windows say for an alarm, in lines.
struct AlarmEvidence {
  let alarm: Alarm
  let windows: [Window]

  /// Values of what it watches, window by window; NaN where a window has none.
  var course: [Double] {
    windows.map { window in
      if let column = alarm.column {
        let reading = window.closed.drift.first { $0.column == column && $0.method == alarm.metric }
        return reading?.statistic ?? window.closed.faults.first { $0.column == column }?.share ?? .nan
      }
      return window.settled?.metrics[alarm.metric] ?? window.settled?.kpis[alarm.metric]
        ?? window.closed.figures[alarm.metric] ?? .nan
    }
  }

  /// At most three sentences, the plainest first.
  var sentences: [String] {
    if let first = windows.first, (alarm.until ?? alarm.since) < first.closed.from {
      return ["the windows of that time are not kept any more"]
    }
    var found = alarm.kind == .upstreamBreak ? faults : changes
    if found.isEmpty, alarm.column != nil { found = drift + faults }
    if found.isEmpty { found = figures }
    return Array(found.prefix(3))
  }

  private func name(_ window: Window) -> String { TimeText.window(from: window.closed.from, to: window.closed.to) }

  /// "in 4 windows, 9 Mar 2026 to 12 Mar 2026".
  private func span(_ found: [Window]) -> String {
    guard let first = found.first, let last = found.last else { return "" }
    if found.count == 1 { return "in the window of \(name(first))" }
    return "in \(found.count) windows, \(name(first)) to \(name(last))"
  }

  private var faults: [String] {
    guard let column = alarm.column else { return [] }
    let broken = windows.filter { window in window.closed.faults.contains { $0.column == column } }
    guard let last = broken.last, let fault = last.closed.faults.first(where: { $0.column == column }) else {
      return []
    }
    let manner = fault.manner.split(separator: "_").joined(separator: " ")
    return [
      "\(column) is \(manner) for \(CellText.percent(fault.share)) of the rows of \(name(last)), "
        + "\(CellText.percent(fault.referenceShare)) at training", span(broken),
    ]
  }

  private var changes: [String] {
    guard alarm.kind == .conceptChange || alarm.kind == .mislabelling || alarm.kind == .covariateShift else {
      return []
    }
    let found = windows.flatMap { window in (window.settled?.errorChanges ?? []).map { (window, $0) } }
      .filter { $0.1.cause == alarm.kind }
    return found.suffix(2).reversed().map { window, change in
      let level = change.level.map { " where \(change.column ?? "") is \($0)" } ?? ""
      return "mean error \(MetricText.number(change.before, digits: 3)) → "
        + "\(MetricText.number(change.after, digits: 3))\(level), found by \(detector(change.detector)) "
        + "at row \(NumberText.grouped(change.row)), \(name(window))"
    }
  }

  private func detector(_ id: String) -> String {
    id == "error_ledger" ? "the ledger of errors" : id.uppercased().split(separator: "_").joined(separator: " ")
  }

  private var drift: [String] {
    guard let column = alarm.column else { return [] }
    let readings = windows.flatMap { window in
      window.closed.drift.filter { $0.column == column && $0.isDrifted }.map { (window, $0) }
    }
    let drifted = windows.filter { window in
      window.closed.drift.contains { $0.column == column && $0.isDrifted }
    }
    guard
      let worst = readings.filter({ $0.1.method == alarm.metric || $0.1.threshold > 0 }).max(by: { a, b in
        a.1.statistic / a.1.threshold < b.1.statistic / b.1.threshold
      })
    else { return [] }
    return [
      "\(column) drifted \(span(drifted))",
      "furthest on \(name(worst.0)): \(MetricText.method(worst.1.method)) "
        + "\(MetricText.number(worst.1.statistic, digits: 3)) of \(MetricText.number(worst.1.threshold, digits: 3))",
    ]
  }

  private var figures: [String] {
    let known = zip(windows, course).filter { $0.1.isFinite }
    guard let last = known.last else { return [] }
    let since = known.filter { $0.0.closed.to >= alarm.since }
    var lines = ["\(MetricText.title(alarm.metric)) \(MetricText.value(alarm.metric, last.1)) on \(name(last.0))"]
    if let interval = last.0.settled?.intervals[alarm.metric], let lower = interval["lower"],
      let upper = interval["upper"]
    {
      lines[0] += ", \(MetricText.value(alarm.metric, lower)) to \(MetricText.value(alarm.metric, upper))"
    }
    if let before = known.last(where: { $0.0.closed.to < alarm.since }), since.count > 0 {
      lines.append("\(MetricText.value(alarm.metric, before.1)) on \(name(before.0)), the last before it")
    }
    return lines
  }
}
