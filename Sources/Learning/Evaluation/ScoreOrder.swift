/// Rows by descending score, gathered in groups of equal scores: what ranking metrics and curves walk along.
struct ScoreOrder {
  /// Rows with one score.
  struct Group {
    var score: Double
    /// Weight of the positive and negative rows of the group.
    var positive: Double
    var negative: Double
    /// Sums of squared weights.
    var positiveSquares: Double
    var negativeSquares: Double
  }

  let groups: [Group]
  let positive: Double
  let negative: Double
  let positiveCount: Int
  let negativeCount: Int

  init(scores: [Double], isPositive: [Bool], weights: RowWeights) {
    var groups: [Group] = []
    var positiveCount = 0
    for row in descendingOrder(of: scores) {
      let row = Int(row)
      let weight = weights[row]
      if groups.last?.score != scores[row] {
        groups.append(Group(score: scores[row], positive: 0, negative: 0, positiveSquares: 0, negativeSquares: 0))
      }
      let last = groups.count - 1
      if isPositive[row] {
        positiveCount += 1
        groups[last].positive += weight
        groups[last].positiveSquares += weight * weight
      } else {
        groups[last].negative += weight
        groups[last].negativeSquares += weight * weight
      }
    }
    self.groups = groups
    positive = groups.reduce(0) { $0 + $1.positive }
    negative = groups.reduce(0) { $0 + $1.negative }
    self.positiveCount = positiveCount
    negativeCount = scores.count - positiveCount
  }
}

/// The positions of numbers in descending order; equal ones keep their order. O(n) for many numbers.
///
/// - Precondition: no NaN.
func descendingOrder(of numbers: [Double]) -> [UInt32] {
  guard numbers.count > 2048 else {
    return (0..<UInt32(numbers.count)).sorted {
      let (a, b) = (numbers[Int($0)], numbers[Int($1)])
      return a > b || a == b && $0 < $1
    }
  }
  return RadixSort(numbers).order
}

/// Least-significant-digit radix sort of doubles by 11-bit digits of their order-preserving integers.
private struct RadixSort {
  private static let digitBits: UInt64 = 11
  private static let digitCount = 6

  let order: [UInt32]

  init(_ numbers: [Double]) {
    var keys = numbers.map(Self.descendingKey)
    var order = (0..<UInt32(numbers.count)).map { $0 }
    var sortedKeys = keys
    var sortedOrder = order
    for digit in 0..<Self.digitCount {
      let shift = UInt64(digit) * Self.digitBits
      guard var next = Self.starts(keys, shift: shift) else { continue }
      for index in keys.indices {
        let bucket = Self.bucket(keys[index], shift)
        sortedKeys[next[bucket]] = keys[index]
        sortedOrder[next[bucket]] = order[index]
        next[bucket] += 1
      }
      swap(&keys, &sortedKeys)
      swap(&order, &sortedOrder)
    }
    self.order = order
  }

  private static func bucket(_ key: UInt64, _ shift: UInt64) -> Int { Int(key >> shift & 0x7FF) }

  /// Where each bucket begins; nil where one bucket holds all, so that there is nothing to sort.
  private static func starts(_ keys: [UInt64], shift: UInt64) -> [Int]? {
    var counts = [Int](repeating: 0, count: 1 << Int(digitBits))
    for key in keys { counts[bucket(key, shift)] += 1 }
    guard !counts.contains(keys.count) else { return nil }
    var start = 0
    for index in counts.indices {
      let count = counts[index]
      counts[index] = start
      start += count
    }
    return counts
  }

  /// An integer that is the smaller the larger the number; −0 and 0 are one.
  private static func descendingKey(_ number: Double) -> UInt64 {
    let bits = (number + 0).bitPattern
    return bits >> 63 == 1 ? bits : ~bits & ~(1 << 63)
  }
}
