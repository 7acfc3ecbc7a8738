import Encoding
import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

private let sharedData: String = {
  let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
  return root + "/../shared/data/"
}()

@Suite("The frozen profile on real data", .enabled(if: access(sharedData, R_OK) == 0, "needs ../shared/data"))
struct LiveProfileAccuracyTests {
  @Test(
    "live PSI and KS from the profile, stored and read again, are within 0.005 of the exact comparison of both tables",
    arguments: [
      ("bike_sharing/hour.csv", 0.5), ("bank_marketing/bank-additional-full.csv.gz", 0.6), ("adult/adult.csv.gz", 0.5),
      ("nannyml_car_loan/car_loan_reference.csv.gz", 0.3),
    ])
  func accuracy(_ file: String, _ share: Double) throws {
    let table = try TableReader().read(path: sharedData + file).table
    let split = Int(Double(table.rowCount) * share)
    let (first, second) = (table.gathering(0..<split), table.gathering(split..<table.rowCount))
    let profile = try ReferenceProfile(
      try JSON(parsing: ReferenceProfile(columns: first.columns, scores: nil, windowRows: 1000).json.text()))
    var window = WindowAccumulator(reference: profile)
    // In two halves, put together as shards would be.
    var rest = window
    let middle = second.rowCount / 2
    let binding = try WindowBinding(of: profile, to: second)
    window.add(second, rows: 0..<middle, binding: binding)
    rest.add(second, rows: middle..<second.rowCount, binding: binding)
    window.merge(rest)
    let exact = try DriftComparison(profile: .sextant).compare(reference: first, current: second)
    var compared = 0
    for live in window.drift() {
      let column = try #require(exact.columns.first { $0.name == live.name })
      for method in [DriftMethod.psi, .kolmogorovSmirnov] {
        guard let told = live.reading(method), let known = column.reading(method) else { continue }
        #expect(abs(told.statistic - known.statistic) < 0.005, "\(live.name) \(method)")
        compared += 1
      }
    }
    #expect(compared >= 8)
  }
}

@Suite("Live limits and columns together")
struct LiveProfileTests {
  /// Two columns that go together, and a third of its own.
  private static func columns(_ count: Int, seed: UInt64, together: Bool = true, season: Double = 0) -> [Column] {
    var generator = SeededGenerator(seed: seed)
    var (a, b, c) = ([Double](), [Double](), [Double]())
    var colours: [UInt32] = []
    for row in 0..<count {
      let x = generator.normal() + season * sin(2 * .pi * Double(row) / 1000)
      a.append(x)
      b.append(together ? x + 0.3 * generator.normal() : 1.044 * generator.normal())
      c.append(generator.normal())
      colours.append(generator.bernoulli(0.3) ? 1 : 0)
    }
    return [
      Column(name: "a", values: .numeric(a)), Column(name: "b", values: .numeric(b)),
      Column(name: "c", values: .numeric(c)),
      Column(name: "colour", values: .categorical(CategoricalValues(codes: colours, levels: ["red", "blue"]))),
    ]
  }

  private static func window(_ columns: [Column], of profile: ReferenceProfile) throws -> WindowAccumulator {
    var window = WindowAccumulator(reference: profile)
    try window.add(Table(columns: columns))
    return window
  }

  @Test("a reference that moves with the season has limits that its windows stay under; a calm one has close ones")
  func learned() throws {
    let moving = ReferenceProfile(columns: Self.columns(6000, seed: 1, season: 1), scores: nil, windowRows: 250)
    // A quarter of a season: far from the whole.
    let quarter = Array(Self.columns(250, seed: 2, season: 1))
    let plain = ReferenceProfile(columns: Self.columns(6000, seed: 1, season: 1), scores: nil)
    let seasonal = try Self.window(quarter, of: moving).drift()
    let fixed = try Self.window(quarter, of: plain).drift()
    let (limit, before) = (
      try #require(seasonal[0].reading(.kolmogorovSmirnov)?.threshold),
      try #require(fixed[0].reading(.kolmogorovSmirnov)?.threshold)
    )
    #expect(limit > before)
    #expect(fixed[0].verdict.isDrifted)
    #expect(!seasonal[2].verdict.isDrifted && !seasonal[3].verdict.isDrifted)
    let calm = ReferenceProfile(columns: Self.columns(30_000, seed: 1), scores: nil, windowRows: 3000)
    let close = try Self.window(Self.columns(3000, seed: 3), of: calm).drift()
    // Half of what is fixed is the least: what would be told for ever must matter.
    #expect(close[0].reading(.psi)?.threshold == 0.1)
    #expect(close.allSatisfy { !$0.verdict.isDrifted })
  }

  @Test("nine rows left over change no limit")
  func leftOver() throws {
    let columns = Self.columns(6009, seed: 4)
    let even = columns.map { Column(name: $0.name, values: $0.values.gathering(Array(0..<6000))) }
    func limits(_ columns: [Column]) throws -> [Double] {
      let profile = ReferenceProfile(columns: columns, scores: nil, windowRows: 1000)
      return try Self.window(Self.columns(1000, seed: 5), of: profile).drift().compactMap {
        $0.reading(.jensenShannon)?.threshold
      }
    }
    for (long, short) in zip(try limits(columns), try limits(even)) { #expect(abs(long - short) < 0.02) }
  }

  @Test("p-values are corrected over the columns, and an effect that chance explains is no drift")
  func corrected() throws {
    let profile = ReferenceProfile(columns: Self.columns(3000, seed: 6), scores: nil)
    let drifts = try Self.window(Self.columns(400, seed: 7), of: profile).drift()
    let pValues = drifts.compactMap(\.pValue)
    #expect(pValues.count == 4)
    // By hand, as Benjamini and Hochberg have it.
    let sorted = pValues.sorted()
    for drift in drifts {
      let rank = try #require(sorted.firstIndex(of: drift.pValue ?? 2))
      let adjusted = (rank..<4).map { sorted[$0] * 4 / Double($0 + 1) }.min() ?? 2
      #expect(abs((drift.adjustedPValue ?? 2) - min(adjusted, 1)) < 1e-12)
    }
  }

  @Test("columns that stop going together are drift of all columns, though none of them moved")
  func together() throws {
    let profile = ReferenceProfile(columns: Self.columns(5000, seed: 8), scores: nil, windowRows: 500)
    let stored = try ReferenceProfile(try JSON(parsing: profile.json.text()))
    #expect(stored == profile)
    let joint = try #require(stored.joint)
    func reading(_ columns: [Column], blocks: Int = 1) throws -> JointProfile.Reading {
      let table = Table(columns: columns)
      let binding = try WindowBinding(of: stored, to: table)
      var sample = JointSample(of: joint)
      for block in 0..<blocks {
        let rows = block * table.rowCount / blocks..<(block + 1) * table.rowCount / blocks
        sample.add(table, rows: rows, binding: binding, at: rows.lowerBound)
      }
      #expect(sample.count <= JointSample.rowCountMax && sample.rows == sample.rows.sorted())
      #expect(sample.count >= min(table.rowCount, JointSample.rowCountMax / 2))
      return try #require(joint.reading(of: sample))
    }
    for seed in 20..<40 as Range<UInt64> { #expect(try !reading(Self.columns(500, seed: seed)).isDrifted) }
    let apart = Self.columns(500, seed: 9, together: false)
    #expect(try Self.window(apart, of: stored).drift().allSatisfy { !$0.verdict.isDrifted })
    #expect(try reading(apart).isDrifted)
    // However rows come, and however many: what is taken of them is even and bounded.
    #expect(try !reading(Self.columns(40_000, seed: 10), blocks: 37).isDrifted)
    #expect(try reading(Self.columns(40_000, seed: 10, together: false), blocks: 37).isDrifted)
  }

  @Test("a profile of an earlier build, without limits and columns together, is read as before")
  func earlier() throws {
    let old = ReferenceProfile(columns: Self.columns(500, seed: 11), scores: nil)
    #expect(old.json["joint"] == nil && old.json["features"]?[0]?["limits"] == nil)
    #expect(try ReferenceProfile(old.json) == old)
    let broken: JSON = ["version": 1, "rows": 3, "features": [], "joint": ["columns": []]]
    #expect(throws: ProfileError.self) { try ReferenceProfile(broken) }
  }
}
