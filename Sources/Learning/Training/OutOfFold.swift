import Statistics
import Tabular

/// What models say about rows that they have not seen: k-fold cross-validation, where each row is scored by the one
/// model of k that did not learn from it.
public struct OutOfFold: Sendable, Equatable {
  /// The classes, and what a score says.
  public let target: TargetEncoding
  /// Positions in the table, ascending, of the rows with a known target.
  public let rows: [Int]
  /// The target of each row: 1 and 0, the number of the class, or the number.
  public let labels: [Double]
  /// The score of each row, as `Scorer` gives it.
  public let scores: [Double]
  /// The probabilities of all classes, row after row: negative and positive (binary), every class (multiclass); empty
  /// for regression.
  public let probabilities: [Double]
  /// The fold of each row, from 0 on.
  public let folds: [UInt8]
  /// The metrics of each fold's rows.
  public let metrics: [MetricSet]

  /// Folds that can be asked for.
  public static let foldCounts = 2...20

  /// Mean and standard deviation (over n − 1) of a metric over the folds that have it; nil where fewer than two do.
  public func spread(of id: MetricID) -> (mean: Double, deviation: Double)? {
    let values = metrics.compactMap { $0[id]?.value }.filter(\.isFinite)
    guard values.count > 1 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(values.count - 1)).squareRoot())
  }
}

extension OutOfFold {
  /// Trains one model for each fold on the rows of the others, and scores its rows.
  ///
  /// The folds hold the classes in equal shares (for a number: its tenths), and depend on the seed alone. Where a fit
  /// stops early or is calibrated, every ninth row of the others is kept back for that.
  ///
  /// - Parameters:
  ///   - rows: those to share out; nil takes all. Rows without a target are left out.
  ///   - folds: 2...20.
  ///   - value: as for `Trainer.train`.
  ///   - isCancelled: asked many times a second; true ends the work.
  ///   - progress: the share done, 0...1, on the calling thread.
  /// - Throws: `LearningError`.
  public static func scores(
    table: Table, schema: Schema, specification: TrainingSpecification, rows: [Int]? = nil, folds: Int, seed: UInt64,
    value: ValueFunction? = nil, isCancelled: @escaping @Sendable () -> Bool = { false },
    progress: (Double) -> Void = { _ in }
  ) throws(LearningError) -> OutOfFold {
    guard foldCounts.contains(folds) else {
      throw .parameter(name: "folds", value: Double(folds), mend: "it must be a whole number from 2 to 20")
    }
    let plan = try FoldPlan(
      table: table, schema: schema, specification: specification, rows: rows ?? Array(0..<table.rowCount), folds: folds,
      seed: seed)
    return try plan.run(value: value, isCancelled: isCancelled, progress: progress)
  }
}

/// Rows shared out between folds, and what to train on each.
private struct FoldPlan {
  let table: Table
  let schema: Schema
  let specification: TrainingSpecification
  let folds: Int
  let target: TargetEncoding
  let rows: [Int]
  let labels: [Double]
  let foldOfRow: [UInt8]

  init(
    table: Table, schema: Schema, specification: TrainingSpecification, rows: [Int], folds: Int, seed: UInt64
  ) throws(LearningError) {
    let rows = rows.sorted()
    let names = schema.names(of: .target)
    guard let name = names.first else {
      throw .target(column: "(none)", reason: "no column has that role", mend: "give one column the role target")
    }
    guard rows.first ?? 0 >= 0, rows.last ?? 0 < table.rowCount else {
      throw .rows(part: "folded", reason: "it names rows that the table of \(table.rowCount) rows does not have")
    }
    let target = try specification.target(name, of: table, rows: [rows], trainingRows: rows)
    let all = try target.labels(of: table, rows: rows)
    let known = rows.indices.filter { !all[$0].isNaN }
    guard known.count >= 2 * folds else {
      throw .rows(part: "folded", reason: "\(known.count) rows with a target are too few for \(folds) folds")
    }
    var specification = specification
    specification.task = target.task
    // Each fold must tell the same classes apart, whichever is the rarer one there.
    specification.positive = target.classes?.positive
    specification.classes = target.task == .multiclass ? target.classNames : nil
    self.table = table
    self.schema = schema
    self.specification = specification
    self.folds = folds
    self.target = target
    self.rows = known.map { rows[$0] }
    labels = known.map { all[$0] }
    foldOfRow = Self.folds(of: labels, isNumber: target.task == .regression, count: folds, seed: seed)
  }

  /// Rows shuffled within each class and dealt out in turn; the next class goes on where the last one ended.
  private static func folds(of labels: [Double], isNumber: Bool, count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed, stream: 0xF01D)
    var groups: [[Int]] = []
    if isNumber {
      let order = labels.indices.sorted { (labels[$0], $0) < (labels[$1], $1) }
      let groupCount = min(10, max(1, labels.count / (2 * count)))
      for group in 0..<groupCount {
        groups.append(Array(order[labels.count * group / groupCount..<labels.count * (group + 1) / groupCount]))
      }
    } else {
      var byClass: [Int: [Int]] = [:]
      for row in labels.indices { byClass[Int(labels[row]), default: []].append(row) }
      groups = byClass.sorted { $0.key < $1.key }.map(\.value)
    }
    var folds = [UInt8](repeating: 0, count: labels.count)
    var next = 0
    for group in groups {
      var group = group
      generator.shuffle(&group)
      for row in group {
        folds[row] = UInt8(next)
        next = (next + 1) % count
      }
    }
    return folds
  }

  func run(
    value: ValueFunction?, isCancelled: @escaping @Sendable () -> Bool, progress: (Double) -> Void
  ) throws(LearningError) -> OutOfFold {
    let classCount = target.classNames.count
    var scores = [Double](repeating: .nan, count: rows.count)
    var probabilities = [Double](repeating: .nan, count: rows.count * classCount)
    var metrics: [MetricSet] = []
    for fold in 0..<folds {
      let own = rows.indices.filter { Int(foldOfRow[$0]) == fold }
      let run = try Trainer.train(
        table: table, schema: schema, parts: parts(without: fold, own), specification: specification, value: value,
        now: { 0 }, isCancelled: isCancelled,
        progress: { progress((Double(fold) + $0.fraction) / Double(folds)) })
      metrics.append(run.test.metrics)
      try place(run, own, &scores, &probabilities, classCount)
    }
    progress(1)
    return OutOfFold(
      target: target, rows: rows, labels: labels, scores: scores, probabilities: probabilities, folds: foldOfRow,
      metrics: metrics)
  }

  private func parts(without fold: Int, _ own: [Int]) -> TrainingParts {
    let others = rows.indices.filter { Int(foldOfRow[$0]) != fold }.map { rows[$0] }
    var parts = TrainingParts(train: others, test: own.map { rows[$0] })
    let stopsEarly = specification.algorithm == .boostedTrees && specification.parameters["early_stopping"] != 0
    if stopsEarly || specification.calibration != .none {
      parts.validate = others.indices.filter { $0 % 9 == 4 }.map { others[$0] }
      parts.train = others.indices.filter { $0 % 9 != 4 }.map { others[$0] }
    }
    return parts
  }

  /// Puts a fold's answers in their places.
  private func place(
    _ run: TrainedRun, _ own: [Int], _ scores: inout [Double], _ probabilities: inout [Double], _ classCount: Int
  ) throws(LearningError) {
    for (index, row) in own.enumerated() {
      scores[row] = run.test.scores[index]
      switch target.task {
      case .regression: continue
      case .binary:
        probabilities[2 * row] = 1 - run.test.scores[index]
        probabilities[2 * row + 1] = run.test.scores[index]
      case .multiclass:
        for label in 0..<classCount {
          probabilities[row * classCount + label] = run.test.probabilities?[index * classCount + label] ?? .nan
        }
      }
    }
  }
}
