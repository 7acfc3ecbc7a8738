import CellCanvas
import Lifecycle

/// The whole screen: a pure function of the model, the size and the theme.
public struct CockpitView: View, Sendable {
  private let model: CockpitModel

  public init(_ model: CockpitModel) { self.model = model }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    var model = model
    model.size = area.size
    if area.width < Layout.smallest.columns || area.height < Layout.smallest.rows {
      SmallScreen(model).draw(in: area, on: &canvas)
    } else {
      draw(model, on: &canvas)
    }
    if model.reducesMotion { canvas.stand() }
    if canvas.glyphs == .ascii { canvas.transliterate() }
  }

  private func draw(_ model: CockpitModel, on canvas: inout Canvas) {
    let layout = model.layout
    TitleBar(model).draw(in: layout.title, on: &canvas)
    RibbonBar(model).draw(in: layout.ribbon, on: &canvas)
    TabBar(model).draw(in: layout.tabs, on: &canvas)
    if let notices = model.snapshot?.notices, let first = notices.first {
      let more = notices.count > 1 ? TextLine(" (and \(notices.count - 1) more)", .dim) : ""
      canvas.put(TextLine(" ✗ \(first)", .failing) + more, in: layout.banner)
    } else if let suggestion = model.suggestion {
      canvas.put(banner(suggestion, model), in: layout.banner)
    } else {
      TourBar(model).draw(in: layout.banner, on: &canvas)
    }
    if let snapshot = model.snapshot, let digest = model.digest {
      let context = PaneContext(model: model, snapshot: snapshot, digest: digest)
      for placed in layout.panes { context.draw(placed.pane, in: placed.area, on: &canvas) }
    } else {
      canvas.put("opening the project…", in: layout.body, row: layout.body.height / 2, alignment: .center, role: .dim)
    }
    TimelineBar(model).draw(in: layout.timeline, on: &canvas)
    Footer(model).draw(in: layout.footer, on: &canvas)
    LayerView(model).draw(in: Rect(x: 0, y: 0, width: model.size.columns, height: layout.footer.y), on: &canvas)
    PrefixBox(model: model)
      .draw(in: Rect(x: 0, y: 0, width: model.size.columns, height: layout.footer.y), on: &canvas)
    drawToasts(model, above: layout.timeline, on: &canvas)
  }

  /// A policy's suggestion with the keys that answer it, which are never the part that is cut.
  private func banner(_ suggestion: PolicyAction, _ model: CockpitModel) -> TextLine {
    let keys =
      TextLine("  \(model.keymap.key(.act(.acceptSuggestion)))", .key) + TextLine(" accept", .keyHint)
      + TextLine("  \(model.keymap.key(.act(.dismissSuggestion)))", .key) + TextLine(" dismiss ", .keyHint)
    let text =
      TextLine(" ! \(suggestion.fact.policy) suggests a retrain: ", .attention) + TextLine(suggestion.fact.reason)
    return text.truncated(to: max(1, model.size.columns - keys.width)) + keys
  }

  private func drawToasts(_ model: CockpitModel, above line: Rect, on canvas: inout Canvas) {
    // Where a line is short a reason takes several.
    let most = model.size.columns < Layout.full.columns ? 4 : 1
    var end = line.y
    for notice in model.toasts.reversed() {
      let toast = Toast(notice.kind, notice.text)
      let width = max(0, line.width - 2)
      let height = min(most, toast.height(in: width))
      guard end - height > 1 else { break }
      toast.draw(in: Rect(x: line.x + 1, y: end - height, width: width, height: height), on: &canvas)
      end -= height
    }
  }
}

extension CockpitModel {
  /// The screen at the model's own size.
  public func frame(theme: Theme = .dark, glyphs: GlyphSet = .braille) -> Canvas {
    Canvas(drawing: CockpitView(self), size: size, theme: theme, glyphs: glyphs)
  }
}
