import Encoding
import Expressions
import Learning
import Lifecycle
import Monitoring
import Tabular

/// Turns a window's rows into the figures people see: drift when it closes, metrics, value and KPIs when it settles.
struct WindowJudge: Sendable {
  let task: Lifecycle.LearningTask
  let target: String
  /// The scope's metric, which gets an interval.
  let metric: String
  let value: ValueModel?
  let kpis: [KPI]
  let baseline: BaselineAnswer?
  /// Columns that the model learns from.
  var features: Set<String> = []
  /// Columns whose levels are watched for errors, where they are categories.
  var watchedColumns: [String] = []
  /// Columns by whose levels the value is told apart.
  var segments: [String] = []
  /// Tells windows from the reference; nil where nobody asked for it.
  var domain: DomainWatch?

  static let driftReadingCountMax = 64
  static let histogramCountMax = 12

  /// Columns that must be kept until outcomes are known.
  var retainedColumns: [String] {
    let own: Set<String> = ["prediction", "score", "outcome", target]
    var names: [String] = []
    let read = (value?.names ?? []) + kpis.flatMap(\.formula.names) + segments
    for name in read where !own.contains(name) && !names.contains(name) { names.append(name) }
    return names
  }

  /// Those of the watched columns that a table has as categories.
  func levelColumns(of table: Table) -> [String] {
    let retained = Set(retainedColumns)
    return Array(
      watchedColumns.filter { !retained.contains($0) && table[$0]?.kind == .categorical }
        .prefix(ErrorLedger.columnCountMax))
  }

  // MARK: Inputs

  /// - Parameter window: learns which of its inputs drifted.
  func closed(_ window: inout OpenWindow) -> WindowClosed {
    let features = window.accumulator?.drift() ?? []
    window.drift = features
    let faults = features.compactMap { feature in
      feature.fault.map {
        Lifecycle.ColumnFault(
          column: feature.name, manner: $0.manner.rawValue, share: $0.share, referenceShare: $0.referenceShare)
      }
    }
    window.isBroken = !faults.isEmpty
    window.driftedColumns = Set(features.filter { $0.role == .feature && $0.verdict.isDrifted }.map(\.name))
    window.estimated = window.model.estimator.map { estimates(of: window, by: $0) } ?? [:]
    let estimated = window.estimated.mapValues { ["value": $0.value, "lower": $0.lower, "upper": $0.upper] }
    return WindowClosed(
      session: window.session, index: window.index, firstID: Int(window.firstID),
      from: Timestamp(microseconds: window.from), to: Timestamp(microseconds: window.to), rows: window.rowCount,
      version: window.version, drift: driftReadings(features, window), estimated: estimated,
      figures: WindowFigures(window, features, task: task).values
        .merging(window.deciders.figures) { $1 }.merging(window.peopleFigures) { $1 },
      faults: Array(faults.prefix(WindowJudge.faultCountMax)), impacts: impacts(of: features, in: window))
  }

  static let faultCountMax = 16
  /// The methods that every column shows; the others follow for the columns that drift most, while there is room.
  private static let shownFirst: Set<DriftMethod> = [.psi, .kolmogorovSmirnov, .missingShare]

  /// The columns that drift most first.
  private func driftReadings(_ features: [FeatureDrift], _ window: OpenWindow) -> [Lifecycle.DriftReading] {
    let sorted = features.sorted { Self.strength($0) > Self.strength($1) }
    func readings(_ isShown: (DriftMethod) -> Bool) -> [Lifecycle.DriftReading] {
      sorted.flatMap { feature in
        feature.readings.filter { isShown($0.method) && $0.statistic.isFinite }.map { reading in
          Lifecycle.DriftReading(
            column: feature.role == .score ? "score" : feature.name, method: reading.method.rawValue,
            statistic: reading.statistic, threshold: reading.threshold ?? .infinity,
            // Distances in the column's own unit follow a few far values too closely to decide.
            isDrifted: reading.isDrifted && reading.method != .wasserstein)
        }
      }
    }
    let all = readings { Self.shownFirst.contains($0) } + readings { !Self.shownFirst.contains($0) }
    return Array((jointReadings(window) + all).prefix(WindowJudge.driftReadingCountMax))
  }

  /// Of all columns together.
  private func jointReadings(_ window: OpenWindow) -> [Lifecycle.DriftReading] {
    guard let joint = window.model.reference?.joint, let sample = window.sample else { return [] }
    if let domain, joint.keepsRows { domain.offer(window.index, joint, sample) }
    let told = domain?.latest.map { finding in
      Lifecycle.DriftReading(
        column: Lifecycle.DriftReading.allColumns, method: "domain_classifier", statistic: finding.auc,
        threshold: DomainClassifier.aucBound, isDrifted: finding.isDrifted)
    }
    guard let reading = joint.reading(of: sample) else { return [told].compactMap { $0 } }
    return [told].compactMap { $0 } + [
      Lifecycle.DriftReading(
        column: Lifecycle.DriftReading.allColumns, method: "reconstruction", statistic: reading.statistic,
        threshold: reading.threshold, isDrifted: reading.isDrifted)
    ]
  }

  /// What the metrics are expected to be, from the scores alone.
  private func estimates(of window: OpenWindow, by estimator: LiveEstimator) -> [String: PerformanceEstimate] {
    estimator.estimate(
      scores: window.scores,
      predictions: decisions(window.scores, window.predictions, threshold: window.model.threshold),
      sample: window.sample)
  }

  /// Metrics are measured at the threshold, whatever was decided for other reasons.
  func decisions(_ scores: [Double], _ predictions: [Double], threshold: Double?) -> [Double] {
    task == .binary ? scores.map { $0 >= threshold ?? 0.5 ? 1 : 0 } : predictions
  }

  /// How far past its threshold the strongest method of a feature is; 1 is at the threshold.
  private static func strength(_ feature: FeatureDrift) -> Double {
    feature.readings.compactMap { reading in
      reading.threshold.map { $0 > 0 && reading.statistic.isFinite ? reading.statistic / $0 : 0 }
    }.max() ?? 0
  }

  func histograms(of window: OpenWindow) -> [DriftHistogram] {
    guard let accumulator = window.accumulator else { return [] }
    let features = (window.drift ?? accumulator.drift()).enumerated().sorted {
      Self.strength($0.element) > Self.strength($1.element)
    }
    return features.prefix(WindowJudge.histogramCountMax).map { position, feature in
      let histogram = accumulator.histogram(of: position)
      return DriftHistogram(
        column: feature.role == .score ? "score" : feature.name, labels: Self.labels(histogram.axis),
        reference: histogram.reference, window: histogram.window)
    }
  }

  private static func labels(_ axis: FeatureHistogram.Axis) -> [String] {
    switch axis {
    case .levels(let names): names
    // The edge below a smallest value of nought is the least number there is.
    case .edges(let edges): edges.map { abs($0) < .leastNormalMagnitude ? "0" : NumberText.significant($0, 3) }
    }
  }

  // MARK: Outcomes

  func settled(_ window: OpenWindow) throws -> WindowSettled {
    let bindings = Bindings.answers(
      retainedBindings(window), target: target, scores: window.scores, predictions: window.predictions,
      outcomes: window.outcomes)
    let metrics = metrics(of: window)
    let worth = try worth(of: window, over: bindings)
    var figures: [String: Double] = [:]
    for (id, estimate) in metrics.entries where estimate.value.isFinite { figures[id.rawValue] = estimate.value }
    let kpiSegments = try kpisBySegment(window)
    let mean = worth.value.flatMap { window.outcomeCount > 0 ? $0 / Double(window.outcomeCount) : nil }
    if let mean { figures[MetricID.value.rawValue] = mean }
    let estimate = MetricID(rawValue: metric).flatMap { metrics[$0] }
    var settled = WindowSettled(
      session: window.session, index: window.index, from: Timestamp(microseconds: window.from),
      to: Timestamp(microseconds: window.to), version: window.version, settled: window.outcomeCount, metrics: figures,
      lower: estimate?.lower, upper: estimate?.upper, value: worth.value, baselineValue: worth.baseline,
      kpis: try kpiValues(bindings), intervals: metrics.intervals, alternatives: worth.alternatives,
      segments: worth.segments, kpiSegments: kpiSegments, versions: metricsByVersion(of: window))
    settled.reconciliation = reconciliation(of: window, settled)
    return settled
  }

  private func retainedBindings(_ window: OpenWindow) -> Bindings {
    window.retained.names.isEmpty ? Bindings(rowCount: window.rowCount) : Bindings(window.retained.table)
  }

  private func metrics(of window: OpenWindow) -> MetricSet {
    switch task {
    case .binary:
      BinaryEvaluation(
        scores: window.scores, labels: window.outcomes, threshold: window.model.threshold ?? 0.5, curvePointCount: 3
      ).metrics
    case .multiclass:
      // The log holds the answers, not every class's probability.
      MulticlassEvaluation(
        predictions: window.predictions, labels: window.outcomes, classCount: window.model.scorer.classCount
      ).metrics
    case .regression: RegressionEvaluation(predictions: window.scores, labels: window.outcomes).metrics
    }
  }

  func kpiValues(_ bindings: Bindings) throws(ExpressionError) -> [String: Double] {
    var values: [String: Double] = [:]
    for kpi in kpis {
      if let value = try kpi.formula.aggregate(over: bindings), value.isFinite { values[kpi.name] = value }
    }
    return values
  }
}

/// The one answer that the baseline gives to everything.
public struct BaselineAnswer: Sendable, Equatable {
  /// 0 or 1 for a binary task, the number of the commonest class for a multiclass one, the mean of the target for a regression.
  public var prediction: Double

  public init(prediction: Double) { self.prediction = prediction }
}
