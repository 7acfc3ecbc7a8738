/// A row that a model gets wrong.
public struct WrongRow: Sendable, Equatable {
  /// Position among the scored rows.
  public var row: Int
  public var label: Double
  public var score: Double
  public var prediction: Double
  /// −log of the probability given to what came true, or the size of the error.
  public var loss: Double

  /// The rows with the largest losses, largest first.
  ///
  /// For classes only those whose prediction is wrong: a right answer of little confidence is no error.
  public static func largest(_ rows: ScoredRows, limit: Int = 100) -> [WrongRow] {
    let losses = rows.losses(isSquared: false)
    let wrong = rows.knownRows.filter { row in
      switch rows.answers {
      case .binary, .classes: rows.prediction(row) != rows.labels[row]
      case .numbers: losses[row] > 0
      }
    }
    let order = descendingOrder(of: wrong.map { losses[$0] })
    return order.prefix(limit).map { place in
      let row = wrong[Int(place)]
      return WrongRow(
        row: row, label: rows.labels[row], score: rows.score(row), prediction: rows.prediction(row),
        loss: losses[row])
    }
  }
}
