/// Positions of numbers in ascending order, for whoever has to carry other columns along.
public enum SortedOrder {
  /// Positions by ascending value; equal values keep their order, NaN comes last.
  ///
  /// - Complexity: O(n), by radix sort on the ordered bits of the numbers.
  public static func ascending(_ values: [Double]) -> [Int32] {
    var keys = values.map { $0.isNaN ? UInt64.max : OrderedBits.key(of: $0) }
    var order = [Int32](unsafeUninitializedCapacity: values.count) { buffer, count in
      for row in 0..<values.count { buffer.initializeElement(at: row, to: Int32(truncatingIfNeeded: row)) }
      count = values.count
    }
    guard values.count > 256 else {
      order.sort { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
      return order
    }
    var spareKeys = [UInt64](repeating: 0, count: values.count)
    var spareOrder = [Int32](repeating: 0, count: values.count)
    var counts = [Int](repeating: 0, count: digits * buckets)
    for key in keys {
      for digit in 0..<digits { counts[digit * buckets + place(key, digit)] &+= 1 }
    }
    for digit in 0..<digits {
      let base = digit * buckets
      // A digit that never varies orders nothing.
      if counts[base + place(keys[0], digit)] == keys.count { continue }
      var running = 0
      for bucket in base..<base + buckets {
        let size = counts[bucket]
        counts[bucket] = running
        running &+= size
      }
      for row in 0..<keys.count {
        let bucket = base + place(keys[row], digit)
        let target = counts[bucket]
        counts[bucket] = target &+ 1
        spareKeys[target] = keys[row]
        spareOrder[target] = order[row]
      }
      swap(&keys, &spareKeys)
      swap(&order, &spareOrder)
    }
    return order
  }

  private static let digitBits = 11
  private static let digits = 6
  private static let buckets = 1 << digitBits

  @inline(__always)
  private static func place(_ key: UInt64, _ digit: Int) -> Int {
    Int(truncatingIfNeeded: (key >> UInt64(digit * digitBits)) & UInt64(buckets - 1))
  }
}
