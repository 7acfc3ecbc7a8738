/// The rows of each leaf of a finished tree, as runs of one array.
struct LeafRows {
  struct Run: Equatable {
    var start: Int
    var count: Int
    var value: Float
  }

  /// Row numbers, leaf after leaf.
  let rows: UnsafePointer<UInt32>
  /// By start, without gaps.
  let runs: [Run]

  /// Calls `body` with the part of each leaf that lies in a range of positions.
  func forEachRun(in range: Range<Int>, _ body: (UnsafePointer<UInt32>, Int, Float) -> Void) {
    // The last run that starts at or before the range.
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].start <= range.lowerBound { low = middle } else { high = middle }
    }
    for run in runs[low...] {
      let start = max(run.start, range.lowerBound)
      let end = min(run.start + run.count, range.upperBound)
      guard run.start < range.upperBound else { return }
      if start < end { body(rows + start, end - start, run.value) }
    }
  }
}
