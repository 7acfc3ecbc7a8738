import Lifecycle
import Serving
import Storage
import Synchronization
import Traffic

/// The prediction log behind a lock: one session writes, the engine asks for counts.
///
/// `@unchecked Sendable`: the log is touched only while `lock` is held.
final class SharedLog: AnswerLog, @unchecked Sendable {
  private let lock = Mutex(())
  private let log: PredictionLog
  let reader: PredictionLogReader

  /// What a project may keep of its traffic; a world makes more whenever it is asked.
  static func retainedByteCount(_ source: DataDefinition.Source) -> Int {
    switch source {
    case .file: 2 << 30
    case .world: 192 << 20
    }
  }

  init(path: String, retainedByteCount: Int) throws {
    log = try PredictionLog(
      path: path,
      options: PredictionLog.Options(
        segmentByteCount: min(32 << 20, retainedByteCount / 6), retainedByteCount: retainedByteCount))
    reader = log.reader
  }

  /// What recovery found damaged when the log was opened.
  var damage: [LogDamage] { lock.withLock { _ in log.damage } }

  func lastID(of session: SessionID) -> Int64? { lock.withLock { _ in log.lastID(of: session) } }

  func counts(of session: SessionID) -> SessionCounts { lock.withLock { _ in log.counts(of: session) } }

  func append(_ answers: LoggedAnswers) throws {
    let block = PredictionBlock(
      session: answers.session, version: answers.version, ids: .from(answers.firstID), eventTimes: answers.eventTimes,
      scores: answers.scores, decisions: answers.predictions, features: answers.table, rows: answers.rows)
    try lock.withLock { _ in try log.append(block) }
  }

  func append(_ outcomes: LoggedOutcomes) throws {
    let block = OutcomeBlock(
      session: outcomes.session, ids: outcomes.outcomes.ids, outcomes: outcomes.outcomes.values,
      knownAt: outcomes.outcomes.knownAt)
    try lock.withLock { _ in try log.append(block) }
  }
}
