import CellCanvas
import Lifecycle

// Splitting, turning, sharing: what a person does about the layout by keys.

extension CockpitModel {
  /// The two panes that have the screen, where it is split.
  var split: Split? { arrangement.splits[screen] }

  /// Why an action about the layout cannot be done now; nil when it can.
  func arrangingReason(_ tool: Action.Tool) -> String? {
    switch tool {
    case .split: split != nil || canSplit ? nil : tooSmallToSplit
    case .turnSplit: turnReason
    case .growPane: sharingReason(by: 1)
    case .shrinkPane: sharingReason(by: -1)
    case .resetLayout: arrangement.isEmpty && !isZoomed ? "everything is where it was" : nil
    case .copy, .copyRow, .copyCommand, .theme, .log, .help, .palette, .redraw, .suspend, .quit, .count, .filter, .sort,
      .mark, .tour,
      .nextHint, .rehearse, .zoomIn, .zoomOut, .pinWindow, .panBack, .panOn, .logScale, .nextStrategy, .nextResolution,
      .raiseThreshold,
      .lowerThreshold, .labelReason, .earlierMark, .laterMark, .earlierEvent, .laterEvent:
      nil
    }
  }

  private var canSplit: Bool { Split(first: focus, second: focus).direction(in: layout.body.size) != nil }

  private var tooSmallToSplit: String {
    let least = Split.smallest
    let (beside, below) = (Size(columns: 2 * least.columns, rows: least.rows), 2 * least.rows)
    return "two panes need \(beside) or \(Size(columns: least.columns, rows: below)), there is \(layout.body.size)"
  }

  private var turnReason: String? {
    guard let split else { return "nothing is split; \(keymap.key(.tool(.split))) splits" }
    let body = layout.body.size
    guard let isStacked = split.direction(in: body) else { return tooSmallToSplit }
    var turned = split
    turned.isStacked = !isStacked
    if turned.direction(in: body) == turned.isStacked { return nil }
    return isStacked
      ? "side by side needs \(2 * Split.smallest.columns) columns, there are \(body.columns)"
      : "one below the other needs \(2 * Split.smallest.rows) rows, there are \(body.rows)"
  }

  // MARK: Splitting

  /// Asks what is to stand beside the focused pane, or ends the split.
  mutating func toggleSplit() {
    if split != nil { endSplit() } else { layer = .choice(Choice(.companion)) }
  }

  /// What may stand beside the focused pane: the other panes of the screen, those of the other stages' first views, the
  /// nearest stage first, and those of the stage's further views.
  var companions: [Pane] {
    let here = screen.stage?.rawValue ?? 0
    let stages = Stage.allCases.filter { $0.rawValue > here } + Stage.allCases.filter { $0.rawValue < here }
    let tabs = screen.stage.map { Screen.tabs(of: $0) } ?? []
    let screens =
      [screen] + stages.map { .stage($0) } + tabs.filter { $0 != screen } + (screen == .overview ? [] : [.overview])
    return screens.flatMap { panes(of: $0) }.filter { $0 != focus }
  }

  mutating func split(with companion: Pane) {
    let first = focus
    guard companion != first, first.screen == screen else { return }
    isZoomed = false
    arrangement.splits[screen] = Split(first: first, second: companion)
    focuses[screen] = first
  }

  /// Goes back to the screen's own panes; the focus stays where it can.
  mutating func endSplit() {
    guard let split else { return }
    arrangement.splits[screen] = nil
    if focuses[screen]?.screen != screen { focuses[screen] = split.first }
  }

  mutating func turnSplit() {
    guard let isStacked = split?.direction(in: layout.body.size) else { return }
    arrangement.splits[screen]?.isStacked = !isStacked
  }

  /// Everything where it was before anyone moved it.
  mutating func resetLayout() {
    endSplit()
    arrangement = Arrangement()
    isZoomed = false
  }

  // MARK: Sharing

  private func sharingReason(by step: Int) -> String? {
    guard let (division, place) = sharedByFocus else { return "the pane has all the room there is" }
    if division.moved(place, by: step) != nil { return nil }
    return step > 0 ? "the others have their least sizes" : "this is its least size"
  }

  /// The innermost division that the focused pane has a part in.
  private var sharedByFocus: (division: PaneLayout<Pane>.Division, place: Int)? {
    let focus = focus
    let found = layout.divisions.last { division in
      division.parts.count > 1 && division.parts.contains { $0.panes.contains(focus) }
    }
    guard let found, let place = found.parts.firstIndex(where: { $0.panes.contains(focus) }) else { return nil }
    return (found, place)
  }

  /// Gives the focused pane more of the room it shares with others, or less: about a twentieth a step.
  mutating func growPane(by steps: Int) {
    guard let (division, place) = sharedByFocus else { return }
    let step = max(1, division.lengths.reduce(0, +) / 20)
    guard let lengths = division.moved(place, by: steps * step) else { return }
    share(division, lengths)
  }

  /// Keeps how a room is shared.
  mutating func share(_ division: PaneLayout<Pane>.Division, _ lengths: [Int]) {
    if split != nil {
      let whole = max(1, lengths.reduce(0, +))
      arrangement.splits[screen]?.share = min(
        Split.shares.upperBound, max(Split.shares.lowerBound, (lengths.first ?? 0) * 1000 / whole))
      return
    }
    for (part, length) in zip(division.parts, lengths) {
      arrangement.shares[screen, default: [:]][part.lead] = max(1, length)
    }
  }
}

extension PaneLayout.Division {
  /// Cells that each part has along the divided length.
  var lengths: [Int] { parts.map { isAcross ? $0.area.width : $0.area.height } }

  /// Lengths where one part has more cells, or less; nil where nothing can change.
  ///
  /// The parts after it give and take first, then those before it.
  func moved(_ place: Int, by cells: Int) -> [Int]? {
    var lengths = lengths
    let others = Array(place + 1..<parts.count) + (0..<place).reversed()
    guard let next = others.first else { return nil }
    if cells < 0 {
      let given = min(-cells, lengths[place] - parts[place].least)
      guard given > 0 else { return nil }
      lengths[place] -= given
      lengths[next] += given
      return lengths
    }
    var wanted = cells
    for other in others where wanted > 0 {
      let given = max(0, min(wanted, lengths[other] - parts[other].least))
      lengths[other] -= given
      lengths[place] += given
      wanted -= given
    }
    return wanted < cells ? lengths : nil
  }
}
