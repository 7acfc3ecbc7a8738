/// Panes in rows and columns that keep their least sizes: where the room is short, the least important are left out.
///
/// A pure function of the room: the panes it gives never overlap, never leave the room, and fill it without gaps.
public struct PaneLayout<ID: Hashable & Sendable>: Sendable {
  /// A pane, or several beside or below one another.
  public indirect enum Node: Sendable {
    case pane(ID, minimum: Size, importance: Int)
    /// Side by side, sharing the spare width by weight.
    case columns([Part])
    /// Stacked, sharing the spare height by weight.
    case rows([Part])
  }

  public struct Part: Sendable {
    public var node: Node
    public var weight: Double

    public init(_ node: Node, weight: Double = 1) {
      self.node = node
      self.weight = weight
    }
  }

  /// What came of a layout.
  public struct Result: Sendable {
    /// The panes shown.
    public let panes: [ID: Rect]
    /// The panes left out, in the order they went.
    public let dropped: [ID]
    /// Where the room was divided, the outer divisions first.
    public var divisions: [Division] = []
  }

  public let root: Node

  public init(_ root: Node) { self.root = root }

  /// Places the panes in a room.
  ///
  /// Panes are left out, least important first and the later of equals, until the rest have their least sizes. The
  /// last pane is kept however small the room is, unless the room is empty.
  ///
  /// - Parameters:
  ///   - shares: what a person gave the parts of a division, by what leads them: any unit, against one another. They
  ///     stand in for the weights and never take a part's least size away.
  ///   - heights: rows beyond which a pane has nothing more to show; others get what is over, where there are any.
  public func solve(in room: Rect, shares: [Lead: Int] = [:], heights: [ID: Int] = [:]) -> Result {
    var dropped: [ID] = []
    guard !room.isEmpty else { return Result(panes: [:], dropped: root.panes.map { $0.id }) }
    var node = root
    while !node.minimum.fits(in: room.size) {
      let panes = node.panes
      guard panes.count > 1, let least = PaneLayout.leastImportant(of: panes) else { break }
      dropped.append(least)
      guard let rest = node.without(least) else { break }
      node = rest
    }
    var placing = Placing(shares: shares, heights: heights)
    placing.place(node, in: room)
    return Result(panes: placing.panes, dropped: dropped, divisions: placing.divisions)
  }

  private static func leastImportant(of panes: [(id: ID, importance: Int)]) -> ID? {
    var least = panes.first
    for pane in panes where pane.importance <= (least?.importance ?? .max) { least = pane }
    return least?.id
  }
}

extension Size {
  /// Whether both are no more than the room's.
  public func fits(in room: Size) -> Bool { columns <= room.columns && rows <= room.rows }
}

extension PaneLayout.Node {
  var panes: [(id: ID, importance: Int)] {
    switch self {
    case .pane(let id, _, let importance): [(id, importance)]
    case .columns(let parts), .rows(let parts): parts.flatMap { $0.node.panes }
    }
  }

  /// The least room all panes need.
  var minimum: Size {
    switch self {
    case .pane(_, let minimum, _): return minimum
    case .columns(let parts):
      let sizes = parts.map { $0.node.minimum }
      return Size(columns: sizes.reduce(0) { $0 + $1.columns }, rows: sizes.map { $0.rows }.max() ?? 0)
    case .rows(let parts):
      let sizes = parts.map { $0.node.minimum }
      return Size(columns: sizes.map { $0.columns }.max() ?? 0, rows: sizes.reduce(0) { $0 + $1.rows })
    }
  }

  /// The same without one pane, and without splits that hold nothing any more.
  func without(_ dropped: ID) -> PaneLayout.Node? {
    switch self {
    case .pane(let id, _, _): id == dropped ? nil : self
    case .columns(let parts): PaneLayout.Node.remaining(parts, dropped).map { .columns($0) }
    case .rows(let parts): PaneLayout.Node.remaining(parts, dropped).map { .rows($0) }
    }
  }

  private static func remaining(_ parts: [PaneLayout.Part], _ dropped: ID) -> [PaneLayout.Part]? {
    let kept = parts.compactMap { part in
      part.node.without(dropped).map { PaneLayout.Part($0, weight: part.weight) }
    }
    return kept.isEmpty ? nil : kept
  }
}
