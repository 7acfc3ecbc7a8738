import Encoding
import Lifecycle
import Testing

@Suite("How fast a version loses its gate")
struct StalenessTests {
  private func version(_ number: Int = 1) -> Version {
    Version(
      id: VersionID(number), run: RunID(1), recipe: "trees", algorithm: .boostedTrees, dataset: "d", created: .march(1),
      model: .sample, metrics: ["test": ["auc": 0.85], "baseline": ["rmse": 100]], gates: [], features: [])
  }

  /// A window a day, each with the metric that a function of the day gives.
  private func windows(
    _ count: Int, metric: String = "auc", version: Int = 1, _ value: (Double) -> Double
  ) -> [Window] {
    (0..<count).map { day in
      let from = Timestamp.march(1).advanced(bySeconds: Double(day) * 86_400)
      let to = from.advanced(bySeconds: 86_400)
      return Window(
        closed: WindowClosed(
          session: SessionID(1), index: day, firstID: day * 10, from: from, to: to, rows: 10, drift: []),
        settled: WindowSettled(
          session: SessionID(1), index: day, from: from, to: to, version: VersionID(version), settled: 10,
          metrics: [metric: value(Double(day))], kpis: [:]))
    }
  }

  @Test("A metric that falls by a hundredth a day from 0.85 is at 0.78 seven days after its start")
  func decay() throws {
    let gates = [try Gate(parsing: "auc >= 0.70")]
    // The newest window is day 9, at 0.76; 0.06 are left, at 0.01 a day: 6 days.
    let found = try #require(
      Staleness(of: version(), gates: gates, windows: windows(10) { 0.85 - 0.01 * $0 }, learntUntil: .march(1)))
    guard case .decays(let days, let lower, let upper) = found.finding else {
      Issue.record("no decay: \(found)")
      return
    }
    #expect(abs(days - 6) < 1e-6)
    #expect(lower <= days && upper ?? 0 >= days)
    #expect(found.metric == "auc" && found.bound == 0.70 && found.windows == 10)
    #expect(abs((found.ageDays ?? 0) - 10) < 1e-9)
    #expect(found.sentence.hasPrefix("v1 decays to the gate in about 6 days"))
    #expect(found.json["days"]?.double.map { abs($0 - 6) < 1e-6 } == true)
  }

  @Test("An error that grows towards a bound that refers to the baseline")
  func upward() throws {
    let gates = [try Gate(parsing: "rmse <= 0.8 * baseline.rmse")]
    // From 60 by 2 a day: 78 on day 9, and 80 a day later.
    let found = try #require(
      Staleness(of: version(), gates: gates, windows: windows(10, metric: "rmse") { 60 + 2 * $0 }))
    guard case .decays(let days, _, _) = found.finding else {
      Issue.record("no decay: \(found)")
      return
    }
    #expect(abs(days - 1) < 1e-6)
    #expect(found.bound == 80)
  }

  @Test("Noise without a trend, and a metric that improves, are no decay")
  func noDecay() throws {
    let gates = [try Gate(parsing: "auc >= 0.70")]
    let noise = windows(20) { 0.8 + ($0.truncatingRemainder(dividingBy: 2) == 0 ? 0.02 : -0.02) }
    let still = try #require(Staleness(of: version(), gates: gates, windows: noise))
    #expect(still.finding == .noDecay)
    #expect(still.slopeLower <= 0 && still.slopeUpper >= 0)
    let better = try #require(Staleness(of: version(), gates: gates, windows: windows(10) { 0.8 + 0.01 * $0 }))
    #expect(better.finding == .noDecay)
    #expect(better.json["days"] == .null)
  }

  @Test("Of several gates the nearest is told, and one that is lost before all")
  func nearest() throws {
    let falling = windows(10) { 0.85 - 0.01 * $0 }
    let two = try Staleness(
      of: version(), gates: [Gate(parsing: "auc >= 0.5"), Gate(parsing: "auc >= 0.7")], windows: falling)
    #expect(two?.bound == 0.7)
    let lost = try Staleness(
      of: version(), gates: [Gate(parsing: "auc >= 0.7"), Gate(parsing: "auc >= 0.8")], windows: falling)
    #expect(lost?.finding == .beyond)
  }

  @Test("Nothing is said of few windows, of another version's, or without a gate about a live metric")
  func nothing() throws {
    let gates = [try Gate(parsing: "auc >= 0.70")]
    #expect(Staleness(of: version(), gates: gates, windows: windows(7) { 0.8 - 0.01 * $0 }) == nil)
    #expect(Staleness(of: version(2), gates: gates, windows: windows(10) { 0.8 - 0.01 * $0 }) == nil)
    #expect(Staleness(of: version(), gates: [], windows: windows(10) { 0.8 - 0.01 * $0 }) == nil)
  }

  @Test("As many windows as the state keeps are put together, and give the same line")
  func many() throws {
    let gates = [try Gate(parsing: "auc >= 0.70")]
    let found = try #require(
      Staleness(of: version(), gates: gates, windows: windows(360) { 0.9 - 0.0005 * $0 }))
    #expect(abs(found.slopePerDay + 0.0005) < 1e-9)
    #expect(found.windows == 360)
  }
}
