/// Decides the bins of every column from the training rows.
struct BinPlanner {
  /// Rows whose values are sorted: enough that 255 shares of them are off by a tenth of a share or so.
  static let sampleLimit = 1 << 17
  /// Rows that one job looks through for missing and extreme values.
  private static let rowsPerChunk = 1 << 14

  let matrix: FeatureMatrix
  let maxBins: Int
  let categoricalColumns: Set<Int>
  let seed: UInt64

  func columns(on pool: WorkerPool) throws(BoostingError) -> [ColumnBins] {
    let rows = sampledRows()
    var columns = try ranges(on: pool)
    let keys = WorkBuffer<Int32>(count: rows.count * pool.threadCount * 2, filledWith: 0)
    // Each column has its own stretch, so that threads need not wait for each other.
    let found = WorkBuffer<Float>(count: columns.count * maxBins, filledWith: 0)
    let counts = WorkBuffer<Int>(count: columns.count, filledWith: 0)
    try pool.forEachChunk(of: columns.count) { thread, column in
      let own = keys.base + thread * rows.count * 2
      let cuts = cuts(of: column, rows: rows, keys: own, spare: own + rows.count)
      (found.base + column * maxBins).update(from: cuts, count: cuts.count)
      counts.base[column] = cuts.count
    }
    for column in columns.indices {
      let own = Array(UnsafeBufferPointer(start: found.base + column * maxBins, count: counts.base[column]))
      if categoricalColumns.contains(column) {
        columns[column].levels = own.map { Int($0) }
      } else {
        columns[column].cuts = own
      }
    }
    return columns
  }

  /// All rows, or one at a random place in each of `sampleLimit` equal stretches.
  private func sampledRows() -> [Int] {
    guard matrix.rowCount > Self.sampleLimit else { return Array(0..<matrix.rowCount) }
    var generator = SplitMix(seed: seed)
    let stretch = Double(matrix.rowCount) / Double(Self.sampleLimit)
    return (0..<Self.sampleLimit).map {
      min(Int((Double($0) + generator.nextUnit()) * stretch), matrix.rowCount - 1)
    }
  }

  /// The cuts of a column, or its levels.
  private func cuts(
    of column: Int, rows: [Int], keys: UnsafeMutablePointer<Int32>, spare: UnsafeMutablePointer<Int32>
  ) -> [Float] {
    var count = 0
    matrix.values.withUnsafeBufferPointer { values in
      for row in rows {
        let value = values[row * matrix.columnCount + column]
        keys[count] = orderedKey(value)
        count += value.isNaN ? 0 : 1
      }
    }
    let used = UnsafeMutableBufferPointer(start: keys, count: count)
    radixSort(used, spare: UnsafeMutableBufferPointer(start: spare, count: count))
    let found = ValueCounts(sortedKeys: UnsafeBufferPointer(used))
    // A byte holds 254 levels beside the missing and the other values.
    guard !categoricalColumns.contains(column) else { return found.levels(atMost: maxBins - 1).map { Float($0) } }
    return found.cuts(binCount: maxBins)
  }

  /// Columns without cuts, with what all rows (not a sample) say about missing and infinite values.
  private func ranges(on pool: WorkerPool) throws(BoostingError) -> [ColumnBins] {
    let columnCount = matrix.columnCount
    let missing = WorkBuffer<UInt8>(count: columnCount * pool.threadCount, filledWith: 0)
    let negative = WorkBuffer<UInt8>(count: columnCount * pool.threadCount, filledWith: 0)
    let chunkCount = (matrix.rowCount + Self.rowsPerChunk - 1) / Self.rowsPerChunk
    try pool.forEachChunk(of: chunkCount) { thread, chunk in
      let missing = missing.base + thread * columnCount
      let negative = negative.base + thread * columnCount
      let end = min((chunk + 1) * Self.rowsPerChunk, matrix.rowCount)
      matrix.values.withUnsafeBufferPointer { values in
        for row in chunk * Self.rowsPerChunk..<end {
          for column in 0..<columnCount {
            let value = values[row * columnCount + column]
            missing[column] |= value.isNaN ? 1 : 0
            negative[column] |= value == -.infinity ? 1 : 0
          }
        }
      }
    }
    return (0..<columnCount).map { column in
      let flags = (0..<pool.threadCount).map { $0 * columnCount + column }
      return ColumnBins(
        hasMissing: flags.contains { missing.base[$0] != 0 },
        hasNegativeInfinity: flags.contains { negative.base[$0] != 0 })
    }
  }
}

/// Steele, Lea and Flood's SplitMix64: a few random places from one seed.
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// 0 up to 1.
  mutating func nextUnit() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
  }
}
