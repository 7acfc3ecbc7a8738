/// How much of a row or column of space a part asks for.
public enum Length: Sendable, Hashable {
  /// Exactly this many cells, as long as there are as many.
  case fixed(Int)
  /// This share (0…1) of the whole.
  case fraction(Double)
  /// At least this many cells, and a share of what is left over, in proportion to the weight.
  case atLeast(Int, weight: Double)

  /// All that is left over, shared evenly with the other `.rest` parts.
  public static let rest = Length.atLeast(0, weight: 1)
}

extension Rect {
  /// A smaller rectangle, the same number of cells off each side; empty rather than negative.
  public func inset(by cells: Int) -> Rect { inset(columns: cells, rows: cells) }

  /// A smaller rectangle, with `columns` off left and right and `rows` off top and bottom.
  public func inset(columns: Int, rows: Int) -> Rect {
    Rect(
      x: x + min(columns, width), y: y + min(rows, height), width: width - 2 * columns, height: height - 2 * rows)
  }

  /// One row, counted from the top; empty when there is no such row.
  public func row(_ index: Int) -> Rect {
    guard index >= 0, index < height else { return Rect(x: x, y: y, width: 0, height: 0) }
    return Rect(x: x, y: y + index, width: width, height: 1)
  }

  /// What remains below the first `count` rows.
  public func dropFirstRows(_ count: Int) -> Rect {
    let taken = min(max(0, count), height)
    return Rect(x: x, y: y + taken, width: width, height: height - taken)
  }

  /// What remains to the right of the first `count` columns.
  public func dropFirstColumns(_ count: Int) -> Rect {
    let taken = min(max(0, count), width)
    return Rect(x: x + taken, y: y, width: width - taken, height: height)
  }

  /// At most the first `count` rows.
  public func prefixRows(_ count: Int) -> Rect {
    Rect(x: x, y: y, width: width, height: min(max(0, count), height))
  }

  /// At most the first `count` columns.
  public func prefixColumns(_ count: Int) -> Rect {
    Rect(x: x, y: y, width: min(max(0, count), width), height: height)
  }

  /// Stacked parts, top to bottom, with `gap` empty rows between them.
  ///
  /// One rectangle comes back for each length, in order, all inside this one and none overlapping. Where the space is
  /// short the later parts shrink to nothing first.
  public func rows(_ lengths: [Length], gap: Int = 0) -> [Rect] {
    var top = y
    return Length.solve(lengths, total: height, gap: gap).map { cells in
      defer { top = min(endY, top + cells + gap) }
      return Rect(x: x, y: top, width: width, height: cells)
    }
  }

  /// Parts side by side, left to right, with `gap` empty columns between them; as `rows(_:gap:)` otherwise.
  public func columns(_ lengths: [Length], gap: Int = 0) -> [Rect] {
    var left = x
    return Length.solve(lengths, total: width, gap: gap).map { cells in
      defer { left = min(endX, left + cells + gap) }
      return Rect(x: left, y: y, width: cells, height: height)
    }
  }

  /// A rectangle of at most `size` in the middle of this one.
  public func centered(_ size: Size) -> Rect {
    let width = min(size.columns, self.width)
    let height = min(size.rows, self.height)
    return Rect(x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
  }
}

extension Length {
  /// Cells for each part, never more than `total` together with the gaps between parts.
  static func solve(_ lengths: [Length], total: Int, gap: Int) -> [Int] {
    let room = max(0, total - max(0, lengths.count - 1) * max(0, gap))
    var cells = lengths.map { length in
      switch length {
      case .fixed(let count): max(0, count)
      case .fraction(let share): Int((Double(room) * min(1, max(0, share))).rounded())
      case .atLeast(let count, _): max(0, count)
      }
    }
    shrink(&cells, by: cells.reduce(0, +) - room)
    grow(&cells, lengths, by: room - cells.reduce(0, +))
    return cells
  }

  private static func shrink(_ cells: inout [Int], by excess: Int) {
    var excess = excess
    for index in cells.indices.reversed() where excess > 0 {
      let cut = min(cells[index], excess)
      cells[index] -= cut
      excess -= cut
    }
  }

  private static func grow(_ cells: inout [Int], _ lengths: [Length], by spare: Int) {
    guard spare > 0 else { return }
    let weights = lengths.map { length in
      switch length {
      case .fixed, .fraction: 0.0
      case .atLeast(_, let weight): max(0, weight)
      }
    }
    let total = weights.reduce(0, +)
    guard total > 0 else { return }
    // Running sums, so that rounding never loses or invents a cell.
    var before = 0.0
    for (index, weight) in weights.enumerated() {
      let from = Int((Double(spare) * before / total).rounded())
      before += weight
      cells[index] += Int((Double(spare) * before / total).rounded()) - from
    }
  }
}
