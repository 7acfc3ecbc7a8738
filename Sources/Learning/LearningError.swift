import Boosting
import Tabular

/// Why nothing could be learned from a table, or why a table could not be scored.
public enum LearningError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A model's or recipe's column is not in the table.
  case missingColumn(String)
  /// A column is not of the kind that the model was fitted on.
  case kindMismatch(column: String, expected: ColumnKind, found: ColumnKind)
  /// No column is left to learn from.
  case noFeatures
  /// A target that cannot be learned.
  case target(column: String, reason: String, mend: String)
  /// A part has no rows with a known target; or a row number is outside the table.
  case rows(part: String, reason: String)
  case parameter(name: String, value: Double, mend: String)
  case algorithm(LearningAlgorithm, LearningTask)
  /// A model that cannot be taken over from, or given to, another program; the text says why and how to mend it.
  case interchange(String)
  /// The caller asked for the end; nothing is left of the training.
  case cancelled
  /// The arithmetic broke down.
  case numeric(String)

  public var description: String {
    switch self {
    case .missingColumn(let name):
      "column `\(name)` is missing; add it to the table or train without it"
    case .kindMismatch(let column, let expected, let found):
      "column `\(column)` is \(found.rawValue), the model was fitted on \(expected.rawValue) values; "
        + "read the table with the schema the model was trained on"
    case .noFeatures:
      "no column is left to learn from: all are constant, text, or not features; name some under `features`"
    case .target(let column, let reason, let mend):
      "column `\(column)` cannot be the target: \(reason); \(mend)"
    case .rows(let part, let reason):
      "the \(part) part cannot be used: \(reason); change the split or the rows"
    case .parameter(let name, let value, let mend):
      "parameter `\(name)` is \(TargetEncoding.word(of: value)); \(mend)"
    case .algorithm(let algorithm, let task):
      "`\(algorithm.rawValue)` does not learn a \(task.rawValue) target; take `boosted-trees` or "
        + (task == .regression ? "`linear`" : "`logistic`")
    case .interchange(let what): what
    case .cancelled:
      "the training was cancelled"
    case .numeric(let what):
      "the training broke down: \(what)"
    }
  }

  init(_ error: BoostingError) {
    switch error {
    case .cancelled: self = .cancelled
    case .badInput, .corrupt, .foreign, .newerFormat, .noThread: self = .numeric(error.description)
    }
  }
}
