import Tabular
import Testing
import Traffic

@Suite struct TableTrafficTests {
  private static let rowCount = 25

  /// Rows ten seconds apart; row 7 never gets an outcome.
  private func source(delay: Double = 60, from start: Int = 0, end: Int? = nil) -> TableTraffic {
    let numbers = (0..<Self.rowCount).map(Double.init)
    let table = Table(columns: [Column(name: "x", values: .numeric(numbers.map { $0 * 2 }))])
    return TableTraffic(
      name: "rows.csv", table: table, eventTimes: (0..<Self.rowCount).map { Int64($0) * 10_000_000 },
      targets: numbers.map { $0 == 7 ? .nan : $0 + 0.5 }, delaySeconds: delay, startingAt: start, end: end)
  }

  /// What came of a source played in batches of a size.
  private struct Played: Equatable {
    var ids: [Int64] = []
    var values: [Double] = []
    var times: [Int64] = []
    var outcomeIDs: [Int64] = []
    var outcomes: [Double] = []
    var knownAt: [Int64] = []

    init(_ source: TableTraffic, limit: Int) {
      var source = source
      while let batch = source.next(limit: limit) {
        guard case .numeric(let numbers)? = batch.table["x"]?.values else { return }
        ids += (0..<batch.requestCount).map { batch.firstID + Int64($0) }
        values += numbers[batch.rows]
        times += batch.eventTimes
        let known = source.outcomes(
          of: Decisions(batch: batch, chosen: Array(batch.rows), predictions: batch.rows.map { _ in 0 }))
        outcomeIDs += known.ids
        outcomes += known.values
        knownAt += known.knownAt
      }
    }
  }

  @Test("Batches of any size play the same rows once, in order", arguments: [1, 2, 7, 25, 1000])
  func limits(limit: Int) {
    let whole = Played(source(), limit: 25)
    #expect(whole.ids == (0..<25).map(Int64.init))
    #expect(whole.values == (0..<25).map { Double($0) * 2 })
    #expect(Played(source(), limit: limit) == whole)
  }

  @Test("A start and an end cut rows off and keep identities")
  func part() {
    let part = Played(source(from: 5, end: 9), limit: 3)
    #expect(part.ids == [5, 6, 7, 8])
    #expect(part.outcomeIDs == [5, 6, 8])
    #expect(part.outcomes == [5.5, 6.5, 8.5])
    #expect(source(end: 9).requestCount == 9)
    #expect(source(end: 99).requestCount == 25)
    #expect(Played(source(from: 99), limit: 3).ids.isEmpty)
  }

  @Test("An outcome is known after its delay, and never where the target is missing")
  func outcomes() {
    let played = Played(source(delay: 60), limit: 10)
    #expect(played.outcomeIDs.count == 24)
    #expect(!played.outcomeIDs.contains(7))
    #expect(zip(played.outcomeIDs, played.knownAt).allSatisfy { $1 == $0 * 10_000_000 + 60_000_000 })
    #expect(source().outcomes(ofRows: 6..<9).ids == [6, 8])
  }

  @Test("A limit below one still goes on")
  func zeroLimit() {
    var source = source()
    #expect(source.next(limit: 0)?.requestCount == 1)
  }
}
