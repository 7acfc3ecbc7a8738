/// Finds the best split of a leaf, or of two children at once, group by group on all threads.
final class LeafSearch {
  private static let listSize = histogramStride + 2 * vectorWidth

  private let rows: BinnedRows
  private let scratch: [SplitScratch]
  private let scratchMemory: [WorkBuffer<Int64>]
  /// The best split of each column, for the first and then the second leaf.
  private let candidates: WorkBuffer<SplitCandidate>

  init(_ rows: BinnedRows, threads: Int) {
    self.rows = rows
    candidates = WorkBuffer(count: 2 * rows.columns.count, filledWith: SplitCandidate())
    scratchMemory = (0..<threads).map { _ in
      WorkBuffer(count: histogramStride + 3 * Self.listSize / 2, filledWith: 0)
    }
    scratch = scratchMemory.map { memory in
      let sums = UnsafeMutableRawPointer(memory.base + histogramStride)
        .bindMemory(to: Int32.self, capacity: 3 * Self.listSize)
      return SplitScratch(
        histogram: memory.base, gradients: sums, hessians: sums + Self.listSize, codes: sums + 2 * Self.listSize)
    }
  }

  /// Searches the columns of one group.
  ///
  /// - Parameters:
  ///   - leaf: 0 or 1: where the results go.
  ///   - histogram: the group's words.
  func search(
    group: Int, leaf: Int, histogram: UnsafePointer<Int64>, with search: SplitSearch, thread: Int
  ) {
    let scratch = scratch[thread]
    let plan = rows.groups[group]
    for member in plan.members {
      var own = histogram
      if plan.members.count > 1 {
        plan.marginalise(histogram, for: member, into: scratch.histogram)
        own = UnsafePointer(scratch.histogram)
      }
      candidates.base[leaf * rows.columns.count + member.column] = search.best(
        column: member.column, bins: rows.columns[member.column], histogram: own, scratch: scratch)
    }
  }

  /// The best of all columns, once every group is searched.
  func best(leaf: Int) -> SplitCandidate {
    var best = SplitCandidate()
    for column in rows.columns.indices { best.take(candidates.base[leaf * rows.columns.count + column]) }
    return best
  }
}
