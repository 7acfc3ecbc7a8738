import Learning
import Lifecycle
import Monitoring
import Tabular

extension TrainingWork {
  /// Rows that the judged fit had not seen, for pricing what live inputs will do; evenly thinned.
  func impactSample(_ run: TrainedRun, _ value: ValueFunction?, reference: ReferenceProfile) -> ImpactSample? {
    let shown = run.test.rows.indices.filter { set.representative?.contains(run.test.rows[$0]) ?? true }
    let limit = ImpactSample.rowCount(features: reference.features.count)
    let step = max(1, (shown.count + limit - 1) / limit)
    let kept = stride(from: 0, to: shown.count, by: step).map { shown[$0] }.filter {
      run.test.scores[$0].isFinite && run.test.labels[$0].isFinite
    }
    guard kept.count >= ImpactSample.rowCountMin, run.test.scores.count == run.test.rows.count else { return nil }
    let rows = kept.map { run.test.rows[$0] }
    let scores = kept.map { run.test.scores[$0] }
    let answers = run.test.predictions.map { answers in kept.map { answers[$0] } } ?? scores
    var worth: (positive: [Double], negative: [Double]) = ([], [])
    if case .answers(let worthOf)? = value {
      worth.positive = worthOf(rows, task == .binary ? [Double](repeating: 1, count: rows.count) : answers)
      worth.negative = task == .binary ? worthOf(rows, [Double](repeating: 0, count: rows.count)) : worth.positive
    }
    return ImpactSample(
      task: task.impact, metric: definition.scope.metric, scores: scores, predictions: answers,
      outcomes: kept.map { run.test.labels[$0] }, worthPositive: worth.positive, worthNegative: worth.negative,
      table: set.table.selecting(run.model.features.filter { set.table[$0] != nil }).gathering(rows),
      reference: reference)
  }
}

extension Lifecycle.LearningTask {
  fileprivate var impact: ImpactSample.Task {
    switch self {
    case .binary: .binary
    case .multiclass: .multiclass
    case .regression: .regression
    }
  }
}
