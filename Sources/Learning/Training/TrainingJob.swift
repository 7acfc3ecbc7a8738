import Boosting
import Tabular

/// One training under way: what was asked for, checked and put in order.
struct TrainingJob {
  let table: Table
  let specification: TrainingSpecification
  let value: ValueFunction?
  let isCancelled: @Sendable () -> Bool
  let target: TargetEncoding
  let featureNames: [String]
  let train: LabelledRows
  let validate: LabelledRows
  let test: LabelledRows
  let lesson: Lesson
  let notes: [String]

  /// Rows of a part whose target is known.
  struct LabelledRows {
    var rows: [Int]
    var labels: [Double]
  }

  init(
    table: Table, schema: Schema, parts: TrainingParts, specification: TrainingSpecification, value: ValueFunction?,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(LearningError) {
    let named = [("train", parts.train), ("validate", parts.validate), ("test", parts.test)]
    for (name, rows) in named where !rows.allSatisfy({ $0 >= 0 && $0 < table.rowCount }) {
      throw .rows(part: name, reason: "it names rows that the table of \(table.rowCount) rows does not have")
    }
    let targetName = try Self.targetName(of: schema)
    target = try specification.target(
      targetName, of: table, rows: named.map { $0.1 }, trainingRows: parts.train)
    guard specification.algorithm.fits(target.task) else {
      throw .algorithm(specification.algorithm, target.task)
    }
    var labelled: [LabelledRows] = []
    var notes: [String] = []
    for (name, rows) in named {
      let part = try Self.labelled(rows, of: table, target)
      if part.rows.count < rows.count {
        notes.append("\(name): \(rows.count - part.rows.count) rows without a known \(targetName) are left out")
      }
      labelled.append(part)
    }
    (train, validate, test) = (labelled[0], labelled[1], labelled[2])
    lesson = try Self.lesson(train: train, validate: validate, target, specification)
    featureNames = (specification.features ?? schema.names(of: .feature)).filter { $0 != targetName }
    self.table = table
    self.specification = specification
    self.value = value
    self.isCancelled = isCancelled
    self.notes = notes + lesson.notes
    try checkTrainingRows()
  }

  private static func targetName(of schema: Schema) throws(LearningError) -> String {
    let names = schema.names(of: .target)
    guard let name = names.first, names.count == 1 else {
      throw .target(
        column: names.first ?? "(none)",
        reason: names.isEmpty ? "no column has that role" : "\(names.count) columns have that role",
        mend: "give one column the role target")
    }
    return name
  }

  private static func labelled(
    _ rows: [Int], of table: Table, _ target: TargetEncoding
  ) throws(LearningError) -> LabelledRows {
    let labels = try target.labels(of: table, rows: rows)
    guard labels.contains(where: \.isNaN) else { return LabelledRows(rows: rows, labels: labels) }
    let known = rows.indices.filter { !labels[$0].isNaN }
    return LabelledRows(rows: known.map { rows[$0] }, labels: known.map { labels[$0] })
  }

  private func checkTrainingRows() throws(LearningError) {
    guard let first = train.labels.first else { throw .rows(part: "train", reason: "it has no rows") }
    let names = target.classNames
    if !names.isEmpty, !train.labels.contains(where: { $0 != first }) {
      let only = names[Int(first)]
      throw .rows(part: "train", reason: "all its rows are of the class `\(only)`, so there is nothing to tell apart")
    }
  }
}

// MARK: - Features

extension TrainingJob {
  /// The rows learnt from as numbers; trees alone need them all at once.
  struct Matrices {
    var train: FeatureMatrix
    var validate: FeatureMatrix
  }

  func fitPipeline() throws(LearningError) -> FeaturePipeline {
    let style: FeaturePipeline.Style
    switch specification.algorithm {
    case .baseline: return FeaturePipeline(style: .trees, inputs: [])
    case .linear, .logistic: style = .linear
    case .boostedTrees: style = .trees
    }
    let pipeline = try FeaturePipeline(
      fitting: featureNames, of: table, rows: lesson.train.rows, labels: lesson.train.labels, style: style,
      classCount: target.classNames.count, categories: specification.categorical)
    guard pipeline.outputCount > 0 else { throw .noFeatures }
    return pipeline
  }

  /// Nil for algorithms that read rows block by block.
  func matrices(_ pipeline: FeaturePipeline) throws(LearningError) -> Matrices? {
    switch specification.algorithm {
    case .baseline, .linear, .logistic: nil
    case .boostedTrees:
      Matrices(train: try matrix(lesson.train.rows, pipeline), validate: try matrix(validate.rows, pipeline))
    }
  }

  func matrix(_ rows: [Int], _ pipeline: FeaturePipeline) throws(LearningError) -> FeatureMatrix {
    var levelMaps = LevelMaps()
    var values = [Float](repeating: 0, count: rows.count * pipeline.outputCount)
    try values.withUnsafeMutableBufferPointer { buffer throws(LearningError) in
      // In blocks, so that the lines that one column after the other writes to are still in the cache.
      for start in stride(from: 0, to: rows.count, by: 256) {
        let end = min(start + 256, rows.count)
        let lines = buffer[start * pipeline.outputCount..<end * pipeline.outputCount]
        try pipeline.transform(
          table, rows: rows[start..<end], levelMaps: &levelMaps, into: UnsafeMutableBufferPointer(rebasing: lines))
      }
    }
    return FeatureMatrix(rowCount: rows.count, columnCount: pipeline.outputCount, values: values)
  }
}
