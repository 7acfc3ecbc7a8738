import Lifecycle
import Tabular

/// Predictions that one version made for one session: what is written to, and read from, the log in one piece.
public struct PredictionBlock: Sendable {
  public var session: SessionID
  /// The version that answered.
  public var version: VersionID
  public var ids: IDs
  /// Microseconds since 1970, by row.
  public var eventTimes: [Int64]
  public var scores: [Double]
  /// What was decided: a class (0 or 1) or the predicted number.
  public var decisions: [Double]
  /// The raw columns as they came, before any feature was made of them.
  public var features: Table
  /// The rows of `features` that belong to the block; all other properties begin at its first row.
  public var rows: Range<Int>

  /// Identities of predictions within their session.
  public enum IDs: Sendable, Equatable {
    /// The first of consecutive ones.
    case from(Int64)
    case each([Int64])
  }

  /// - Precondition: arrays and `rows` have one count, and `rows` lies within `features` (which may have no columns).
  public init(
    session: SessionID, version: VersionID, ids: IDs, eventTimes: [Int64], scores: [Double], decisions: [Double],
    features: Table, rows: Range<Int>
  ) {
    let idCount =
      switch ids {
      case .from: rows.count
      case .each(let ids): ids.count
      }
    precondition(
      [idCount, eventTimes.count, scores.count, decisions.count].allSatisfy { $0 == rows.count },
      "a block of \(rows.count) rows with \(idCount) ids, \(eventTimes.count) times, \(scores.count) scores")
    precondition(
      features.columns.isEmpty || rows.upperBound <= features.rowCount,
      "rows \(rows) of a table with \(features.rowCount)")
    self.session = session
    self.version = version
    self.ids = ids
    self.eventTimes = eventTimes
    self.scores = scores
    self.decisions = decisions
    self.features = features
    self.rows = rows
  }

  public var count: Int { rows.count }

  /// The identity of a row, counted from the block's first.
  public func id(at row: Int) -> Int64 {
    switch ids {
    case .from(let first): first + Int64(row)
    case .each(let ids): ids[row]
    }
  }
}

/// Outcomes that became known for predictions of one session.
public struct OutcomeBlock: Sendable, Equatable {
  public var session: SessionID
  public var ids: [Int64]
  /// A class (0 or 1) or a number.
  public var outcomes: [Double]
  /// Event time from which each was known, in microseconds since 1970.
  public var knownAt: [Int64]

  /// - Precondition: the arrays have one count.
  public init(session: SessionID, ids: [Int64], outcomes: [Double], knownAt: [Int64]) {
    precondition(
      ids.count == outcomes.count && ids.count == knownAt.count,
      "\(ids.count) ids, \(outcomes.count) outcomes, \(knownAt.count) times")
    self.session = session
    self.ids = ids
    self.outcomes = outcomes
    self.knownAt = knownAt
  }

  public var count: Int { ids.count }
}

/// A part of the log that could not be read.
public struct LogDamage: Sendable, Equatable, CustomStringConvertible {
  /// Name of the segment's file.
  public var segment: String
  public var offset: Int
  public var byteCount: Int
  public var kind: Kind

  public enum Kind: Sendable, Equatable {
    /// An append that a killed program did not finish; cut off. It was never acknowledged.
    case tornTail
    /// Bytes that are not what was written; skipped.
    case badBlock
    /// A whole file that cannot be read; skipped.
    case unreadable(String)
  }

  public init(segment: String, offset: Int, byteCount: Int, kind: Kind) {
    self.segment = segment
    self.offset = offset
    self.byteCount = byteCount
    self.kind = kind
  }

  public var description: String {
    switch kind {
    case .tornTail: "\(segment): cut off \(byteCount) bytes of an unfinished append at \(offset)"
    case .badBlock: "\(segment): skipped \(byteCount) damaged bytes at \(offset)"
    case .unreadable(let reason): "\(segment): skipped, \(reason)"
    }
  }
}
