import Simulation
import Tabular
import Testing
import Traffic

@Suite struct ScriptTests {
  @Test("Both kinds of event come, in order, the covariate shift first", arguments: [0, 7, 99] as [UInt64])
  func events(seed: UInt64) throws {
    let script = AdWorld(seed: seed).script
    let events = script.events(before: 200_000)
    #expect(events.map(\.request) == events.map(\.request).sorted())
    let first = try #require(events.first)
    #expect(first.kind == .covariateShift)
    #expect(first.column == "device")
    #expect((15_000..<18_000).contains(first.request))
    let concept = try #require(events.first { $0.kind == .conceptChange })
    #expect((34_000..<38_000).contains(concept.request))
    #expect(concept.column == nil)
    #expect(script.events(before: first.request).isEmpty)
    #expect(script.events(before: first.request + 1) == [first])
    #expect(script.events(before: 0).isEmpty)
  }

  @Test("The world does what its script says: the audience's devices shift at the first event, and not before")
  func covariateShift() throws {
    let world = AdWorld(seed: 7)
    let shift = try #require(world.script.events(before: 50_000).first).request
    func televisionShare(_ requests: Range<Int>) throws -> Double {
      var source = world.traffic(startingAt: requests.lowerBound)
      var (televisions, count) = (0, 0)
      while count < requests.count, let batch = try source.next(limit: requests.count - count) {
        for request in 0..<batch.requestCount
        where batch.table["device"]?.values.text(at: batch.rows.lowerBound + request * 4) == "tv" { televisions += 1 }
        count += batch.requestCount
      }
      return Double(televisions) / Double(count)
    }
    // 6 % before and 42 % after, as the world is made; 2,000 draws lie well within 3 points.
    #expect(abs(try televisionShare(0..<2000) - 0.06) < 0.03)
    #expect(abs(try televisionShare(shift - 2000..<shift) - 0.06) < 0.03)
    #expect(abs(try televisionShare(shift..<shift + 2000) - 0.42) < 0.03)
  }

  @Test("A concept change turns the taste for novelty round")
  func conceptChange() throws {
    let world = AdWorld(seed: 7)
    let events = world.script.events(before: 50_000)
    let change = try #require(events.first { $0.kind == .conceptChange }).request
    /// Click rate of fresh ads less that of stale ones.
    func noveltyEffect(_ requests: Range<Int>) throws -> Double {
      var source = world.traffic(startingAt: requests.lowerBound)
      var (clicks, counts) = ([0.0, 0.0], [0.0, 0.0])
      var count = 0
      while count < requests.count, let batch = try source.next(limit: requests.count - count) {
        guard case .numeric(let freshness)? = batch.table["freshness"]?.values else { return 0 }
        let chosen = (0..<batch.requestCount).map { batch.rows.lowerBound + $0 * 4 }
        let values = source.outcomes(
          of: Decisions(batch: batch, chosen: chosen, predictions: chosen.map { _ in 1 })
        ).values
        for (row, value) in zip(chosen, values) {
          let side = freshness[row] > 14 ? 1 : 0
          clicks[side] += value
          counts[side] += 1
        }
        count += batch.requestCount
      }
      return clicks[1] / counts[1] - clicks[0] / counts[0]
    }
    #expect(try noveltyEffect(change - 6000..<change) < 0)
    #expect(try noveltyEffect(change..<change + 6000) > 0)
  }
}
