import Tabular
import Traffic

/// The world's live traffic.
public struct AdTraffic: TrafficSource {
  public let name = "demo world"
  public let requestCount: Int? = nil
  public let candidateCount = AdWorld.candidateCount

  private let world: AdWorld
  private var position: Int
  private var block: RequestBlock
  private var blockNumber: Int

  init(world: AdWorld, startingAt request: Int) {
    self.world = world
    position = max(0, request)
    blockNumber = position / RequestBlock.requestCount
    block = RequestBlock(number: blockNumber, world: world)
  }

  /// At most what is left of the present stretch of requests, so that a batch never spans two.
  public mutating func next(limit: Int) -> RequestBatch? {
    if position / RequestBlock.requestCount != blockNumber {
      blockNumber = position / RequestBlock.requestCount
      block = RequestBlock(number: blockNumber, world: world)
    }
    let first = position
    let end = min(first + max(1, limit), (blockNumber + 1) * RequestBlock.requestCount)
    position = end
    var columns = ImpressionColumns()
    for request in first..<end {
      let time = AdWorld.eventTime(ofRequest: request)
      for candidate in 0..<AdWorld.candidateCount {
        columns.append(
          block.impression(request: request % RequestBlock.requestCount, candidate: candidate),
          annotator: block.annotator(request: request % RequestBlock.requestCount), at: time)
      }
    }
    return RequestBatch(
      table: columns.table(clicks: nil), rows: 0..<(end - first) * AdWorld.candidateCount,
      eventTimes: (first..<end).map { AdWorld.eventTime(ofRequest: $0) }, firstID: Int64(first))
  }

  public mutating func outcomes(of decisions: Decisions) -> Outcomes {
    let batch = decisions.batch
    let delay = Int64(AdWorld.outcomeDelaySeconds * 1e6)
    let source =
      Int(batch.firstID) / RequestBlock.requestCount == blockNumber
      ? block : RequestBlock(number: Int(batch.firstID) / RequestBlock.requestCount, world: world)
    var result = Outcomes()
    for (offset, row) in decisions.chosen.enumerated() {
      let id = batch.firstID + Int64(offset)
      let request = Int(id) % RequestBlock.requestCount
      let candidate = row - batch.rows.lowerBound - offset * AdWorld.candidateCount
      let isRecorded = source.isRecorded(request: request, candidate: candidate)
      if isRecorded { world.ledger?.add(Int(source.impression(request: request, candidate: candidate).price)) }
      result.ids.append(id)
      result.values.append(isRecorded ? 1 : 0)
      result.knownAt.append(batch.eventTimes[offset] + delay)
    }
    return result
  }
}
