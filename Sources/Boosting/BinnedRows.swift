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

  private static let blocksPerChunk = 16

  init(_ matrix: FeatureMatrix, columns: [ColumnBins], on pool: WorkerPool) throws(BoostingError) {
    rowCount = matrix.rowCount
    self.columns = columns
    groups = ColumnGroups(columns).groups
    recordStride = (groups.count + MemoryLayout<Int32>.size + 7) & ~7
    records = WorkBuffer(count: (rowCount + vectorWidth) * recordStride, filledWith: 0)
    codes = WorkBuffer(count: rowCount * groups.count, filledWith: 0)
    let tables = columns.map(CutTable.init)
    let rowsPerChunk = CutTable.rowsPerBlock * Self.blocksPerChunk
    let layout = self
    try pool.forEachChunk(of: (rowCount + rowsPerChunk - 1) / rowsPerChunk) { _, chunk in
      let end = min((chunk + 1) * rowsPerChunk, layout.rowCount)
      let spare = CutTable.Spare()
      for start in stride(from: chunk * rowsPerChunk, to: end, by: CutTable.rowsPerBlock) {
        layout.encode(matrix, tables, rows: start..<min(start + CutTable.rowsPerBlock, end), spare)
      }
    }
  }

  /// Group by group, so that one table of cuts is in use at a time.
  private func encode(_ matrix: FeatureMatrix, _ tables: [CutTable], rows: Range<Int>, _ spare: CutTable.Spare) {
    for (group, plan) in groups.enumerated() {
      let target = codes.base + group * rowCount + rows.lowerBound
      for member in plan.members {
        let missingCode = columns[member.column].hasMissing ? 1 : 0
        tables[member.column].addCodes(
          of: matrix, rows: rows, column: member.column, times: member.place, firstValueCode: missingCode, to: target,
          spare)
      }
      var record = records.base + rows.lowerBound * recordStride + group
      for index in 0..<rows.count {
        record.pointee = target[index]
        record += recordStride
      }
    }
  }
}
