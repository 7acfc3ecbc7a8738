import Tabular
import Testing

@Suite("Splits")
struct SplitTests {
  private static let fractions = SplitPlan.Fractions(train: 0.5, validate: 0.1, test: 0.1, live: 0.3)

  private func labels(_ count: Int, every: Int) -> ColumnValues {
    .categorical(CategoricalValues(codes: (0..<count).map { $0 % every == 0 ? 1 : 0 }, levels: ["no", "yes"]))
  }

  @Test("parts hold every row once, in the shares asked for", arguments: SplitPlan.Method.allCases)
  func parts(method: SplitPlan.Method) throws {
    for count in [2, 3, 10, 997] {
      let plan = SplitPlan(method: method, fractions: Self.fractions, seed: 5)
      let times = (0..<count).map { Int64(($0 * 7) % count) }
      let split = try Split(plan, rowCount: count, times: times, labels: labels(count, every: 4))
      let all = split.train + split.validate + split.test + split.live
      #expect(all.sorted() == Array(0..<count))
      // Each of the two strata may be off by half a row at each end.
      #expect(abs(Double(split.train.count) - 0.5 * Double(count)) <= 1)
      #expect(abs(Double(split.live.count) - 0.3 * Double(count)) <= 2)
    }
  }

  @Test("by time, no row is older than one in an earlier part, and ties keep their order")
  func time() throws {
    let times: [Int64] = [5, 1, 5, 3, 1, 9, 5, 0, 2, 2]
    let split = try Split(SplitPlan(method: .time, fractions: Self.fractions), rowCount: 10, times: times)
    #expect(split.train == [7, 1, 4, 8, 9])
    #expect(split.validate == [3])
    #expect(split.test == [0])
    #expect(split.live == [2, 6, 5])
  }

  @Test("by row order, parts are runs of rows")
  func rowOrder() throws {
    let split = try Split(SplitPlan(method: .rowOrder, fractions: Self.fractions), rowCount: 1_000_000)
    #expect(split.train == Array(0..<500_000))
    #expect(split.live == Array(700_000..<1_000_000))
  }

  @Test("a seed gives one split, another seed another", arguments: [SplitPlan.Method.random, .stratified])
  func seeds(method: SplitPlan.Method) throws {
    func make(_ seed: UInt64) throws -> Split {
      try Split(
        SplitPlan(method: method, fractions: Self.fractions, seed: seed), rowCount: 500, labels: labels(500, every: 3))
    }
    #expect(try make(1) == make(1))
    #expect(try make(1) != make(2))
    #expect(try make(1).train != Array(0..<250))
  }

  @Test("the draw is the same on every machine")
  func draw() throws {
    // SplitMix64 seeded with 42 and Lemire's bounded draw, worked out in Python.
    let split = try Split(
      SplitPlan(method: .random, fractions: .init(train: 0.5, live: 0.5), seed: 42), rowCount: 10)
    #expect(split.train == [3, 4, 5, 6, 8])
  }

  @Test("stratified parts have the mix of the whole")
  func stratified() throws {
    let plan = SplitPlan(method: .stratified, fractions: Self.fractions, seed: 3)
    let split = try Split(plan, rowCount: 1000, labels: labels(1000, every: 10))
    for part in [split.train, split.validate, split.test, split.live] {
      #expect(part.count { $0 % 10 == 0 } * 10 == part.count)
    }
    let numbers = ColumnValues.numeric((0..<1000).map { Double(($0 * 37) % 1000) })
    let ranked = try Split(plan, rowCount: 1000, labels: numbers)
    #expect(ranked.test.count { ($0 * 37) % 1000 < 100 } == 10)
    #expect(ranked.test.count { ($0 * 37) % 1000 >= 900 } == 10)
  }

  @Test("rows are drawn evenly")
  func even() throws {
    var counts = [Int](repeating: 0, count: 20)
    for seed in 0..<2000 {
      let plan = SplitPlan(method: .random, fractions: .init(train: 0.25, live: 0.75), seed: UInt64(seed))
      for row in try Split(plan, rowCount: 20).train { counts[row] += 1 }
    }
    // Binomial(2000, 1/4): five standard deviations are 97.
    #expect(counts.allSatisfy { abs($0 - 500) < 97 })
  }

  @Test("what cannot be split says why")
  func faults() {
    func error(_ method: SplitPlan.Method, _ fractions: SplitPlan.Fractions, rows: Int = 10) -> SplitError? {
      do throws(SplitError) {
        _ = try Split(SplitPlan(method: method, fractions: fractions), rowCount: rows)
        return nil
      } catch {
        return error
      }
    }
    #expect(error(.random, .init(train: 0.5, live: 0.4)) == .badSum(0.9))
    #expect(error(.random, .init(train: 1.5, live: -0.5)) == .badFraction(1.5))
    #expect(error(.random, .init(train: .nan, live: 1)) != nil)
    #expect(error(.random, .init(train: 0, live: 1)) == .nothingToTrain(rows: 10))
    #expect(error(.rowOrder, Self.fractions, rows: 0) == .nothingToTrain(rows: 0))
    #expect(error(.time, Self.fractions) == .needsTimes)
    #expect(error(.stratified, Self.fractions) == .needsLabels)
    #expect(error(.random, .init(train: 0.1, validate: 0.2, test: 0.3, live: 0.4)) == nil)
  }
}
