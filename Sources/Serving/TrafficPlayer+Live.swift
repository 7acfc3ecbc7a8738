import Learning
import Lifecycle
import Tabular
import Traffic

// Traffic that comes by itself: requests that wait for their answers, outcomes as they become known, and a clock that goes
// on without them.

/// What was answered to a batch, one a request.
public struct BatchAnswers: Sendable {
  /// The probability of the positive class, or the value; of several classes one a class, row by row.
  public var scores: [Double]
  /// NaN where a person will decide.
  public var predictions: [Double]
  public var versions: [VersionID]
}

/// What became of an outcome that was reported.
public enum JoinResult: Sendable, Hashable {
  case joined
  case duplicate
  /// Logged, for trainings to come; its window had been settled.
  case late
}

extension TrafficPlayer {
  /// Answers requests of one row each. When it returns, the answers are in the log, whatever becomes of the windows.
  ///
  /// - Parameter pinned: a version that answers all of it, whatever the routes say.
  /// - Returns: the answers, and what kept them from the windows, which `takeFacts` may miss then.
  public func answers(
    to batch: RequestBatch, pinned: ServedModel? = nil
  ) throws -> (answers: BatchAnswers, windowFailure: (any Error)?) {
    precondition(batch.rows.count == batch.requestCount, "\(batch.rows.count) rows of \(batch.requestCount) requests")
    // Neither log nor windows keep them.
    if configuration.task == .multiclass { probabilities = [] }
    let (_, answered) = try decideAndLog(batch, pinned: pinned)
    var failure: (any Error)?
    do { try book.add(answered) } catch { failure = error }
    return (
      BatchAnswers(
        scores: probabilities ?? answered.scores, predictions: answered.predictions, versions: versions(of: answered)),
      failure
    )
  }

  private func versions(of answered: AnsweredBatch) -> [VersionID] {
    guard let challenger = answered.challenger else {
      return [VersionID](repeating: answered.model.version, count: answered.count)
    }
    return answered.byChallenger.map { $0 ? challenger.version : answered.model.version }
  }

  /// Logs outcomes of this session's predictions and joins them with their windows. When it returns, they are in the log.
  ///
  /// - Parameter outcomes: of predictions that were made, none of them reported before.
  public func join(_ outcomes: Outcomes) throws -> [JoinResult] {
    try logKnown(outcomes)
    return zip(outcomes.ids, outcomes.values).map { id, value in
      switch book.join(id, value) {
      case .joined: .joined
      case .duplicate: .duplicate
      case .absent: .late
      }
    }
  }

  /// Closes and settles what is due at an event time, without traffic.
  public func tick(now: Int64) throws { try book.tick(now: now) }

  /// Lets the window being filled go on past its length, while whoever writes windows down is behind.
  public var holdsWindows: Bool {
    get { book.isHeld }
    set { book.isHeld = newValue }
  }

  /// Rows of the window being filled.
  public var openRowCount: Int { book.openRowCount }

  /// Closes the window being filled, as the journal says that it was.
  public func closeWindow() throws { try book.close() }

  /// Joins outcomes that the log has already.
  public func recall(_ outcomes: Outcomes) {
    record?.join(ids: outcomes.ids, values: outcomes.values)
    for (id, value) in zip(outcomes.ids, outcomes.values) { _ = book.join(id, value) }
  }
}
