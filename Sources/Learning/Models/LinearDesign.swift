import Tabular

/// The rows a linear model learns from, turned into numbers block by block whenever they are needed: memory stays
/// small, and the numbers come from the code that serves.
struct LinearDesign {
  static let blockRowCount = 512

  let pipeline: FeaturePipeline
  let table: Table
  let rows: [Int]
  let labels: [Double]
  /// 0 or more for each row; nil counts each once.
  var weights: [Double]?

  @inline(__always)
  func weight(_ position: Int) -> Double { weights.map { $0[position] } ?? 1 }

  var totalWeight: Double { weights?.reduce(0, +) ?? Double(rows.count) }

  /// Calls with each row in order: its position among `rows` and its non-zero features.
  ///
  /// - Throws: `LearningError.cancelled`, asked for after each block, or what the transform throws.
  func forEachRow(
    isCancelled: () -> Bool = { false }, _ body: (Int, SparseRow) -> Void
  ) throws(LearningError) {
    let width = pipeline.outputCount
    var levelMaps = LevelMaps()
    var block = [Float](repeating: 0, count: Self.blockRowCount * width)
    var sparse = SparseRow(width: width)
    for start in stride(from: 0, to: rows.count, by: Self.blockRowCount) {
      if isCancelled() { throw .cancelled }
      let end = min(start + Self.blockRowCount, rows.count)
      try block.withUnsafeMutableBufferPointer { buffer throws(LearningError) in
        try pipeline.transform(table, rows: rows[start..<end], levelMaps: &levelMaps, into: buffer)
        guard let base = buffer.baseAddress else { return }
        for position in start..<end {
          sparse.read(base + (position - start) * width, width: width)
          body(position, sparse)
        }
      }
    }
  }
}
