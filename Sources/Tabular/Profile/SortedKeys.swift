/// 64-bit keys in ascending order, by a radix sort: linear, with no comparison to guess wrongly.
struct SortedKeys {
  private static let digitBits = 11
  private static let passes = 6

  private(set) var keys: [UInt64]

  /// - Parameter limit: no fewer than the keys there are.
  init(_ source: some Sequence<UInt64>, upTo limit: Int) {
    keys = [UInt64](unsafeUninitializedCapacity: limit) { room, count in
      for key in source {
        room[count] = key
        count += 1
      }
    }
    if keys.count < 64 { keys.sort() } else { sort() }
  }

  var count: Int { keys.count }

  /// Calls `body` with each distinct key and how often it occurs, in ascending order.
  func forEachRun(_ body: (UInt64, Int) -> Void) {
    keys.withUnsafeBufferPointer { keys in
      var start = 0
      for index in keys.indices where index + 1 == keys.count || keys[index + 1] != keys[index] {
        body(keys[index], index + 1 - start)
        start = index + 1
      }
    }
  }

  /// The first place whose key fulfils a condition that, once true, stays true.
  func firstIndex(where condition: (UInt64) -> Bool) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if condition(keys[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The quantile of the numbers behind the keys. - Precondition: there is a key.
  func quantile(_ probability: Double, _ number: (UInt64) -> Double) -> Double {
    let place = probability * Double(keys.count - 1)
    let low = Int(place)
    let share = place - Double(low)
    let a = number(keys[low])
    let b = number(keys[min(low + 1, keys.count - 1)])
    // From the nearer end, so that both ends are hit exactly.
    return share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share)
  }

  private mutating func sort() {
    let buckets = 1 << SortedKeys.digitBits
    var counts = [Int](repeating: 0, count: buckets * SortedKeys.passes)
    var other = [UInt64](unsafeUninitializedCapacity: keys.count) { $1 = keys.count }
    keys.withUnsafeMutableBufferPointer { keys in
      other.withUnsafeMutableBufferPointer { other in
        counts.withUnsafeMutableBufferPointer { counts in
          SortedKeys.count(keys, into: counts)
          var (from, to) = (keys, other)
          for pass in 0..<SortedKeys.passes {
            let starts = UnsafeMutableBufferPointer(rebasing: counts[pass * buckets..<(pass + 1) * buckets])
            if SortedKeys.move(from, to, starts, pass: pass) { swap(&from, &to) }
          }
          if from.baseAddress != keys.baseAddress { _ = keys.update(from: from) }
        }
      }
    }
  }

  private static func digit(_ key: UInt64, _ pass: Int) -> Int {
    Int(truncatingIfNeeded: key >> UInt64(truncatingIfNeeded: pass &* digitBits)) & ((1 << digitBits) - 1)
  }

  private static func count(_ keys: UnsafeMutableBufferPointer<UInt64>, into counts: UnsafeMutableBufferPointer<Int>) {
    for key in keys {
      for pass in 0..<passes { counts[pass << digitBits | digit(key, pass)] &+= 1 }
    }
  }

  /// Moves the keys in order of one digit; false, with nothing moved, where all have the same.
  private static func move(
    _ from: UnsafeMutableBufferPointer<UInt64>, _ to: UnsafeMutableBufferPointer<UInt64>,
    _ counts: UnsafeMutableBufferPointer<Int>, pass: Int
  ) -> Bool {
    if counts[digit(from[0], pass)] == from.count { return false }
    var start = 0
    for bucket in counts.indices {
      let size = counts[bucket]
      counts[bucket] = start
      start += size
    }
    for key in from {
      let bucket = digit(key, pass)
      to[counts[bucket]] = key
      counts[bucket] &+= 1
    }
    return true
  }
}

/// Integers that are ordered like the values they stand for.
enum OrderedBits {
  private static let sign: UInt64 = 1 << 63

  @inline(__always)
  static func key(of number: Double) -> UInt64 {
    // Adding zero makes minus zero plus zero: they are one value.
    let bits = (number + 0.0).bitPattern
    return bits & sign == 0 ? bits | sign : ~bits
  }

  static func number(of key: UInt64) -> Double { Double(bitPattern: key & sign != 0 ? key ^ sign : ~key) }

  @inline(__always)
  static func key(of time: Int64) -> UInt64 { UInt64(bitPattern: time) ^ sign }

  static func time(of key: UInt64) -> Int64 { Int64(bitPattern: key ^ sign) }
}
