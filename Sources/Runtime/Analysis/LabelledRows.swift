import Encoding
import Expressions
import Learning
import Lifecycle
import Serving
import Storage
import Tabular

/// Rows with known labels that models are judged on.
struct LabelledRows: Sendable {
  /// Where they come from.
  enum Part: String, Sendable {
    /// The project's test rows.
    case test
    /// Live rows whose outcomes came after the model had been trained.
    case newest
    case file
  }

  var part: Part
  var dataset: String
  var table: Table
  var rows: [Int]
  /// What a row is called: its number in the source, or its id.
  var names: [Int64]

  /// What a model makes of the rows, with what its answers are worth.
  func scored(
    by model: Model, threshold: Double?, value: ValueModel?, threads: Int = 2
  ) throws -> ScoredRows {
    let labels = try model.target.labels(of: table, rows: rows)
    let answers = try Scorer(model).answers(of: table, rows: rows, threshold: threshold, threads: threads)
    var scored = ScoredRows(answers, labels: labels)
    if let value { scored.worth = try worth(scored, value, target: model.target.column) }
    return scored
  }

  private func worth(_ scored: ScoredRows, _ value: ValueModel, target: String) throws -> ScoredRows.Worth {
    let columns = Bindings(table.selecting(value.names.filter { $0 != target }).gathering(rows), count: rows.count)
    let scores = (0..<scored.count).map { scored.score($0) }
    func values(_ answers: [Double]) throws -> [Double] {
      let bindings = Bindings.answers(
        columns, target: target, scores: scores, predictions: answers, outcomes: scored.labels)
      return try value.values(decisions: answers, outcomes: scored.labels, over: bindings)
    }
    switch scored.answers {
    case .binary:
      return .decisions(
        Learning.DecisionValues(
          positive: try values([Double](repeating: 1, count: rows.count)),
          negative: try values([Double](repeating: 0, count: rows.count))))
    case .classes, .numbers: return .answers(try values((0..<scored.count).map { scored.prediction($0) }))
    }
  }
}

extension Bindings {
  /// A table's columns; a table without columns still has rows here.
  fileprivate init(_ table: Table, count: Int) {
    self.init(rowCount: count)
    for column in table.columns { bind(column.name, to: column.values) }
  }
}

extension LabelledRows {
  /// Rows that stand for today: at least so many.
  static let newestRowCountMin = 50
  /// Live rows that are read back at most.
  static let newestRowCountMax = 50_000

  /// The project's own test rows.
  static func test(_ data: ProjectData) -> LabelledRows {
    let rows = data.split.test.isEmpty ? data.split.validate : data.split.test
    return LabelledRows(
      part: .test, dataset: data.sha256, table: data.table, rows: rows, names: rows.map { Int64($0) })
  }

  /// The newest live rows with released outcomes that no training up to an instant has seen; nil for too few.
  static func newest(
    _ data: ProjectData, _ released: ReleasedRows?, after instant: Timestamp?, target: TargetEncoding
  ) throws -> LabelledRows? {
    guard let released else { return nil }
    var schema = data.schema
    schema.columns.removeAll { $0.role == .leftOut || $0.role == .id }
    let levels = target.classNames
    let rows = try released.reader.joined(
      session: released.session, schema: schema, targetLevels: levels, newest: newestRowCountMax)
    let after = instant?.microseconds ?? .min
    let chosen = (0..<rows.count).filter {
      rows.knownAt[$0] != ColumnValues.missingTimestamp && rows.knownAt[$0] > after
    }
    guard chosen.count >= newestRowCountMin else { return nil }
    return LabelledRows(
      part: .newest, dataset: data.sha256, table: rows.table, rows: chosen, names: chosen.map { rows.ids[$0] })
  }

  /// Every row of a file, its columns read in the kinds that models expect.
  static func file(
    _ path: String, models: [Model], data definition: DataDefinition, isCancelled: @escaping @Sendable () -> Bool
  ) throws -> LabelledRows {
    var options = definition.readOptions(isCancelled)
    for model in models {
      for input in model.pipeline.inputs { options.kinds[input.name] = input.kind }
      options.kinds[model.target.column] = model.target.kind
    }
    let dataset = try TableReader.standard.read(path: path, options: options)
    for model in models where dataset.table[model.target.column] == nil {
      throw Refusal(
        kind: .wrongUse, message: "\(path) has no column `\(model.target.column)`, so that nothing can be judged",
        mend: "give a file with the true answers; `sextant predict` needs none")
    }
    return LabelledRows(
      part: .file, dataset: path, table: dataset.table, rows: Array(0..<dataset.table.rowCount),
      names: (0..<dataset.table.rowCount).map { Int64($0) })
  }
}
