import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// Logs of models that are served elsewhere: no model file, and everything about them that can be told.
@Suite(.timeLimit(.minutes(3))) struct WatchTests {
  static func project(_ monitoring: String = "window: 250 rows", gates: String = "") throws -> SampleProject {
    let yaml = """
      name: elsewhere
      scope:
        problem: How good is it?
        metric: auc
        \(gates)
      data: {source: traffic.log, target: outcome}
      monitoring: {\(monitoring)}

      """
    return try SampleProject(yaml: yaml, rows: nil)
  }

  /// Watches lines to their end.
  static func watch(
    _ lines: [String], in project: SampleProject, _ change: (inout Command.Watching) -> Void = { _ in }
  ) async throws -> JSON {
    let path = project.temporary.file("traffic.log")
    #expect(TextFile.write(lines.text, to: path))
    var request = Command.Watching(log: path, referenceRows: 500, follows: false)
    change(&request)
    return try await project.withEngine { [request] in try await $0.perform(.watch(request)) }
  }

  static func drifted(_ window: JSON?) -> Set<String> {
    Set((window?["drift"]?.array ?? []).filter { $0["drifted"]?.bool == true }.compactMap { $0["column"]?.string })
  }

  // MARK: What is told

  @Test("A log with late outcomes: windows, drift, score drift, estimates, metrics, alarms", arguments: [false, true])
  func everything(isCSV: Bool) async throws {
    let log = WatchedLog(count: 2000, change: 1250)
    let project = try Self.project()
    let result = try await Self.watch(isCSV ? log.csv : log.lines(), in: project)
    #expect(result["rows"]?.int == 2000)
    #expect(result["watch"]?["joined"]?.int == 2000)
    let windows = try #require(result["windows"]?.array)
    #expect(windows.map { $0["rows"]?.int } == [Int](repeating: 250, count: 8))
    #expect(windows.allSatisfy { $0["settled"]?.int == 250 })
    for window in windows[..<5] { #expect(Self.drifted(window).isDisjoint(with: ["a", "colour"])) }
    for window in windows[5...] { #expect(Self.drifted(window) == ["a", "score"]) }
    // The score is a probability by construction: the estimate's band holds what came, also where `a` has moved.
    for window in windows[2...] {
      let estimate = try #require(window["estimated"]?["auc"])
      let realised = try #require(window["metrics"]?["auc"]?.double)
      #expect(realised > estimate["lower"]?.double ?? 1 && realised < estimate["upper"]?.double ?? 0)
    }
    let firing = (result["alarms"]?.array ?? []).filter { $0["state"]?.string == "firing" }
    #expect(Set(firing.compactMap { $0["column"]?.string }) == ["a", "score"])
    let session = try #require(
      project.events().compactMap { event -> Event.SessionStarted? in
        if case .sessionStarted(let started) = event.payload { started } else { nil }
      }.first)
    #expect(session.source == "watch")
  }

  @Test("A reference file takes the place of the first rows, and makes estimates from the first window on")
  func referenceFile() async throws {
    let log = WatchedLog(count: 1500, change: 500)
    let project = try Self.project()
    let path = project.temporary.file("reference.csv")
    #expect(TextFile.write(WatchedLog(count: 500).csv.text, to: path))
    let result = try await Self.watch(Array(log.lines()), in: project) {
      $0.reference = path
      $0.referenceRows = nil
    }
    #expect(result["reference"]?["rows"]?.int == 500)
    let windows = try #require(result["windows"]?.array)
    #expect(windows.map { Self.drifted($0).contains("a") } == [false, false, true, true, true, true])
    #expect(windows.allSatisfy { $0["estimated"]?["auc"] != nil })
  }

  @Test("A changed concept shows in the metric and in the gate's alarm, with no model in sight")
  func concept() async throws {
    let project = try Self.project(gates: "gates: [\"auc >= 0.6\"]")
    let result = try await Self.watch(WatchedLog(count: 3000, turn: 1500).lines(delay: 10), in: project)
    let windows = try #require(result["windows"]?.array)
    #expect(windows[..<6].allSatisfy { $0["metrics"]?["auc"]?.double ?? 0 > 0.65 })
    #expect(windows[6...].allSatisfy { $0["metrics"]?["auc"]?.double ?? 1 < 0.4 })
    let firing = (result["alarms"]?.array ?? []).filter { $0["state"]?.string == "firing" }
    #expect(firing.contains { $0["kind"]?.string == "gate" })
    #expect(firing.contains { $0["kind"]?.string == "concept_change" })
  }

  @Test("Numbers instead of classes: the log tells the task")
  func regression() async throws {
    let rows = WatchedLog(count: 1000).rows
    let lines = rows.map {
      "{\"id\":\"\($0.id)\",\"time\":\($0.seconds),\"a\":\($0.a),\"prediction\":\(10 * $0.a),\"outcome\":\(10 * $0.a + 2)}"
    }
    let result = try await Self.watch(lines, in: try Self.project())
    // By construction every answer is 2 too low.
    for window in result["windows"]?.array ?? [] {
      #expect(abs((window["metrics"]?["rmse"]?.double ?? 0) - 2) < 1e-9)
    }
    #expect(result["windows"]?.array?.count == 4)
  }

  @Test("Texts of a log are told by their length, who asks again is counted, and its names are no texts")
  func texts() async throws {
    let rows = WatchedLog(count: 1000).rows
    // "äb" and four digits: six characters; each unit asks twice, a minute apart.
    let lines = rows.enumerated().map { index, row in
      "{\"id\":\"\(row.id)\",\"time\":\(row.seconds),\"a\":\(row.a),\"prompt\":\"äb\(1000 + index)\",\"who\":\(index / 2),"
        + "\"score\":\(row.score),\"outcome\":\(row.outcome)}"
    }
    let project = try Self.project("window: 250 rows, redo: {unit: who, within: 2m}")
    let result = try await Self.watch(lines, in: project)
    let windows = try #require(result["windows"]?.array)
    #expect(windows.count == 4)
    for window in windows {
      let figures = try #require(window["figures"])
      #expect(figures["input.text_length.prompt"]?.double == 6)
      #expect(figures["input.text_length"]?.double == 6)
      #expect(figures["output.redo_share"]?.double == 0.5)
      #expect(figures["input.schema_breaks"]?.double == 0)
      #expect(window["reconciliation"]?["metric"]?.string == "auc")
    }
    #expect((result["alarms"]?.array ?? []).allSatisfy { $0["kind"]?.string != "concept_change" })
  }

  // MARK: Hostile lines

  @Test("Whatever a log holds is counted by its kind, never fatal, and nothing is counted twice")
  func hostile() async throws {
    let log = WatchedLog(count: 1000)
    var lines = log.lines(delay: 20)
    let rows = log.rows
    lines.insert("{\"id\":\"broken\",\"score\":", at: 700)
    lines.insert("\u{1}\u{2} no json", at: 701)
    lines.insert(WatchedLog.json(rows[10]), at: 702)  // A row again.
    lines.insert(WatchedLog.outcome(rows[10]), at: 703)  // An outcome again.
    lines.insert("{\"id\":\"nobody\",\"outcome\":1}", at: 704)
    lines.insert("{\"outcome\":1}", at: 705)
    lines.insert("{\"id\":\"r900\",\"outcome\":\(rows[900].outcome)}", at: 706)  // Before its prediction.
    lines.insert("{}", at: 707)
    lines.insert("{\"id\":\"old\",\"time\":\(WatchedLog.start),\"a\":0,\"colour\":\"red\",\"score\":0.5}", at: 1400)
    lines.insert("{\"id\":\"far\",\"time\":\"9999-01-01\",\"a\":0,\"colour\":\"red\",\"score\":0.5}", at: 1401)
    lines.insert("{\"id\":\"odd\",\"time\":\"soon\",\"a\":0,\"colour\":\"red\",\"score\":\"high\"}", at: 1402)
    lines.insert("{\"id\":\"old\",\"outcome\":\"perhaps\"}", at: 1500)
    let project = try Self.project()
    let result = try await Self.watch(lines, in: project)
    let watch = try #require(result["watch"])
    #expect(result["rows"]?.int == 1003)
    #expect(watch["joined"]?.int == 1000)
    #expect(watch["early"]?.int == 1)
    // The outcome of r10 came twice, and that of r900 once more at its own place.
    #expect(watch["duplicate"]?.int == 2)
    #expect(watch["unknown"]?.int == 2)
    #expect(watch["invalid"]?.int == 1)
    let odd = try #require(watch["odd"])
    let expected = [
      "malformed": 2, "duplicate_ids": 1, "empty": 1, "clock_backwards": 1, "future_times": 1, "bad_times": 1,
      "bad_scores": 1, "outcomes_without_id": 1,
    ]
    for (kind, count) in expected { #expect(odd[kind]?.int == count, "\(kind)") }
    #expect((result["windows"]?.array ?? []).compactMap { $0["rows"]?.int }.reduce(0, +) == 1003)
    #expect((result["windows"]?.array ?? []).compactMap { $0["settled"]?.int }.reduce(0, +) == 1000)
    let status = try await project.withEngine { try await $0.ask(.status) }
    #expect(status["watch"]?["odd"]?["malformed"]?.int == 2)
    #expect((status["predictions"]?.int, status["outcomes"]?.int) == (1003, 1000))
  }

  @Test("The same log again within a session adds nothing but duplicates")
  func twice() async throws {
    let lines = WatchedLog(count: 600).lines()
    let result = try await Self.watch(lines + lines, in: try Self.project())
    #expect(result["rows"]?.int == 600)
    #expect(result["watch"]?["joined"]?.int == 600)
    #expect(result["watch"]?["duplicate"]?.int == 600)
    #expect(result["watch"]?["odd"]?["duplicate_ids"]?.int == 600)
  }

  @Test(
    "An empty log, and one of outcomes alone, end without windows", arguments: [[], ["{\"id\":\"1\",\"outcome\":1}"]])
  func nothing(_ lines: [String]) async throws {
    let result = try await Self.watch(lines, in: try Self.project())
    #expect(result["rows"]?.int == 0)
    #expect(result["windows"]?.array?.isEmpty == true)
    #expect(result["watch"]?["unknown"]?.int == lines.count)
  }

  // MARK: Sources

  @Test("A column that vanishes and one that changes its kind are schema breaks, each an alarm by its cause")
  func schema() async throws {
    let rows = WatchedLog(count: 1500).rows
    let lines = rows.enumerated().map { index, row in
      let a = index < 1000 ? "\"a\":\(row.a)," : ""
      let colour = index < 1000 ? "\"\(row.colour)\"" : "7"
      return "{\"id\":\"\(row.id)\",\"time\":\(row.seconds),\(a)\"colour\":\(colour),\"score\":\(row.score)}"
    }
    let project = try Self.project()
    let result = try await Self.watch(lines, in: project)
    let windows = try #require(result["windows"]?.array)
    #expect(windows.map { $0["figures"]?["schema.breaks"]?.double } == [0, 0, 0, 0, 2, 2])
    let faults = windows[4]["faults"]?.array ?? []
    #expect(Set(faults.compactMap { $0["manner"]?.string }) == ["absent", "kind"])
    let broken = (result["alarms"]?.array ?? []).filter { $0["kind"]?.string == "upstream_break" }
    #expect(Set(broken.compactMap { $0["column"]?.string }) == ["a", "colour"])
    let page = try await project.withEngine { try await $0.ask(.upstream) }
    #expect(Set(page["schema"]?["breaks"]?.array?.compactMap { $0["column"]?.string } ?? []) == ["a", "colour"])
  }

  @Test("Fewer rows and long pauses raise the project's rules about volume and freshness")
  func volume() async throws {
    let rows = WatchedLog(count: 2000).rows
    // From row 1,000 on every row takes ten minutes instead of one, and one pause lasts a day.
    let lines = rows.enumerated().map { index, row in
      var row = row
      row.seconds += max(0, index - 1000) * 540 + (index >= 1600 ? 86_400 : 0)
      return WatchedLog.json(row)
    }
    let alarms = "alarms: [{condition: volume < 0.5, windows: 2}, {condition: freshness > 3600, windows: 1}]"
    let result = try await Self.watch(lines, in: try Self.project("window: 250 rows, \(alarms)"))
    let windows = try #require(result["windows"]?.array)
    let ratio = try #require(windows[5]["figures"]?["volume"]?.double)
    #expect(abs(ratio - 0.1) < 0.02)
    #expect(windows[6]["figures"]?["freshness"]?.double == 87_000)
    let rules = (result["alarms"]?.array ?? []).compactMap { $0["rule"]?.string }
    #expect(rules.contains("volume < 0.5") && rules.contains("freshness > 3600"))
  }

  @Test("A feature that moves a little each day has a half-life, one that stays has none")
  func halfLife() async throws {
    let rows = WatchedLog(count: 5000).rows.enumerated().map { index, row in
      var row = row
      row.a += Double(index) / 2500
      return row
    }
    let project = try Self.project()
    _ = try await Self.watch(rows.map { WatchedLog.json($0) }, in: project)
    let page = try await project.withEngine { try await $0.ask(.upstream) }
    let features = try #require(page["features"]?.array)
    let moving = try #require(features.first { $0["column"]?.string == "a" })
    #expect(moving["half_life_seconds"]?.double ?? 0 > 0)
    #expect(features.first { $0["column"]?.string == "colour" }?["half_life_seconds"]?.isNull == true)
  }

  // MARK: Live

  @Test("A growing log is followed through a rotation, shows live, and ends when it is told to")
  func following() async throws {
    let project = try Self.project()
    let path = project.temporary.file("live.log")
    let lines = WatchedLog(count: 1500).lines(delay: 5)
    #expect(TextFile.write(lines[..<1200].map { $0 }.text, to: path))
    let result = try await project.withEngine { engine in
      let receipt = try await engine.send(.watch(Command.Watching(log: path, referenceRows: 500)))
      let task = try #require(receipt.task)
      let first = try await engine.snapshot { $0.traffic.predictions > 500 && $0.traffic.state == .watching }
      #expect(first.traffic.source == path)
      #expect(first.stages.contains { $0.headline.hasPrefix("watching") })
      #expect(rename(path, path + ".1") == 0)
      #expect(TextFile.write(lines[1200...].map { $0 }.text, to: path))
      _ = try await engine.snapshot { $0.traffic.predictions == 1500 && $0.traffic.outcomes == 1500 }
      let refused = try await refusal { _ = try await engine.send(.watch(Command.Watching(log: path))) }
      #expect(refused.kind == .no)
      try await engine.cancel(task)
      return try await engine.ask(.outcome(of: task))
    }
    #expect(result["rows"]?.int == 1500)
    #expect(result["watch"]?["odd"]?["rotations"]?.int == 1)
    #expect(result["windows"]?.array?.count == 6)
  }

  @Test("A source that falls silent is an alarm, with and without a rule, until rows come again")
  func silence() async throws {
    let project = try Self.project("window: 250 rows, alarms: [{condition: freshness > 7200, severity: critical}]")
    let path = project.temporary.file("live.log")
    let rows = WatchedLog(count: 1200).rows.map { WatchedLog.json($0) }
    #expect(TextFile.write(rows[..<1000].map { $0 }.text, to: path))
    try await project.withEngine { engine in
      let task = try #require(
        try await engine.send(.watch(Command.Watching(log: path, referenceRows: 500))).task)
      let calm = try await engine.snapshot { $0.traffic.predictions == 1000 }
      #expect(calm.state.openAlarms.isEmpty)
      // A row a minute is usual: three hours are 180 of its gaps.
      project.clock.advance(bySeconds: 3 * 3600)
      let silent = try await engine.snapshot { $0.state.openAlarms.count == 2 }
      let rules = silent.state.openAlarms.map(\.rule)
      #expect(Set(rules) == ["freshness > 7200", "the source is silent"])
      #expect(try await engine.ask(.upstream)["sources"]?[0]?["state"]?.string == "silent")
      let file = open(path, O_WRONLY | O_APPEND)
      let bytes = Array(rows[1000...].map { $0 }.text.utf8)
      #expect(write(file, bytes, bytes.count) == bytes.count)
      close(file)
      project.clock.advance(bySeconds: 1)
      _ = try await engine.snapshot { $0.traffic.predictions == 1200 }
      project.clock.advance(bySeconds: 30)
      _ = try await engine.snapshot { !$0.state.openAlarms.contains { $0.rule == "the source is silent" } }
      try await engine.cancel(task)
      _ = try await engine.ask(.outcome(of: task))
    }
  }

  @Test("Space in a project that names its log begins to watch it")
  func projectLog() async throws {
    let project = try Self.project("window: 250 rows, watch: {log: traffic.log, reference_rows: 500, outcome: y}")
    let rows = WatchedLog(count: 600).rows.map {
      WatchedLog.json($0, outcome: true).replacing("outcome", with: "y")
    }
    #expect(TextFile.write(rows.text, to: project.temporary.file("traffic.log")))
    try await project.withEngine { engine in
      let task = try #require(try await engine.send(.play(Command.Play())).task)
      _ = try await engine.snapshot { $0.traffic.predictions == 600 && $0.traffic.outcomes == 600 }
      try await engine.cancel(task)
      let result = try await engine.ask(.outcome(of: task))
      #expect(result["watch"]?["joined"]?.int == 600)
    }
  }

  @Test("A file of outcomes joins the log that is watched")
  func outcomesWhileWatching() async throws {
    let project = try Self.project()
    let (path, file) = (project.temporary.file("live.log"), project.temporary.file("outcomes.csv"))
    let log = WatchedLog(count: 1000)
    #expect(TextFile.write(log.rows.map { WatchedLog.json($0) }.text, to: path))
    #expect(TextFile.write((["id,outcome"] + log.rows.map { "\($0.id),\($0.outcome)" } + ["x,1"]).text, to: file))
    try await project.withEngine { engine in
      let task = try #require(
        try await engine.send(.watch(Command.Watching(log: path, referenceRows: 500))).task)
      _ = try await engine.snapshot { $0.traffic.predictions == 1000 }
      let first = try await engine.perform(.joinOutcomes(Command.OutcomeFile(path: file)))
      #expect((first["read"]?.int, first["joined"]?.int, first["unknown"]?.int) == (1001, 1000, 1))
      let again = try await engine.perform(.joinOutcomes(Command.OutcomeFile(path: file)))
      #expect((again["joined"]?.int, again["duplicate"]?.int, again["unknown"]?.int) == (0, 1000, 1))
      try await engine.cancel(task)
      let result = try await engine.ask(.outcome(of: task))
      #expect((result["windows"]?.array ?? []).compactMap { $0["settled"]?.int } == [250, 250, 250, 250])
    }
  }
}

extension String {
  fileprivate func replacing(_ old: String, with new: String) -> String {
    guard let range = indices.first(where: { self[$0...].hasPrefix(old) }) else { return self }
    return self[..<range] + new + self[index(range, offsetBy: old.count)...]
  }
}
