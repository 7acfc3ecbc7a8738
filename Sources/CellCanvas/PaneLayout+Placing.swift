extension PaneLayout {
  /// Names a part of a division: by the first pane in it, and by whether parts lie beside or below one another.
  public struct Lead: Sendable, Hashable {
    public var pane: ID
    public var isAcross: Bool

    public init(_ pane: ID, isAcross: Bool) {
      self.pane = pane
      self.isAcross = isAcross
    }
  }

  /// A room that was shared out among parts beside one another (`isAcross`) or below one another.
  public struct Division: Sendable {
    public var isAcross: Bool
    public var parts: [Shared]

    /// A part, the panes in it and the least it keeps of the divided length.
    public struct Shared: Sendable {
      public var lead: Lead
      public var panes: [ID]
      public var area: Rect
      public var least: Int
    }
  }

  /// Gives panes their places.
  struct Placing {
    let shares: [Lead: Int]
    let heights: [ID: Int]
    var panes: [ID: Rect] = [:]
    var divisions: [Division] = []

    init(shares: [Lead: Int], heights: [ID: Int]) {
      self.shares = shares
      self.heights = heights
    }

    mutating func place(_ node: Node, in room: Rect) {
      switch node {
      case .pane(let id, _, _): panes[id] = room
      case .columns(let parts):
        let cells = cells(parts, of: room.width, isAcross: true, caps: parts.map { _ in nil })
        place(parts, in: room.columns(cells.map { .fixed($0) }), isAcross: true)
      case .rows(let parts):
        let cells = cells(parts, of: room.height, isAcross: false, caps: parts.map { height(of: $0.node) })
        place(parts, in: room.rows(cells.map { .fixed($0) }), isAcross: false)
      }
    }

    private mutating func place(_ parts: [Part], in rooms: [Rect], isAcross: Bool) {
      divisions.append(
        Division(
          isAcross: isAcross,
          parts: zip(parts, rooms).map { part, room in
            Division.Shared(
              lead: lead(of: part, isAcross), panes: part.node.panes.map { $0.id }, area: room,
              least: least(of: part, isAcross))
          }))
      for (part, room) in zip(parts, rooms) { place(part.node, in: room) }
    }

    private func lead(of part: Part, _ isAcross: Bool) -> Lead {
      // A part without a pane is never placed.
      guard let first = part.node.panes.first else { preconditionFailure("a part holds no pane") }
      return Lead(first.id, isAcross: isAcross)
    }

    private func least(of part: Part, _ isAcross: Bool) -> Int {
      isAcross ? part.node.minimum.columns : part.node.minimum.rows
    }

    /// Rows beyond which nothing in a node has more to show; nil where something always has.
    private func height(of node: Node) -> Int? {
      switch node {
      case .pane(let id, _, _): return heights[id]
      case .columns(let parts):
        let all = parts.compactMap { height(of: $0.node) }
        return all.count == parts.count ? all.max() : nil
      case .rows(let parts):
        let all = parts.compactMap { height(of: $0.node) }
        return all.count == parts.count ? all.reduce(0, +) : nil
      }
    }

    // MARK: Sharing a length

    private func cells(_ parts: [Part], of length: Int, isAcross: Bool, caps: [Int?]) -> [Int] {
      let least = parts.map { self.least(of: $0, isAcross) }
      let weights = parts.map { max($0.weight, 1e-9) }
      let given = parts.map { shares[lead(of: $0, isAcross)] }
      if given.contains(where: { $0 != nil }) {
        return Self.cells(of: length, shares: Self.completed(given, weights), least: least)
      }
      var lengths = zip(least, weights).map { Length.atLeast($0, weight: $1) }
      var cells = Length.solve(lengths, total: length, gap: 0)
      // What one part does not need may fill another up.
      for _ in parts {
        let full = caps.indices.filter { isFree(lengths[$0]) && cells[$0] > max(least[$0], caps[$0] ?? .max) }
        guard !full.isEmpty else { break }
        for index in full { lengths[index] = .fixed(max(least[index], caps[index] ?? 0)) }
        cells = Length.solve(lengths, total: length, gap: 0)
      }
      // Where all have enough, all take of what is over.
      guard cells.reduce(0, +) < length else { return cells }
      return Length.solve(zip(cells, weights).map { .atLeast($0, weight: $1) }, total: length, gap: 0)
    }

    private func isFree(_ length: Length) -> Bool {
      switch length {
      case .atLeast: true
      case .fixed, .fraction: false
      }
    }

    /// Shares for the parts that were not there when the others got theirs.
    private static func completed(_ given: [Int?], _ weights: [Double]) -> [Double] {
      let known = zip(given, weights).compactMap { share, weight in share.map { (Double($0), weight) } }
      let unit = known.reduce(0) { $0 + $1.0 } / max(1e-9, known.reduce(0) { $0 + $1.1 })
      return zip(given, weights).map { share, weight in share.map { Double($0) } ?? weight * unit }
    }

    /// In proportion to the shares, but none less than its least as long as there is room for all of these.
    static func cells(of length: Int, shares: [Double], least: [Int]) -> [Int] {
      var lengths = shares.map { Length.atLeast(0, weight: max($0, 1e-9)) }
      var cells = Length.solve(lengths, total: length, gap: 0)
      guard least.reduce(0, +) <= length else { return Length.solve(least.map { .fixed($0) }, total: length, gap: 0) }
      for _ in shares {
        let short = cells.indices.filter { cells[$0] < least[$0] }
        guard !short.isEmpty else { break }
        for index in short { lengths[index] = .fixed(least[index]) }
        cells = Length.solve(lengths, total: length, gap: 0)
      }
      return cells
    }
  }
}
