/// Levels of a category as numbers 0, 1, 2…, ascending by their smoothed mean of the target over the training
/// rows, so that one threshold parts low from high (W. D. Fisher, "On Grouping for Maximum Homogeneity", JASA 53
/// (1958), 789–798, for the best split of a mean).
///
/// Rare levels share one number, halfway between the neighbours of their common mean, and a level never seen gets it
/// too; without rare levels it stands where the overall mean does. An unknown level is thereby an average one.
public struct OrdinalLevels: Sendable, Equatable {
  /// The levels that have numbers, in order.
  public let levels: [String]
  /// The number of rare and unseen levels.
  public let otherCode: Float
  private let numbers: [String: Float]

  /// - Parameter levels: without repetition; of repeated ones the first counts.
  public init(levels: [String], otherCode: Float) {
    self.levels = levels
    self.otherCode = otherCode
    numbers = Dictionary(levels.enumerated().map { ($1, Float($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Codes without an order: 0, 1, 2… and the next one for all other levels.
  public init(codes levels: [String]) { self.init(levels: levels, otherCode: Float(levels.count)) }

  /// The number of a level.
  public func code(of level: String) -> Float { numbers[level] ?? otherCode }
}

/// Levels of a category as columns of 0 and 1: one for each frequent level, one for rare and unseen levels where
/// training rows had rare ones, one for missing values where training rows had those.
///
/// Where there is no such column the value becomes a row of zeros.
public struct OneHotLevels: Sendable, Equatable {
  public let levels: [String]
  public let hasOther: Bool
  public let hasMissing: Bool
  private let positions: [String: Int]

  /// - Parameter levels: without repetition; of repeated ones the first counts.
  public init(levels: [String], hasOther: Bool, hasMissing: Bool) {
    self.levels = levels
    self.hasOther = hasOther
    self.hasMissing = hasMissing
    positions = Dictionary(levels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  public var outputCount: Int { levels.count + (hasOther ? 1 : 0) + (hasMissing ? 1 : 0) }

  /// Which output is 1 for a level; nil for none.
  public func position(of level: String) -> Int? { positions[level] ?? (hasOther ? levels.count : nil) }

  /// Which output is 1 for a missing value; nil for none.
  public var missingPosition: Int? { hasMissing ? outputCount - 1 : nil }

  func outputNames(of column: String) -> [String] {
    levels.map { "\(column) = \($0)" } + (hasOther ? ["\(column) = other"] : [])
      + (hasMissing ? ["\(column) is missing"] : [])
  }
}
