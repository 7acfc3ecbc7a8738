import CellCanvas
import Encoding
import Lifecycle

/// Event time as a line, with marks for what happened.
struct TimelineBar: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    // The line is always the present's, so that the past is a place on it.
    guard let state = model.present?.state, area.width >= 20 else { return }
    let row = area.inset(columns: 1, rows: 0)
    guard let range = range(state) else {
      canvas.put(TextLine("timeline: nothing has happened yet", .dim), in: row)
      return
    }
    let marks = state.marks.sorted { weight($0.kind) < weight($1.kind) }.map { mark in
      Timeline.Mark(mark.at.seconds, mark.kind.glyph, mark.kind.role)
    }
    let timeline = Timeline(range, marks: marks, now: now(state))
    guard area.height == 1 else {
      timeline.draw(in: row, on: &canvas)
      drawLegend(state.marks.filter { range.contains($0.at.seconds) }, in: row.row(1), on: &canvas)
      return
    }
    let from = TextLine(TimeText.day(Timestamp(seconds: range.lowerBound)) + " ", .dim)
    let to = TextLine(" " + TimeText.day(Timestamp(seconds: range.upperBound)), .dim)
    let parts = row.columns([.fixed(from.width), .rest, .fixed(to.width)])
    canvas.put(from, in: parts[0])
    timeline.draw(in: parts[1], on: &canvas)
    canvas.put(to, in: parts[2], alignment: .trailing)
  }

  /// The moment looked at: the window under the cursor, else the newest event time.
  private func now(_ state: LifecycleState) -> Double? {
    if model.isInPast, let shown = model.snapshot, shown.past != nil { return shown.state.momentShown?.seconds }
    if model.windowCursor != nil, let window = model.selectedWindow { return window.closed.to.seconds }
    return state.eventTime?.seconds
  }

  /// From the first window to the clock; without windows, from the first mark to the last.
  private func range(_ state: LifecycleState) -> ClosedRange<Double>? {
    if let first = state.windows.first?.closed.from.seconds {
      let last = max(state.eventTime?.seconds ?? first, state.windows.last?.closed.to.seconds ?? first)
      return first...max(last, first + 1)
    }
    let times = state.marks.map(\.at.seconds)
    guard let first = times.min(), let last = times.max() else { return nil }
    return first...max(last, first + 1)
  }

  /// Of marks on one cell the weightiest shows.
  private func weight(_ kind: Mark.Kind) -> Int {
    switch kind {
    case .session: 0
    case .trained: 1
    case .alarm: 2
    case .promoted: 3
    case .rolledBack: 4
    case .steppedBack: 5
    case .rollout, .decided: 2
    }
  }

  /// What the marks mean, right of the labels where there is room.
  private func drawLegend(_ marks: [Mark], in row: Rect, on canvas: inout Canvas) {
    let kinds = Mark.Kind.allCases.filter { kind in marks.contains { $0.kind == kind } }
    var line = TextLine("")
    for kind in kinds { line = line + TextLine("  \(kind.glyph.text) ", kind.role) + TextLine(kind.word, .dim) }
    guard line.width <= row.width / 2 else { return }
    let room = Rect(x: row.endX - line.width, y: row.y, width: line.width, height: 1)
    canvas.clear(room)
    canvas.put(line, in: room)
  }
}

extension LifecycleState {
  /// Where a picture of the past stands on the timeline: its clock, or its last mark before there was one.
  fileprivate var momentShown: Timestamp? { eventTime ?? marks.last?.at }
}
