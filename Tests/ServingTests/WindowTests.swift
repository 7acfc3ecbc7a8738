import Encoding
import Expressions
import Lifecycle
import Serving
import Testing
import Traffic

/// How a session's traffic is cut into windows and when they settle.
@Suite struct WindowTests {
  private func player(
    _ configuration: TrafficPlayer.Configuration, log: MemoryLog = MemoryLog(), model: ServedModel? = nil
  ) throws -> TrafficPlayer {
    TrafficPlayer(
      configuration, routing: RoutingTable(RoutingTable.Routes(champion: try model ?? Sample.echo())), log: log)
  }

  private let x = (0..<1030).map { Double($0 % 10) }

  // MARK: Cutting

  @Test("Windows of a number of rows are cut there, whatever the batches", arguments: [1, 7, 64, 100, 101, 5000])
  func rows(limit: Int) throws {
    let facts = try player(Sample.configuration()).play(Sample.traffic(x, x), limit: limit)
    #expect(facts.closed.map(\.rows) == Array(repeating: 100, count: 10) + [30])
    #expect(facts.closed.map(\.index) == Array(0...10))
    #expect(facts.closed.map(\.firstID) == Array(stride(from: 0, through: 1000, by: 100)))
    #expect(facts.closed.map { $0.from.seconds } == Array(stride(from: 0, through: 1000, by: 100)))
    #expect(facts.closed.map { $0.to.seconds } == Array(stride(from: 99, through: 999, by: 100)) + [1029])
    #expect(facts.settled.map(\.settled) == facts.closed.map(\.rows))
    #expect(facts.settled.map(\.index) == Array(0...10))
  }

  @Test("The figures of a window do not depend on the batches either")
  func batchesDoNotMatter() throws {
    let y = x.enumerated().map { $1 + Double($0 % 3) }
    let one = try player(Sample.configuration()).play(Sample.traffic(x, y), limit: 1)
    let many = try player(Sample.configuration()).play(Sample.traffic(x, y), limit: 777)
    #expect(one.closed == many.closed)
    #expect(one.settled == many.settled)
  }

  @Test("Windows of a period begin on multiples of it, before 1970 too, and empty ones do not exist")
  func period() throws {
    // Ten-second periods: [-20, -10), [-10, 0), [0, 10), [30, 40).
    let seconds = [-12.5, -10, -0.000001, 0, 1, 9.999999, 30, 39]
    let facts = try player(Sample.configuration(window: .period(10))).play(
      Sample.traffic(Array(x[..<8]), Array(x[..<8]), seconds: seconds), limit: 3)
    #expect(facts.closed.map(\.rows) == [1, 2, 3, 2])
    #expect(facts.closed.map { $0.from.seconds } == [-12.5, -10, 0, 30])
    #expect(facts.closed.map { $0.to.seconds } == [-12.5, -0.000001, 9.999999, 39])
    #expect(facts.closed.map(\.firstID) == [0, 1, 3, 6])
  }

  @Test("A window of time that more rows come to than are kept closes early, to the row")
  func crowdedPeriod() throws {
    let seconds = [0, 1, 2, 3, 4, 5, 6, 10, 11, 12].map(Double.init)
    var configuration = Sample.configuration(window: .period(10))
    configuration.openRowCountMax = 3
    let facts = try player(configuration).play(
      Sample.traffic(Array(x[..<10]), Array(x[..<10]), seconds: seconds), limit: 4)
    #expect(facts.closed.map(\.rows) == [3, 3, 1, 3])
    #expect(facts.closed.map(\.firstID) == [0, 3, 6, 7])
  }

  @Test("A session that goes on counts its windows from where it stopped")
  func firstIndex() throws {
    let facts = try player(Sample.configuration(firstWindow: 7)).play(Sample.traffic(x, x))
    #expect(facts.closed.first?.index == 7)
  }

  // MARK: Settling

  @Test("A window settles with its last outcome, and after it has closed")
  func settlesByOutcomes() throws {
    let player = try player(Sample.configuration(delay: 50))
    let facts = try player.play(Sample.traffic(x, x, delay: 50), limit: 10, finishes: false)
    var order: [String] = []
    for fact in facts {
      switch fact {
      case .closed(let window, _): order.append("closed \(window.index)")
      case .settled(let window): order.append("settled \(window.index)")
      }
    }
    // Row 99 is known at 149, when window 1 is half full.
    #expect(order.prefix(4) == ["closed 0", "settled 0", "closed 1", "settled 1"])
    #expect(facts.closed.count == 10)
    #expect(facts.settled.count == 9, "the last 50 outcomes are not known yet")
    try player.finish()
    let rest = player.takeFacts()
    #expect(rest.closed.map(\.rows) == [30])
    #expect(rest.settled.map(\.settled) == [100, 30])
  }

  @Test("A window whose outcomes never all come settles once their delay has passed")
  func settlesByDelay() throws {
    var y = x
    y[42] = .nan
    var settledAt: Int?
    let player = try player(Sample.configuration(delay: 50))
    var seen = 0
    try player.play(Sample.traffic(x, y, delay: 50), limit: 1, finishes: false) { played in
      seen = played
    }
    // Played once more, a row at a time, to see when.
    let other = try self.player(Sample.configuration(delay: 50))
    var source = Sample.traffic(x, y, delay: 50)
    while let batch = source.next(limit: 1) {
      other.expect(source.outcomes(of: try other.answer(batch)))
      try other.release(knownBy: batch.eventTimes[0])
      if let first = other.takeFacts().settled.first, settledAt == nil {
        settledAt = Int(batch.firstID)
        #expect(first.index == 0)
        #expect(first.settled == 99)
      }
    }
    #expect(seen == x.count)
    // Its last row is at 99 s; at 149 s the delay has just not passed.
    #expect(settledAt == 150)
  }

  @Test("Without any outcome a window settles with nothing rather than with zeros")
  func noOutcomes() throws {
    let facts = try player(
      Sample.configuration(value: .perRow(try Expression(parsing: "-abs(prediction - y)")))
    ).play(Sample.traffic(x, x.map { _ in .nan }))
    #expect(facts.settled.count == 11)
    #expect(facts.settled.allSatisfy { $0.settled == 0 && $0.metrics.isEmpty && $0.value == nil && $0.lower == nil })
  }

  // MARK: Outcomes that do not fit

  @Test("An outcome without a prediction, and a second one for the same, are counted as lost and change nothing")
  func strayOutcomes() throws {
    let player = try player(Sample.configuration(window: .rows(10)))
    var source = Sample.traffic(Array(x[..<30]), Array(x[..<30]), delay: 1000)
    while let batch = source.next(limit: 10) { _ = try player.answer(batch) }
    player.expect(Outcomes(ids: [3, 3, 25], values: [3, 99, 5], knownAt: [40, 40, 40]))
    player.expect(Outcomes(ids: [77, -1], values: [1, 1], knownAt: [41, 41]))
    try player.release(knownBy: 41)
    #expect(player.unknownCount == 3)
    player.expect(
      Outcomes(ids: (0..<30).map(Int64.init), values: Array(x[..<30]), knownAt: [Int64](repeating: 50, count: 30)))
    try player.release(knownBy: 50)
    #expect(player.unknownCount == 5, "3 and 25 were known already")
    try player.finish()
    let settled = player.takeFacts().settled
    #expect(settled.map(\.settled) == [10, 10, 10])
    // x is echoed and x is true: a 99 taken for row 3 would show.
    #expect(settled.allSatisfy { ($0.metrics["rmse"] ?? 1) < 1e-6 })
  }

  @Test("Outcomes that come in any order find their predictions")
  func anyOrder() throws {
    let player = try player(Sample.configuration(window: .rows(10)))
    var source = Sample.traffic(Array(x[..<40]), Array(x[..<40]), delay: 1000)
    while let batch = source.next(limit: 7) { _ = try player.answer(batch) }
    let ids = (0..<40).map { Int64($0 * 17 % 40) }
    player.expect(
      Outcomes(ids: ids, values: ids.map { x[Int($0)] }, knownAt: [Int64](repeating: 1, count: 40)))
    try player.release(knownBy: 1)
    try player.finish()
    #expect(player.unknownCount == 0)
    #expect(player.takeFacts().settled.map(\.settled) == [10, 10, 10, 10])
  }

  @Test("An outcome is not seen before its time")
  func notBeforeItsTime() throws {
    let log = MemoryLog()
    let player = try player(Sample.configuration(delay: 5), log: log)
    var source = Sample.traffic(x, x, delay: 5)
    while let batch = source.next(limit: 3) {
      player.expect(source.outcomes(of: try player.answer(batch)))
      let now = batch.eventTimes[batch.eventTimes.count - 1]
      try player.release(knownBy: now)
      #expect(log.outcomes.allSatisfy { $0.outcomes.knownAt.allSatisfy { $0 <= now } })
      #expect(player.outcomeCount == max(0, Int(now / 1_000_000) - 4))
    }
  }
}
