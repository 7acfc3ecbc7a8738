import Encoding
import Lifecycle

// How it fares: drift, metrics over time, alarms.

extension DataScientistReport {
  private static let windowCountMax = 120

  private var windows: [Window] { Array(facts.state.windows.suffix(Self.windowCountMax)) }

  var drift: Report.Section? {
    let windows = windows
    guard let first = windows.first?.closed, let last = windows.last?.closed else { return nil }
    // The strongest reading of a column in a window, over its threshold.
    let strongest = windows.map { window in
      Dictionary(
        window.closed.drift.filter { $0.threshold > 0 }.map { ($0.column, $0.statistic / $0.threshold) },
        uniquingKeysWith: max)
    }
    var totals: [String: Double] = [:]
    for window in strongest {
      for (column, value) in window { totals[column, default: 0] += min(value, 10) }
    }
    let names = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    guard !names.isEmpty else { return nil }
    let rows = names.prefix(24).map { name in HeatPlot.Row(name, strongest.map { $0[name] }) }
    let drifted = Set(last.drift.filter(\.isDrifted).map(\.column)).sorted()
    let sentence =
      drifted.isEmpty
      ? "No column drifts in the newest window."
      : "\(Words.count(drifted.count, "column")) drift\(drifted.count == 1 ? "s" : "") in the newest window: "
        + Words.and(drifted.prefix(12) + (drifted.count > 12 ? ["\(drifted.count - 12) more"] : [])) + "."
    return Report.Section(
      "Drift",
      [
        .paragraph(
          "\(sentence) \(Words.count(windows.count, "window")), \(Words.count(min(names.count, 24))) of "
            + "\(Words.count(names.count, "column")), each by its strongest detector over its threshold."),
        .chart(
          Chart(
            "Features over windows", summary: sentence,
            .heat(HeatPlot(rows: rows, from: first.from.minuteText, to: last.to.minuteText)))),
      ])
  }

  // MARK: Estimated and realised

  var realised: Report.Section? {
    let metric = facts.scope.metric
    let windows = windows
    let seen = windows.filter { $0.settled?.metrics[metric] != nil || $0.closed.estimated[metric] != nil }
    guard let first = seen.first?.closed, let last = seen.last?.closed else { return nil }
    let realised = windows.map { window in
      LinePlot.Point(
        window.closed.to.seconds, window.settled?.metrics[metric], lower: window.settled?.lower,
        upper: window.settled?.upper)
    }
    let estimated = windows.map { LinePlot.Point($0.closed.to.seconds, $0.closed.estimated[metric]?["value"]) }
    let bounds = facts.snapshot.liveGates.filter { $0.gate.metric == metric }.compactMap { gate in
      gate.bound.map { LinePlot.Level($0, gate.gate.text) }
    }
    let plot = LinePlot(
      x: .init("time of the data", scale: .time), y: .init(metric),
      series: [.init("realised", .main, realised)]
        + (estimated.contains { $0.y != nil } ? [.init("estimated", .second, estimated)] : []),
      levels: bounds, marks: facts.marks(from: first.from, to: last.to))
    let known = realised.compactMap(\.y)
    return Report.Section(
      "Live \(metric)",
      [
        .chart(
          Chart(
            "\(metric) of each window with its 95 % interval",
            summary:
              "From \(Words.number(known.min())) to \(Words.number(known.max())), last \(Words.number(known.last)).",
            .lines(plot)))
      ])
  }

  // MARK: Alarms

  var alarms: Report.Section? {
    let alarms = facts.state.alarms.filter { $0.state != .inactive }
    guard facts.state.session != nil || !alarms.isEmpty else { return nil }
    guard !alarms.isEmpty else { return Report.Section("Alarms", [.paragraph("None has rung.")]) }
    let sorted = alarms.enumerated().sorted {
      let (a, b) = ($0.element, $1.element)
      let ranks = (Self.rank(a), Self.rank(b))
      return ranks.0 != ranks.1 ? ranks.0 > ranks.1 : (a.since, $0.offset) > (b.since, $1.offset)
    }.map(\.element)
    return Report.Section(
      "Alarms",
      [
        .table(
          Table(
            "Open ones first",
            [
              .text("state"), .text("severity"), .text("rule"), .text("cause"), .number("value"), .number("bound"),
              .time("since"), .time("until"), .text("what to do"),
            ], of: sorted, limit: 30
          ) { alarm in
            [
              .verdict(Self.tone(alarm.state), alarm.state.rawValue), .text(alarm.severity.rawValue),
              .text(alarm.rule), .text(Self.cause(alarm)), .text(Words.number(alarm.value)),
              .text(Words.number(alarm.bound)), .text(alarm.since.minuteText), .text(alarm.until?.minuteText ?? "–"),
              .text(alarm.advice),
            ]
          })
      ])
  }

  private static func rank(_ alarm: Alarm) -> Int {
    switch alarm.state {
    case .firing: 4
    case .noData: 3
    case .pending: 2
    case .resolved: 1
    case .inactive: 0
    }
  }

  private static func tone(_ state: Alarm.State) -> Tone {
    switch state {
    case .firing: .bad
    case .pending, .noData: .warning
    case .resolved: .good
    case .inactive: .neutral
    }
  }

  private static func cause(_ alarm: Alarm) -> String {
    let kind = alarm.kind.rawValue.replacing("_", with: " ")
    return alarm.column.map { "\(kind) of \($0)" } ?? kind
  }
}
