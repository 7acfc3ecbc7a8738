import Storage
import Traffic

/// From a log's own ids to its predictions, and outcomes that came before theirs.
///
/// Bounded: the newest million ids, told apart by 64 bits of a hash, and the newest hundred thousand early outcomes.
struct WatchedUnits {
  static let generationCount = 500_000
  static let earlyCountMax = 100_000

  private var newest: [UInt64: Int64] = [:]
  private var older: [UInt64: Int64] = [:]
  private var marks = OutcomeMarks()
  private var early: [UInt64: Early] = [:]
  private var earlyOrder: [UInt64] = []
  private var earlyHead = 0

  struct Early {
    var value: Double
    var knownAt: Int64?
  }

  var waitingCount: Int { early.count }

  func find(_ unit: String) -> Int64? {
    let hash = UnitIndex.hash(unit)
    return newest[hash] ?? older[hash]
  }

  mutating func add(_ unit: String, id: Int64) {
    if newest.count >= Self.generationCount {
      older = newest
      newest = [:]
    }
    newest[UnitIndex.hash(unit)] = id
  }

  /// - Returns: false where it has an outcome already.
  mutating func mark(_ id: Int64) -> Bool { marks.insert(id) }

  /// Keeps an outcome until its prediction comes.
  ///
  /// - Returns: false where one waits already; and how many were given up to make room.
  mutating func keep(_ unit: String, _ outcome: Early) -> (isNew: Bool, givenUp: Int) {
    let hash = UnitIndex.hash(unit)
    guard early[hash] == nil else { return (false, 0) }
    early[hash] = outcome
    earlyOrder.append(hash)
    var givenUp = 0
    while early.count > Self.earlyCountMax, earlyHead < earlyOrder.count {
      if early.removeValue(forKey: earlyOrder[earlyHead]) != nil { givenUp += 1 }
      earlyHead += 1
    }
    if earlyHead > Self.earlyCountMax || earlyOrder.count > 2 * Self.earlyCountMax + earlyHead {
      earlyOrder = earlyOrder[earlyHead...].filter { early[$0] != nil }
      earlyHead = 0
    }
    return (true, givenUp)
  }

  /// The outcome that waited for a prediction.
  mutating func takeEarly(_ unit: String) -> Early? {
    early.isEmpty ? nil : early.removeValue(forKey: UnitIndex.hash(unit))
  }
}
