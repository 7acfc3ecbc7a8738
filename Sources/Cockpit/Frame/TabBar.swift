import CellCanvas
import Lifecycle

/// The views of the stage in a row, the present one marked; they are also buttons.
struct TabBar: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, let stage = model.screen.stage else { return }
    var line = TextLine(" ")
    for screen in Screen.tabs(of: stage) {
      line =
        line
        + (screen == model.screen ? TextLine("▸\(screen.tab)", .accent) : TextLine(" \(screen.tab)", .dim))
        + TextLine("  ")
    }
    canvas.put(line, in: area)
    let hint = TextLine(
      [.init(model.keymap.key(.move(.nextTab)), .key), .init(" next view ", .keyHint)])
    if line.width + hint.width < area.width { canvas.put(hint, in: area, alignment: .trailing) }
  }

  /// The view whose tab lies at a point.
  func screen(at point: Point) -> Screen? {
    guard let stage = model.screen.stage, model.layout.tabs.contains(point) else { return nil }
    var x = model.layout.tabs.x + 1
    for screen in Screen.tabs(of: stage) {
      let width = CharacterWidth.columns(screen.tab) + 1
      if point.x >= x, point.x < x + width { return screen }
      x += width + 2
    }
    return nil
  }
}
