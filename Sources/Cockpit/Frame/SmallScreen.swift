import CellCanvas
import Lifecycle

/// What is shown where there is no room for panes: how the chosen stage stands, in words, and the keys, which all work.
struct SmallScreen: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    if model.layer != nil { return drawLayer(in: area, on: &canvas) }
    guard area.height > 1 else { return _ = canvas.put(hints(in: area.width, [need + "  "]), in: area) }
    let lines = words.flatMap { line in
      line.text.wrapped(to: area.width).map { TextLine($0, line.spans.first?.role) }
    }
    canvas.put(lines, in: area.prefixRows(area.height - 1))
    canvas.put(hints(in: area.width), in: area, row: area.height - 1)
  }

  /// What lies over the screen, and where not even that has room how to leave it.
  private func drawLayer(in area: Rect, on canvas: inout Canvas) {
    guard area.width >= 14, area.height >= 4 else { return _ = canvas.put(TextLine("Esc back", .key), in: area) }
    LayerView(model).draw(in: area, on: &canvas)
  }

  private var need: TextLine { TextLine("sextant needs \(Layout.smallest)", .attention) }

  /// What was just done or could not be done comes first.
  private var words: [TextLine] {
    let news = model.toasts.last.map { [TextLine($0.text, .accent)] } ?? []
    return news + [need + TextLine(", this is \(model.size)", .attention)] + standing
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

  /// The keys, in as many words as fit: the longest of several forms.
  ///
  /// - Parameter heads: what goes before them where there is room.
  private func hints(in width: Int, _ heads: [TextLine] = []) -> TextLine {
    let keymap = model.keymap
    let stages = keymap.keyRange(from: .show(.overview), to: .show(.stage(.business)))
    let quit = TextLine(keymap.key(.tool(.quit)), .key)
    let help = TextLine(keymap.key(.tool(.help)), .key)
    let worded =
      quit + TextLine(" quit  ", .keyHint) + help + TextLine(" keys  ", .keyHint) + TextLine(stages, .key)
      + TextLine(" stages", .keyHint)
    let forms = [
      worded, quit + TextLine(" quit ", .keyHint) + help + " " + TextLine(stages, .key), quit + " " + help, quit,
    ]
    return (heads.map { $0 + worded } + forms).first { $0.width <= width } ?? quit
  }
}
