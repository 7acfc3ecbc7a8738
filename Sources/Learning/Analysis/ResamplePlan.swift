import Boosting
import Statistics
import Synchronization
import Tabular

/// How rows are drawn again and again with replacement, to see how far a figure moves by chance.
///
/// Every resample has a generator of its own, so that figures do not depend on the number of threads. Rows of either
/// class are drawn apart, so that no resample lacks one.
public struct ResamplePlan: Sendable, Equatable {
  public var seed: UInt64
  /// Nil takes 1000 for up to 20,000 rows, then fewer, at least 200.
  public var resampleCount: Int?
  public var threads: Int

  public init(seed: UInt64 = 7, resampleCount: Int? = nil, threads: Int = 2) {
    self.seed = seed
    self.resampleCount = resampleCount
    self.threads = threads
  }

  func count(rows: Int) -> Int {
    min(max(1, resampleCount ?? min(max(20_000_000 / max(1, rows), 200), 1000)), 100_000)
  }

  /// The metrics of several models on the same draws of the same rows.
  ///
  /// - Parameters:
  ///   - kernels: of one and the same rows.
  ///   - rows: the rows with their labels and weights.
  ///   - isCancelled: asked before each resample; true gives nil.
  /// - Returns: for each kernel and each of its metrics, one number for each resample.
  func samples(
    _ kernels: [ResampleKernel], rows: ScoredRows, isCancelled: @escaping @Sendable () -> Bool
  ) -> [[[Double]]]? {
    let resampleCount = count(rows: rows.count)
    let strata = Self.strata(of: rows)
    let widths = kernels.map(\.ids.count)
    let lineWidth = widths.reduce(0, +)
    let threadCount = max(1, min(threads, 64, resampleCount))
    let hasStopped = Atomic(false)
    let lines = Mutex([[Double]](repeating: [], count: threadCount))
    WorkerThreads.run(threadCount) { thread in
      let mine = resampleCount * thread / threadCount..<resampleCount * (thread + 1) / threadCount
      var weights = [Double](repeating: 0, count: rows.count)
      var found = [Double](repeating: .nan, count: mine.count * lineWidth)
      for (index, resample) in mine.enumerated() {
        if isCancelled() {
          hasStopped.store(true, ordering: .relaxed)
          return
        }
        draw(strata, rows.weights, stream: UInt64(resample), into: &weights)
        weights.withUnsafeBufferPointer { weights in
          found.withUnsafeMutableBufferPointer { found in
            var start = index * lineWidth
            for (kernel, width) in zip(kernels, widths) {
              kernel.measure(weights, into: UnsafeMutableBufferPointer(rebasing: found[start..<start + width]))
              start += width
            }
          }
        }
      }
      lines.withLock { $0[thread] = found }
    }
    guard !hasStopped.load(ordering: .relaxed) else { return nil }
    let all = lines.withLock { $0.flatMap { $0 } }
    var offset = 0
    return widths.map { width in
      defer { offset += width }
      return (0..<width).map { metric in (0..<resampleCount).map { all[$0 * lineWidth + offset + metric] } }
    }
  }

  /// Rows that are drawn apart: those of each class, or all.
  private static func strata(of rows: ScoredRows) -> [[UInt32]] {
    switch rows.answers {
    case .numbers: return [rows.labels.indices.map { UInt32($0) }]
    case .binary, .classes:
      var strata: [[UInt32]] = []
      for (row, label) in rows.labels.enumerated() {
        let stratum = Int(label)
        while strata.count <= stratum { strata.append([]) }
        strata[stratum].append(UInt32(row))
      }
      return strata.filter { !$0.isEmpty }
    }
  }

  private func draw(_ strata: [[UInt32]], _ base: [Double]?, stream: UInt64, into weights: inout [Double]) {
    var generator = SeededGenerator(seed: seed, stream: stream)
    weights.withUnsafeMutableBufferPointer { weights in
      weights.update(repeating: 0)
      for stratum in strata {
        stratum.withUnsafeBufferPointer { stratum in
          for _ in 0..<stratum.count {
            let row = Int(stratum[generator.integer(below: stratum.count)])
            weights[row] += base?[row] ?? 1
          }
        }
      }
    }
  }

  /// The middle 95 % of what resamples gave; nil where fewer than half gave a number.
  static func interval(_ samples: [Double]) -> (lower: Double, upper: Double)? {
    let known = samples.filter { !$0.isNaN }.sorted()
    guard !known.isEmpty, known.count * 2 >= samples.count else { return nil }
    return (Quantile.linear(known, 0.025), Quantile.linear(known, 0.975))
  }
}

extension ScoredRows {
  /// Every metric with a percentile interval from resampled rows, for metrics of any kind; the count of each is that
  /// of the rows.
  ///
  /// - Returns: nil where it was cancelled.
  public func resampledMetrics(
    _ plan: ResamplePlan, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> MetricSet? {
    let rows = known
    let kernel = ResampleKernel(rows)
    var metrics = MetricSet()
    guard rows.count > 0 else { return metrics }
    guard let samples = plan.samples([kernel], rows: rows, isCancelled: isCancelled) else { return nil }
    let values = kernel.values(weights: rows.weights)
    for (index, id) in kernel.ids.enumerated() where !values[index].isNaN {
      let ends = ResamplePlan.interval(samples[0][index])
      metrics[id] = MetricEstimate(
        value: values[index], lower: min(values[index], ends?.lower ?? -.infinity),
        upper: max(values[index], ends?.upper ?? .infinity), count: rows.count)
    }
    return metrics
  }
}

extension ResampleKernel {
  /// The metrics of the rows as they are.
  func values(weights: [Double]?) -> [Double] {
    let weights = weights ?? [Double](repeating: 1, count: rowCount)
    var values = [Double](repeating: .nan, count: ids.count)
    values.withUnsafeMutableBufferPointer { target in
      weights.withUnsafeBufferPointer { measure($0, into: target) }
    }
    return values
  }
}
