import CellCanvas
import Encoding
import Lifecycle

/// What wants attention, the gravest first, and what to do about the selected one.
struct AlarmsPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    let firing = context.state.openAlarms.filter { $0.state == .firing }.count
    let cost = context.state.openAlarms.reduce(0) { $0 + max(0, $1.costPerDay ?? 0) }
    return TextLine("Alarms · ")
      + (firing == 0 ? TextLine("✓ none firing", .ok) : TextLine("✗ \(firing) firing", .failing))
      + (cost > 0 ? TextLine(" · \(MetricText.amount(cost, context.unit)) a day", .attention) : TextLine(""))
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.listedAlarms.isEmpty else {
      return canvas.putEmpty("No alarm has fired in this session.", in: area)
    }
    // The view of alarms says all this in a pane of its own.
    let advice = context.model.screen == .sheet(.alarms) ? [] : adviceLines(width: area.width)
    let parts = area.withFoot(advice.count, below: context.state.listedAlarms.count + 1, least: 4)
    context.table(.alarms, columns: columns, height: parts[0].height) { item in
      guard case .alarm(let id) = item, let alarm = context.state.alarms.first(where: { $0.id == id }) else {
        return []
      }
      return row(alarm, isNarrow: area.width < 60)
    }
    .draw(in: parts[0], on: &canvas)
    canvas.put(advice, in: parts[1])
  }

  private func adviceLines(width: Int) -> [TextLine] {
    guard let alarm = context.model.selectedAlarm else { return [] }
    let advice =
      alarm.advice.isEmpty ? [] : "→ \(alarm.advice)".wrapped(to: width, lines: 2).map { TextLine($0, .accent) }
    var facts = [TextLine(AlarmText.title(of: alarm.kind), .dim)]
    let step = context.model.nextStep(against: alarm).map { step in
      TextLine(context.model.keymap.key(step.action), .key) + TextLine(" \(step.words)", .strong)
    }
    if let cost = alarm.costPerDay {
      facts.append(TextLine("costs ", .dim) + TextLine("\(MetricText.amount(cost, context.unit)) a day", .attention))
    }
    if let until = alarm.snoozedUntil { facts.append(TextLine("quiet until \(TimeText.minute(until))", .dim)) }
    if let note = alarm.note { facts.append(TextLine("note: ", .dim) + TextLine(note)) }
    let line = facts.enumerated().reduce(TextLine("")) {
      $0 + ($1.offset > 0 ? TextLine(" · ", .dim) : "") + $1.element
    }
    return (step.map { [$0] } ?? []) + advice + [line]
  }

  private var columns: [DataTable.Column] {
    [
      .init("state", importance: 9), .init("next", .fitting(max: 16), importance: 8),
      .init("kind", .fitting(max: 15), importance: 2), .init("rule", .flexible(min: 14, weight: 1), importance: 9),
      .init("value", alignment: .trailing, importance: 5), .init("bound", alignment: .trailing, importance: 4),
      .init("since", importance: 3), .init("a day", alignment: .trailing, importance: 7),
    ]
  }

  /// The key that helps.
  private func next(_ alarm: Alarm, _ isNarrow: Bool) -> TextLine {
    guard alarm.state.isOpen, let step = context.model.nextStep(against: alarm) else {
      return TextLine("")
    }
    let key = TextLine(context.model.keymap.key(step.action), .key)
    return isNarrow ? key : key + TextLine(" \(step.brief)", .keyHint)
  }

  private func row(_ alarm: Alarm, isNarrow: Bool) -> [TextLine] {
    let cost = alarm.costPerDay.map { MetricText.amount($0, context.unit) } ?? ""
    return [
      AlarmText.state(alarm), next(alarm, isNarrow), TextLine(AlarmText.title(of: alarm.kind), .dim),
      TextLine(alarm.rule, alarm.state == .resolved ? .dim : .strong),
      TextLine(alarm.value.map { MetricText.value(alarm.metric, $0) } ?? "–", alarm.role),
      TextLine(alarm.bound.map { MetricText.number($0) } ?? "–", .dim),
      TextLine(TimeText.day(alarm.until ?? alarm.since), .dim), TextLine(cost, .attention),
    ]
  }
}

/// How quickly and how much is answered.
struct ServicePane: PaneContent {
  let context: PaneContext

  private var traffic: TrafficStatus { context.snapshot.traffic }

  var title: TextLine {
    guard let latency = traffic.latency else { return "Service" }
    return TextLine("Service · p99 \(NumberText.significant(latency.p99 / 1000, 2)) ms")
  }

  var note: TextLine? {
    traffic.lost == 0
      ? TextLine("✓ nothing lost", .ok) : TextLine("✗ \(NumberText.grouped(traffic.lost)) lost", .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !traffic.rate.isEmpty || traffic.latency != nil else {
      return canvas.putEmpty("No traffic has been answered yet.", context.trafficRemedy, in: area)
    }
    let bars = latencyBars
    let parts = area.rows([.fixed(min(bars.count, area.height)), .fixed(1), .rest])
    BarList(bars).draw(in: parts[0], on: &canvas)
    guard !traffic.rate.isEmpty, parts[2].height > 0 else { return }
    let newest = traffic.rate.last ?? 0
    canvas.put(
      TextLine("rows a second, last \(traffic.rate.count) s: ", .dim)
        + TextLine(MetricText.number(newest.rounded()), .strong),
      in: parts[1])
    let seconds = traffic.rate.indices.map { Double($0 - traffic.rate.count + 1) }
    if parts[2].height >= 5 {
      LineChart([.init("rows/s", x: seconds, y: traffic.rate)], xAxis: .hidden, showsLegend: false)
        .draw(in: parts[2], on: &canvas)
    } else {
      Sparkline(traffic.rate, bounds: 0...max(1, traffic.rate.max() ?? 1)).draw(in: parts[2], on: &canvas)
    }
  }

  /// Latency of one row, in microseconds.
  private var latencyBars: [BarList.Bar] {
    guard let latency = traffic.latency else { return [] }
    return [("p50", latency.p50), ("p95", latency.p95), ("p99", latency.p99)].map { name, value in
      BarList.Bar(TextLine("latency \(name)", .dim), value, text: NumberText.significant(value, 3) + " µs")
    }
  }
}
