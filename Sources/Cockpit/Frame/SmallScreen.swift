import CellCanvas
import Lifecycle

/// What is shown where there is no room for panes: how the chosen stage stands, in words, and the keys, which all work.
struct SmallScreen: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let words = [TextLine("sextant needs \(Layout.smallest), this is \(model.size)", .attention)] + standing
    let lines = words.flatMap { line in
      line.text.wrapped(to: area.width).map { TextLine($0, line.spans.first?.role) }
    }
    canvas.put(lines, in: area.prefixRows(max(1, area.height - 1)))
    if area.height > 1 { canvas.put(hints, in: area, row: area.height - 1) }
  }

  private var standing: [TextLine] {
    guard let snapshot = model.snapshot else { return [TextLine("opening the project…", .dim)] }
    let summaries = snapshot.stages.filter { model.screen == .overview || model.screen.stage == $0.stage }
    return summaries.map { summary in
      TextLine(
        "\(summary.stage.rawValue) \(summary.stage.title) \(summary.status.glyph) \(summary.status.rawValue)"
          + (model.screen == .overview ? "" : ": \(summary.headline)"), summary.status.role)
    }
  }

  private var hints: TextLine {
    let keymap = model.keymap
    let stages = keymap.keyRange(from: .show(.overview), to: .show(.stage(.business)))
    return TextLine([
      .init(keymap.key(.tool(.quit)), .key), .init(" quit  ", .keyHint), .init(stages, .key),
      .init(" stages", .keyHint),
    ])
  }
}
