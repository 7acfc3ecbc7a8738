import Encoding
import Lifecycle
import Simulation
import Storage
import Tabular

/// What a headless demo run says beside its report: what really happened, which only the simulation knows, and what
/// the project's own records make of it.
struct DemoTruth {
  let script: Script
  let ledger: RevenueLedger

  /// - Parameter requests: those that the run played.
  func json(of requests: Range<Int>) -> JSON {
    let events: [JSON] = script.events(during: requests).map { event in
      [
        "kind": JSON(event.kind.rawValue), "row": JSON(event.request), "until": JSON(event.until),
        "column": JSON(event.column), "detail": JSON(event.detail),
      ]
    }
    return [
      "from": JSON(requests.lowerBound), "to": JSON(requests.upperBound), "events": .array(events),
      "revenue": JSON(ledger.cents),
    ]
  }
}

/// What the prediction log alone says of a session: which requests it answered, and what they earned.
struct LoggedRevenue {
  private(set) var requests = 0..<0
  /// Whole cents; nil when retention has deleted part of the session or a block cannot be read.
  private(set) var cents: Int?

  /// - Parameters:
  ///   - rowCount: requests that the session answered.
  init(session: SessionID, rowCount: Int, in folder: ProjectFolder) throws {
    let reader = PredictionLogReader(path: folder.predictionLog)
    var prices: [Double] = []
    var first: Int?
    var isWhole = true
    let lost = try reader.forEachPredictionBlock(session: session, features: ["price"]) { block in
      guard case .from(let id) = block.ids, case .numeric(let column)? = block.features["price"]?.values else {
        return isWhole = false
      }
      let begin = first ?? Int(id)
      first = begin
      isWhole = isWhole && Int(id) == begin + prices.count
      prices += column[block.rows]
    }
    guard let first else {
      cents = rowCount == 0 ? 0 : nil
      return
    }
    requests = first..<first + prices.count
    var sum = 0.0
    let unread = try reader.forEachOutcomeBlock(session: session) { block in
      for (id, value) in zip(block.ids, block.outcomes) where prices.indices.contains(Int(id) - first) {
        // Prices are whole cents: a sum of them is exact in a double far beyond what any log can hold.
        sum += value * prices[Int(id) - first]
      }
    }
    if isWhole, lost.isEmpty, unread.isEmpty, prices.count == rowCount { cents = Int(sum) }
  }
}
