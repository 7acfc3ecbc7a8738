import CellCanvas

/// A border between two panes that the mouse holds.
struct Grip: Sendable, Equatable {
  /// The parts before and after it.
  var before: PaneLayout<Pane>.Lead
  var after: PaneLayout<Pane>.Lead
  /// Cells from the mouse to where the part after the border begins.
  var offset: Int
}

extension CockpitModel {
  /// Takes hold of the border at a point, where there is one.
  mutating func grasp(at point: Point) {
    grip = nil
    guard layer == nil else { return }
    for division in layout.divisions {
      for (before, after) in zip(division.parts, division.parts.dropFirst()) {
        let place = division.isAcross ? point.x : point.y
        let start = division.isAcross ? after.area.x : after.area.y
        let isAlong =
          division.isAcross
          ? (after.area.y..<after.area.endY).contains(point.y) : (after.area.x..<after.area.endX).contains(point.x)
        guard isAlong, place == start || place == start - 1 else { continue }
        grip = Grip(before: before.lead, after: after.lead, offset: start - place)
        return
      }
    }
  }

  /// Moves the border that is held, as far as the panes keep their least sizes.
  ///
  /// - Returns: whether one is held.
  mutating func drag(to point: Point) -> Bool {
    guard let grip else { return false }
    for division in layout.divisions {
      guard let after = division.parts.firstIndex(where: { $0.lead == grip.after }), after > 0,
        division.parts[after - 1].lead == grip.before
      else { continue }
      let start = division.isAcross ? division.parts[after].area.x : division.parts[after].area.y
      let cells = (division.isAcross ? point.x : point.y) + grip.offset - start
      var lengths = division.lengths
      let (room, least) = (lengths[after - 1] + lengths[after], division.parts[after - 1].least)
      let most = room - division.parts[after].least
      guard cells != 0, least <= most else { return true }
      let length = min(most, max(least, lengths[after - 1] + cells))
      guard length != lengths[after - 1] else { return true }
      (lengths[after - 1], lengths[after]) = (length, room - length)
      share(division, lengths)
      return true
    }
    return true
  }
}
