import Simulation
import Tabular
import Testing
import Traffic

/// The demo world: everything follows from the seed and the request's number.
@Suite struct AdWorldTests {
  /// A line for every candidate of a stretch of requests.
  private func lines(_ world: AdWorld, from first: Int, count: Int, limits: [Int]) throws -> [String] {
    var source = world.traffic(startingAt: first)
    var lines: [String] = []
    var turn = 0
    while lines.count < count * source.candidateCount {
      let wanted = count - lines.count / source.candidateCount
      let batch = try #require(try source.next(limit: min(limits[turn % limits.count], wanted)))
      turn += 1
      for row in batch.rows {
        let request = (row - batch.rows.lowerBound) / source.candidateCount
        let cells = batch.table.columns.map { $0.values.text(at: row) ?? "–" }
        lines.append("\(batch.firstID + Int64(request)) \(batch.eventTimes[request]) " + cells.joined(separator: " "))
      }
    }
    return lines
  }

  /// Plays requests, showing a candidate that depends on the request's number alone.
  private func play(_ world: AdWorld, from first: Int, count: Int, limit: Int) throws -> Outcomes {
    var source = world.traffic(startingAt: first)
    var all = Outcomes()
    var played = 0
    while played < count {
      let batch = try #require(try source.next(limit: min(limit, count - played)))
      played += batch.requestCount
      let chosen = (0..<batch.requestCount).map { offset in
        batch.rows.lowerBound + offset * source.candidateCount + Int(batch.firstID + Int64(offset)) % 4
      }
      let outcomes = source.outcomes(
        of: Decisions(batch: batch, chosen: chosen, predictions: chosen.map { _ in 1 }))
      all.ids += outcomes.ids
      all.values += outcomes.values
      all.knownAt += outcomes.knownAt
    }
    return all
  }

  @Test(
    "The same seed gives the same traffic whatever the batch limits", arguments: [[1], [7, 240, 3], [2048], [241]])
  func limits(limits: [Int]) throws {
    let expected = try lines(AdWorld(seed: 11), from: 0, count: 700, limits: [100])
    #expect(Set(expected).count == expected.count)
    #expect(try lines(AdWorld(seed: 11), from: 0, count: 700, limits: limits) == expected)
  }

  @Test("Traffic begun in the middle is the middle of the traffic", arguments: [1, 239, 240, 333, 10_000])
  func start(first: Int) throws {
    let whole = try lines(AdWorld(seed: 11), from: max(0, first - 50), count: 150, limits: [60])
    let part = try lines(AdWorld(seed: 11), from: first, count: 100, limits: [17])
    #expect(part == Array(whole[(min(50, first) * 4)...].prefix(400)))
  }

  @Test("Another seed gives another world")
  func seeds() throws {
    let (a, b) = (AdWorld(seed: 1), AdWorld(seed: 2))
    #expect(try lines(a, from: 0, count: 50, limits: [50]) != lines(b, from: 0, count: 50, limits: [50]))
    #expect(a.script != b.script)
    #expect(a.script.events(during: 0..<300_000) != b.script.events(during: 0..<300_000))
  }

  @Test("A day has 2,880 requests, and an outcome is known two hours after its request")
  func clock() throws {
    let outcomes = try play(AdWorld(seed: 3), from: 2880, count: 300, limit: 64)
    #expect(outcomes.ids == (2880..<3180).map(Int64.init))
    // 2026-03-03T00:00:00Z, a day after the world's first instant.
    let day: Int64 = 1_772_496_000_000_000
    for (offset, known) in outcomes.knownAt.enumerated() {
      #expect(known == day + Int64(offset) * 30_000_000 + 7_200_000_000)
    }
  }

  @Test("History has the schema's columns, ends where traffic begins, and clicks are rare")
  func history() {
    let world = AdWorld(seed: 7)
    let table = world.history()
    #expect(table.rowCount == AdWorld.historyCount)
    #expect(table.columnNames == world.schema.columns.map(\.name))
    #expect(zip(table.columns, world.schema.columns).allSatisfy { $0.kind == $1.kind })
    guard case .timestamp(let times)? = table["time"]?.values, case .numeric(let clicks)? = table["click"]?.values
    else {
      Issue.record("time and click are not what they should be")
      return
    }
    #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 == 30_000_000 })
    // 2026-03-02T00:00:00Z less half a minute.
    #expect(times.last == 1_772_409_570_000_000)
    #expect(clicks.allSatisfy { $0 == 0 || $0 == 1 })
    let rate = clicks.reduce(0, +) / Double(clicks.count)
    #expect((0.03...0.2).contains(rate), "the click rate of ads chosen at random is \(rate)")
  }

  @Test("Live clicks are as rare as those of the past, over several seeds", arguments: [1, 7, 42] as [UInt64])
  func clickRate(seed: UInt64) throws {
    let outcomes = try play(AdWorld(seed: seed), from: 0, count: 6000, limit: 500)
    let rate = outcomes.values.reduce(0, +) / 6000
    #expect((0.02...0.25).contains(rate), "\(rate)")
  }

  @Test("The ledger holds the prices of the shown ads that were clicked")
  func ledger() throws {
    let ledger = RevenueLedger()
    let world = AdWorld(seed: 5, ledger: ledger)
    var source = world.traffic(startingAt: 100)
    var expected = 0.0
    var clicks = 0
    for _ in 0..<20 {
      let batch = try #require(try source.next(limit: 150))
      guard case .numeric(let prices)? = batch.table["price"]?.values else { return }
      let chosen = (0..<batch.requestCount).map { batch.rows.lowerBound + $0 * 4 + $0 % 4 }
      let outcomes = source.outcomes(of: Decisions(batch: batch, chosen: chosen, predictions: chosen.map { _ in 1 }))
      for (row, value) in zip(chosen, outcomes.values) where value == 1 {
        expected += prices[row]
        clicks += 1
      }
    }
    #expect(clicks > 20)
    #expect(Double(ledger.cents) == expected)
  }

  @Test("What is shown decides what is seen: other choices, other clicks")
  func choice() throws {
    let world = AdWorld(seed: 5)
    func clicks(candidate: Int) throws -> [Double] {
      var source = world.traffic(startingAt: 0)
      var values: [Double] = []
      while values.count < 2400, let batch = try source.next(limit: 240) {
        let chosen = (0..<batch.requestCount).map { batch.rows.lowerBound + $0 * 4 + candidate }
        values +=
          source.outcomes(of: Decisions(batch: batch, chosen: chosen, predictions: chosen.map { _ in 1 })).values
      }
      return values
    }
    let (first, second) = (try clicks(candidate: 0), try clicks(candidate: 1))
    #expect(first != second)
    // One draw decides for all candidates of a request, so that choices are compared on equal luck.
    #expect(zip(first, second).contains { $0 == 1 && $1 == 1 })
  }
}
