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
public struct ContributionExplainer: Sendable {
  private let pipeline: FeaturePipeline
  private let linear: LinearModel
  /// Mean of each encoded feature over the background rows.
  private let means: [Double]

  /// - Parameters:
  ///   - background: rows of the table whose mean is the row to compare with; at most 2,000 of them are used.
  /// - Returns: nil for a model that gives no contributions.
  /// - Throws: `LearningError` where the table does not fit the model.
  public init?(_ model: Model, _ table: Table, background: [Int]) throws(LearningError) {
    guard case .linear(let linear) = model.predictor else { return nil }
    pipeline = model.pipeline
    self.linear = linear
    let stride = max(1, background.count / 2000)
    let chosen = background.indices.filter { $0 % stride == 0 }.map { background[$0] }
    let width = model.pipeline.outputCount
    var means = [Double](repeating: 0, count: width)
    for (index, value) in try model.pipeline.features(of: table, rows: chosen).enumerated() {
      means[index % width] += Double(value) / Double(max(1, chosen.count))
    }
    self.means = means
  }

  /// One entry for each of the rows.
  public func contributions(_ table: Table, rows: [Int]) throws(LearningError) -> [RowContributions] {
    let width = pipeline.outputCount
    let inputOfOutput = pipeline.inputOfOutput
    let features = try pipeline.features(of: table, rows: rows)
    var base = linear.intercept
    for output in 0..<width { base += linear.coefficients[output] * means[output] }
    return rows.indices.map { row in
      var amounts = [Double](repeating: 0, count: pipeline.inputs.count)
      for output in 0..<width {
        amounts[inputOfOutput[output]] +=
          linear.coefficients[output] * (Double(features[row * width + output]) - means[output])
      }
      return RowContributions(base: base, columns: pipeline.columnNames, amounts: amounts)
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
