import Tabular

/// Where requests and outcomes come from: a file, a growing log, the demo world.
///
/// A source is used by one thread at a time. It sees what the engine decided, because in the world the decision
/// settles which outcome can be seen at all.
public protocol TrafficSource {
  /// What people call it: a file's name, `demo world`.
  var name: String { get }

  /// Requests it holds in all; nil for a source without an end.
  var requestCount: Int? { get }

  /// Rows of every request: 1 where each row is decided for itself.
  var candidateCount: Int { get }

  /// Grows when layout or level tables of the batches change; what is worked out for them holds as long as it stays.
  var layoutGeneration: Int { get }

  /// The next requests in event-time order, at most `limit`; nil at the end.
  mutating func next(limit: Int) throws -> RequestBatch?

  /// What became of the decisions, each with the event time at which it is known. Called once for each batch, in
  /// order; the caller holds an outcome back until its time has come.
  mutating func outcomes(of decisions: Decisions) -> Outcomes
}

extension TrafficSource {
  public var layoutGeneration: Int { 0 }
}

/// Requests that arrived together.
public struct RequestBatch: Sendable {
  /// Raw columns as the project's schema names them; rows outside `rows` belong to other batches.
  public var table: Table
  /// `requestCount × candidateCount` rows; the candidates of a request follow one another.
  public var rows: Range<Int>
  /// Event time of each request, microseconds, ascending.
  public var eventTimes: [Int64]
  /// Identity of the first request within its session; the others follow by one.
  public var firstID: Int64
  /// When each request happened as its sender said, where `eventTimes` are not that; nil where they are.
  public var givenTimes: [Int64]?

  public init(table: Table, rows: Range<Int>, eventTimes: [Int64], firstID: Int64) {
    self.table = table
    self.rows = rows
    self.eventTimes = eventTimes
    self.firstID = firstID
  }

  public var requestCount: Int { eventTimes.count }
}

/// What the engine decided about a batch.
public struct Decisions: Sendable {
  public var batch: RequestBatch
  /// For each request, the row of the table that was decided on: the chosen candidate.
  public var chosen: [Int]
  /// For each request, the decision: 1 or 0 for a binary task, the predicted value for a regression.
  public var predictions: [Double]

  public init(batch: RequestBatch, chosen: [Int], predictions: [Double]) {
    self.batch = batch
    self.chosen = chosen
    self.predictions = predictions
  }
}

/// What turned out to be true.
public struct Outcomes: Sendable {
  public var ids: [Int64]
  /// 1 or 0 for a binary task, the value for a regression.
  public var values: [Double]
  /// Event time at which each is known, microseconds.
  public var knownAt: [Int64]

  public init(ids: [Int64] = [], values: [Double] = [], knownAt: [Int64] = []) {
    self.ids = ids
    self.values = values
    self.knownAt = knownAt
  }
}
