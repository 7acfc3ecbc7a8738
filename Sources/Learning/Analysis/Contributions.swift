import Boosting
import Tabular

/// What each column of a row adds to a model's answer, on the model's own scale: log-odds, or the number.
public struct RowContributions: Sendable, Equatable {
  /// The answer to an average row; base plus all amounts is the row's margin.
  public var base: Double
  /// One entry for each column that the model reads, by descending size.
  public var amounts: [(column: String, amount: Double)]

  public static func == (a: RowContributions, b: RowContributions) -> Bool {
    a.base == b.base && a.amounts.map(\.column) == b.amounts.map(\.column)
      && a.amounts.map(\.amount) == b.amounts.map(\.amount)
  }

  init(base: Double, columns: [String], amounts: [Double]) {
    self.base = base
    let order = amounts.indices.sorted {
      abs(amounts[$0]) > abs(amounts[$1]) || abs(amounts[$0]) == abs(amounts[$1]) && $0 < $1
    }
    self.amounts = order.map { (columns[$0], amounts[$0]) }
  }
}

/// Splits a model's answers among the columns that people know: what several encoded features of a column add is one
/// sum.
///
/// Linear models: coefficient × (value − mean of the background rows). Trees: exact Shapley values, whose average row
/// is that of the training. Both speak of the margin, before any calibration.
public struct ContributionExplainer: Sendable {
  private enum Method: Sendable {
    /// For each output of the pipeline one coefficient for each class.
    case linear(intercepts: [Double], coefficients: [Double], means: [Double])
    case trees(TreeExplainer)
  }

  private let pipeline: FeaturePipeline
  private let method: Method

  /// - Parameters:
  ///   - background: rows of the table whose mean is the row that linear models compare with; at most about 2,000 of
  ///     them are used.
  /// - Returns: nil for a model that gives no contributions: a constant, or trees too deep to explain.
  /// - Throws: `LearningError` where the table does not fit the model.
  public init?(_ model: Model, _ table: Table, background: [Int]) throws(LearningError) {
    pipeline = model.pipeline
    switch model.predictor {
    case .baseline, .shares: return nil
    case .trees(let forest):
      guard let explainer = try? TreeExplainer(forest) else { return nil }
      method = .trees(explainer)
    case .linear(let linear):
      method = .linear(
        intercepts: [linear.intercept], coefficients: linear.coefficients,
        means: try Self.means(model.pipeline, table, background))
    case .softmax(let softmax):
      method = .linear(
        intercepts: softmax.intercepts, coefficients: softmax.coefficients,
        means: try Self.means(model.pipeline, table, background))
    }
  }

  /// Contributions beside a row of zeros, for linear models: average numbers, no level. Trees: as above.
  ///
  /// - Returns: nil as above.
  public init?(_ model: Model) {
    pipeline = model.pipeline
    let zeros = [Double](repeating: 0, count: model.pipeline.outputCount)
    switch model.predictor {
    case .baseline, .shares: return nil
    case .trees(let forest):
      guard let explainer = try? TreeExplainer(forest) else { return nil }
      method = .trees(explainer)
    case .linear(let linear):
      method = .linear(intercepts: [linear.intercept], coefficients: linear.coefficients, means: zeros)
    case .softmax(let softmax):
      method = .linear(intercepts: softmax.intercepts, coefficients: softmax.coefficients, means: zeros)
    }
  }

  private static func means(
    _ pipeline: FeaturePipeline, _ table: Table, _ background: [Int]
  ) throws(LearningError) -> [Double] {
    let step = max(1, background.count / 2000)
    let chosen = stride(from: 0, to: background.count, by: step).map { background[$0] }
    var means = [Double](repeating: 0, count: pipeline.outputCount)
    for (index, value) in try pipeline.features(of: table, rows: chosen).enumerated() {
      means[index % pipeline.outputCount] += Double(value) / Double(max(1, chosen.count))
    }
    return means
  }

  /// One entry for each of the rows.
  ///
  /// - Parameter classes: for each row the class whose margin is split; nil for tasks with one margin.
  public func contributions(
    _ table: Table, rows: [Int], classes: [Int]? = nil
  ) throws(LearningError) -> [RowContributions] {
    let width = pipeline.outputCount
    let inputOfOutput = pipeline.inputOfOutput
    let features = try pipeline.features(of: table, rows: rows)
    return rows.indices.map { row in
      let (base, added) = split(Array(features[row * width..<(row + 1) * width]), classes?[row] ?? 0)
      var amounts = [Double](repeating: 0, count: pipeline.inputs.count)
      for output in 0..<width { amounts[inputOfOutput[output]] += added[output] }
      return RowContributions(base: base, columns: pipeline.columnNames, amounts: amounts)
    }
  }

  /// The margin of an average row, and what each encoded feature adds to it.
  private func split(_ features: [Float], _ label: Int) -> (base: Double, added: [Double]) {
    switch method {
    case .trees(let explainer):
      let values = features.withUnsafeBufferPointer { explainer.contributions(row: $0) }
      let start = label * (features.count + 1)
      return (values[start + features.count], Array(values[start..<start + features.count]))
    case .linear(let intercepts, let coefficients, let means):
      var base = intercepts[label]
      let added = features.indices.map { output in
        let coefficient = coefficients[output * intercepts.count + label]
        base += coefficient * means[output]
        return coefficient * (Double(features[output]) - means[output])
      }
      return (base, added)
    }
  }
}

extension FeaturePipeline {
  /// The numbers of a few rows, row after row.
  func features(of table: Table, rows: [Int]) throws(LearningError) -> [Float] {
    var levelMaps = LevelMaps()
    var values = [Float](repeating: 0, count: rows.count * outputCount)
    try values.withUnsafeMutableBufferPointer { buffer throws(LearningError) in
      try transform(table, rows: rows[...], levelMaps: &levelMaps, into: buffer)
    }
    return values
  }
}
