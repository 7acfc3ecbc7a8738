/// Rows by true and predicted class, weighted.
public struct ConfusionMatrix: Sendable, Equatable {
  /// Names of the classes, by their numbers.
  public let classes: [String]
  /// `counts[truth][prediction]`.
  public let counts: [[Double]]

  /// - Parameters:
  ///   - rows: answers of a binary task or of classes; numbers give an empty matrix.
  ///   - binaryNames: the classes of a binary task, negative first.
  public init(_ rows: ScoredRows, binaryNames: [String] = ["0", "1"]) {
    switch rows.answers {
    case .binary: classes = binaryNames
    case .classes(_, let names): classes = names
    case .numbers: classes = []
    }
    var counts = [[Double]](repeating: [Double](repeating: 0, count: classes.count), count: classes.count)
    if !classes.isEmpty {
      for row in rows.knownRows {
        let (truth, answer) = (Int(rows.labels[row]), Int(rows.prediction(row)))
        counts[truth][answer] += rows.weights?[row] ?? 1
      }
    }
    self.counts = counts
  }

  public var total: Double { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// How one class fares against all others.
  public struct ClassFigures: Sendable, Equatable {
    public var name: String
    /// Weight of the rows of the class.
    public var support: Double
    /// Weight of the rows that are said to be of it.
    public var predicted: Double
    /// Nil where nothing is predicted to be of the class.
    public var precision: Double?
    /// Nil where no row is of the class.
    public var recall: Double?
    /// Nil where both are.
    public var f1: Double?
  }

  /// One entry for each class.
  public var classFigures: [ClassFigures] {
    classes.indices.map { index in
      let hits = counts[index][index]
      let support = counts[index].reduce(0, +)
      let predicted = counts.reduce(0) { $0 + $1[index] }
      return ClassFigures(
        name: classes[index], support: support, predicted: predicted,
        precision: predicted > 0 ? hits / predicted : nil, recall: support > 0 ? hits / support : nil,
        f1: support + predicted > 0 ? 2 * hits / (support + predicted) : nil)
    }
  }

}
