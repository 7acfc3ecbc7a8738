import Encoding
import Learning
import Lifecycle
import Storage
import Tabular

/// Rows with the answers that a model's own program gave: the proof that the model here is the model there.
struct ExampleRows {
  /// Single precision of the other program, and the digits that a table of its answers has.
  static let tolerance = 1e-5
  /// More rows prove no more.
  static let rowCountMax = 100_000

  let path: String
  /// The column of the answers where it was named.
  let score: String?

  /// Compares the model's answers with the table's.
  ///
  /// - Throws: `Refusal` that names the row that differs most, or what the table lacks.
  func check(_ model: Model) throws -> ImportCheck {
    let columns = try answerColumns(of: model)
    var options = ReadOptions()
    for input in model.pipeline.inputs { options.kinds[input.name] = input.kind }
    for column in columns { options.kinds[column] = .numeric }
    options.columns = model.features + columns
    let stream = try TableReader.standard.stream(path: path, options: options)
    guard let table = try stream.next(maxRows: Self.rowCountMax), table.rowCount > 0 else {
      throw Refusal(kind: .wrongUse, message: "\(path) has no rows", mend: "give a few rows with their scores")
    }
    let expected = columns.compactMap { name -> [Double]? in
      if case .numeric(let values)? = table[name]?.values { values } else { nil }
    }
    guard expected.count == columns.count else {
      throw Refusal(
        kind: .wrongUse, message: "\(path): `\(columns.joined(separator: "`, `"))` holds no numbers",
        mend: "write the scores as numbers")
    }
    let found = try answers(of: model, table, columns: columns.count)
    return try compared(found, expected)
  }

  private func answers(of model: Model, _ table: Table, columns: Int) throws -> [[Double]] {
    let scorer = Scorer(model)
    guard columns > 1 else { return [try scorer.scores(of: table)] }
    let shares = try scorer.probabilities(of: table, rows: Array(0..<table.rowCount))
    return (0..<columns).map { label in (0..<table.rowCount).map { shares[$0 * columns + label] } }
  }

  private func compared(_ found: [[Double]], _ expected: [[Double]]) throws -> ImportCheck {
    var worst = 0.0
    var place = (row: 0, column: 0)
    for (column, pair) in zip(found, expected).enumerated() {
      for row in pair.0.indices {
        let difference = abs(pair.0[row] - pair.1[row]) / max(1, abs(pair.1[row]))
        // NaN on one side alone is a difference, and no larger one.
        if difference > worst || difference.isNaN && pair.0[row].isNaN != pair.1[row].isNaN {
          worst = difference.isNaN ? .infinity : difference
          place = (row, column)
        }
      }
    }
    let count = expected[0].count
    guard worst <= Self.tolerance else {
      let (ours, theirs) = (found[place.column][place.row], expected[place.column][place.row])
      throw Refusal(
        kind: .no,
        message: "the model answers otherwise than its examples say: row \(place.row + 1) of \(count) expects "
          + "\(NumberText.significant(theirs, 7)), here it is \(NumberText.significant(ours, 7))",
        mend: "compare the columns' order, kinds and levels with those the model was trained on")
    }
    return ImportCheck(rows: count, worst: worst)
  }

  /// The columns that hold the answers: one, or one for each class.
  private func answerColumns(of model: Model) throws -> [String] {
    let header = try TableReader.standard.stream(path: path, options: ReadOptions()).next(maxRows: 1)?.columns.map(
      \.name)
    let names = Set(header ?? [])
    if let score {
      guard names.contains(score) else {
        throw Refusal(
          kind: .wrongUse, message: "\(path) has no column `\(score)`", mend: "name one it has: `--score COL`")
      }
      return [score]
    }
    let classes = model.target.classNames.map { "score_\($0)" }
    if model.task == .multiclass, classes.allSatisfy(names.contains) { return classes }
    guard let column = ["score", "expected", "expected_score"].first(where: names.contains) else {
      throw Refusal(
        kind: .wrongUse, message: "\(path) has no column `score` with the model's answers",
        mend: model.task == .multiclass
          ? "add one for each class: \(classes.prefix(3).joined(separator: ", "))" : "name the column: `--score COL`")
    }
    return [column]
  }
}
