import Lifecycle
import Tabular
import Traffic

/// Where answers and outcomes are written down. When a call returns, what it was given survives the death of the
/// process.
public protocol AnswerLog {
  func append(_ answers: LoggedAnswers) throws
  func append(_ outcomes: LoggedOutcomes) throws

  /// Answers of several versions to one batch: after a crash the log has all of them or none.
  func append(together answers: [LoggedAnswers]) throws

  /// What a challenger in the shadow would have answered, kept apart from what was.
  func append(shadow answers: LoggedAnswers) throws
}

extension AnswerLog {
  public func append(together answers: [LoggedAnswers]) throws { for block in answers { try append(block) } }

  public func append(shadow answers: LoggedAnswers) throws {}
}

/// A block of answers.
public struct LoggedAnswers: Sendable {
  public var session: SessionID
  public var firstID: Int64
  /// One for each row, ascending, where they do not follow one another from `firstID`; else empty.
  public var ids: [Int64] = []
  public var eventTimes: [Int64]
  public var version: VersionID
  public var scores: [Double]
  public var predictions: [Double]
  /// Raw values of the decided rows.
  public var table: Table
  public var rows: Range<Int>
}

/// A block of outcomes.
public struct LoggedOutcomes: Sendable {
  public var session: SessionID
  public var outcomes: Outcomes

  public init(session: SessionID, outcomes: Outcomes) {
    self.session = session
    self.outcomes = outcomes
  }
}

extension AnsweredBatch {
  /// When each happened, as its sender said.
  private var loggedTimes: [Int64] { givenTimes ?? eventTimes }

  /// - Parameter columns: nil for all that the table has.
  func logged(session: SessionID, columns: [String]?) -> LoggedAnswers {
    LoggedAnswers(
      session: session, firstID: firstID, eventTimes: loggedTimes, version: model.version, scores: scores,
      predictions: predictions, table: columns.map { table.selecting($0) } ?? table, rows: rows)
  }

  /// One block for each version that answered.
  func loggedByVersion(session: SessionID, columns: [String]?) -> [LoggedAnswers] {
    guard let challenger else { return [logged(session: session, columns: columns)] }
    let logged = columns.map { table.selecting($0) } ?? table
    let times = loggedTimes
    return [(false, model.version), (true, challenger.version)].compactMap { isChallenger, version in
      let positions = byChallenger.indices.filter { byChallenger[$0] == isChallenger }
      guard !positions.isEmpty else { return nil }
      let part = logged.gathering(positions.map { rows.lowerBound + $0 })
      return LoggedAnswers(
        session: session, firstID: firstID + Int64(positions[0]), ids: positions.map { firstID + Int64($0) },
        eventTimes: positions.map { times[$0] }, version: version, scores: positions.map { scores[$0] },
        predictions: positions.map { predictions[$0] }, table: part, rows: 0..<part.rowCount)
    }
  }
}
