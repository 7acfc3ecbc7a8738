import Encoding
import Expressions
import Glibc
import Learning
import Lifecycle
import Serving
import Statistics
import Storage
import Tabular

/// Two versions on the same rows: what a promotion would have changed.
struct WhatIf: Sendable {
  var definition: ProjectDefinition
  var champion: ServedModel
  var challenger: ServedModel
  /// The champion's, for what its target means.
  var model: Model
  var reader: PredictionLogReader
  var session: SessionID
  /// Newest outcome that either has learnt: rows up to it would flatter.
  var learntUntil: Timestamp?
  var store: DataStore
  var clock: EngineClock
  var isCancelled: @Sendable () -> Bool = { false }

  private static let rowCountMin = 30

  private func stopIfCancelled() throws {
    if isCancelled() { throw Refusal(kind: .cancelled, message: "the comparison was cancelled") }
  }

  func page() throws -> JSON {
    let rows = try newestRows()
    try stopIfCancelled()
    let pair = try VersionPair(rows, champion: champion, challenger: challenger)
    try stopIfCancelled()
    let metrics = pair.metrics()
    let worth = try value(rows, pair)
    let main = metrics.first { $0.id.rawValue == definition.scope.metric } ?? metrics.first
    let words = WhatIfWords(
      challenger: challenger.version, champion: champion.version, rows: rows.labels.count,
      positives: champion.scorer.task == .binary ? rows.labels.count { $0 > 0.5 } : nil, metric: main, worth: worth,
      unit: definition.business.unit)
    return [
      "challenger": JSON(challenger.version.number), "champion": JSON(champion.version.number),
      "rows": JSON(rows.labels.count), "from": JSON(rows.times.min().map { Timestamp(microseconds: $0) }),
      "to": JSON(rows.times.max().map { Timestamp(microseconds: $0) }),
      "metrics": .array(
        metrics.map { metric in
          [
            "metric": JSON(metric.id.rawValue), "a": JSON(metric.champion), "b": JSON(metric.challenger),
            "difference": JSON(metric.difference.value), "lower": JSON(metric.difference.lower),
            "upper": JSON(metric.difference.upper),
          ]
        }),
      "value": worth.map { worth in
        [
          "challenger": JSON(worth.challenger), "champion": JSON(worth.champion),
          "difference": JSON(worth.difference.value), "lower": JSON(worth.difference.lower),
          "upper": JSON(worth.difference.upper),
        ] as JSON
      } ?? .null,
      "verdict": JSON(words.verdict.rawValue), "sentence": JSON(words.sentence),
    ]
  }

  /// What each of the two is worth on the same rows, the mean of a row; nil without a value model, and for few rows.
  func worth() throws -> Worth? {
    let rows = try newestRows()
    return try value(rows, VersionPair(rows, champion: champion, challenger: challenger))
  }

  // MARK: Rows

  struct Rows {
    var table: Table
    var labels: [Double]
    var times: [Int64]
  }

  private func newestRows() throws -> Rows {
    let data = try store.data(definition.data, clock: clock) { isCancelled() }
    try stopIfCancelled()
    let target = definition.data.target
    let schema = Schema(columns: data.schema.columns.filter { $0.name != target && $0.kind != .text })
    let logged = try reader.joined(session: session, schema: schema, newest: Engine.whatIfRowCountMax)
    let kept = (0..<logged.count).filter { row in
      logged.outcomes[row].isFinite && (learntUntil.map { logged.knownAt[row] > $0.microseconds } ?? true)
    }
    guard kept.count >= Self.rowCountMin else {
      throw Refusal(
        kind: .no,
        message:
          "only \(kept.count) labelled rows of the log are new to both versions; \(Self.rowCountMin) say something",
        mend: "play on until more outcomes are known")
    }
    return Rows(
      table: logged.table.gathering(kept), labels: kept.map { logged.outcomes[$0] },
      times: kept.map { logged.eventTimes[$0] })
  }

  // MARK: Value

  struct Worth {
    var challenger: Double
    var champion: Double
    var difference: PairedDifference
  }

  /// Mean value of a row, where the scope prices answers.
  private func value(_ rows: Rows, _ pair: VersionPair) throws -> Worth? {
    guard let value = definition.scope.value else { return nil }
    // Four cells say nothing of three classes.
    if case .confusion = value, champion.scorer.task == .multiclass { return nil }
    func values(_ scores: [Double], _ predictions: [Double]) throws -> [Double] {
      try value.values(
        decisions: predictions, outcomes: rows.labels,
        over: Bindings.answers(
          Bindings(rows.table), target: definition.data.target, scores: scores, predictions: predictions,
          outcomes: rows.labels))
    }
    let a = try values(pair.challenger.scores, pair.challenger.predictions)
    let b = try values(pair.champion.scores, pair.champion.predictions)
    let known = a.indices.filter { a[$0].isFinite && b[$0].isFinite }
    guard !known.isEmpty else { return nil }
    func mean(_ values: [Double]) -> Double { known.reduce(0) { $0 + values[$1] } / Double(known.count) }
    return Worth(
      challenger: mean(a), champion: mean(b), difference: PairedDifference(known.map { a[$0] - b[$0] }))
  }
}

/// A mean difference over pairs of rows with its 95 % interval.
struct PairedDifference: Sendable {
  var value: Double
  var lower: Double
  var upper: Double

  init(value: Double, error: Double) {
    self.value = value
    let reach = 1.959963984540054 * error
    (lower, upper) = (value - reach, value + reach)
  }

  init(_ differences: [Double]) {
    let moments = Moments(differences)
    self.init(value: moments.mean, error: (moments.variance / Double(max(moments.count, 1))).squareRoot())
  }

  var negated: PairedDifference {
    var other = self
    (other.value, other.lower, other.upper) = (-value, -upper, -lower)
    return other
  }
}

/// What both versions answer to the same rows.
struct VersionPair {
  struct Answers {
    var scores: [Double]
    var predictions: [Double]
    /// What each row's true class was given; empty for other tasks than multiclass.
    var trueShares: [Double] = []
  }

  struct Metric {
    var id: MetricID
    var challenger: Double
    var champion: Double
    /// Challenger − champion.
    var difference: PairedDifference
  }

  let champion: Answers
  let challenger: Answers
  private let labels: [Double]
  private let task: Learning.LearningTask

  init(_ rows: WhatIf.Rows, champion: ServedModel, challenger: ServedModel) throws {
    task = champion.scorer.task
    labels = rows.labels
    let classes = champion.scorer.classNames
    func answers(_ model: ServedModel) throws -> Answers {
      let all = Array(0..<rows.table.rowCount)
      switch champion.scorer.task {
      case .binary:
        let scores = try model.scorer.scores(of: rows.table, rows: all)
        let threshold = model.threshold ?? 0.5
        return Answers(scores: scores, predictions: scores.map { $0 >= threshold ? 1 : 0 })
      case .multiclass:
        return Answers(
          try model.scorer.probabilities(of: rows.table, rows: all, by: classes), count: classes.count,
          labels: rows.labels)
      case .regression:
        let scores = try model.scorer.scores(of: rows.table, rows: all)
        return Answers(scores: scores, predictions: scores)
      }
    }
    self.champion = try answers(champion)
    self.challenger = try answers(challenger)
  }

  /// Paired: rows that are hard for both take nothing from what can be told.
  func metrics() -> [Metric] {
    switch task {
    case .binary: binaryMetrics()
    case .multiclass: multiclassMetrics()
    case .regression: regressionMetrics()
    }
  }

  private func multiclassMetrics() -> [Metric] {
    [
      mean(.logLoss) { -log($0.trueShares[$1]) }, mean(.accuracy) { $0.predictions[$1] == labels[$1] ? 1 : 0 },
    ]
  }

  private func binaryMetrics() -> [Metric] {
    var metrics: [Metric] = []
    let positives = labels.map { $0 > 0.5 }
    if let difference = AreaUnderCurve.difference(challenger.scores, champion.scores, positives: positives),
      let a = AreaUnderCurve(scores: challenger.scores, positives: positives),
      let b = AreaUnderCurve(scores: champion.scores, positives: positives)
    {
      metrics.append(
        Metric(
          id: .auc, challenger: a.value, champion: b.value,
          difference: PairedDifference(value: difference.value, error: max(difference.variance, 0).squareRoot())))
    }
    metrics.append(mean(.brier) { ($0.scores[$1] - labels[$1]) * ($0.scores[$1] - labels[$1]) })
    metrics.append(mean(.accuracy) { $0.predictions[$1] == labels[$1] ? 1 : 0 })
    return metrics
  }

  private func regressionMetrics() -> [Metric] {
    let squares = mean(.rmse) { ($0.scores[$1] - labels[$1]) * ($0.scores[$1] - labels[$1]) }
    let (a, b) = (squares.challenger.squareRoot(), squares.champion.squareRoot())
    // The error of a root is that of its square over twice the root.
    let scale = max(a + b, .leastNormalMagnitude)
    let reach = (squares.difference.upper - squares.difference.value) / 1.959963984540054 / scale
    return [
      Metric(
        id: .rmse, challenger: a, champion: b,
        difference: PairedDifference(value: squares.difference.value / scale, error: reach)),
      mean(.mae) { abs($0.scores[$1] - labels[$1]) },
    ]
  }

  private func mean(_ id: MetricID, _ loss: (Answers, Int) -> Double) -> Metric {
    let a = labels.indices.map { loss(challenger, $0) }
    let b = labels.indices.map { loss(champion, $0) }
    let count = Double(max(labels.count, 1))
    return Metric(
      id: id, challenger: a.reduce(0, +) / count, champion: b.reduce(0, +) / count,
      difference: PairedDifference(zip(a, b).map { $0 - $1 }))
  }
}

extension VersionPair.Answers {
  /// - Parameters:
  ///   - probabilities: of every class, row after row.
  ///   - labels: the numbers of the true classes.
  fileprivate init(_ probabilities: [Double], count: Int, labels: [Double]) {
    self.init(scores: [], predictions: [], trueShares: [])
    for (row, label) in labels.enumerated() {
      let shares = probabilities[row * count..<(row + 1) * count]
      let best = shares.indices.max { (shares[$0], $1) < (shares[$1], $0) } ?? shares.startIndex
      scores.append(shares[best])
      predictions.append(Double(best - shares.startIndex))
      // A class that the model was never taught gets no share.
      let place = label.isFinite ? shares.startIndex + Int(max(0, label)) : shares.endIndex
      trueShares.append(max(shares.indices.contains(place) ? shares[place] : 0, 1e-15))
    }
  }
}
