/// Names and values in two columns, a pair a row; values too long are cut with "…".
public struct KeyValueList: View, Sendable, Hashable {
  public struct Pair: Sendable, Hashable {
    public var key: String
    public var value: TextLine

    public init(_ key: String, _ value: TextLine) {
      self.key = key
      self.value = value
    }
  }

  public var pairs: [Pair]
  /// The first pair to show.
  public var offset: Int

  public init(_ pairs: [Pair], offset: Int = 0) {
    self.pairs = pairs
    self.offset = offset
  }

  public func draw(in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty else { return }
    let widest = pairs.map { CharacterWidth.columns($0.key) }.max() ?? 0
    let first = DataTable.offset(offset, showing: nil, of: pairs.count, height: area.height)
    let room = canvas.scrolling(area, first: first, total: pairs.count)
    let parts = room.columns([.fixed(min(widest, room.width * 2 / 5)), .atLeast(0, weight: 1)], gap: 2)
    for (row, pair) in pairs.dropFirst(first).prefix(area.height).enumerated() {
      canvas.put(TextLine(pair.key), in: parts[0], row: row, role: .dim)
      canvas.put(pair.value, in: parts[1], row: row)
    }
  }
}
