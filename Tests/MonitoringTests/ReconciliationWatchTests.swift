import Glibc
import Monitoring
import Statistics
import Testing

/// Realised beside estimated, window by window.
@Suite("Reconciliation")
struct ReconciliationWatchTests {
  /// Scores that are calibrated as they are, and outcomes by them; with a changed concept the scores mean less.
  private static func rows(
    _ count: Int, _ generator: inout SeededGenerator, isChanged: Bool = false
  ) -> (scores: [Double], predictions: [Double], labels: [Double]) {
    var rows = (scores: [Double](), predictions: [Double](), labels: [Double]())
    for _ in 0..<count {
      let score = 1 / (1 + exp(-1.5 * generator.normal()))
      // As on data whose estimate stayed at .81 while the truth fell to .62 or so.
      let chance = isChanged ? 0.5 + 0.35 * (score - 0.5) : score
      rows.scores.append(score)
      rows.predictions.append(score >= 0.5 ? 1 : 0)
      rows.labels.append(generator.uniform() < chance ? 1 : 0)
    }
    return rows
  }

  private static func estimator(_ generator: inout SeededGenerator) throws -> PerformanceEstimator {
    let reference = rows(2000, &generator)
    return try #require(
      PerformanceEstimator(
        scores: reference.scores, predictions: reference.predictions, labels: reference.labels))
  }

  private static func gap(
    _ estimator: PerformanceEstimator, _ window: (scores: [Double], predictions: [Double], labels: [Double])
  ) throws -> ReconciliationWatch.Gap {
    let estimated = try #require(estimator.estimate(scores: window.scores, predictions: window.predictions)[.auc])
    let realised = try #require(
      PerformanceEstimator.realised(scores: window.scores, predictions: window.predictions, labels: window.labels)[
        .auc])
    // J. Hanley, B. McNeil, Radiology 143 (1982): the standard error of an area from its value and the classes' counts.
    let positives = window.labels.reduce(0, +)
    let negatives = Double(window.labels.count) - positives
    let (one, two) = (realised / (2 - realised), 2 * realised * realised / (1 + realised))
    let spread =
      realised * (1 - realised) + (positives - 1) * (one - realised * realised)
      + (negatives - 1) * (two - realised * realised)
    return ReconciliationWatch.Gap(
      shortfall: estimated.value - realised, standardError: (spread / (positives * negatives)).squareRoot(),
      estimateError: try #require(estimator.standardError(of: .auc, rows: estimator.rowCount)),
      estimated: estimated.value, rows: window.scores.count)
  }

  @Test(
    "A changed concept is told within 5,000 outcomes, whatever the windows' length",
    arguments: [50, 200, 500, 1000, 2500, 5000])
  func change(length: Int) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let estimator = try Self.estimator(&generator)
      var watch = ReconciliationWatch()
      for _ in 0..<max(2, 4000 / length) { watch.add(try Self.gap(estimator, Self.rows(length, &generator))) }
      #expect(!watch.isParted, "seed \(seed)")
      var outcomes = 0
      while !watch.isParted, outcomes < 20_000 {
        watch.add(try Self.gap(estimator, Self.rows(length, &generator, isChanged: true)))
        outcomes += length
      }
      #expect(outcomes <= 5000, "seed \(seed): \(outcomes) outcomes")
    }
  }

  @Test("Without a change nothing is told: forty seeds, sixty windows each")
  func quiet() throws {
    for seed in 1...40 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: 100 + seed)
      let estimator = try Self.estimator(&generator)
      var watch = ReconciliationWatch()
      var worst = 0.0
      for _ in 0..<60 {
        watch.add(try Self.gap(estimator, Self.rows(250, &generator)))
        worst = max(worst, watch.sum)
      }
      #expect(worst < ReconciliationWatch.limit, "seed \(seed)")
    }
  }

  private func gap(_ shortfall: Double, rows: Int = 1000) -> ReconciliationWatch.Gap {
    ReconciliationWatch.Gap(
      shortfall: shortfall, standardError: 0.02, estimateError: 0.01, estimated: 0.8, rows: rows)
  }

  @Test("A gap that an estimate always had is no change; one that grows is")
  func usualGap() {
    var watch = ReconciliationWatch()
    for _ in 0..<20 { watch.add(gap(0.03)) }
    #expect(watch.sum == 0)
    for _ in 0..<4 { watch.add(gap(0.10)) }
    #expect(watch.isParted)
  }

  @Test("A concept that had changed before the first window still shows")
  func fromTheStart() {
    var watch = ReconciliationWatch()
    watch.add(gap(0.19))
    watch.add(gap(0.19))
    #expect(watch.isParted)
  }

  @Test("One odd window among small ones does not suffice, and what is no number counts for nothing")
  func oddWindow() {
    var watch = ReconciliationWatch()
    for _ in 0..<5 { watch.add(gap(0, rows: 300)) }
    watch.add(gap(0.8, rows: 300))
    #expect(watch.sum == 3, "4 standard errors at most, less the allowance")
    let without = ReconciliationWatch.Gap(
      shortfall: 0.1, standardError: 0, estimateError: 0, estimated: 1, rows: 900)
    for odd in [gap(.nan), without] {
      let isRead = watch.add(odd)
      #expect(!isRead)
    }
    #expect(watch.sum == 3)
  }

  @Test("Once the truth is as estimated again, it ends")
  func over() {
    var watch = ReconciliationWatch()
    for _ in 0..<30 { watch.add(gap(0.2)) }
    #expect(watch.isParted)
    for _ in 0..<14 { watch.add(gap(0)) }
    #expect(!watch.isParted)
  }
}
