import Boosting
import Synchronization
import Tabular

extension Scorer {
  /// The scores of the given rows, in that order, worked out on several threads; they do not depend on how many.
  func scores(of table: Table, rows: [Int], threads: Int) throws(LearningError) -> [Double] {
    let failure = Mutex<LearningError?>(nil)
    let scores = inShares(rows.count, threads: threads) { share, target in
      var levelMaps = LevelMaps()
      do throws(LearningError) {
        try score(table, rows: rows[share], levelMaps: &levelMaps, into: target)
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    return scores
  }

  /// The scores of rows that are numbers already, worked out on several threads.
  func scores(of matrix: FeatureMatrix, threads: Int) -> [Double] {
    let width = pipeline.outputCount
    return inShares(matrix.rowCount, threads: threads) { share, target in
      matrix.values.withUnsafeBufferPointer { values in
        let lines = values[share.lowerBound * width..<share.upperBound * width]
        score(features: UnsafeBufferPointer(rebasing: lines), rowCount: share.count, into: target)
      }
    }
  }

  /// A part of the scores that one thread alone writes.
  private struct Share: @unchecked Sendable {
    // Unchecked: shares do not overlap, and the memory outlives the threads, which are joined.
    let rows: Range<Int>
    let target: UnsafeMutableBufferPointer<Double>
  }

  private func inShares(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Range<Int>, UnsafeMutableBufferPointer<Double>) -> Void
  ) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { scores, initialized in
      // Small work is done before a thread has begun.
      let shareCount = max(1, min(threads, count / 4096))
      let shares = (0..<shareCount).map { index in
        let rows = count * index / shareCount..<count * (index + 1) / shareCount
        return Share(rows: rows, target: UnsafeMutableBufferPointer(rebasing: scores[rows]))
      }
      for share in shares { share.target.initialize(repeating: 0) }
      WorkerThreads.run(shareCount) { index in body(shares[index].rows, shares[index].target) }
      initialized = count
    }
  }
}
