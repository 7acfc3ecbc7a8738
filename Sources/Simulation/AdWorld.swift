import Statistics
import Tabular
import Traffic

/// A market of ad impressions that changes under the engine's feet.
///
/// Every request brings a user on a page and several candidate ads; the engine shows one and only that one can be
/// clicked. Clicks are rare. Everything follows from the seed and the request's number, so that any stretch of
/// traffic can be made again, in any order.
public struct AdWorld: World {
  public let seed: UInt64
  /// What will happen, and when.
  public let script: Script
  /// Where the earnings of all traffic are added up; nil when nobody asks.
  let ledger: RevenueLedger?
  let market: Market

  /// Rows of history: impressions of ads chosen at random, before the engine decided anything.
  public static let historyCount = 24_000
  static let candidateCount = 4
  /// Event time between two requests: a day is 2,880 requests.
  static let secondsPerRequest: Int64 = 30
  /// 2026-03-02T00:00:00Z, a Monday.
  static let firstInstant: Int64 = 1_772_409_600_000_000
  /// Event time until it is known whether a shown ad was clicked.
  public static let outcomeDelaySeconds = 7200.0

  /// - Parameter events: what may happen to this world; without any it goes on for ever as its history was.
  public init(
    seed: UInt64, events: Set<Script.Event.Kind> = Set(Script.Event.Kind.allCases), ledger: RevenueLedger? = nil
  ) {
    self.seed = seed
    self.ledger = ledger
    market = Market(seed: seed)
    script = Script(seed: seed, kinds: events)
  }

  public let schema = Schema(columns: [
    ColumnSchema(name: "time", kind: .timestamp, role: .time),
    ColumnSchema(name: "hour", kind: .numeric),
    ColumnSchema(name: "site", kind: .categorical),
    ColumnSchema(name: "device", kind: .categorical),
    ColumnSchema(name: "segment", kind: .categorical),
    ColumnSchema(name: "age", kind: .numeric),
    ColumnSchema(name: "recency", kind: .numeric),
    ColumnSchema(name: "category", kind: .categorical),
    ColumnSchema(name: "affinity", kind: .numeric),
    ColumnSchema(name: "freshness", kind: .numeric),
    ColumnSchema(name: "price", kind: .numeric),
    // A feature to the world, so that it is logged; the demo's project leaves it out of what a model may see.
    ColumnSchema(name: "annotator", kind: .categorical),
    ColumnSchema(name: "click", kind: .numeric, role: .target),
  ])

  public func history() -> Table {
    let blockCount = (AdWorld.historyCount + RequestBlock.requestCount - 1) / RequestBlock.requestCount
    return impressions(of: -blockCount * RequestBlock.requestCount..<0)
  }

  public func history(before eventTime: Int64, count: Int) -> Table {
    let step = AdWorld.secondsPerRequest * 1_000_000
    let end = Int((Double(eventTime - AdWorld.firstInstant) / Double(step)).rounded(.up))
    return impressions(of: min(0, end) - max(0, count)..<min(0, end))
  }

  /// Impressions as the logging policy of the past chose them: the first candidate is as random as any other.
  private func impressions(of requests: Range<Int>) -> Table {
    var columns = ImpressionColumns()
    var clicks: [Double] = []
    let size = RequestBlock.requestCount
    var number = Int((Double(requests.lowerBound) / Double(size)).rounded(.down))
    while number * size < requests.upperBound {
      let block = RequestBlock(number: number, world: self)
      for request in 0..<size where requests.contains(number * size + request) {
        columns.append(
          block.impression(request: request, candidate: 0), annotator: block.annotator(request: request),
          at: AdWorld.eventTime(ofRequest: number * size + request))
        clicks.append(block.isRecorded(request: request, candidate: 0) ? 1 : 0)
      }
      number += 1
    }
    return columns.table(clicks: clicks)
  }

  public func traffic(startingAt request: Int) -> any TrafficSource {
    AdTraffic(world: self, startingAt: request)
  }

  static func eventTime(ofRequest request: Int) -> Int64 {
    firstInstant + Int64(request) * secondsPerRequest * 1_000_000
  }
}
