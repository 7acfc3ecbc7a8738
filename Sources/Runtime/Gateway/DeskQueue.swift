import Gateway

/// What waits for the serving thread. Bounded by requests and by rows: what finds it full is refused at once.
struct DeskQueue {
  static let itemCountMax = 16_384
  static let rowCountMax = 131_072
  /// Rows that are answered within a millisecond.
  static let quickRowCountMax = 256

  typealias Answered = @Sendable (Result<PredictionReply, PredictionFailure>) -> Void
  typealias Joined = @Sendable (Result<OutcomeReceipt, PredictionFailure>) -> Void

  struct Predictions {
    var request: PredictionRequest
    var completion: Answered
  }

  struct Reports {
    var outcomes: [ReportedOutcome]
    var completion: Joined
  }

  var predictions: [Predictions] = []
  var reports: [Reports] = []
  private(set) var rowCount = 0
  var isClosed = false

  var isEmpty: Bool { predictions.isEmpty && reports.isEmpty }

  /// Whether all that waits is predictions, few enough to be made on a thread that has connections to look after.
  var isQuick: Bool { !predictions.isEmpty && reports.isEmpty && rowCount <= Self.quickRowCountMax }

  /// Whether so many more rows may wait. A request larger than the queue is let in when nothing else waits.
  func hasRoom(_ rows: Int) -> Bool {
    predictions.count + reports.count < Self.itemCountMax && (rowCount == 0 || rowCount + rows <= Self.rowCountMax)
  }

  mutating func add(_ item: Predictions) {
    predictions.append(item)
    rowCount += item.request.rowCount
  }

  mutating func add(_ item: Reports) {
    reports.append(item)
    rowCount += item.outcomes.count
  }

  /// Hands over everything that waits, and keeps the room of what was handed back.
  mutating func take(_ taken: inout DeskQueue) {
    taken.clear()
    swap(&predictions, &taken.predictions)
    swap(&reports, &taken.reports)
    taken.rowCount = rowCount
    rowCount = 0
    taken.isClosed = isClosed
  }

  mutating func clear() {
    predictions.removeAll(keepingCapacity: predictions.capacity < 4096)
    reports.removeAll(keepingCapacity: reports.capacity < 4096)
    rowCount = 0
  }
}
