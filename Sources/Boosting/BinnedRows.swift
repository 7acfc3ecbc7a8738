/// The training rows as bytes, twice.
///
/// Row after row for the histograms: a record holds a code of each group and, in its last four bytes, the row's
/// gradient. Group after group for the partition, which asks one group of many rows.
struct BinnedRows {
  let rowCount: Int
  let groups: [ColumnGroups.Group]
  let columns: [ColumnBins]
  /// Bytes from one record to the next: a multiple of 8, so that records are copied by words.
  let recordStride: Int
  /// Padded to whole vectors of rows.
  let records: WorkBuffer<UInt8>
  /// `rowCount` codes a group.
  let codes: WorkBuffer<UInt8>

  private static let rowsPerBlock = 256
  private static let blocksPerChunk = 16

  init(_ matrix: FeatureMatrix, columns: [ColumnBins], on pool: WorkerPool) throws(BoostingError) {
    rowCount = matrix.rowCount
    self.columns = columns
    groups = ColumnGroups(columns).groups
    recordStride = (groups.count + MemoryLayout<Int32>.size + 7) & ~7
    records = WorkBuffer(count: (rowCount + vectorWidth) * recordStride, filledWith: 0)
    codes = WorkBuffer(count: rowCount * groups.count, filledWith: 0)
    let tables = columns.map(CutTable.init)
    let rowsPerChunk = Self.rowsPerBlock * Self.blocksPerChunk
    let layout = self
    try pool.forEachChunk(of: (rowCount + rowsPerChunk - 1) / rowsPerChunk) { _, chunk in
      let end = min((chunk + 1) * rowsPerChunk, layout.rowCount)
      for start in stride(from: chunk * rowsPerChunk, to: end, by: Self.rowsPerBlock) {
        layout.encode(matrix, tables, rows: start..<min(start + Self.rowsPerBlock, end))
      }
    }
  }

  /// Group by group, so that one table of cuts is in use at a time.
  private func encode(_ matrix: FeatureMatrix, _ tables: [CutTable], rows: Range<Int>) {
    for (group, plan) in groups.enumerated() {
      let target = codes.base + group * rowCount + rows.lowerBound
      for member in plan.members {
        let missingCode = columns[member.column].hasMissing ? 1 : 0
        tables[member.column].addCodes(
          of: matrix, rows: rows, column: member.column, times: member.place, firstValueCode: missingCode, to: target)
      }
      var record = records.base + rows.lowerBound * recordStride + group
      for index in 0..<rows.count {
        record.pointee = target[index]
        record += recordStride
      }
    }
  }
}

/// A column's cuts as integer keys, searched without branches.
struct CutTable {
  /// Padded with keys above all values' to a power of two less one.
  private let keys: [Int32]

  init(_ bins: ColumnBins) {
    var width = 1
    while width - 1 < bins.cuts.count { width *= 2 }
    keys = bins.cuts.map(orderedKey) + [Int32](repeating: .max, count: width - 1 - bins.cuts.count)
  }

  /// Adds `times` × code of each row to `target`; a missing value's code is 0, the lowest bin's `firstValueCode`.
  @inline(__always)
  func addCodes(
    of matrix: FeatureMatrix, rows: Range<Int>, column: Int, times: Int, firstValueCode: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    keys.withUnsafeBufferPointer { keys in
      matrix.values.withUnsafeBufferPointer { values in
        let width = keys.count + 1
        for (index, row) in rows.enumerated() {
          let value = values[row * matrix.columnCount + column]
          let key = Int64(orderedKey(value))
          var bin = 0
          var step = width >> 1
          while step > 0 {
            // All ones where the cut is above the key: then the bin stays.
            let isAbove = Int((key - Int64(keys[bin + step - 1])) >> 63)
            bin += step & ~isAbove
            step >>= 1
          }
          let code = value.isNaN ? 0 : bin + firstValueCode
          target[index] &+= UInt8(truncatingIfNeeded: code * times)
        }
      }
    }
  }
}
