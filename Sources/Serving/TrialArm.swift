import Expressions
import Learning
import Lifecycle
import Tabular

/// The rows of one arm of a trial, with their outcomes as they become known.
///
/// Bounded: after `rowCountMax` rows further ones are counted, not kept. Rows come in the order of their identities
/// within a session.
struct TrialArm {
  static let rowCountMax = 200_000

  private(set) var rowCount = 0
  private(set) var outcomeCount = 0
  /// Microseconds a row, by latency of its batch.
  var latency = ScoringLatency()
  /// Rows it failed to answer.
  var errorCount = 0
  /// Batches, and those that took longer a row than the guardrail allows.
  private(set) var timingCount = 0
  private(set) var slowTimingCount = 0
  private(set) var ids: [Int64] = []
  /// Who asked; empty where every request stands for itself.
  private(set) var units: [Int64] = []
  private(set) var scores: [Double] = []
  private(set) var predictions: [Double] = []
  /// NaN until known.
  private(set) var outcomes: [Double] = []
  private var retained: RetainedColumns
  private let keepsUnits: Bool
  /// Where the rows of the present session begin: identities are unique within one session alone.
  private var sessionStart = 0

  init(retaining names: [String], keepsUnits: Bool = false) {
    retained = RetainedColumns(names: names)
    self.keepsUnits = keepsUnits
  }

  var isFull: Bool { ids.count >= TrialArm.rowCountMax }

  /// Outcomes of earlier sessions are joined already.
  mutating func beginSession() { sessionStart = ids.count }

  /// - Parameters:
  ///   - ids: ascending, above all of this session before.
  ///   - rows: of the table, one for each id.
  ///   - units: who asked, one for each id.
  mutating func append(
    ids: [Int64], units: [Int64], scores: [Double], predictions: [Double], table: Table, rows: [Int]
  ) {
    rowCount += ids.count
    guard !isFull else { return }
    if keepsUnits { self.units.append(contentsOf: units) }
    self.ids.append(contentsOf: ids)
    self.scores.append(contentsOf: scores)
    self.predictions.append(contentsOf: predictions)
    outcomes.append(contentsOf: repeatElement(.nan, count: ids.count))
    retained.append(table, rows: rows)
  }

  /// - Parameter limit: milliseconds a row; nil without that guardrail.
  mutating func addLatency(microseconds: Double, count: Int, limit: Double?) {
    latency.add(microseconds: microseconds, count: count)
    guard let limit else { return }
    timingCount += 1
    if microseconds > limit * 1000 { slowTimingCount += 1 }
  }

  /// Counts a row that was answered before and is not worth keeping.
  mutating func join(_ id: Int64, _ value: Double) {
    var low = sessionStart
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    guard low < ids.count, ids[low] == id, outcomes[low].isNaN else { return }
    outcomes[low] = value
    outcomeCount += 1
  }

  // MARK: Figures

  /// Metrics on the rows with outcomes.
  func metrics(_ task: Lifecycle.LearningTask, threshold: Double?, classCount: Int) -> MetricSet {
    switch task {
    case .binary:
      BinaryEvaluation(scores: scores, labels: outcomes, threshold: threshold ?? 0.5, curvePointCount: 3).metrics
    case .multiclass:
      MulticlassEvaluation(predictions: predictions, labels: outcomes, classCount: classCount).metrics
    case .regression: RegressionEvaluation(predictions: scores, labels: outcomes).metrics
    }
  }

  /// What each row's answer was worth; NaN where that is not known.
  func values(_ model: ValueModel, target: String) throws(ExpressionError) -> [Double] {
    let columns = retained.names.isEmpty ? Bindings(rowCount: ids.count) : Bindings(retained.table)
    let bindings = Bindings.answers(
      columns, target: target, scores: scores, predictions: predictions, outcomes: outcomes)
    return try model.values(decisions: predictions, outcomes: outcomes, over: bindings)
  }

  /// p50 and p99 in milliseconds, under the names that gates use.
  var latencies: [String: Measurement] {
    guard let summary = latency.summary else { return [:] }
    var measurements: [String: Measurement] = [:]
    for (name, value) in [("latency_p50_ms", summary.p50 / 1000), ("latency_p99_ms", summary.p99 / 1000)] {
      measurements[name] = Measurement(exactly: value, count: rowCount)
    }
    return measurements
  }
}
