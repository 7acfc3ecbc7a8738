import Simulation
import Tabular
import Testing
import Traffic

/// What a broken pipeline and a careless annotator do to the traffic, and what they leave alone.
@Suite struct FaultTests {
  private struct Stretch {
    var cells: [String: [String?]] = [:]
    var outcomes: [Double] = []
    var prices: [Double] = []
  }

  /// Plays requests, always showing the first candidate.
  private func play(_ world: AdWorld, _ requests: Range<Int>) throws -> Stretch {
    var source = world.traffic(startingAt: requests.lowerBound)
    var stretch = Stretch()
    while stretch.outcomes.count < requests.count {
      let batch = try #require(try source.next(limit: requests.count - stretch.outcomes.count))
      let chosen = (0..<batch.requestCount).map { batch.rows.lowerBound + $0 * 4 }
      for column in batch.table.columns {
        stretch.cells[column.name, default: []] += chosen.map { column.values.text(at: $0) }
      }
      guard case .numeric(let prices)? = batch.table["price"]?.values else { continue }
      stretch.prices += chosen.map { prices[$0] }
      stretch.outcomes +=
        source.outcomes(of: Decisions(batch: batch, chosen: chosen, predictions: chosen.map { _ in 1 })).values
    }
    return stretch
  }

  @Test("A break changes its column, within its stretch, and nothing else", arguments: Array(0..<40) as [UInt64])
  func breaks(seed: UInt64) throws {
    let (calm, broken) = (AdWorld(seed: seed, events: []), AdWorld(seed: seed, events: [.upstreamBreak]))
    let event = try #require(broken.script.events(during: 0..<60_000).first)
    let until = try #require(event.until)
    let column = try #require(event.column)
    for edge in [event.request, until] {
      let requests = edge - 100..<edge + 100
      let (before, after) = (try play(calm, requests), try play(broken, requests))
      #expect(before.outcomes == after.outcomes)
      for name in before.cells.keys where name != column { #expect(before.cells[name] == after.cells[name]) }
      let changed = zip(before.cells[column] ?? [], after.cells[column] ?? []).map { $0 != $1 }
      let (inside, outside) = edge == until ? (0..<100, 100..<200) : (100..<200, 0..<100)
      #expect(!changed[outside].contains(true))
      // A constant is now and then right, and what was missing stays so in any unit.
      #expect(changed[inside].count { $0 } > 20, "\(event.detail)")
    }
  }

  @Test(
    "One annotator strikes clicks, the others and the time before and after do not", arguments: [1, 7, 12] as [UInt64])
  func mislabelling(seed: UInt64) throws {
    let (calm, world) = (AdWorld(seed: seed, events: []), AdWorld(seed: seed, events: [.mislabelling]))
    let event = try #require(world.script.events(during: 0..<60_000).first)
    let until = try #require(event.until)
    let culprit = try #require(event.detail.split(separator: " ").first.map(String.init))
    let (truth, seen) = (try play(calm, event.request..<until), try play(world, event.request..<until))
    #expect(truth.cells == seen.cells)
    #expect(Set(seen.cells["annotator"] ?? []).count == 5)
    var (clicks, struck) = (0, 0)
    for (row, annotator) in (seen.cells["annotator"] ?? []).enumerated() {
      if annotator == culprit && truth.outcomes[row] == 1 {
        clicks += 1
        if seen.outcomes[row] == 0 { struck += 1 }
      } else {
        #expect(truth.outcomes[row] == seen.outcomes[row])
      }
    }
    // Nine of ten, as the world is made; some hundred draws lie within 0.15.
    #expect(clicks > 50)
    #expect(abs(Double(struck) / Double(clicks) - 0.9) < 0.15, "\(struck) of \(clicks)")
    for requests in [event.request - 500..<event.request, until..<until + 500] {
      #expect(try play(calm, requests).outcomes == play(world, requests).outcomes)
    }
  }

  @Test("The ledger is paid for recorded outcomes, in whole cents")
  func ledger() throws {
    let ledger = RevenueLedger()
    let world = AdWorld(seed: 3, ledger: ledger)
    let event = try #require(world.script.events(during: 0..<60_000).first { $0.kind == .mislabelling })
    let stretch = try play(world, event.request - 500..<event.request + 2000)
    #expect(stretch.prices.allSatisfy { $0 == $0.rounded() && $0 > 0 })
    #expect(Double(ledger.cents) == zip(stretch.prices, stretch.outcomes).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
