import CellCanvas
import Encoding
import Lifecycle

/// The first line: which project, which iteration and why; how the traffic runs and what time it is in the data.
struct TitleBar: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let row = area.inset(columns: area.width > 20 ? 1 : 0, rows: 0)
    // Why the picture is old matters more than what time it was on it.
    let least = model.disconnection == nil || model.isInPast ? clock : brief.truncated(to: row.width * 3 / 5)
    let right = ([full, brief].first { $0.width <= row.width * 3 / 5 } ?? least).truncated(to: row.width)
    let left = row.prefixColumns(max(0, row.width - right.width - 2))
    canvas.put(name, in: left)
    canvas.put(right, in: row, alignment: .trailing)
  }

  private var name: TextLine {
    guard let snapshot = model.snapshot else { return TextLine("sextant", .title) }
    let iteration = snapshot.state.iteration
    var line = TextLine(snapshot.definition.name, .strong) + TextLine(" · iteration \(iteration.number)", .dim)
    if let reason = iteration.reason {
      line = line + TextLine(" · ↺ \(iteration.stage.title): ", .accent) + TextLine(reason)
    }
    return line
  }

  /// Which moment of the past is shown, and how to come back.
  private var past: TextLine? {
    guard let machine = model.timeMachine, let snapshot = model.snapshot else { return nil }
    let isThere = snapshot.past != nil && machine.pending == nil
    let time = snapshot.past == nil ? nil : snapshot.state.eventTime
    let event = isThere ? model.eventInPast.map { ": \($0)" } ?? "" : " ⠹"
    return TextLine("◀ PAST", .attention) + TextLine(time.map { " \(TimeText.minute($0))" } ?? "", .strong)
      + TextLine(" · event \(machine.sequence) of \(machine.present.state.sequence)\(event)", .dim)
      + TextLine(" · \(model.keymap.key(.move(.back)))", .key) + TextLine(" returns", .keyHint)
  }

  private var full: TextLine {
    if let past { return past }
    guard let traffic = model.snapshot?.traffic, model.disconnection == nil else { return brief }
    let serves = model.snapshot?.gateway != nil
    var line = serves ? TextLine("● serving", .ok) : traffic.state.markAndWord
    if serves || traffic.state == .playing || traffic.state == .watching {
      line = line + TextLine(" \(MetricText.number(traffic.rowsPerSecond.rounded())) rows/s", .dim)
    }
    if !serves, let fraction = traffic.fraction, traffic.state == .playing || traffic.state == .paused {
      line = line + TextLine(" · \(NumberText.fixed(fraction * 100, 0)) %", .dim)
    }
    return line + TextLine(" · ", .dim) + clock
  }

  private var brief: TextLine {
    if model.isInPast {
      let time = model.snapshot?.past == nil ? nil : model.snapshot?.state.eventTime
      return TextLine("◀ PAST", .attention) + TextLine(time.map { " \(TimeText.minute($0))" } ?? " ⠹", .strong)
        + TextLine(" · \(model.keymap.key(.move(.back)))", .key) + TextLine(" returns", .keyHint)
    }
    if let seconds = model.staleSeconds, let reason = model.disconnection {
      return TextLine("✗ STALE \(NumberText.duration(Double(seconds)))", .failing)
        + TextLine(" · \(reason)", .attention)
    }
    if let reason = model.disconnection { return TextLine("✗ engine lost: \(reason)", .failing) }
    guard let traffic = model.snapshot?.traffic else { return TextLine("⠹ opening", .busy) }
    if model.snapshot?.gateway != nil { return TextLine("● ", .ok) + clock }
    return TextLine(traffic.state.glyph + " ", traffic.state.role) + clock
  }

  private var clock: TextLine {
    if let machine = model.timeMachine {
      return TextLine("◀ PAST", .attention) + TextLine(" event \(machine.sequence)", .strong)
    }
    guard let time = model.snapshot?.state.eventTime else { return TextLine("no event time yet", .dim) }
    return TextLine(TimeText.minute(time), .strong)
  }
}
