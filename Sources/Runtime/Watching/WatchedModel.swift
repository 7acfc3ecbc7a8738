import Learning
import Lifecycle
import Monitoring
import Serving
import Tabular
import Traffic

/// What stands for a model of which only the answers are known: made from the reference rows.
struct WatchedModel {
  let task: Lifecycle.LearningTask
  /// By their numbers; none for a regression.
  let classes: [String]
  let scorer: Scorer
  let threshold: Double?
  let reference: ReferenceProfile
  /// The spread of the scores.
  let scoreScale: Double
  var estimator: LiveEstimator?
  /// Metric that gets an interval.
  let metric: String

  /// Least labelled reference rows from which metrics are estimated.
  static let labelCountMin = 100

  /// - Parameters:
  ///   - task: nil lets the rows tell.
  ///   - positive: the class to look for, where the project says it.
  init(
    lines: [WatchedLine], table: Table, features: [String], task: Lifecycle.LearningTask?, metric: String,
    target: String, positive: String?, windowRows: Int = WatchSettings.windowRowsDefault,
    keepsRows: Bool = false
  ) {
    let answers = Answers(lines, positive: positive)
    let task = task ?? answers.task
    self.task = task
    let classes = answers.classes(of: task)
    self.classes = classes
    let encoding: TargetEncoding.Answers =
      switch task {
      case .regression: .number
      case .binary: .twoClasses(TargetEncoding.Classes(positive: classes[1], negative: classes[0]))
      case .multiclass: .classes(classes)
      }
    scorer = Scorer(elsewhere: TargetEncoding(column: target, kind: .categorical, answers: encoding))
    let reading = AnswerReading(task: task, classes: classes, threshold: nil)
    let scores = lines.map { reading.score($0) }
    let predictions = lines.map { reading.prediction($0, score: .nan) }
    threshold = task == .binary ? Self.threshold(scores, predictions) : nil
    let decided = AnswerReading(task: task, classes: classes, threshold: threshold)
    reference = ReferenceProfile(
      columns: features.compactMap { table[$0] }, scores: scores.contains { $0.isFinite } ? scores : nil,
      windowRows: windowRows, keepsRows: keepsRows)
    let finite = scores.filter(\.isFinite)
    scoreScale = task == .regression ? Self.spread(finite) : 1
    self.metric = Self.metric(metric, task)
    let decisions = zip(lines, scores).map { decided.prediction($0, score: $1) }
    let labels = lines.map { decided.outcome($0) }
    estimator = decided.estimator(scores: scores, predictions: decisions, labels: labels)
    if task == .regression, let joint = reference.joint {
      // Rows that cannot teach a loss leave it unknown.
      estimator = (try? LossEstimator(joint, table: table, predictions: decisions, labels: labels)).map { .losses($0) }
    }
  }

  func served(_ version: VersionID) -> ServedModel {
    ServedModel(version: version, scorer: scorer, threshold: threshold, reference: reference, estimator: estimator)
  }

  var reading: AnswerReading { AnswerReading(task: task, classes: classes, threshold: threshold) }

  /// Between the greatest score that was answered negative and the least that was answered positive.
  private static func threshold(_ scores: [Double], _ predictions: [Double]) -> Double {
    var (negative, positive) = (-Double.infinity, Double.infinity)
    for (score, prediction) in zip(scores, predictions) where score.isFinite {
      if prediction == 1 { positive = min(positive, score) }
      if prediction == 0 { negative = max(negative, score) }
    }
    guard negative.isFinite, positive.isFinite, negative < positive else { return 0.5 }
    if negative < 0.5, positive >= 0.5 { return 0.5 }
    return (negative + positive) / 2
  }

  private static func spread(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 1 }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    return variance > 0 ? variance.squareRoot() : 1
  }

  /// The scope's metric where it is one of the task's.
  private static func metric(_ metric: String, _ task: Lifecycle.LearningTask) -> String {
    switch task {
    case .binary: ["rmse", "mae", "r2", "mape"].contains(metric) || metric.hasPrefix("macro_") ? "auc" : metric
    case .multiclass: metric.hasPrefix("macro_") || metric == "accuracy" ? metric : "accuracy"
    case .regression: ["rmse", "mae", "r2", "mape"].contains(metric) ? metric : "rmse"
    }
  }
}

/// How a line's answers are read.
struct AnswerReading {
  var task: Lifecycle.LearningTask
  var classes: [String]
  var threshold: Double?

  /// NaN where none is told, or none that can be.
  func score(_ line: WatchedLine) -> Double {
    if let number = line.score?.number { return number }
    guard task == .regression else { return .nan }
    return line.prediction?.number ?? .nan
  }

  func prediction(_ line: WatchedLine, score: Double) -> Double {
    if task == .regression { return line.prediction?.number ?? score }
    if let text = line.prediction?.text { return OutcomeWords.value(of: text, task: task, classes: classes) }
    guard task == .binary, let threshold, !score.isNaN else { return .nan }
    return score >= threshold ? 1 : 0
  }

  /// - Returns: nil where too few rows have an outcome.
  func estimator(scores: [Double], predictions: [Double], labels: [Double]) -> LiveEstimator? {
    guard labels.count(where: { !$0.isNaN }) >= WatchedModel.labelCountMin else { return nil }
    switch task {
    case .binary: return ScoreEstimator(scores: scores, labels: labels).map { .scores($0) }
    case .multiclass:
      return ClassEstimator(scores: scores, predictions: predictions, labels: labels, classCount: classes.count)
        .map { .classes($0) }
    case .regression: return nil
    }
  }

  func outcome(_ line: WatchedLine) -> Double {
    guard let text = line.outcome?.text else { return .nan }
    return OutcomeWords.value(of: text, task: task, classes: classes)
  }
}

/// What answers and outcomes look like, for telling the task.
private struct Answers {
  private var words: Set<String> = []
  private var isWhole = true
  private var isUnit = true
  private let positive: String?
  private var scoreCount = 0

  init(_ lines: [WatchedLine], positive: String?) {
    self.positive = positive
    for line in lines {
      if let score = line.score?.number {
        scoreCount += 1
        if !(0...1).contains(score) { isUnit = false }
      }
      for value in [line.outcome, line.prediction] {
        guard let text = value?.text else { continue }
        if words.count <= TargetEncoding.classCountMax { words.insert(text) }
        if value?.number.map({ $0 != $0.rounded() }) ?? false { isWhole = false }
      }
    }
  }

  private var areNumbers: Bool { words.allSatisfy { Double($0) != nil } }
  private var areFlags: Bool {
    words.allSatisfy { ["0", "1", "0.0", "1.0", "true", "false", "yes", "no", "y", "n"].contains($0.lowercased()) }
  }

  var task: Lifecycle.LearningTask {
    if areFlags, isUnit { return .binary }
    if areNumbers { return isWhole && isUnit && scoreCount > 0 && words.count == 2 ? .binary : .regression }
    return words.count == 2 ? .binary : .multiclass
  }

  /// Always two for a binary task, at least one of several.
  func classes(of task: Lifecycle.LearningTask) -> [String] {
    switch task {
    case .regression: return []
    case .multiclass: return words.isEmpty ? ["unknown"] : words.sorted()
    case .binary:
      guard !areFlags, words.count == 2 else { return ["0", "1"] }
      let sorted = words.sorted()
      let saying = ["yes", "true", "1", "y", "positive"]
      let chosen =
        positive.flatMap { words.contains($0) ? $0 : nil } ?? sorted.first { saying.contains($0.lowercased()) }
      let last = chosen ?? sorted[1]
      return [sorted.first { $0 != last } ?? sorted[0], last]
    }
  }
}
