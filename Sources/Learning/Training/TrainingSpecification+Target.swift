import Tabular

extension TrainingSpecification {
  /// What is to be learned from a column: as settled, else as its values say.
  ///
  /// - Throws: as `TargetEncoding(inferring:…)`.
  func target(
    _ column: String, of table: Table, rows: [[Int]], trainingRows: [Int]
  ) throws(LearningError) -> TargetEncoding {
    guard let classes, task == .multiclass, let found = table[column] else {
      return try TargetEncoding(
        inferring: column, of: table, rows: rows, trainingRows: trainingRows, task: task, positive: positive)
    }
    guard (3...TargetEncoding.classCountMax).contains(classes.count), Set(classes).count == classes.count else {
      throw .target(
        column: column, reason: "\(classes.count) classes are given",
        mend: "give 3 to \(TargetEncoding.classCountMax), each once")
    }
    return TargetEncoding(column: column, kind: found.kind, answers: .classes(classes))
  }
}
