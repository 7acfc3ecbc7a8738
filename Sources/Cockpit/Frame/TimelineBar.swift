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
    let parts = parts(of: row, range)
    Timeline(range, marks: marks, now: now(state)).draw(in: parts.line, on: &canvas)
    if area.height > 1 {
      return drawLegend(state.marks.filter { range.contains($0.at.seconds) }, in: row.row(1), on: &canvas)
    }
    let (from, to) = days(range)
    canvas.put(TextLine(from, .dim), in: parts.from)
    canvas.put(TextLine(to, .dim), in: parts.to, alignment: .trailing)
  }

  /// The ends, with the blanks between them and the line.
  private func days(_ range: ClosedRange<Double>) -> (from: String, to: String) {
    (
      TimeText.day(Timestamp(seconds: range.lowerBound)) + " ",
      " " + TimeText.day(Timestamp(seconds: range.upperBound))
    )
  }

  /// The line, and beside it its ends' days where it has no row for labels.
  private func parts(of row: Rect, _ range: ClosedRange<Double>) -> (from: Rect, line: Rect, to: Rect) {
    guard row.height == 1 else { return (.zero, row, .zero) }
    let (from, to) = days(range)
    let parts = row.columns([.fixed(CharacterWidth.columns(from)), .rest, .fixed(CharacterWidth.columns(to))])
    return (parts[0], parts[1], parts[2])
  }

  /// The moment a point of the line stands for; nil beside it.
  func time(at point: Point, in area: Rect) -> Double? {
    guard let state = model.present?.state, area.width >= 20, point.y == area.y, let range = range(state) else {
      return nil
    }
    let line = parts(of: area.inset(columns: 1, rows: 0), range).line
    return Timeline(range).time(at: point, in: line)
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
