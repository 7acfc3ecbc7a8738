import CellCanvas

/// How a person has arranged the panes: what stands beside what, and how the room is shared.
///
/// What is bounded: one entry a screen, and of shares two a pane of it.
struct Arrangement: Sendable, Equatable {
  /// The splits that are on, by the screen they were made on.
  var splits: [Screen: Split] = [:]
  /// What was given to the parts of each screen where nothing is split.
  var shares: [Screen: Shares] = [:]

  /// Cells or thousandths: only how they stand to one another counts.
  typealias Shares = [PaneLayout<Pane>.Lead: Int]

  var isEmpty: Bool { splits.isEmpty && shares.isEmpty }
}

/// Two panes that have the room for themselves.
struct Split: Sendable, Equatable {
  var first: Pane
  /// Of the same screen or of another one.
  var second: Pane
  /// One below the other instead of side by side.
  var isStacked = false
  /// Thousandths of the room that the first one has.
  var share = 500

  var panes: [Pane] { [first, second] }

  /// A pane of a split is never smaller.
  static let smallest = Size(columns: 28, rows: 6)

  /// Whether the panes are stacked in a room; nil where they have no room in either way. What was asked for comes
  /// first, the other way stands in for it.
  func direction(in room: Size) -> Bool? {
    let fitsBeside = room.columns >= 2 * Split.smallest.columns && room.rows >= Split.smallest.rows
    let fitsStacked = room.rows >= 2 * Split.smallest.rows && room.columns >= Split.smallest.columns
    if isStacked { return fitsStacked ? true : fitsBeside ? false : nil }
    return fitsBeside ? false : fitsStacked ? true : nil
  }
}

extension CockpitModel {
  /// The panes that are shown and where each is.
  public var panePlaces: [(pane: Pane, area: Rect)] { layout.panes.map { ($0.pane, $0.area) } }

  /// The room that the panes share.
  public var bodyPlace: Rect { layout.body }
}
