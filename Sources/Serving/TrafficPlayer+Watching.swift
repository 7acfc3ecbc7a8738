import Monitoring
import Tabular
import Traffic

// Traffic that was answered elsewhere: nothing is scored and nothing is decided.

extension TrafficPlayer {
  /// Logs answers that another program gave, and counts them into the windows. When it returns, they are in the log.
  ///
  /// - Parameters:
  ///   - batch: requests of one candidate each; their times ascend.
  ///   - scores: one a request; NaN where none was told. The same holds of predictions.
  ///   - model: what they are held against.
  /// - Throws: what writing the log throws; windows then have none of it.
  public func observe(
    _ batch: RequestBatch, scores: [Double], predictions: [Double], by model: ServedModel
  ) throws {
    precondition(batch.rows.count == batch.requestCount, "\(batch.rows.count) rows of \(batch.requestCount) requests")
    let answered = AnsweredBatch(
      model: model, firstID: batch.firstID, eventTimes: batch.eventTimes, table: batch.table, rows: batch.rows,
      scores: scores, predictions: predictions, isExplored: [],
      binding: try model.reference.map { try WindowBinding(of: $0, to: batch.table) }, givenTimes: batch.givenTimes)
    try log.append(answered.logged(session: configuration.session, columns: nil))
    try book.add(answered)
    noteObserved(answered, by: model.version)
  }
}
