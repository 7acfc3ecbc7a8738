import Lifecycle
import Tabular
import Traffic

/// Where answers and outcomes are written down. When a call returns, what it was given survives the death of the
/// process.
public protocol AnswerLog {
  func append(_ answers: LoggedAnswers) throws
  func append(_ outcomes: LoggedOutcomes) throws
}

/// A block of answers.
public struct LoggedAnswers: Sendable {
  public var session: SessionID
  public var firstID: Int64
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
}

extension AnsweredBatch {
  func logged(session: SessionID, columns: [String]) -> LoggedAnswers {
    LoggedAnswers(
      session: session, firstID: firstID, eventTimes: eventTimes, version: model.version, scores: scores,
      predictions: predictions, table: table.selecting(columns), rows: rows)
  }
}
