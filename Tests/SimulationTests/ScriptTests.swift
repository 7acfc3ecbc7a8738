import Simulation
import Tabular
import Testing
import Traffic

@Suite struct ScriptTests {
  @Test("Each kind of event happens once within 60,000 requests, all apart", arguments: Array(0..<200) as [UInt64])
  func events(seed: UInt64) throws {
    let events = AdWorld(seed: seed).script.events(during: 0..<60_000)
    #expect(Set(events.map(\.kind)) == Set(Script.Event.Kind.allCases))
    #expect(events.count == 4)
    for (event, next) in zip(events, events.dropFirst()) {
      #expect(next.request - (event.until ?? event.request + 4000) >= 2880)
    }
    #expect((9000...).contains(try #require(events.first).request))
    // Time to notice the last one: three windows of a day.
    #expect(try #require(events.last).request + 6000 <= 60_000)
    let broken = try #require(events.first { $0.kind == .upstreamBreak })
    #expect((6000...10_000).contains(try #require(broken.until) - broken.request))
    #expect(broken.column != "price")
    #expect(events.first { $0.kind == .conceptChange }?.until == nil)
  }

  @Test("Order, column and manner of the break vary with the seed")
  func variety() {
    let scripts = (0..<200).map { AdWorld(seed: UInt64($0)).script.events(during: 0..<60_000) }
    // 24 orders, 8 columns, and 20 ways to break one of them: 4 with a unit in 3 ways, 4 without in 2.
    #expect(Set(scripts.map { $0.map(\.kind) }).count >= 20)
    let breaks = scripts.compactMap { $0.first { $0.kind == .upstreamBreak } }
    #expect(Set(breaks.map(\.column)).count == 8)
    #expect(Set(breaks.map(\.detail)).count == 20)
  }

  @Test("A stretch tells what begins in it, and what still held as it began")
  func stretches() throws {
    let script = AdWorld(seed: 7).script
    let all = script.events(during: 0..<60_000)
    for event in all {
      #expect(!script.events(during: 0..<event.request).contains(event))
      #expect(script.events(during: 0..<event.request + 1).contains(event))
      #expect(script.events(during: event.request + 1..<event.request + 2).contains(event) == (event.until != nil))
      #expect(!script.events(during: (event.until ?? event.request + 1)..<400_000).contains(event))
    }
    #expect(script.events(during: 0..<0).isEmpty)
    #expect(script.events(during: 60_000..<120_000).isEmpty)
    #expect(script.events(during: 120_000..<180_000).count == 4)
  }

  @Test("Without events nothing happens; without some, the others stay where they are")
  func chosen() {
    #expect(AdWorld(seed: 7, events: []).script.events(during: 0..<1_000_000).isEmpty)
    let whole = AdWorld(seed: 7).script.events(during: 0..<300_000)
    let part = AdWorld(seed: 7, events: [.conceptChange, .upstreamBreak]).script.events(during: 0..<300_000)
    #expect(part == whole.filter { $0.kind == .conceptChange || $0.kind == .upstreamBreak })
  }

  @Test("The world does what its script says: the audience's devices shift at the first event, and not before")
  func covariateShift() throws {
    let world = AdWorld(seed: 7, events: [.covariateShift])
    let shift = try #require(
      world.script.events(during: 0..<60_000).first { $0.kind == .covariateShift }
    ).request
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
    let world = AdWorld(seed: 7, events: [.conceptChange])
    let events = world.script.events(during: 0..<60_000)
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
