import CellCanvas
import Lifecycle

extension CockpitModel {
  mutating func take(_ mouse: MouseEvent) -> [Effect] {
    keyWait = nil
    switch mouse.action {
    case .press(.left):
      toasts = []
      grasp(at: mouse.position)
      return click(at: mouse.position)
    case .wheelUp: return wheel(by: -1, at: mouse.position, pans: mouse.modifiers.contains(.shift))
    case .wheelDown: return wheel(by: 1, at: mouse.position, pans: mouse.modifiers.contains(.shift))
    case .press(.middle): pressChart(.middle, at: mouse.position)
    case .press(.right): pressChart(.right, at: mouse.position)
    case .drag(let button):
      if button != .left || !drag(to: mouse.position) { dragChart(to: mouse.position) }
    case .release:
      grip = nil
      releaseChart(at: mouse.position)
    }
    return []
  }

  /// A hint in the footer does what its key does; a stage of the ribbon shows it; a pane takes the focus.
  private mutating func click(at point: Point) -> [Effect] {
    if let action = Footer(self).action(at: point) { return perform(action) }
    guard layer == nil else { return [] }
    if let screen = RibbonBar(self).screen(at: point) {
      show(screen)
      return []
    }
    if let screen = TabBar(self).screen(at: point) {
      show(screen)
      return []
    }
    guard let pane = layout.panes.first(where: { $0.area.contains(point) })?.pane else {
      pressChart(.left, at: point)
      return []
    }
    let wasFocused = focus == pane
    focuses[screen] = pane
    if case .tile(let stage) = pane, wasFocused, !isOnChart(point) { show(.stage(stage)) }
    if pane == .part(.rows), let content = layout.content(of: pane), point.y > content.y, point.y < content.endY - 1 {
      desk.grid.select(row: desk.grid.firstRow + point.y - content.y - 1)
    }
    if pane.list == pane, let row = row(of: pane, at: point) { select(row, in: pane) }
    pressChart(.left, at: point)
    return []
  }

  /// The row of a list that lies at a point.
  private func row(of pane: Pane, at point: Point) -> Int? {
    // The map of the iterations is a picture, not a table.
    if pane == .part(.turns) { return nil }
    guard let content = layout.content(of: pane) else { return nil }
    let row = point.y - content.y - pane.headerHeight
    let index = row + (offsets[pane] ?? 0)
    guard row >= 0, row < pane.listHeight(in: content), index < items(of: pane).count else { return nil }
    return index
  }

  private mutating func wheel(by step: Int, at point: Point, pans: Bool) -> [Effect] {
    switch layer {
    case .help, .log: return move(step < 0 ? .up : .down)
    case .question, .stageChoice, .choice, .palette: return take(step < 0 ? .previousChoice : .nextChoice, key: nil)
    case .prompt: return []
    case .none: break
    }
    if wheelChart(by: step, at: point, pans: pans) { return [] }
    guard let pane = layout.panes.first(where: { $0.area.contains(point) })?.pane else { return [] }
    let focused = focuses[screen]
    focuses[screen] = pane
    switch pane.motion {
    case .list, .windowsAndList: moveSelection(by: step)
    case .text: scroll(by: step * 3)
    case .windows: zoomCharts(by: -step)
    case .grid: desk.grid.moveRow(by: step * 3)
    case .slider: moveThreshold(by: step)
    case .none: break
    }
    focuses[screen] = focused
    return []
  }
}
