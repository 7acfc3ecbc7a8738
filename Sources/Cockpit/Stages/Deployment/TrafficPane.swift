import CellCanvas
import Encoding
import Lifecycle

/// How the traffic runs: from where, how fast, how quickly it is answered and by whom.
struct TrafficPane: PaneContent {
  let context: PaneContext

  private var traffic: TrafficStatus { context.snapshot.traffic }

  var title: TextLine { TextLine("Traffic ") + traffic.state.markAndWord }

  var note: TextLine? {
    traffic.state == .playing || traffic.state == .watching
      ? TextLine("\(MetricText.number(traffic.rowsPerSecond.rounded())) rows/s", .strong) : nil
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard traffic.state != .idle || traffic.predictions > 0 else {
      let remedy =
        context.watchesOnly
        ? context.trafficRemedy
        : context.state.champion == nil
          ? "\(context.key(.promote)) promotes a champion, then \(context.key(.traffic)) plays the live rows"
          : "\(context.key(.traffic)) plays the live rows"
      return canvas.putEmpty("No traffic yet.", remedy, in: area)
    }
    let facts = facts(width: area.width)
    let shares = traffic.answered.suffix(4)
    let parts = area.rows([.fixed(facts.count), .fixed(min(shares.count, max(0, area.height - facts.count))), .rest])
    canvas.put(facts, in: parts[0])
    drawShares(Array(shares), in: parts[1], on: &canvas)
    let plot = parts[2].dropFirstRows(1).prefixRows(6)
    if plot.height >= 1, !traffic.rate.isEmpty {
      canvas.put(TextLine("predictions a second, last \(traffic.rate.count) s", .dim), in: parts[2])
      let shown = Charts.stretched(traffic.rate, to: plot.width)
      Sparkline(shown, bounds: 0...max(1, traffic.rate.max() ?? 1))
        .draw(in: plot.prefixColumns(shown.count), on: &canvas)
    }
  }

  private func facts(width: Int) -> [TextLine] {
    var text = LabelledText(width: width)
    let share = traffic.fraction.map { " · \(NumberText.fixed($0 * 100, 1)) % played" } ?? ""
    if let gateway = context.snapshot.gateway {
      text.add("Source", TextLine(gateway.address, .strong) + TextLine(" as clients ask", .dim))
    } else {
      text.add("Source", TextLine(traffic.source.isEmpty ? "–" : traffic.source) + TextLine(share, .dim))
      // A log sets its own pace.
      if traffic.state != .watching {
        text.add("Speed", TextLine(context.model.speed.text, .strong) + speedHint)
      }
    }
    text.add("Answered", counts)
    if let latency = traffic.latency {
      text.add(
        "Latency",
        TextLine("p99 \(TrafficPane.micro(latency.p99))", .strong)
          + TextLine(" · p95 \(TrafficPane.micro(latency.p95)) · p50 \(TrafficPane.micro(latency.p50))"))
    }
    return text.lines
  }

  private var speedHint: TextLine {
    TextLine("  \(context.key(.slower)) \(context.key(.faster))", .key)
  }

  private var counts: TextLine {
    let line =
      TextLine(NumberText.grouped(traffic.predictions), .strong)
      + TextLine(" · \(NumberText.grouped(traffic.outcomes)) outcomes", .dim)
    return traffic.lost > 0 ? line + TextLine(" · ✗ \(NumberText.grouped(traffic.lost)) lost", .failing) : line
  }

  private func drawShares(_ shares: [TrafficStatus.VersionShare], in area: Rect, on canvas: inout Canvas) {
    let total = max(1, traffic.answered.reduce(0) { $0 + $1.rows })
    let bars = shares.map { share in
      BarList.Bar(
        TextLine(name(share).fitted(to: 11), .dim), Double(share.rows),
        text: NumberText.fixed(Double(share.rows) / Double(total) * 100, 1) + " %")
    }
    BarList(bars).draw(in: area, on: &canvas)
  }

  /// A log that names no version has its model's answers under number 0.
  private func name(_ share: TrafficStatus.VersionShare) -> String {
    share.version.number == 0 ? "its model" : "by v\(share.version)"
  }

  /// Microseconds, as milliseconds where they are many.
  static func micro(_ value: Double) -> String {
    value >= 1000 ? NumberText.significant(value / 1000, 3) + " ms" : NumberText.significant(value, 2) + " µs"
  }
}
