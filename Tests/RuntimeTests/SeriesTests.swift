import Encoding
import Lifecycle
import Runtime
import Testing

/// Figures over time, and estimates beside what came true.
@Suite(.timeLimit(.minutes(3))) struct SeriesTests {
  private func played(_ rows: SampleRows, window: Int = 100) async throws -> (
    page: JSON, alarms: JSON, project: SampleProject
  ) {
    let yaml = SampleProject.yaml().replacing(
      "window: 100 rows", with: "window: \(window) rows, alarms: [{name: parted, condition: reconciliation.auc < -0.1}]"
    )
    let project = try SampleProject(yaml: yaml, rows: rows)
    let (page, alarms) = try await project.withEngine { engine in
      try await engine.trainAndPromote()
      let page = try await engine.perform(.play(Command.Play()))
      return (page, JSON.array(try await engine.query(.alarms(all: true)).items))
    }
    return (page, alarms, project)
  }

  @Test("A changed concept: one alarm, within 5,000 outcomes, that says what was estimated and what came true")
  func conceptChange() async throws {
    var rows = SampleRows()
    rows.shift = 0
    let (page, alarms, _) = try await played(rows)
    let found = (alarms.array ?? []).filter { $0["kind"]?.string == "concept_change" }
    #expect(found.count == 1)
    #expect((alarms.array ?? []).contains { $0["rule"]?.string == "parted" && $0["state"]?.string == "firing" })
    let advice = try #require(found.first?["advice"]?.string)
    #expect(advice.hasPrefix("concept drift suspected: auc estimated 0."))
    #expect(found.first?["state"]?.string == "firing")
    // 400 live rows were as before, 800 are not.
    let since = try #require(found.first?["since"]?.string.flatMap { Timestamp(parsing: $0) })
    #expect(since.seconds(since: SampleRows.time(of: 2200)) / 3600 <= 800)
    let windows = page["windows"]?.array ?? []
    let parted = windows.filter { $0["reconciliation"]?["parted"] == true }.compactMap { $0["index"]?.int }
    #expect(try #require(parted.first) >= 4, "none before the change")
    for window in windows {
      let found = try #require(window["reconciliation"])
      let (estimated, realised) = (found["estimated"]?.double ?? .nan, found["realised"]?.double ?? .nan)
      #expect(abs(realised - estimated - (found["difference"]?.double ?? .nan)) < 1e-9)
      #expect(abs(realised - (window["metrics"]?["auc"]?.double ?? .nan)) < 1e-9)
    }
  }

  @Test("Without a change nobody suspects one")
  func unchanged() async throws {
    for change in [5000, 6000] {
      var rows = SampleRows(count: change == 5000 ? 3000 : 3400, change: change)
      rows.noiseSeed = UInt64(change)
      let (page, alarms, _) = try await played(rows)
      #expect((alarms.array ?? []).allSatisfy { $0["kind"]?.string != "concept_change" })
      #expect((page["windows"]?.array ?? []).allSatisfy { $0["reconciliation"]?["parted"] == false })
    }
  }

  @Test("Series at every resolution: seconds and minutes of the wall clock, hours of event time, windows")
  func pages() async throws {
    let project = try SampleProject(rows: SampleRows())
    try await project.withEngine { engine in
      let empty = try await engine.ask(.series(Query.SeriesRequest()))
      #expect(empty["series"]?.array?.isEmpty == true)
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let all = try await engine.ask(.series(Query.SeriesRequest()))
      let entries = all["series"]?.array ?? []
      func entry(_ name: String) -> JSON? { entries.first { $0["name"]?.string == name } }
      #expect(entry("input.rows")?["resolutions"] == ["1m", "1h", "window"])
      #expect(entry("software.memory_bytes")?["unit"]?.string == "B")
      #expect(entry("reconciliation/auc")?["family"]?.string == "reconciliation")
      #expect(entry("metric/auc")?["value"]?.double?.isFinite == true)
      for (name, resolution, count) in [
        // 1,200 rows, an hour apart, in windows of 100.
        ("input.rows", SeriesResolution.window, 12), ("input.rows", .hour, 12), ("reconciliation/auc", .window, 12),
        ("software.memory_bytes", .second, 1), ("software.memory_bytes", .minute, 1),
        ("software.requests_per_second", .second, 1),
        ("input.rows_per_second", .second, 1),
      ] {
        let page = try await engine.ask(.series(Query.SeriesRequest(names: [name], resolution: resolution)))
        let points = page["series"]?[0]?["points"]?.array ?? []
        #expect(points.count >= count, "\(name) at \(resolution.rawValue): \(points.count)")
        for point in points {
          let (low, mean, high) = (
            try #require(point["min"]?.double), try #require(point["mean"]?.double), try #require(point["max"]?.double)
          )
          #expect(low <= mean + 1e-9 * abs(mean) && mean <= high + 1e-9 * abs(mean))
        }
      }
      let family = try await engine.ask(.series(Query.SeriesRequest(names: ["reconciliation"], limit: 3)))
      #expect(family["series"]?.array?.count == 2, "the difference and its standard error")
      #expect(family["series"]?[0]?["points"]?.array?.count == 3)
      let since = SampleRows.time(of: 2600)
      let late = try await engine.ask(.series(Query.SeriesRequest(names: ["input.rows"], since: since)))
      #expect(late["series"]?[0]?["points"]?.array?.count == 4)
      let wrong = try await refusal { _ = try await engine.ask(.series(Query.SeriesRequest(names: ["nothing"]))) }
      #expect(wrong.kind == .wrongUse)
    }
    // Minutes outlive the engine; seconds do not.
    try await project.withEngine { engine in
      for (resolution, isKept) in [(SeriesResolution.second, false), (.minute, true)] {
        let page = try await engine.ask(.series(Query.SeriesRequest(names: ["software"], resolution: resolution)))
        #expect(page["series"]?.array?.isEmpty == !isKept)
      }
    }
  }
}
