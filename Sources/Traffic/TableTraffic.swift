import Tabular

/// Plays the rows of a table in event-time order; the outcome of a row is its target, whatever was decided.
public struct TableTraffic: TrafficSource {
  public let name: String
  public let candidateCount = 1

  private let table: Table
  private let eventTimes: [Int64]
  private let targets: [Double]
  private let delayMicroseconds: Int64
  private let end: Int
  private var position: Int

  /// - Parameters:
  ///   - table: rows already in event-time order.
  ///   - eventTimes: one for each row, ascending, microseconds.
  ///   - targets: one for each row; NaN where the outcome never becomes known.
  ///   - delaySeconds: event time between a request and its outcome.
  ///   - startingAt: the first row to play.
  ///   - end: the row to stop before.
  public init(
    name: String, table: Table, eventTimes: [Int64], targets: [Double], delaySeconds: Double, startingAt: Int = 0,
    end: Int? = nil
  ) {
    precondition(eventTimes.count == table.rowCount && targets.count == table.rowCount)
    self.name = name
    self.table = table
    self.eventTimes = eventTimes
    self.targets = targets
    delayMicroseconds = Int64(delaySeconds * 1e6)
    self.end = min(end ?? table.rowCount, table.rowCount)
    position = min(startingAt, self.end)
  }

  public var requestCount: Int? { end }

  public mutating func next(limit: Int) -> RequestBatch? {
    guard position < end else { return nil }
    let rows = position..<min(end, position + max(1, limit))
    position = rows.upperBound
    return RequestBatch(table: table, rows: rows, eventTimes: Array(eventTimes[rows]), firstID: Int64(rows.lowerBound))
  }

  public func outcomes(of decisions: Decisions) -> Outcomes {
    outcomes(ofRows: decisions.batch.rows)
  }

  /// The outcomes of rows played earlier, for a session that goes on after an interruption.
  public func outcomes(ofRows rows: Range<Int>) -> Outcomes {
    var result = Outcomes()
    result.ids.reserveCapacity(rows.count)
    result.values.reserveCapacity(rows.count)
    result.knownAt.reserveCapacity(rows.count)
    for row in rows where !targets[row].isNaN {
      result.ids.append(Int64(row))
      result.values.append(targets[row])
      result.knownAt.append(eventTimes[row] + delayMicroseconds)
    }
    return result
  }
}
