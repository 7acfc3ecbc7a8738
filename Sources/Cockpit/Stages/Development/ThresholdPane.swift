import CellCanvas
import Encoding
import Lifecycle

/// The decision threshold as a slider, with what it would do and the value curve.
struct ThresholdPane: PaneContent {
  let context: PaneContext

  private var points: [ThresholdPoint] { context.model.thresholds }

  var title: TextLine {
    let points = points
    guard let chosen = context.model.chosenThreshold(points) else { return "Threshold" }
    return TextLine("Threshold ") + TextLine(NumberText.fixed(points[chosen].threshold, 3), .accent)
  }

  var note: TextLine? {
    let points = points
    guard let chosen = context.model.chosenThreshold(points), let own = context.model.ownThreshold(points) else {
      return nil
    }
    if chosen == own { return TextLine("as it is", .dim) }
    return TextLine("was \(NumberText.fixed(points[own].threshold, 3)) · ", .dim)
      + TextLine(context.model.keymap.key(.act(.shipThreshold)), .key) + TextLine(" ships it", .keyHint)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .threshold) != nil else { return }
    let points = points
    guard let chosen = context.model.chosenThreshold(points) else {
      return canvas.putEmpty("This version's answers have no threshold to move.", in: area)
    }
    let own = context.model.ownThreshold(points)
    let parts = area.rows([.fixed(1), .fixed(min(3, max(1, area.height - 5))), .rest])
    drawSlider(points, chosen, own, in: parts[0], on: &canvas)
    canvas.put(figures(points, chosen, own, width: area.width), in: parts[1])
    drawCurve(points, chosen, own, in: parts[2], on: &canvas)
  }

  private func drawSlider(
    _ points: [ThresholdPoint], _ chosen: Int, _ own: Int?, in row: Rect, on canvas: inout Canvas
  ) {
    let keys = TextLine(context.model.keymap.key(.tool(.lowerThreshold)), .key)
    let more = TextLine(context.model.keymap.key(.tool(.raiseThreshold)), .key)
    let parts = row.columns([.fixed(1), .rest, .fixed(1)], gap: 1)
    canvas.put(keys, in: parts[0])
    canvas.put(more, in: parts[2])
    Gauge(
      points[chosen].threshold, mark: own.map { points[$0].threshold }, role: chosen == own ? .gauge : .accent
    ).draw(in: parts[1], on: &canvas)
  }

  private func figures(_ points: [ThresholdPoint], _ chosen: Int, _ own: Int?, width: Int) -> [TextLine] {
    let rows = ThresholdPane.rows(own.map { points[$0] }, points[chosen]).dropFirst()
    let isMoved = chosen != own
    var lines: [TextLine] = []
    var line = TextLine("")
    for row in rows {
      var part = TextLine(row.title + " ", .dim) + TextLine(row.then, .strong)
      if isMoved, row.now != row.then { part = part + TextLine(" was \(row.now)", .dim) }
      if line.width > 0, line.width + 3 + part.width > width {
        lines.append(line)
        line = TextLine("")
      }
      line = line.width > 0 ? line + TextLine("   ") + part : part
    }
    return lines + (line.width > 0 ? [line] : [])
  }

  /// What a threshold does, beside what another does.
  static func rows(_ now: ThresholdPoint?, _ then: ThresholdPoint?) -> [(title: String, now: String, then: String)] {
    let share = { (value: Double?) in value.map { NumberText.fixed($0, 3) } ?? "–" }
    let number = { (value: Double?) in value.map { MetricText.number($0) } ?? "–" }
    let count = { (value: Int?) in value.map { NumberText.grouped($0) } ?? "–" }
    var rows: [(title: String, now: String, then: String)] = [
      ("threshold", share(now?.threshold), share(then?.threshold)),
      ("precision", share(now?.precision), share(then?.precision)),
      ("recall", share(now?.recall), share(then?.recall)), ("F1", share(now?.f1), share(then?.f1)),
      ("positives", count(now?.positives), count(then?.positives)),
    ]
    if now?.value != nil || then?.value != nil { rows.append(("value", number(now?.value), number(then?.value))) }
    return rows
  }

  /// The value by threshold; without a value model precision, recall and F1.
  private func drawCurve(
    _ points: [ThresholdPoint], _ chosen: Int, _ own: Int?, in area: Rect, on canvas: inout Canvas
  ) {
    guard area.height >= 3 else { return }
    let x = points.map(\.threshold)
    let best = context.model.page(of: .threshold)?["best"]
    var series: [LineChart.Series]
    let hasValue = points.contains { $0.value != nil }
    if hasValue {
      series = [.init(unitName, x: x, y: points.map { $0.value ?? .nan })]
    } else {
      series = [
        .init("F1", x: x, y: points.map { $0.f1 ?? .nan }),
        .init("precision", x: x, y: points.map { $0.precision ?? .nan }),
        .init("recall", x: x, y: points.map { $0.recall ?? .nan }),
      ]
    }
    var events: [LineChart.Event] = []
    if let top = best?[hasValue ? "value" : "f1"]?.double { events.append(.init(x: top, label: "best", role: .ok)) }
    var chart = LineChart(
      series, events: events, xRange: (x.first ?? 0)...max(x.last ?? 1, (x.first ?? 0) + 1e-6),
      yRange: Charts.range(of: series), cursor: points[chosen].threshold)
    chart.spots = [
      .init(x: points[chosen].threshold, y: series[0].y[chosen])
    ]
    chart.draw(in: area, on: &canvas)
  }

  private var unitName: String { context.unit.isEmpty ? "value" : "value in \(context.unit)" }
}
