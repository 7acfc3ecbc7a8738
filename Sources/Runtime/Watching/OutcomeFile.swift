import Encoding
import Gateway
import Lifecycle
import Traffic

/// How a file of outcomes names predictions and what became of them.
///
/// A prediction is named by `session:id`, by `session` and `id`, by the `id` of the present session, or by the project's
/// own id column; the outcome stands under `outcome`, the target's name, or one of the usual ones.
struct OutcomeFileReading {
  /// The project's id column and target.
  var idColumn: String?
  var target: String

  static let outcomeNames = ["outcome", "label", "y_true", "actual", "truth", "y", "value"]
  private static let idNames = ["id", "prediction_id", "request_id", "row"]
  private static let timeNames = ["known_at", "time", "event_time", "timestamp"]

  /// What an outcome is of: the ways in which it may be meant, the likeliest first.
  struct Entry {
    var keys: [ReportedOutcome.Key]
    var value: String
    var knownAt: Int64?
  }

  /// - Returns: nil where a record names no prediction or no outcome.
  func entry(_ record: LogRecord) -> Entry? {
    guard let value = value(record) else { return nil }
    let keys = keys(record)
    guard !keys.isEmpty else { return nil }
    let time = Self.timeNames.lazy.compactMap { record[$0]?.time }.first
    return Entry(keys: keys, value: value, knownAt: time)
  }

  private func value(_ record: LogRecord) -> String? {
    for name in ["outcome", target] + Self.outcomeNames {
      if let text = record[name]?.text { return text }
    }
    return nil
  }

  private func keys(_ record: LogRecord) -> [ReportedOutcome.Key] {
    if let unit = record["unit"]?.text { return [.unit(unit)] }
    let own = idColumn.flatMap { record[$0]?.text }
    guard let text = own ?? Self.idNames.lazy.compactMap({ record[$0]?.text }).first else { return [] }
    if let (session, id) = Self.pair(text) { return [.prediction(session, id)] }
    let number = Int64(text)
    if let session = record["session"]?.number, let session = Int(exactly: session), let number {
      return [.prediction(SessionID(session), number)]
    }
    let present = number.map { ReportedOutcome.Key.prediction(nil, $0) }
    return [.unit(text)] + (present.map { [$0] } ?? [])
  }

  /// `3:1200`.
  private static func pair(_ text: String) -> (SessionID, Int64)? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let session = Int(parts[0]), session > 0, let id = Int64(parts[1]), id >= 0 else {
      return nil
    }
    return (SessionID(session), id)
  }
}

/// What became of a file of outcomes.
struct OutcomeCounts: Equatable {
  var read = 0
  var receipt = OutcomeReceipt()
  /// Lines that could not be read.
  var malformed = 0
  /// The first reason.
  var example: String?

  mutating func add(_ other: OutcomeReceipt) {
    receipt.joined += other.joined
    receipt.duplicate += other.duplicate
    receipt.unknown += other.unknown
    receipt.invalid += other.invalid
    receipt.late += other.late
  }

  var json: JSON {
    [
      "read": JSON(read), "joined": JSON(receipt.joined), "duplicate": JSON(receipt.duplicate),
      "unknown": JSON(receipt.unknown), "late": JSON(receipt.late), "invalid": JSON(receipt.invalid),
      "malformed": JSON(malformed), "example": JSON(example),
    ]
  }
}
