import Encoding
import Monitoring
import Statistics
import Tabular
import Testing

@Suite("Stored reference profiles")
struct ReferenceProfileTests {
  private func sample() -> ReferenceProfile {
    var generator = SeededGenerator(seed: 3)
    let numbers = (0..<5000).map { _ in generator.bernoulli(0.05) ? Double.nan : generator.normal(mean: 1e-9) * 1e9 }
    let codes = (0..<5000).map { _ in
      generator.bernoulli(0.02) ? CategoricalValues.missing : UInt32(generator.integer(below: 2000))
    }
    let levels = (0..<2000).map { "level \($0)" }
    return ReferenceProfile(
      columns: [
        Column(name: "number", values: .numeric(numbers)),
        Column(name: "category", values: .categorical(CategoricalValues(codes: codes, levels: levels))),
        Column(name: "flag", values: .boolean((0..<5000).map { [0, 1, 1, 255][$0 % 4] })),
        Column(name: "when", values: .timestamp([Int64](repeating: 0, count: 5000))),
      ], scores: numbers.map { $0.isNaN ? 0.5 : 0.25 })
  }

  @Test("A profile survives JSON to the last bit")
  func roundTrip() throws {
    let profile = sample()
    let text = profile.json.text()
    #expect(try ReferenceProfile(try JSON(parsing: text)) == profile)
    #expect(profile.features.map(\.name) == ["number", "category", "flag", "score"])
    #expect(profile.features[2].missingCount == 1250)
  }

  @Test("Size is bounded, however many values and levels there were")
  func bounded() throws {
    let profile = sample()
    guard case .numeric(let numeric) = profile.features[0].distribution,
      case .categorical(let categorical) = profile.features[1].distribution
    else { throw ProfileError(reason: "wrong kinds") }
    #expect(numeric.locator.edges.count <= NumericProfile.edgeCountMax)
    #expect(numeric.locator.edges.count > 250)
    #expect(numeric.count + profile.features[0].missingCount == 5000)
    #expect(categorical.levels.count == CategoricalProfile.levelCountMax)
    #expect(categorical.restCount > 0)
    #expect(categorical.count + profile.features[1].missingCount == 5000)
  }

  @Test(
    "A damaged profile is refused with the feature's name",
    arguments: [
      (member: "counts", text: "[1]"), ("edges", "[2, 1]"), ("deciles", "[0.123]"), ("missing", "-1"),
      ("kind", #""colour""#), ("role", #""queen""#), ("counts", "null"), ("counts", "[1e300]"),
    ])
  func damage(member: String, text: String) throws {
    var json = sample().json
    var feature = try #require(json["features"]?[0])
    feature.set(member, try JSON(parsing: text))
    json.set("features", .array([feature]))
    let error = #expect(throws: ProfileError.self) { try ReferenceProfile(json) }
    #expect(error?.feature == "number")
    #expect(error?.description.contains("train again") == true)
  }

  @Test("A newer profile is refused")
  func newer() {
    var json = sample().json
    json.set("version", 99)
    #expect(throws: ProfileError.self) { try ReferenceProfile(json) }
  }
}
