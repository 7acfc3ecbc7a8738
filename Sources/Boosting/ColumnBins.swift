/// How one column's values are sorted into bins.
struct ColumnBins: Equatable {
  /// Rising: bin b holds cuts[b−1] <= x < cuts[b]. One less than the bins.
  var cuts: [Float] = []
  /// Of a categorical column: the level codes that have a bin of their own, rising. Level i has bin i + 1; bin 0 holds
  /// all other values, which no set ever holds. nil for numbers.
  var levels: [Int]?
  /// Whether a training row lacks the value.
  var hasMissing = false
  /// Whether a training row holds −∞, below which no threshold can lie.
  var hasNegativeInfinity = false

  /// Codes of the column: one for missing values, if any are missing, then one a bin.
  var codeCount: Int { (levels?.count ?? cuts.count) + 1 + missingCodeCount }
  var missingCodeCount: Int { hasMissing ? 1 : 0 }

  /// The threshold of the split "codes up to `code` go left".
  func threshold(after code: Int) -> Float {
    let bin = code - missingCodeCount
    // Missing values alone: no value may lie below.
    return bin < 0 ? -Float.greatestFiniteMagnitude : cuts[bin]
  }
}

/// Distinct values of a column, rising, and how often each was seen.
struct ValueCounts {
  var values: [Float] = []
  var counts: [Int] = []

  /// - Parameter keys: the values' ordered keys, rising.
  init(sortedKeys keys: UnsafeBufferPointer<Int32>) {
    var index = 0
    while index < keys.count {
      let key = keys[index]
      let start = index
      while index < keys.count, keys[index] == key { index += 1 }
      values.append(floatValue(ofKey: key))
      counts.append(index - start)
    }
  }

  /// Cuts for at most `binCount` bins of about equal counts; a frequent value gets a bin of its own.
  func cuts(binCount: Int) -> [Float] {
    guard values.count > binCount else {
      return values.indices.dropFirst().map { Self.cut(between: values[$0 - 1], and: values[$0]) }
    }
    let fairShare = Double(counts.reduce(0, +)) / Double(binCount)
    let isFrequent = counts.map { Double($0) >= fairShare }
    var restRows = Double(zip(counts, isFrequent).reduce(0) { $0 + ($1.1 ? 0 : $1.0) })
    var restBins = Double(binCount - isFrequent.count { $0 })
    var share = restBins > 0 ? restRows / restBins : .infinity
    var cuts: [Float] = []
    var filled = 0.0
    for index in values.indices.dropLast() {
      filled += Double(counts[index])
      if !isFrequent[index] { restRows -= Double(counts[index]) }
      let isFull = isFrequent[index] || filled >= share || (isFrequent[index + 1] && filled >= share / 2)
      guard isFull, cuts.count < binCount - 1 else { continue }
      cuts.append(Self.cut(between: values[index], and: values[index + 1]))
      filled = 0
      guard !isFrequent[index] else { continue }
      restBins -= 1
      share = restBins > 0 ? restRows / restBins : .infinity
    }
    return cuts
  }

  /// The values as level codes, at most so many, the most frequent ones; rising.
  func levels(atMost limit: Int) -> [Int] {
    var found: [(code: Int, count: Int)] = []
    for (value, count) in zip(values, counts) where value >= 0 && value < Float(CategorySet.codeLimit) {
      let code = Int(value)
      if found.last?.code == code { found[found.count - 1].count += count } else { found.append((code, count)) }
    }
    if found.count > limit {
      found.sort { ($1.count, $0.code) < ($0.count, $1.code) }
      found.removeLast(found.count - limit)
    }
    return found.map(\.code).sorted()
  }

  /// The middle, so that values between two seen ones go to the nearer; always finite, above `low`, at most `high`.
  static func cut(between low: Float, and high: Float) -> Float {
    switch (low.isFinite, high.isFinite) {
    case (false, false): return 0
    case (false, true): return high
    case (true, false): return low.nextUp.isFinite ? low.nextUp : low
    case (true, true):
      let middle = Float((Double(low) + Double(high)) / 2)
      return middle > low ? middle : high
    }
  }
}
