import CellCanvas

/// Which entry of the 256-colour palette shows which colour, where entries may be redefined.
///
/// A 24-bit colour takes the free entry that is nearest to it as it is: a terminal that ignores the redefinition shows
/// the nearest colour all the same. The first sixteen entries are the person's own and never touched.
struct PaletteSlots {
  private var slots: [Color: UInt8] = [:]
  private var taken: Set<UInt8> = []
  private var definition: (red: Int, green: Int, blue: Int)?

  /// - Returns: nil for the terminal's own colours, and where every entry is taken.
  mutating func slot(of color: Color) -> UInt8? {
    if color.isOfSixteen { return nil }
    if let known = slots[color] { return known }
    if case .indexed(let index) = color, !taken.contains(index) {
      take(index, for: color)
      return index
    }
    guard let wanted = color.components, let free = color.nearestPaletteEntry(besides: taken) else { return nil }
    take(free, for: color)
    definition = wanted
    return free
  }

  /// What the entry given last is to be defined as, once; nil where it is right as it is.
  mutating func takeDefinition() -> (red: Int, green: Int, blue: Int)? {
    defer { definition = nil }
    return definition
  }

  private mutating func take(_ slot: UInt8, for color: Color) {
    slots[color] = slot
    taken.insert(slot)
  }
}
