/// The finite values of a sample in ascending order; sorted once, read by every method that needs order.
public struct SortedSample: Sendable, Equatable {
  /// Ascending, finite, without negative zeros.
  public let values: [Double]
  /// Values left out: NaN (missing) and infinities.
  public let droppedCount: Int

  public var count: Int { values.count }
  public var isEmpty: Bool { values.isEmpty }
  /// NaN when empty.
  public var minimum: Double { values.first ?? .nan }
  /// NaN when empty.
  public var maximum: Double { values.last ?? .nan }

  /// - Complexity: O(n) by radix sort on the ordered bits of the numbers.
  public init(_ values: [Double]) {
    self = values.withUnsafeBufferPointer { SortedSample($0) }
  }

  public init(_ values: UnsafeBufferPointer<Double>) {
    var keys = [UInt64](unsafeUninitializedCapacity: values.count) { buffer, count in
      for value in values where value.isFinite {
        buffer.initializeElement(at: count, to: OrderedBits.key(of: value))
        count += 1
      }
    }
    RadixSort.sort(&keys)
    droppedCount = values.count - keys.count
    self.values = keys.map { OrderedBits.value(of: $0) }
  }

  /// Takes values already ascending and finite.
  public init(ascending values: [Double], droppedCount: Int = 0) {
    self.values = values
    self.droppedCount = droppedCount
  }
}

extension SortedSample {
  /// How many different values there are, counting no further than `limit`.
  public func distinctCount(upTo limit: Int = .max) -> Int {
    guard var last = values.first else { return 0 }
    var distinct = 1
    for value in values where value != last {
      distinct += 1
      last = value
      if distinct >= limit { break }
    }
    return distinct
  }

  /// The different values, ascending.
  public func distinctValues() -> [Double] {
    guard var last = values.first else { return [] }
    var distinct = [last]
    for value in values where value != last {
      distinct.append(value)
      last = value
    }
    return distinct
  }

  /// How many values are less than `bound`.
  public func countBelow(_ bound: Double) -> Int { partition { $0 < bound } }

  /// How many values are less than or equal to `bound`.
  public func countThrough(_ bound: Double) -> Int { partition { $0 <= bound } }

  private func partition(_ belongs: (Double) -> Bool) -> Int {
    var lower = 0
    var upper = values.count
    while lower < upper {
      let middle = lower + (upper - lower) / 2
      if belongs(values[middle]) { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// True when no value has a fraction.
  public var isIntegral: Bool { values.allSatisfy { $0 == $0.rounded(.towardZero) } }
}

/// Numbers as unsigned words in the same order.
enum OrderedBits {
  /// Adding zero first makes the two zeros one value.
  @inline(__always)
  static func key(of value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits ^ (bits >> 63 == 1 ? .max : 1 << 63)
  }

  @inline(__always)
  static func value(of key: UInt64) -> Double {
    Double(bitPattern: key ^ (key >> 63 == 1 ? 1 << 63 : .max))
  }
}

/// Least-significant-digit radix sort in six passes of eleven bits; a pass whose digit never varies is skipped.
enum RadixSort {
  private static let digitBits = 11
  private static let digits = 6
  private static let buckets = 1 << digitBits

  static func sort(_ keys: inout [UInt64]) {
    // Below this the tables cost more than the comparisons.
    guard keys.count > 1024 else {
      keys.sort()
      return
    }
    var spare = [UInt64](repeating: 0, count: keys.count)
    var offsets = [Int32](repeating: 0, count: digits * buckets)
    keys.withUnsafeMutableBufferPointer { first in
      spare.withUnsafeMutableBufferPointer { second in
        offsets.withUnsafeMutableBufferPointer { offsets in
          sort(first, spare: second, offsets: offsets)
        }
      }
    }
  }

  private static func sort(
    _ keys: UnsafeMutableBufferPointer<UInt64>, spare: UnsafeMutableBufferPointer<UInt64>,
    offsets: UnsafeMutableBufferPointer<Int32>
  ) {
    let mask = UInt64(buckets - 1)
    for key in keys {
      for digit in 0..<digits {
        offsets[digit * buckets + Int(truncatingIfNeeded: (key >> UInt64(digit * digitBits)) & mask)] &+= 1
      }
    }
    var source = keys
    var target = spare
    for digit in 0..<digits {
      let shift = UInt64(digit * digitBits)
      let base = digit * buckets
      let firstBucket = Int(truncatingIfNeeded: (source[0] >> shift) & mask)
      if Int(offsets[base + firstBucket]) == source.count { continue }
      var running: Int32 = 0
      for bucket in base..<base + buckets {
        let size = offsets[bucket]
        offsets[bucket] = running
        running &+= size
      }
      for key in source {
        let bucket = base + Int(truncatingIfNeeded: (key >> shift) & mask)
        target[Int(offsets[bucket])] = key
        offsets[bucket] &+= 1
      }
      swap(&source, &target)
    }
    if source.baseAddress != keys.baseAddress {
      for index in 0..<keys.count { keys[index] = source[index] }
    }
  }
}
