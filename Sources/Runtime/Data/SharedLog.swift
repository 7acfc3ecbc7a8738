import Lifecycle
import Serving
import Storage
import Synchronization
import Traffic

/// The prediction log behind a lock: one session writes, the engine asks for counts.
///
/// It is opened by its first use, because reading its newest segment takes longer than the first frame may.
///
/// `@unchecked Sendable`: the log is touched only while `lock` is held.
final class SharedLog: AnswerLog, @unchecked Sendable {
  /// Needs nothing of the writer.
  let reader: PredictionLogReader
  /// The shadow's answers.
  let shadowReader: PredictionLogReader
  private let options: PredictionLog.Options
  private let lock = Mutex(())
  private var opened: PredictionLog?
  private var openedShadow: PredictionLog?

  /// A shadow's answers have no columns: this holds millions of them.
  private static let shadowOptions = PredictionLog.Options(
    segmentByteCount: 8 << 20, retainedByteCount: 64 << 20)

  init(path: String, shadowPath: String, options: PredictionLog.Options) {
    reader = PredictionLogReader(path: path)
    shadowReader = PredictionLogReader(path: shadowPath)
    self.options = options
  }

  /// - Throws: what opening the log throws, as for every other use.
  func lastID(of session: SessionID) throws -> Int64? { try withLog { $0.lastID(of: session) } }

  func counts(of session: SessionID) throws -> SessionCounts { try withLog { $0.counts(of: session) } }

  /// What was found broken when the log was opened.
  func damage() throws -> [LogDamage] { try withLog { $0.damage } }

  func append(_ answers: LoggedAnswers) throws {
    try withLog { try $0.append(answers.block) }
  }

  func append(together answers: [LoggedAnswers]) throws {
    try withLog { try $0.append(together: answers.map(\.block)) }
  }

  func append(shadow answers: LoggedAnswers) throws {
    try lock.withLock { _ in
      let shadow =
        if let openedShadow { openedShadow } else {
          try PredictionLog(path: shadowReader.path, options: Self.shadowOptions)
        }
      openedShadow = shadow
      try shadow.append(answers.block)
    }
  }

  func append(_ outcomes: LoggedOutcomes) throws {
    let block = OutcomeBlock(
      session: outcomes.session, ids: outcomes.outcomes.ids, outcomes: outcomes.outcomes.values,
      knownAt: outcomes.outcomes.knownAt)
    try withLog { try $0.append(block) }
  }

  private func withLog<Result>(_ body: (PredictionLog) throws -> Result) throws -> Result {
    try lock.withLock { _ in
      if let opened { return try body(opened) }
      let log = try PredictionLog(path: reader.path, options: options)
      opened = log
      return try body(log)
    }
  }
}

extension LoggedAnswers {
  fileprivate var block: PredictionBlock {
    PredictionBlock(
      session: session, version: version, ids: ids.isEmpty ? .from(firstID) : .each(ids), eventTimes: eventTimes,
      scores: scores, decisions: predictions, features: table, rows: rows)
  }
}

extension ProjectDefinition {
  /// A world can always be asked again, and a demonstration must not fill a disk.
  var logOptions: PredictionLog.Options {
    var options = PredictionLog.Options()
    switch data.source {
    case .file: break
    case .world: options.retainedByteCount = 128 << 20
    }
    if let bytes = deployment.log.retainedByteCount { options.retainedByteCount = bytes }
    if deployment.log.outlivesPowerLoss { options.durability = .full }
    return options
  }
}
