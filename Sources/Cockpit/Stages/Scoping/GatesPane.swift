import CellCanvas
import Encoding
import Lifecycle

/// The gates with what they say today: on test and on live traffic, side by side.
struct GatesPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard !context.scope.gates.isEmpty else { return "Gates" }
    let test = Verdict.combined(context.snapshot.gates.map(\.verdict))
    return TextLine("Gates · test ") + test.markAndWord
  }

  var note: TextLine? {
    guard !context.snapshot.liveGates.isEmpty else { return nil }
    // A gate without live figures says nothing against the others.
    let judged = context.snapshot.liveGates.map(\.verdict).filter { $0 != .noData }
    let missing = context.snapshot.liveGates.count - judged.count
    return TextLine("live ", .dim) + Verdict.combined(judged).markAndWord
      + TextLine(judged.isEmpty || missing == 0 ? "" : " · \(missing) without data", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.scope.gates.isEmpty else {
      return canvas.putEmpty(
        context.watchesOnly
          ? "No gates: nothing says when the model is too bad, and no alarm does either."
          : "No gates: nothing says when a model is good enough, and nothing may pass.",
        "\(context.key(.edit)) edits scope.gates in sextant.yaml", in: area)
    }
    let courseWidth = max(8, min(72, area.width - 116))
    context.table(.gates, columns: columns(area.width), height: area.height) { item in
      guard case .gate(let index) = item else { return [] }
      return row(index, courseWidth)
    }
    .draw(in: area, on: &canvas)
  }

  private func columns(_ width: Int) -> [DataTable.Column] {
    [
      .init("gate", width < 100 ? .flexible(min: 16, weight: 1) : .fitting(max: 34), importance: 9),
      .init("bound", alignment: .trailing, importance: 3),
      .init("test", alignment: .trailing, importance: 8), .init("95 %", alignment: .center, importance: 4),
      .init("n", alignment: .trailing, importance: 2), .init("verdict", importance: 8),
      .init("live", alignment: .trailing, importance: 8), .init("95 %", alignment: .center, importance: 3),
      .init("verdict", importance: 8), .init("live course", .flexible(min: 8, weight: 1), importance: 1),
    ]
  }

  private func row(_ index: Int, _ courseWidth: Int) -> [TextLine] {
    let gate = context.scope.gates[index]
    let test = context.snapshot.gates.first { $0.gate == gate }
    let live = context.snapshot.liveGates.first { $0.gate == gate }
    let bound = context.bound(of: gate)
    let course = context.course(of: gate, width: courseWidth)
    return [
      TextLine(gate.title, .strong), TextLine(bound.map { MetricText.value(gate.metric, $0) } ?? "–", .dim),
      value(test), interval(test), TextLine(test?.measurement.map { NumberText.grouped($0.count) } ?? "", .dim),
      (test?.verdict ?? .noData).markAndWord, value(live), interval(live), (live?.verdict ?? .noData).markAndWord,
      course,
    ]
  }

  private func value(_ result: GateResult?) -> TextLine {
    guard let result, let measurement = result.measurement else { return TextLine("–", .dim) }
    return TextLine(MetricText.value(result.gate.metric, measurement.value), result.verdict == .failed ? .failing : nil)
  }

  private func interval(_ result: GateResult?) -> TextLine {
    guard let result, let measurement = result.measurement, measurement.lower < measurement.upper else {
      return TextLine("")
    }
    let (lower, upper) = (measurement.lower, measurement.upper)
    return TextLine(
      "\(MetricText.value(result.gate.metric, lower))–\(MetricText.value(result.gate.metric, upper))", .dim)
  }
}
