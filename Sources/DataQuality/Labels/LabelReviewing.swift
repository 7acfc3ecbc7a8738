import Learning
import Tabular

extension LabelQueue {
  /// Folds and repeats of a queue's cross-validation: more rows need fewer repeats.
  public static let foldCount = 5
  public static let repeatedRowCountMax = 100_000

  /// Scores rows out of fold and puts them in order.
  ///
  /// - Parameters:
  ///   - rows: those whose labels are in question; rows without a label are left out.
  ///   - progress: the share done, 0…1, on the calling thread.
  /// - Throws: `LearningError`.
  public init(
    table: Table, schema: Schema, rows: [Int], specification: TrainingSpecification, seed: UInt64,
    isCancelled: @escaping @Sendable () -> Bool = { false }, progress: (Double) -> Void = { _ in }
  ) throws(LearningError) {
    let repeatCount = rows.count <= Self.repeatedRowCountMax ? 2 : 1
    var repeats: [OutOfFold] = []
    for number in 0..<repeatCount {
      repeats.append(
        try OutOfFold.scores(
          table: table, schema: schema, specification: specification, rows: rows, folds: Self.foldCount,
          seed: seed &+ UInt64(number), isCancelled: isCancelled,
          progress: { progress((Double(number) + $0) / Double(repeatCount)) }))
    }
    guard let queue = LabelQueue(repeats) else {
      throw .rows(part: "queue", reason: "no row has a label that could be in question")
    }
    self = queue
  }
}
