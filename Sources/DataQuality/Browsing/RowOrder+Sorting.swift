import Tabular

extension RowOrder {
  /// Rows in order of a column's values.
  ///
  /// - Complexity: linear, but for texts, which are compared.
  func sorted(_ rows: [Int32], by values: ColumnValues) -> [Int32] {
    let missing = UInt64.max
    func directed(_ key: UInt64) -> UInt64 {
      isDescending ? missing - 1 - min(key, missing - 1) : min(key, missing - 1)
    }
    let keys: [UInt64]
    switch values {
    case .numeric(let numbers):
      keys = rows.map { row in
        let number = numbers[Int(row)]
        return number.isNaN ? missing : directed(RowOrder.key(of: number))
      }
    case .timestamp(let times):
      keys = rows.map { row in
        let time = times[Int(row)]
        return time == ColumnValues.missingTimestamp ? missing : directed(UInt64(bitPattern: time) ^ 1 << 63)
      }
    case .boolean(let truths):
      keys = rows.map { row in
        let truth = truths[Int(row)]
        return truth == ColumnValues.missingBoolean ? missing : directed(UInt64(truth))
      }
    case .categorical(let categories):
      var ranks = [UInt64](repeating: 0, count: categories.levels.count)
      for (rank, code) in categories.levels.indices.sorted(by: { categories.levels[$0] < categories.levels[$1] })
        .enumerated()
      { ranks[code] = UInt64(rank) }
      keys = rows.map { row in
        let code = categories.codes[Int(row)]
        return code == CategoricalValues.missing ? missing : directed(ranks[Int(code)])
      }
    case .text(let texts): return sorted(rows, by: texts)
    }
    return RadixOrder.sorted(rows, keys)
  }

  private func sorted(_ rows: [Int32], by texts: TextValues) -> [Int32] {
    func bytes(_ row: Int32) -> ArraySlice<UInt8> { texts.bytes[texts.offsets[Int(row)]..<texts.offsets[Int(row) + 1]] }
    let present = rows.filter { !texts.isMissing[Int($0)] }
    let sorted = present.sorted { a, b in
      isDescending
        ? bytes(b).lexicographicallyPrecedes(bytes(a)) : bytes(a).lexicographicallyPrecedes(bytes(b))
    }
    return sorted + rows.filter { texts.isMissing[Int($0)] }
  }

  /// Bits that are ordered as the numbers are; never all ones.
  private static func key(of number: Double) -> UInt64 {
    let bits = (number == 0 ? 0 : number).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}

/// A stable radix sort of row numbers by 64-bit keys: digits that all keys share cost one look.
enum RadixOrder {
  private static let digitBits = 11

  static func sorted(_ rows: [Int32], _ keys: [UInt64]) -> [Int32] {
    var (rows, keys) = (rows, keys)
    var otherRows = rows
    var otherKeys = keys
    let buckets = 1 << digitBits
    for shift in stride(from: 0, to: 64, by: digitBits) {
      var starts = [Int](repeating: 0, count: buckets)
      for key in keys { starts[Int(truncatingIfNeeded: key >> UInt64(shift)) & (buckets - 1)] += 1 }
      if starts.contains(keys.count) { continue }
      var sum = 0
      for bucket in starts.indices { (starts[bucket], sum) = (sum, sum + starts[bucket]) }
      for index in keys.indices {
        let bucket = Int(truncatingIfNeeded: keys[index] >> UInt64(shift)) & (buckets - 1)
        otherKeys[starts[bucket]] = keys[index]
        otherRows[starts[bucket]] = rows[index]
        starts[bucket] += 1
      }
      swap(&rows, &otherRows)
      swap(&keys, &otherKeys)
    }
    return rows
  }
}
