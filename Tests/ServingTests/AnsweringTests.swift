import Expressions
import Learning
import Lifecycle
import Serving
import Tabular
import Testing
import Traffic

/// Scores, decisions and the log.
@Suite struct AnsweringTests {
  /// Requests of several candidates, given by their x and price.
  private func batch(_ x: [Double], _ price: [Double], candidates: Int, firstID: Int64 = 0) -> RequestBatch {
    RequestBatch(
      table: Table(columns: [
        Column(name: "x", values: .numeric(x)), Column(name: "price", values: .numeric(price)),
      ]), rows: 0..<x.count, eventTimes: (0..<x.count / candidates).map { firstID + Int64($0) }, firstID: firstID)
  }

  private func player(
    _ configuration: TrafficPlayer.Configuration, _ model: ServedModel?, log: MemoryLog = MemoryLog()
  ) -> TrafficPlayer {
    TrafficPlayer(configuration, routing: RoutingTable(RoutingTable.Routes(champion: model)), log: log)
  }

  @Test("Every answer is in the log before the call returns, once and in order")
  func logged() throws {
    let log = MemoryLog()
    let x = (0..<100).map(Double.init)
    try player(Sample.configuration(delay: 3), try Sample.echo(), log: log).play(
      Sample.traffic(x, x, delay: 3), limit: 9)
    #expect(log.ids == (0..<100).map(Int64.init))
    #expect(log.answers.allSatisfy { $0.version == VersionID(1) && $0.table.columnNames == ["x"] })
    #expect(zip(log.answers.flatMap(\.scores), x).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(log.answers.flatMap(\.scores) == log.answers.flatMap(\.predictions))
    #expect(log.outcomes.flatMap(\.outcomes.ids) == (0..<100).map(Int64.init))
  }

  @Test("An answer that could not be logged is not counted as given")
  func fullLog() throws {
    let log = MemoryLog()
    let player = player(Sample.configuration(), try Sample.echo(), log: log)
    var source = Sample.traffic([1, 2, 3, 4], [1, 2, 3, 4])
    let batch = try source.batch(2)
    _ = try player.answer(batch)
    log.isFull = true
    let next = try source.batch(2)
    #expect(throws: MemoryLog.Full.self) { try player.answer(next) }
    #expect(player.predictionCount == 2)
  }

  @Test("Without a champion traffic is refused, with the mend")
  func noChampion() throws {
    var source = Sample.traffic([1], [1])
    let batch = try source.batch(1)
    do {
      _ = try player(Sample.configuration(), nil).answer(batch)
      Issue.record("it was answered")
    } catch let refusal as Refusal {
      #expect(refusal.kind == .no)
      #expect(refusal.description == "there is no champion to answer traffic; train and promote a version first")
    }
  }

  @Test("A binary answer is 1 from the threshold on")
  func threshold() throws {
    let model = try Sample.ranker()
    let log = MemoryLog()
    let player = player(Sample.configuration(task: .binary, metric: "auc"), model, log: log)
    _ = try player.answer(batch([-5, -1, 0.5, 1, 5], [0, 0, 0, 0, 0], candidates: 1))
    let scores = log.answers[0].scores
    #expect(scores == scores.sorted())
    #expect(log.answers[0].predictions == scores.map { $0 >= 0.5 ? 1 : 0 })
    #expect(Set(log.answers[0].predictions) == [0, 1])
  }

  @Test("Of several candidates the one with the greatest score is shown, and where money is stated, the greatest worth")
  func choice() throws {
    let model = try Sample.ranker()
    let x: [Double] = [-2, 3, 0, /* next */ 5, -5, 4]
    let price: [Double] = [10, 1, 1, /* next */ 1, 1, 50]
    let byScore = player(Sample.configuration(task: .binary, metric: "auc"), model)
    #expect(try byScore.answer(batch(x, price, candidates: 3)).chosen == [1, 3])
    let worth = ValueModel.confusion(
      truePositive: try Expression(parsing: "price"), falsePositive: try Expression(parsing: "-0.1"), trueNegative: nil,
      falseNegative: nil)
    let scores = try model.scorer.scores(of: Table(columns: [Column(name: "x", values: .numeric(x))]))
    let worths = scores.indices.map { scores[$0] * price[$0] - (1 - scores[$0]) * 0.1 }
    let byHand = [0..<3, 3..<6].map { rows in rows.max { worths[$0] < worths[$1] } ?? 0 }
    let byWorth = player(Sample.configuration(task: .binary, metric: "auc", value: worth), model)
    let decisions = try byWorth.answer(batch(x, price, candidates: 3))
    #expect(decisions.chosen == byHand)
    #expect(decisions.chosen[1] == 5, "a good chance of 50 is worth more than a better one of 1")
    #expect(decisions.predictions == [1, 1])
  }

  @Test("Exploration answers its share of the requests by chance, the same ones whatever the batches")
  func exploration() throws {
    let model = try Sample.ranker()
    let count = 4000
    // The best candidate is always the first.
    let x = (0..<count * 4).map { $0 % 4 == 0 ? 5.0 : -5.0 }
    let configuration = Sample.configuration(task: .binary, metric: "auc", exploration: 0.1)
    func chosen(batchRequests: Int) throws -> [Int] {
      let player = player(configuration, model)
      return try stride(from: 0, to: count, by: batchRequests).flatMap { first -> [Int] in
        let rows = first * 4..<min(count, first + batchRequests) * 4
        let decisions = try player.answer(
          batch(Array(x[rows]), Array(x[rows]), candidates: 4, firstID: Int64(first)))
        return decisions.chosen.map { $0 % 4 }
      }
    }
    let one = try chosen(batchRequests: 1)
    #expect(try chosen(batchRequests: 600) == one)
    let explored = (0..<count).filter {
      DecisionRule.explores(Int64($0), share: 0.1, seed: DecisionRule.explorationSeed)
    }
    #expect(abs(Double(explored.count) / Double(count) - 0.1) < 0.015)
    #expect((0..<count).allSatisfy { one[$0] == 0 || explored.contains($0) })
    // By chance each candidate comes up a quarter of the time.
    for candidate in 0..<4 {
      let share = Double(explored.count { one[$0] == candidate }) / Double(explored.count)
      #expect(abs(share - 0.25) < 0.08, "candidate \(candidate): \(share)")
    }
  }
}
