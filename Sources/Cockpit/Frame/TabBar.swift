import CellCanvas
import Lifecycle

/// The views of the stage in a row, the present one marked; they are also buttons.
struct TabBar: View {
  private let model: CockpitModel

  init(_ model: CockpitModel) { self.model = model }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let tabs = tabs(in: area.width)
    guard let first = tabs.first, let last = tabs.last else { return }
    var line = first.x > 1 ? TextLine(" ") + TextLine("… ", .dim) : TextLine(" ")
    for (screen, _) in tabs {
      line =
        line + (screen == model.screen ? TextLine("▸\(screen.tab)", .accent) : TextLine(" \(screen.tab)", .dim))
        + TextLine(String(repeating: " ", count: gap(in: area.width)))
    }
    if last.screen != all.last { line = line + TextLine("…", .dim) }
    canvas.put(line, in: area)
    let hint = hint
    if line.width + hint.width < area.width { canvas.put(hint, in: area, alignment: .trailing) }
  }

  /// The view whose tab lies at a point.
  func screen(at point: Point) -> Screen? {
    let area = model.layout.tabs
    guard area.contains(point) else { return nil }
    return tabs(in: area.width).first { screen, x in
      let start = area.x + x
      return (start...start + CharacterWidth.columns(screen.tab)).contains(point.x)
    }?.screen
  }

  private var hint: TextLine {
    TextLine([.init(model.keymap.key(.move(.nextTab)), .key), .init(" next view ", .keyHint)])
  }

  /// Columns between two tabs: fewer where that lets the hint in.
  private func gap(in width: Int) -> Int {
    let tabs = all.reduce(1) { $0 + 3 + CharacterWidth.columns($1.tab) }
    let isTight = tabs + hint.width >= width && tabs - all.count + hint.width < width
    return isTight ? 1 : 2
  }

  private var all: [Screen] { model.screen.stage.map { Screen.tabs(of: $0) } ?? [] }

  /// The tabs that fit, and where each begins: from the first one on, unless the present one were out of sight then.
  private func tabs(in width: Int) -> [(screen: Screen, x: Int)] {
    let all = all
    guard let here = all.firstIndex(of: model.screen) else { return [] }
    let gap = gap(in: width)
    for start in 0...here {
      var x = start == 0 ? 1 : 3
      var tabs: [(screen: Screen, x: Int)] = []
      for screen in all[start...] {
        let end = x + 1 + CharacterWidth.columns(screen.tab)
        // The sign that there are more takes three columns.
        guard end + (screen == all.last ? 0 : 3) <= width || tabs.isEmpty && start == here else { break }
        tabs.append((screen, x))
        x = end + gap
      }
      if tabs.contains(where: { $0.screen == model.screen }) { return tabs }
    }
    return []
  }
}
