import Encoding
import Lifecycle
import Runtime
import TestSupport
import Testing

/// The public data sets, from the file to the windows.
@Suite(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)), .timeLimit(.minutes(5)))
struct RealDataTests {
  // Every library is near chance on this data in time order: what was learnt before the crisis of 2008 does not hold
  // after it. See the README of the data.
  @Test("Bank marketing in time order: it trains, its gate fails, the rates drift, and nothing pretends")
  func bank() async throws {
    let yaml = """
      name: bank
      scope: {problem: Who will subscribe?, metric: auc, gates: ["auc >= 0.7"]}
      data:
        source: \(SharedData.path("bank_marketing/bank-additional-full.csv.gz"))
        target: "y"
        positive: "yes"
        time: {order: rows, from: 2008-05-01, to: 2010-11-30}
        leave_out: [duration]
        split: {by: rows, train: 0.5, validate: 0.1, test: 0.1, live: 0.3}
      recipes:
        trees: {algorithm: boosted-trees, rounds: 60, depth: 6}
      monitoring: {window: 1000 rows, outcome_delay: 1d}

      """
    try await SampleProject(yaml: yaml, rows: nil).withEngine { engine in
      let trained = try await engine.perform(.train(Command.Training()))
      #expect(trained["features"]?.array?.contains("duration") == false)
      let gate = try #require(trained["gates"]?[0])
      #expect(gate["verdict"]?.string == "failed")
      #expect((gate["value"]?.double ?? 1) < 0.7)
      let no = try await refusal { _ = try await engine.send(.promote(Command.Promotion())) }
      #expect(no.message.contains("auc >= 0.7: failed"))
      try await engine.perform(.promote(Command.Promotion(override: "to watch it fail")))
      let report = try await engine.perform(.play(Command.Play()))
      #expect(report["rows"]?.int == 12_356)
      let windows = try #require(report["windows"]?.array)
      let drifted = windows.count { window in
        window["drift"]?.array?.contains { $0["column"]?.string == "euribor3m" && $0["drifted"]?.bool == true } == true
      }
      #expect(drifted == windows.count, "the rates left the range they had when the model learnt")
      let alarms = try await engine.query(.alarms(all: false)).items
      #expect(alarms.contains { $0["column"]?.string == "euribor3m" && $0["state"]?.string == "firing" })
      let monitoring = try #require(try await engine.ask(.status)["stages"]?[4])
      #expect(monitoring["stage"]?.string == "monitoring")
      #expect(["failing", "attention"].contains(monitoring["status"]?.string))
    }
  }

  @Test("Bike sharing: the first half's model fails the last fifth, one retrain on released rows brings it back")
  func bikes() async throws {
    let yaml = """
      name: bikes
      scope: {problem: How many bikes will be out next hour?, metric: rmse, gates: ["rmse <= 0.8 * baseline.rmse"]}
      data:
        source: \(SharedData.path("bike_sharing/hour.csv"))
        target: cnt
        time: {columns: [dteday, hr]}
        leave_out: [casual, registered, instant]
        split: {by: time, train: 0.4, validate: 0.05, test: 0.05, live: 0.5}
      recipes:
        trees: {algorithm: boosted-trees, rounds: 300, depth: 6}
      monitoring: {window: 7d, outcome_delay: 2h}

      """
    // 17,379 rows: the live half begins at row 8,690 or so, the last fifth at row 13,903.
    try await SampleProject(yaml: yaml, rows: nil).withEngine { engine in
      try await engine.trainAndPromote(override: "the first")
      let report = try await engine.perform(.play(Command.Play()))
      let rows = try #require(report["rows"]?.int)
      let fifth = rows - 17_379 / 5
      let before = try await rmse(engine, from: fifth)
      #expect(before >= 110, "\(before)")

      try await engine.perform(.play(Command.Play(until: .row(fifth))))
      let trained = try await engine.perform(.train(Command.Training()))
      #expect(trained["newest_release"]?.string != nil)
      try await engine.perform(.promote(Command.Promotion(override: "the year before says too little")))
      let resumed = try await engine.perform(.play(Command.Play(resumes: true)))
      #expect(resumed["lost"]?.int == 0)
      let after = try await rmse(engine, from: fifth)
      #expect(after <= 70, "\(after)")
    }
  }

  /// RMSE of the newest session's answers from a row on, from the log alone.
  private func rmse(_ engine: Engine, from first: Int) async throws -> Double {
    let rows = try await engine.query(.log(offset: first, limit: 100_000)).items
    var sum = 0.0
    for row in rows {
      let error = try #require(row["prediction"]?.double) - (try #require(row["outcome"]?.double))
      sum += error * error
    }
    #expect(rows.count == 17_379 / 5)
    return (sum / Double(rows.count)).squareRoot()
  }
}
