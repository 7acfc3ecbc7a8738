import Encoding
import Tabular
import Testing

@Suite("Profiles")
struct ProfileTests {
  private func close(_ a: Double?, _ b: Double) -> Bool {
    guard let a else { return false }
    return abs(a - b) <= 1e-12 * max(abs(a), abs(b))
  }

  private func close(_ a: [Double]?, _ b: [Double]) -> Bool {
    guard let a, a.count == b.count else { return false }
    return zip(a, b).allSatisfy { close($0, $1) }
  }

  private func profile(_ path: String, _ column: String) throws -> ColumnProfile {
    let table = try DelimitedReader.read(path: SharedData.path(path)).table
    return try #require(TableProfile(of: table, columns: [column]).columns.first)
  }

  // pandas 3: count, isna().sum(), nunique, min, max, mean, std, quantile; numpy.histogram(bins=20); value_counts.
  @Test("the rented bikes, as pandas has them", .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func bikes() throws {
    let count = try profile("bike_sharing/hour.csv", "cnt")
    #expect((count.count, count.missing, count.distinct) == (17_379, 0, 869))
    #expect((count.min, count.max) == (1, 977))
    #expect(close(count.mean, 189.46308763450142))
    #expect(close(count.sd, 181.38759909186476))
    #expect(close(count.quantiles, [2, 40, 142, 281, 782.2200000000012]))
    #expect(
      count.histogram?.counts == [
        4821, 2151, 1917, 1788, 1493, 1166, 931, 729, 542, 445, 371, 292, 203, 166, 119, 69, 80, 59, 25, 12,
      ])
    #expect(count.top.prefix(3).map(\.value.double) == [5, 6, 4])
    #expect(count.top.prefix(3).map(\.count) == [260, 236, 231])

    let humidity = try profile("bike_sharing/hour.csv", "hum")
    #expect(close(humidity.sd, 0.19292983406291508))
    #expect(
      humidity.histogram?.counts == [
        22, 1, 9, 46, 172, 524, 675, 806, 1263, 1378, 1394, 1690, 1043, 1897, 1042, 1342, 1440, 1460, 901, 274,
      ])
  }

  @Test("interest rates, jobs, as pandas has them", .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func bank() throws {
    let path = "bank_marketing/bank-additional-full.csv.gz"
    let rate = try profile(path, "euribor3m")
    #expect(rate.distinct == 316)
    #expect(close(rate.mean, 3.6212908128581147))
    #expect(close(rate.sd, 1.7344474048512668))
    #expect(close(rate.quantiles, [0.6584800000000001, 1.344, 4.857, 4.961, 4.968]))
    #expect(rate.histogram?.counts.last == 24_056)
    let job = try profile(path, "job")
    #expect((job.count, job.distinct) == (41_188, 12))
    #expect(job.top.prefix(2).map(\.value) == ["admin.", "blue-collar"])
    #expect(job.top.prefix(2).map(\.count) == [10_422, 9_254])
    #expect(job.top.count == 10)
  }

  @Test("missing work classes, as pandas has them", .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func adult() throws {
    let work = try profile("adult/adult.csv.gz", "workclass")
    #expect((work.count, work.missing, work.distinct) == (46_043, 2_799, 8))
    #expect(work.top[0] == (try profile("adult/adult.csv.gz", "workclass")).top[0])
    #expect(work.top[0].value == "Private")
    #expect(work.top[0].count == 33_906)
  }

  @Test("times, booleans and skewed numbers", .enabled(if: SharedData.isPresent, "the shared data are not here"))
  func carLoans() throws {
    let path = "nannyml_car_loan/car_loan_reference.csv.gz"
    let value = try profile(path, "car_value")
    #expect(close(value.mean, 29644.66642))
    #expect(close(value.sd, 20397.63995437557))
    #expect(close(value.quantiles, [10320, 14489, 21904, 38394.25, 94898.11000000002]))
    #expect(value.distinct == 29_712)
    let repaid = try profile(path, "repaid_loan_on_prev_car")
    #expect(repaid.top.map(\.value) == [true, false])
    #expect(repaid.top.map(\.count) == [27_547, 22_453])
    #expect(repaid.mean == 0.55094)
    let time = try profile(path, "timestamp")
    #expect(time.distinct == 50_000)
    #expect(time.json["min"] == "2018-01-01T00:00:00Z")
    #expect(time.json["max"] == "2018-10-30T17:51:16.848Z")
    #expect(time.json["histogram"]?["edges"]?[20] == "2018-10-30T17:51:16.848Z")
  }

  @Test("the shape of the JSON")
  func json() throws {
    let table = try read("n,c\n1,x\n2,\n2,x\n,y\n").table
    let expected: JSON = [
      "rows": 4,
      "columns": [
        [
          "name": "n", "type": "numeric", "count": 3, "missing": 1, "distinct": 2, "min": .number(1),
          "max": .number(2), "mean": .number(5.0 / 3), "sd": .number((1.0 / 3).squareRoot()),
          "quantiles": [
            "0.01": .number(1.02), "0.25": .number(1.5), "0.5": .number(2), "0.75": .number(2), "0.99": .number(2),
          ],
          "top": [[.number(2), 2], [.number(1), 1]],
          "histogram": [
            "edges": .array((0..<20).map { .number(1 + Double($0) * 0.05) } + [.number(2)]),
            "counts": .array([1] + Array(repeating: 0, count: 18) + [2]),
          ],
        ],
        [
          "name": "c", "type": "categorical", "count": 3, "missing": 1, "distinct": 2, "min": nil, "max": nil,
          "mean": nil, "sd": nil, "quantiles": nil, "top": [["x", 2], ["y", 1]], "histogram": nil,
        ],
      ],
    ]
    #expect(TableProfile(of: table).json.text() == expected.text())
  }

  @Test("columns without values or with one have only the figures there are")
  func degenerate() throws {
    let empty = try read("a,b\n,1\n,1\n").table
    let profiles = TableProfile(of: empty).columns
    #expect((profiles[0].count, profiles[0].missing, profiles[0].distinct) == (0, 2, 0))
    #expect(profiles[0].min == nil && profiles[0].mean == nil && profiles[0].quantiles == nil)
    #expect(profiles[0].histogram == nil)
    #expect(profiles[1].histogram == ColumnProfile.Histogram(edges: [1, 1], counts: [2]))
    #expect(profiles[1].sd == 0)
    let single = TableProfile(of: try read("a\n7\n").table).columns[0]
    #expect(single.mean == 7)
    #expect(single.sd == nil)
    #expect(single.quantiles == [7, 7, 7, 7, 7])
    #expect(TableProfile(of: try read("a\n").table).columns[0].count == 0)
  }

  @Test("a mean far from zero keeps its standard deviation")
  func offset() {
    let values = (0..<5000).map { 1e9 + Double($0 % 2) }
    let profile = ColumnProfile(Column(name: "x", values: .numeric(values)))
    // Half zeros, half ones: sqrt(n / (n - 1) / 4).
    #expect(close(profile.sd, (5000.0 / 4999 / 4).squareRoot()))
    #expect(profile.mean == 1e9 + 0.5)
  }

  @Test("negative numbers, both zeros and extremes are in order")
  func order() {
    var values = (0..<200).map { Double($0) - 100.5 }
    values += [0, -0.0, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, .nan]
    let profile = ColumnProfile(Column(name: "x", values: .numeric(values)))
    #expect(profile.min == -.greatestFiniteMagnitude)
    #expect(profile.max == .greatestFiniteMagnitude)
    #expect(profile.distinct == 204)
    #expect(profile.missing == 1)
    #expect(profile.top[0].count == 2)
    #expect(profile.histogram?.counts.reduce(0, +) == 205)
    #expect(profile.histogram?.edges.allSatisfy(\.isFinite) == true)
    #expect(profile.quantiles?[2] == values.filter { !$0.isNaN }.sorted()[102])
  }

  @Test("free texts are counted by their bytes, long ones cut, ties in order of appearance")
  func text() {
    var text = TextValues()
    let long = String(repeating: "é", count: 100)
    for value in ["b", "a", nil, long, "a", "c", long] { text.append(value) }
    let profile = ColumnProfile(Column(name: "x", values: .text(text)))
    #expect((profile.count, profile.missing, profile.distinct) == (6, 1, 4))
    #expect(profile.top.map(\.value) == ["a", .string(String(repeating: "é", count: 80) + "…"), "b", "c"])
    #expect(profile.top.map(\.count) == [2, 2, 1, 1])
  }

  @Test("a profile does not depend on the number of threads")
  func threads() throws {
    let table = try read("a,b,c\n" + (0..<500).map { "\($0 % 7),x\($0 % 3),\($0)\n" }.joined()).table
    #expect(TableProfile(of: table, threads: 1) == TableProfile(of: table, threads: 4))
  }
}
