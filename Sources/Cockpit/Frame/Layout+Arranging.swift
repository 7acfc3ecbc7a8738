import CellCanvas
import Lifecycle

extension Layout {
  /// How the body is used.
  enum Mode: Sendable, Equatable {
    /// As many panes as fit, in the screen's own order.
    case panes
    /// One column of panes: the terminal is high and narrow.
    case portrait
    /// The focused pane alone: the terminal is small.
    case single
    /// The focused pane alone: a person wanted it so.
    case zoomed
    /// Two panes that a person put beside each other.
    case split
  }

  /// What the body becomes.
  struct Arranged: Sendable {
    var mode: Mode
    var panes: [Placed]
    /// What has no room; the focus brings each of them in, in the place of others.
    var hidden: [Pane] = []
    var divisions: [PaneLayout<Pane>.Division] = []
  }

  /// From here on screens have all their panes beside and below one another.
  static let full = Size(columns: 80, rows: 24)

  /// Whether a terminal is narrow and clearly higher than a pane needs.
  static func isPortrait(_ size: Size) -> Bool {
    size.columns < full.columns ? size.rows >= 32 : size.columns <= 84 && size.rows >= 48
  }

  /// - Parameter wanted: the pane that is to have the focus; it has it where it is shown.
  static func arrange(_ screen: Screen, in body: Rect, _ facts: Facts, wanted: Pane?, isZoomed: Bool) -> Arranged {
    let own = facts.panes(of: screen)
    if isZoomed, let wanted, own.contains(wanted) || facts.split?.panes.contains(wanted) == true {
      return Arranged(mode: .zoomed, panes: [Placed(pane: wanted, area: body)])
    }
    if let split = facts.split { return arrange(split, in: body, wanted: wanted) }
    if isPortrait(facts.size) { return stacked(screen, own, in: body, facts, wanted: wanted) }
    let result = solve(
      node(screen, body, facts), in: body, wanted: wanted, shares: facts.shares,
      heights: facts.size.rows >= 45 ? facts.heights : [:])
    if !result.dropped.isEmpty, !full.fits(in: facts.size) {
      let shown = wanted.flatMap { own.contains($0) ? $0 : nil } ?? own[0]
      return Arranged(mode: .single, panes: [Placed(pane: shown, area: body)])
    }
    return Arranged(
      mode: .panes, panes: placed(own, result), hidden: result.dropped, divisions: result.divisions)
  }

  /// Places panes; the one that is to have the focus is the last to be left out.
  private static func solve(
    _ node: Node, in room: Rect, wanted: Pane?, shares: Arrangement.Shares, heights: [Pane: Int]
  ) -> PaneLayout<Pane>.Result {
    let result = PaneLayout(node).solve(in: room, shares: shares, heights: heights)
    guard let wanted, result.dropped.contains(wanted) else { return result }
    return PaneLayout(node.favouring(wanted)).solve(in: room, shares: shares, heights: heights)
  }

  private static func arrange(_ split: Split, in body: Rect, wanted: Pane?) -> Arranged {
    guard let isStacked = split.direction(in: body.size) else {
      let shown = wanted.flatMap { split.panes.contains($0) ? $0 : nil } ?? split.first
      return Arranged(mode: .single, panes: [Placed(pane: shown, area: body)])
    }
    let parts = split.panes.map { PaneLayout<Pane>.Part(.pane($0, minimum: Split.smallest, importance: 1)) }
    let result = PaneLayout(isStacked ? .rows(parts) : .columns(parts))
      .solve(
        in: body,
        shares: [
          .init(split.first, isAcross: !isStacked): split.share,
          .init(split.second, isAcross: !isStacked): 1000 - split.share,
        ])
    return Arranged(mode: .split, panes: placed(split.panes, result), divisions: result.divisions)
  }

  /// One below the other, each with the rows it can fill.
  private static func stacked(
    _ screen: Screen, _ own: [Pane], in body: Rect, _ facts: Facts, wanted: Pane?
  ) -> Arranged {
    let solo = node(screen, Rect(x: 0, y: 0, width: body.width, height: 1000), facts).minima
    let parts = own.map { pane in
      let (rows, importance) = solo[pane] ?? (8, 0)
      return PaneLayout<Pane>.Part(
        .pane(pane, minimum: Size(columns: 1, rows: rows), importance: importance), weight: Double(rows))
    }
    let result = solve(.rows(parts), in: body, wanted: wanted, shares: facts.shares, heights: facts.heights)
    return Arranged(
      mode: .portrait, panes: placed(own, result), hidden: result.dropped, divisions: result.divisions)
  }

  private static func placed(_ panes: [Pane], _ result: PaneLayout<Pane>.Result) -> [Placed] {
    panes.compactMap { pane in result.panes[pane].map { Placed(pane: pane, area: $0) } }
  }
}

extension PaneLayout.Node {
  /// The same with one pane more important than all others.
  fileprivate func favouring(_ wanted: ID) -> PaneLayout.Node {
    switch self {
    case .pane(let id, let minimum, let importance):
      .pane(id, minimum: minimum, importance: id == wanted ? .max : importance)
    case .columns(let parts): .columns(parts.map { .init($0.node.favouring(wanted), weight: $0.weight) })
    case .rows(let parts): .rows(parts.map { .init($0.node.favouring(wanted), weight: $0.weight) })
    }
  }

  /// The least rows and the importance of each pane.
  fileprivate var minima: [ID: (rows: Int, importance: Int)] {
    switch self {
    case .pane(let id, let minimum, let importance): [id: (minimum.rows, importance)]
    case .columns(let parts), .rows(let parts):
      parts.reduce(into: [:]) { all, part in all.merge(part.node.minima) { first, _ in first } }
    }
  }
}
