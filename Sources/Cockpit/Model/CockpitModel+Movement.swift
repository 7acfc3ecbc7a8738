import CellCanvas
import Lifecycle

extension CockpitModel {
  /// - Parameter count: the number typed before it: how often, or for the first and the last row which one.
  mutating func move(_ movement: Action.Movement, count: Int? = nil) -> [Effect] {
    switch layer {
    case .help(let offset): layer = .help(offset: scrolled(offset, movement, count, lines: HelpText.lines(self).count))
    case .log(let offset): layer = .log(offset: scrolled(offset, movement, count, lines: LogText.lines(self).count))
    case .question, .stageChoice, .choice, .prompt, .palette: break
    case .none: return moveOnScreen(movement, count)
    }
    return []
  }

  private mutating func moveOnScreen(_ movement: Action.Movement, _ count: Int?) -> [Effect] {
    let times = max(1, count ?? 1)
    switch movement {
    case .nextPane: walkPanes(by: times)
    case .previousPane: walkPanes(by: -times)
    case .up: step(.up, times)
    case .down: step(.down, times)
    case .left: step(.left, times)
    case .right: step(.right, times)
    case .pageUp: page(by: -2 * times)
    case .pageDown: page(by: 2 * times)
    case .halfPageUp: page(by: -times)
    case .halfPageDown: page(by: times)
    case .first, .last:
      if let count { jump(to: count) } else { jump(toEnd: movement == .last) }
    case .open: return open()
    case .back: back()
    case .zoom: zoom()
    case .nextTab: walkTabs(by: times)
    case .previousTab: walkTabs(by: -times)
    }
    return []
  }

  /// Walks the views of the stage; from the overview it goes to the first stage.
  mutating func walkTabs(by step: Int) {
    guard let stage = screen.stage else { return show(.stage(.scoping)) }
    let tabs = Screen.tabs(of: stage)
    guard let here = tabs.firstIndex(of: screen) else { return }
    show(tabs[(here + step % tabs.count + tabs.count) % tabs.count])
  }

  // MARK: Panes

  /// Walks the panes in order, also those that did not fit.
  private mutating func walkPanes(by step: Int) {
    let panes = walkedPanes
    guard let here = panes.firstIndex(of: focus) else { return }
    focuses[screen] = panes[(here + step % panes.count + panes.count) % panes.count]
  }

  /// The panes that `Tab` walks.
  var walkedPanes: [Pane] {
    if let split { return split.panes }
    let layout = layout
    if layout.mode == .single || isZoomed { return panes(of: screen) }
    return panes(of: screen).filter { pane in
      layout.panes.contains { $0.pane == pane } || layout.hidden.contains(pane)
    }
  }

  private mutating func step(_ direction: Direction, _ times: Int) {
    switch direction {
    case .left: if readChart(by: -times) { return }
    case .right: if readChart(by: times) { return }
    case .up, .down: break
    }
    switch (focus.motion, direction) {
    case (.list, .up), (.windowsAndList, .up): moveSelection(by: -times)
    case (.list, .down), (.windowsAndList, .down): moveSelection(by: times)
    case (.text, .up): scroll(by: -times)
    case (.text, .down): scroll(by: times)
    case (.windows, .left), (.windowsAndList, .left): moveWindow(by: -times)
    case (.windows, .right), (.windowsAndList, .right): moveWindow(by: times)
    case (.grid, .up): desk.grid.moveRow(by: -times)
    case (.grid, .down): desk.grid.moveRow(by: times)
    case (.grid, .left): desk.grid.moveColumn(by: -times)
    case (.grid, .right): desk.grid.moveColumn(by: times)
    case (.slider, .left): moveThreshold(by: -times)
    case (.slider, .right): moveThreshold(by: times)
    case (.slider, .up), (.slider, .down), (.list, .left), (.list, .right), (.text, .left), (.text, .right),
      (.windows, .up), (.windows, .down),
      (.none, .up), (.none, .down), (.none, .left), (.none, .right):
      focusNeighbour(direction)
    }
  }

  private mutating func focusNeighbour(_ direction: Direction) {
    guard !isZoomed else { return }
    // Where one pane is shown at a time the others lie before and after it.
    if layout.mode == .single { return walkPanes(by: direction == .up || direction == .left ? -1 : 1) }
    guard let next = layout.neighbour(of: focus, direction) else { return }
    focuses[screen] = next
  }

  private mutating func zoom() {
    guard case .overview = screen else { return isZoomed.toggle() }
    _ = open()
  }

  private mutating func open() -> [Effect] {
    let pane = focus
    guard pane.screen == screen else {
      // What another screen lent is opened there.
      show(pane.screen)
      focuses[pane.screen] = pane
      return []
    }
    switch pane {
    case .tile(let stage): show(.stage(stage))
    case .part(let part): return open(part)
    case .columns: zoom(to: .column)
    case .runs: zoom(to: .metrics)
    case .drift: drillIn()
    case .alarms: return openAlarm()
    case .gates, .problem, .risks, .course, .column, .source, .curve, .metrics, .runGates, .aliases, .traffic,
      .versions,
      .history, .metric, .histogram, .service, .value, .difference, .indicators, .outlay:
      isZoomed.toggle()
    }
    return []
  }

  mutating func zoom(to pane: Pane) {
    focuses[screen] = pane
    isZoomed = true
  }

  /// One step out: cursor, zoom, stage.
  private mutating func back() {
    if timeMachine != nil {
      returnToPresent()
    } else if !isZoomed, let origin = desk.origin, origin.opened == screen {
      desk.origin = nil
      show(origin.from)
      windowCursor = origin.window
    } else if releaseCharts() {
      return
    } else if let list = filteredPane, filters[list] != nil {
      setFilter(nil, of: list)
    } else if context == .labelling {
      focuses[screen] = .part(.labelQueue)
      isZoomed = false
    } else if context == .reviewing {
      focuses[screen] = .part(.waiting)
      isZoomed = false
    } else if isZoomed {
      isZoomed = false
    } else if split != nil {
      endSplit()
    } else {
      show(.overview)
    }
  }

  // MARK: Inside a pane

  mutating func moveSelection(by step: Int) {
    guard let list = focus.list, let here = selectedIndex(of: list) else { return }
    select(here + step, in: list)
  }

  mutating func select(_ index: Int, in list: Pane) {
    let items = items(of: list)
    guard !items.isEmpty else { return }
    selections[list] = items[min(max(0, index), items.count - 1)]
  }

  mutating func scroll(by step: Int) {
    let lines = textLines(of: focus).count
    let height = layout.content(of: focus)?.height ?? 0
    offsets[focus] = min(max(0, (offsets[focus] ?? 0) + step), max(0, lines - height))
  }

  /// Walks the windows of traffic; a step past the newest follows it again.
  mutating func moveWindow(by step: Int) {
    guard let windows = snapshot?.state.windows, !windows.isEmpty else { return }
    let last = windows.count - 1
    // From where the charts are held, when nothing was read yet.
    let held = chartSpan.end == nil ? nil : shownWindows.last.flatMap { digest?.indices[$0] }
    let cursor = windowCursor ?? held ?? desk.heldWindow
    let here = cursor.flatMap { cursor in windows.lastIndex { $0.closed.index <= cursor } } ?? last
    guard cursor != nil || step < 0 else { return }
    windowCursor = here + step > last ? nil : windows[max(0, here + step)].closed.index
    holdNewest()
    followCursor()
  }

  /// In the drift view following the newest window stops at the one that is newest now.
  private mutating func holdNewest() {
    if windowCursor == nil, desk.heldWindow != nil { desk.heldWindow = snapshot?.state.windows.last?.closed.index }
  }

  private mutating func page(by halves: Int) {
    let height = max(1, (layout.content(of: focus)?.height ?? 2) - 2)
    let rows = halves.isMultiple(of: 2) ? halves / 2 * height : halves * max(1, height / 2)
    switch focus.motion {
    case .list: moveSelection(by: rows)
    case .windowsAndList, .windows: moveWindow(by: halves * 5)
    case .text: scroll(by: rows)
    case .grid: desk.grid.moveRow(by: rows)
    case .slider: moveThreshold(by: halves * 5)
    case .none: break
    }
  }

  /// To the row of that number, the first 1: of a list, a text, a table, the windows.
  private mutating func jump(to number: Int) {
    let index = max(0, number - 1)
    switch focus.motion {
    case .list: if let list = focus.list { select(index, in: list) }
    case .windowsAndList, .windows:
      guard let windows = snapshot?.state.windows, !windows.isEmpty else { return }
      windowCursor = index < windows.count - 1 ? windows[index].closed.index : nil
      followCursor()
    case .text:
      offsets[focus] = 0
      scroll(by: index)
    case .grid: desk.grid.moveRow(by: index - desk.grid.row)
    case .slider:
      moveThreshold(by: -1_000_000)
      moveThreshold(by: index)
    case .none: break
    }
  }

  private mutating func jump(toEnd: Bool) {
    switch focus.motion {
    case .list: moveSelection(by: toEnd ? 1_000_000 : -1_000_000)
    case .windowsAndList, .windows:
      windowCursor = toEnd ? nil : snapshot?.state.windows.first?.closed.index
      holdNewest()
      followCursor()
    case .text: scroll(by: toEnd ? 1_000_000 : -1_000_000)
    case .grid: desk.grid.moveRow(by: toEnd ? 1_000_000_000 : -1_000_000_000)
    case .slider: moveThreshold(by: toEnd ? 1_000_000 : -1_000_000)
    case .none: readChart(toEnd: toEnd)
    }
  }

  /// Moves lists as little as needed for their chosen rows to be seen.
  mutating func keepSelectionsVisible() {
    for pane in layout.panes.map(\.pane) where pane.list == pane {
      guard let content = layout.content(of: pane) else { continue }
      offsets[pane] = DataTable.offset(
        offsets[pane] ?? 0, showing: selectedIndex(of: pane), of: items(of: pane).count,
        height: pane.listHeight(in: content))
    }
    keepGridVisible()
  }

  /// A scroll offset after a movement key, within a text that covers the screen.
  private func scrolled(_ offset: Int, _ movement: Action.Movement, _ count: Int?, lines: Int) -> Int {
    let times = max(1, count ?? 1)
    let height = Layout.reader(in: size).content.height
    let last = max(0, lines - height)
    let offset = min(offset, last)
    let wanted: Int =
      switch movement {
      case .up: offset - times
      case .down: offset + times
      case .pageUp: offset - max(1, height - 1) * times
      case .pageDown: offset + max(1, height - 1) * times
      case .halfPageUp: offset - max(1, height / 2) * times
      case .halfPageDown: offset + max(1, height / 2) * times
      case .first: count.map { $0 - 1 } ?? 0
      case .last: count.map { $0 - 1 } ?? last
      case .nextPane, .previousPane, .left, .right, .open, .back, .zoom, .nextTab, .previousTab: offset
      }
    return min(max(0, wanted), last)
  }
}

/// Where an arrow key points.
enum Direction: Sendable, Hashable {
  case up, down, left, right
}
