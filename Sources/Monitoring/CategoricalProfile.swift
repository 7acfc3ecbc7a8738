/// The levels of a categorical feature at training and how many rows each had.
public struct CategoricalProfile: Sendable, Equatable {
  /// Most frequent first, ties in the order of the reference; at most `levelCountMax`.
  public let levels: [String]
  /// Reference rows of each level.
  public let counts: [Int]
  /// Reference rows of levels beyond the list.
  public let restCount: Int

  let bins: LevelBins
  private let positions: [String: Int]

  /// What bounds a stored profile. A level beyond has less than a thousandth of the rows, and is rare in any case.
  public static let levelCountMax = 1024

  public var count: Int { counts.reduce(restCount, +) }

  /// - Parameter levelCounts: reference rows of each level; levels without rows were not seen.
  public init(levels: [String], levelCounts: [Int]) {
    let order = levels.indices.filter { levelCounts[$0] > 0 }
      .sorted { (-levelCounts[$0], $0) < (-levelCounts[$1], $1) }
    let kept = order.prefix(CategoricalProfile.levelCountMax)
    self.init(
      levels: kept.map { levels[$0] }, counts: kept.map { levelCounts[$0] },
      restCount: order.dropFirst(kept.count).reduce(0) { $0 + levelCounts[$1] })
  }

  init(levels: [String], counts: [Int], restCount: Int) {
    self.levels = levels
    self.counts = counts
    self.restCount = restCount
    bins = LevelBins(levelCounts: counts, rest: restCount)
    positions = Dictionary(zip(levels, levels.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Slots of a window: one a level, then the rest, the unseen, the missing.
  var restSlot: Int { levels.count }
  var unseenSlot: Int { levels.count + 1 }
  var missingSlot: Int { levels.count + 2 }
  var slotCount: Int { levels.count + 3 }

  /// The slot of each level of another level table.
  ///
  /// Where the reference had more levels than are listed, an unknown level cannot be told from one of those, and is
  /// counted with them instead of as unseen.
  func slots(of table: [String]) -> [UInt16] {
    table.map { UInt16(positions[$0] ?? unknownSlot) }
  }

  var unknownSlot: Int { restCount > 0 ? restSlot : unseenSlot }

  /// The comparison bin of each slot but the missing one.
  var binOfSlot: [Int] { bins.binOfLevel + [bins.rareBin, bins.unseenBin] }

  /// Names of the comparison bins.
  var binNames: [String] {
    let frequent = levels.indices.filter { bins.binOfLevel[$0] < bins.rareBin }
    return frequent.map { levels[$0] } + ["(rare)", "(unseen)"]
  }
}
