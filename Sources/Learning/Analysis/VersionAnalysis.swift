import Expressions
import Tabular

/// Everything that some labelled rows tell about one model: what panes, reports and the command line show.
public struct VersionAnalysis: Sendable {
  /// A slice that somebody declared, with the rows that it holds.
  public struct DeclaredSlice: Sendable {
    public var expression: Expression
    /// Positions among the analysed rows.
    public var members: [Int]

    public init(expression: Expression, members: [Int]) {
      self.expression = expression
      self.members = members
    }
  }

  /// What is analysed and how.
  public struct Request: Sendable {
    public var table: Table
    /// Rows of the table that are analysed.
    public var rows: [Int]
    /// The model's answers to these rows.
    public var scored: ScoredRows
    /// The metric that matters most.
    public var metric: MetricID
    /// Columns to search for slices; nil takes those that the model reads.
    public var sliceColumns: [String]?
    public var declared: [DeclaredSlice] = []
    /// Labelled rows newer than these, for the stale-test check; nil skips it.
    public var newest: ScoredRows?
    /// Rows whose mean is what contributions compare with.
    public var background: [Int]
    public var seed: UInt64 = 7
    public var threads: Int = 2

    public init(table: Table, rows: [Int], scored: ScoredRows, metric: MetricID) {
      self.table = table
      self.rows = rows
      self.scored = scored
      self.metric = metric
      background = rows
    }
  }

  /// Rows that the search for slices reads at most; of more it takes every k-th.
  static let sliceRowLimit = 200_000

  public let rowCount: Int
  public let metric: MetricID
  public let metrics: MetricSet
  /// Names of the classes: negative and positive, all of them, or none.
  public let classes: [String]
  public let threshold: Double?
  /// Share of the rows that are positive; nil for other tasks or without rows.
  public let positiveShare: Double?
  public let confusion: ConfusionMatrix
  public let curves: BinaryCurves?
  public let calibration: [CalibrationCurve]
  public let histogram: ScoreHistogram?
  public let residuals: ResidualAnalysis?
  public let thresholds: ThresholdTable?
  /// How many slices were looked at.
  public let testedSliceCount: Int
  public let slices: [Slice]
  public let declaredSlices: [Slice]
  public let errors: [WrongRow]
  /// One entry for each of the errors; empty for a model that gives none.
  public let contributions: [RowContributions]
  public let importance: PermutationImportance?
  public let stale: StaleTest?

  /// - Parameter isCancelled: asked many times a second.
  /// - Throws: `LearningError`, `.cancelled` among them.
  public init(
    of model: Model, _ request: Request, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(LearningError) {
    let scored = request.scored
    let known = scored.known
    rowCount = known.count
    metric = request.metric
    metrics = scored.metrics
    classes = model.target.classNames
    threshold = model.threshold
    confusion = ConfusionMatrix(scored, binaryNames: classes)
    histogram = ScoreHistogram(scored)
    residuals = ResidualAnalysis(scored)
    thresholds = ThresholdTable(scored)
    if case .binary(let scores, let threshold) = known.answers {
      let isPositive = known.labels.map { $0 > 0.5 }
      curves =
        BinaryEvaluation(scores: scores, labels: known.labels, weights: known.weights, threshold: threshold).curves
      calibration = CalibrationCurve.Binning.allCases.map {
        CalibrationCurve(scores: scores, isPositive: isPositive, weights: known.weights, binning: $0)
      }
      positiveShare = isPositive.isEmpty ? nil : Double(isPositive.count { $0 }) / Double(isPositive.count)
    } else {
      (curves, calibration, positiveShare) = (nil, [], nil)
    }
    if isCancelled() { throw .cancelled }
    let found = Self.slices(request, model, isCancelled)
    guard let found else { throw .cancelled }
    (testedSliceCount, slices) = (found.testedCount, found.slices)
    declaredSlices = request.declared.map {
      SliceSearch.declared($0.expression, members: $0.members, scored: scored)
    }
    errors = WrongRow.largest(scored)
    contributions =
      try ContributionExplainer(model, request.table, background: request.background)?
      .contributions(
        request.table, rows: errors.map { request.rows[$0.row] },
        classes: model.task == .multiclass ? errors.map { Int($0.prediction) } : nil) ?? []
    importance = try PermutationImportance(
      model, request.table, rows: request.rows, scored: scored, metric: request.metric,
      plan: PermutationImportance.Plan(seed: request.seed, threads: request.threads), isCancelled: isCancelled)
    if isCancelled() { throw .cancelled }
    stale = request.newest.flatMap {
      StaleTest(
        test: scored, newest: $0, metric: request.metric,
        plan: ResamplePlan(seed: request.seed, threads: request.threads), isCancelled: isCancelled)
    }
    if isCancelled() { throw .cancelled }
  }

  private static func slices(
    _ request: Request, _ model: Model, _ isCancelled: () -> Bool
  ) -> SliceSearch.Found? {
    var (rows, scored) = (request.rows, request.scored)
    if rows.count > sliceRowLimit {
      let step = (rows.count + sliceRowLimit - 1) / sliceRowLimit
      let kept = Array(stride(from: 0, to: rows.count, by: step))
      rows = kept.map { rows[$0] }
      scored = scored.gathering(kept)
    }
    return SliceSearch(minimumRows: max(30, scored.count / 200)).worst(
      request.table, rows: rows, scored: scored, columns: request.sliceColumns ?? model.features,
      isCancelled: isCancelled)
  }
}

extension Scorer {
  /// The model's answers in the form that analyses read.
  ///
  /// - Parameter threshold: of the model; nil for one without.
  public func answers(
    of table: Table, rows: [Int], threshold: Double?, threads: Int = 2
  ) throws(LearningError) -> ScoredRows.Answers {
    switch task {
    case .binary:
      return .binary(scores: try scores(of: table, rows: rows, threads: threads), threshold: threshold ?? 0.5)
    case .multiclass:
      return .classes(probabilities: try probabilities(of: table, rows: rows), names: classNames)
    case .regression: return .numbers(try scores(of: table, rows: rows, threads: threads))
    }
  }
}
