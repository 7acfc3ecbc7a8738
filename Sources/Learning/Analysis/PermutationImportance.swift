import Statistics
import Tabular

/// How much worse a metric becomes when one column's values are shuffled among the rows: what the model owes to it.
///
/// Source: L. Breiman, "Random Forests", Machine Learning 45 (2001); as scikit-learn's `permutation_importance`.
public struct PermutationImportance: Sendable, Equatable {
  public struct Column: Sendable, Equatable {
    public var name: String
    /// Mean loss of the metric over the repeats, positive where the column helps.
    public var mean: Double
    /// Standard deviation over the repeats (divided by their number).
    public var deviation: Double
  }

  public let metric: MetricID
  /// The metric on the same rows as they are.
  public let reference: Double
  /// Rows that were used.
  public let rowCount: Int
  /// By descending mean.
  public let columns: [Column]

  /// How it is measured.
  public struct Plan: Sendable, Equatable {
    public var seed: UInt64
    public var repeatCount: Int
    /// Of more rows so many are chosen by chance.
    public var rowLimit: Int
    public var threads: Int

    public init(seed: UInt64 = 7, repeatCount: Int = 5, rowLimit: Int = 10_000, threads: Int = 2) {
      self.seed = seed
      self.repeatCount = max(1, repeatCount)
      self.rowLimit = rowLimit
      self.threads = threads
    }
  }

  /// - Parameters:
  ///   - scored: the model's answers to the given rows of the table, one for each.
  ///   - isCancelled: asked before each shuffle; true gives nil.
  /// - Returns: nil where the rows cannot give the metric, or when cancelled.
  /// - Throws: `LearningError` where the table does not fit the model.
  public init?(
    _ model: Model, _ table: Table, rows: [Int], scored: ScoredRows, metric: MetricID, plan: Plan = Plan(),
    isCancelled: () -> Bool = { false }
  ) throws(LearningError) {
    var generator = SeededGenerator(seed: plan.seed)
    var places = scored.knownRows
    if places.count > plan.rowLimit {
      places = generator.sample(plan.rowLimit, from: places.count).map { places[$0] }.sorted()
    }
    let base = scored.gathering(places)
    guard base.count > 1, let reference = Self.value(metric, base) else { return nil }
    let scorer = Scorer(model)
    let names = model.features
    let inputs = table.selecting(names).gathering(places.map { rows[$0] })
    let order = Array(0..<base.count)
    var columns: [Column] = []
    for (index, name) in names.enumerated() {
      guard let values = inputs[name]?.values else { throw .missingColumn(name) }
      var losses: [Double] = []
      for round in 0..<plan.repeatCount {
        if isCancelled() { return nil }
        var shuffle = SeededGenerator(seed: plan.seed, stream: UInt64(index * plan.repeatCount + round))
        let changed = Table(
          columns: inputs.columns.map {
            $0.name == name
              ? Tabular.Column(name: name, values: values.gathering(shuffle.permutation(of: base.count))) : $0
          })
        var rows = base
        rows.answers = try base.answers.replaced(by: scorer, changed, order, threads: plan.threads)
        guard let value = Self.value(metric, rows) else { continue }
        losses.append(metric.isSmallerBetter ? value - reference : reference - value)
      }
      guard !losses.isEmpty else { continue }
      let mean = losses.reduce(0, +) / Double(losses.count)
      let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(losses.count)
      columns.append(Column(name: name, mean: mean, deviation: variance.squareRoot()))
    }
    self.metric = metric
    self.reference = reference
    rowCount = base.count
    self.columns = columns.sorted { $0.mean > $1.mean || $0.mean == $1.mean && $0.name < $1.name }
  }

  private static func value(_ metric: MetricID, _ rows: ScoredRows) -> Double? {
    let kernel = ResampleKernel(rows)
    guard let index = kernel.ids.firstIndex(of: metric) else { return rows.metrics[metric]?.value }
    let value = kernel.values(weights: rows.weights)[index]
    return value.isNaN ? nil : value
  }
}

extension ScoredRows.Answers {
  /// The same kind of answers by a scorer to other rows.
  func replaced(
    by scorer: Scorer, _ table: Table, _ rows: [Int], threads: Int
  ) throws(LearningError) -> ScoredRows.Answers {
    switch self {
    case .binary(_, let threshold):
      return .binary(scores: try scorer.scores(of: table, rows: rows, threads: threads), threshold: threshold)
    case .classes(_, let names):
      return .classes(probabilities: try scorer.probabilities(of: table, rows: rows, by: names), names: names)
    case .numbers: return .numbers(try scorer.scores(of: table, rows: rows, threads: threads))
    }
  }
}
