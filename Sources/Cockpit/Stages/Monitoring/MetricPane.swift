import CellCanvas
import Encoding
import Lifecycle

/// The scope's metric on live traffic against its gate.
struct MetricPane: PaneContent {
  let context: PaneContext

  private var standing: LiveStanding { context.digest.standing }

  var title: TextLine {
    let name = MetricText.title(standing.metric)
    guard let value = standing.value else { return TextLine("Live \(name)") }
    let mark: TextLine = standing.isBad ? TextLine(" ✗", .failing) : TextLine(" ✓", .ok)
    return TextLine("Live \(name) ") + TextLine(MetricText.value(standing.metric, value)) + mark
  }

  var note: TextLine? {
    if let words = standing.words { return TextLine(words, .failing) }
    guard let since = standing.failingSince, let failure = standing.failure else { return nil }
    return TextLine("\(failure) since \(TimeText.day(since))", .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard standing.value != nil else { return drawEmpty(in: area, on: &canvas) }
    let says = standing.isBad && standing.words != nil && standing.failingSince != nil && area.height >= 10
    let parts = area.rows([.fixed(says ? 1 : 0), .rest])
    if says, let since = standing.failingSince, let failure = standing.failure {
      canvas.put(TextLine("✗ \(failure) since \(TimeText.day(since))", .failing), in: parts[0])
    }
    MetricPane.chart(context).draw(in: parts[1], on: &canvas)
  }

  private func drawEmpty(in area: Rect, on canvas: inout Canvas) {
    let closed = context.state.windows.count
    guard closed > 0 else {
      return canvas.putEmpty(
        "Nothing is known about live traffic yet.", "\(context.key(.traffic)) plays it", in: area)
    }
    canvas.putEmpty("\(closed) windows wait for their outcomes.", in: area)
  }

  /// The metric per window, its gate, the champion's value on test, and where another version took over.
  static func chart(_ context: PaneContext, showsLegend: Bool = true) -> LineChart {
    let standing = context.digest.standing
    let metric = standing.metric
    var thresholds: [LineChart.Threshold] = []
    if let champion = context.state.champion, let value = champion.metrics["test"]?[metric] {
      thresholds.append(
        .init(value, label: "v\(champion.id) on test \(MetricText.value(metric, value))", role: .reference))
    }
    if let bound = standing.bound {
      thresholds.append(.init(bound, label: "gate \(MetricText.value(metric, bound))"))
    }
    return LineChart(
      [.init(MetricText.title(metric), x: context.digest.times, y: context.digest.metrics[metric] ?? [])],
      thresholds: thresholds, events: context.versionEvents, xAxis: .time, cursor: context.cursorTime,
      showsLegend: showsLegend)
  }
}

extension PaneContext {
  /// Marks where another version began to answer.
  var versionEvents: [LineChart.Event] {
    digest.changes.map { .init(x: $0.time, label: "v\($0.version)") }
  }

  /// The moment of the window under the cursor; nil while the newest is followed.
  var cursorTime: Double? {
    model.windowCursor == nil ? nil : model.selectedWindow?.closed.to.seconds
  }
}
