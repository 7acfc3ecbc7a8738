import Encoding
import Lifecycle
import Runtime
import Statistics
import TestSupport
import Testing

/// Alarms: data that stop, what people do to them, what they cost.
@Suite(.timeLimit(.minutes(2))) struct AlarmTests {
  private static let monitoring = "monitoring: {window: 100 rows, outcome_delay: 10h}"

  private func project(
    _ monitoring: String = AlarmTests.monitoring, change: Int = 9999, unlabelled: Range<Int> = 0..<0,
    gates: String = #"["auc >= 0.65"]"#
  ) throws -> SampleProject {
    let yaml = SampleProject.yaml(gates: gates).replacing(Self.monitoring, with: monitoring)
    let project = try SampleProject(yaml: yaml, rows: nil)
    var lines = SampleRows(change: change).text.split(separator: "\n").map(String.init)
    for row in unlabelled { lines[row + 1] = lines[row + 1].dropLast() + "" }
    #expect(TextFile.write(lines.joined(separator: "\n") + "\n", to: project.temporary.file("rows.csv")))
    return project
  }

  /// The states that an alarm went through, in order.
  private func states(_ project: SampleProject, _ rule: String) throws -> [String] {
    try project.events().compactMap { event in
      guard case .alarmChanged(let alarm) = event.payload, alarm.rule.hasPrefix(rule) else { return nil }
      return alarm.state.rawValue
    }
  }

  @Test("A gate whose outcomes stop has no data, and is what it was when they come again")
  func outcomesStop() async throws {
    let calm = try project(unlabelled: 2100..<2500)
    try await calm.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      #expect(try await engine.query(.alarms(all: false)).items.allSatisfy { $0["kind"]?.string != "gate" })
    }
    #expect(try states(calm, "auc >= 0.65") == ["no_data", "inactive"])
  }

  @Test("A firing alarm that loses its data says so, and fires on when they are back; nobody is told that twice")
  func firingStops() async throws {
    let firing = try project(change: 1800, unlabelled: 2300..<2700)
    try await firing.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let alarm = try #require(
        try await engine.query(.alarms(all: false)).items.first { $0["kind"]?.string == "gate" })
      #expect(alarm["state"]?.string == "firing")
      #expect(alarm["state_before"] == .null)
      #expect(alarm["clock"]?.string == "event")
    }
    #expect(try states(firing, "auc >= 0.65") == ["pending", "firing", "no_data", "firing"])
    let silent = try #require(
      try firing.events().compactMap { event -> Alarm? in
        guard case .alarmChanged(let alarm) = event.payload, alarm.state == .noData else { return nil }
        return alarm
      }.first { $0.kind == .gate })
    #expect(silent.stateBefore == .firing)
    #expect(silent.advice.contains("where the outcomes come from"))
  }

  @Test("A rule about a figure that nothing has is listed as such after so many windows, and a new engine keeps it")
  func absent() async throws {
    let project = try project(
      #"monitoring: {window: 100 rows, outcome_delay: 10h, alarms: [{name: lost, condition: "psi.nowhere >= 0.2", no_data: 5}]}"#
    )
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(400))))
      #expect(try await engine.query(.alarms(all: false)).items.isEmpty)
      try await engine.perform(.play(Command.Play()))
      let alarm = try await engine.ask(.alarms(all: false))
      #expect(alarm["rule"]?.string == "lost" && alarm["state"]?.string == "no_data")
    }
    try await project.withEngine { engine in
      #expect(try await engine.ask(.alarms(all: false))["state"]?.string == "no_data")
      try await engine.perform(.play(Command.Play()))
      #expect(try await engine.query(.alarms(all: false)).items.count == 1)
    }
    #expect(try states(project, "lost") == ["no_data"])
  }

  @Test("Acknowledging, snoozing and notes: journalled, taken back by their opposites and by undo")
  func people() async throws {
    let project = try project(change: 1800)
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let id = AlarmID(try #require(try await engine.ask(.alarms(all: false))["id"]?.int))
      func alarm() async throws -> JSON {
        try #require(try await engine.query(.alarms(all: false)).items.first { $0["id"]?.int == id.number })
      }
      _ = try await engine.send(.acknowledge(id))
      #expect(try await alarm()["acknowledged"]?.bool == true)
      _ = try await engine.send(.unacknowledge(id))
      #expect(try await alarm()["acknowledged"]?.bool == false)
      _ = try await engine.send(.snooze(id, seconds: 7200))
      #expect(try await alarm()["snoozed_until"]?.string != nil)
      _ = try await engine.send(.unsnooze(id))
      #expect(try await alarm()["snoozed_until"] == .null)
      _ = try await engine.send(.noteAlarm(id, text: " the feed\n\u{1B}[31m is late "))
      #expect(try await alarm()["note"]?.string == "the feed \u{1B}[31m is late")
      _ = try await engine.send(.noteAlarm(id, text: "mended"))
      _ = try await engine.send(.undo)
      #expect(try await alarm()["note"]?.string == "the feed \u{1B}[31m is late")
      _ = try await engine.send(.undo)
      #expect(try await alarm()["note"] == .null)
      _ = try await engine.send(.undo)
      #expect(try await alarm()["snoozed_until"]?.string != nil, "the waking is taken back")
      let nobody = try await refusal { _ = try await engine.send(.noteAlarm(AlarmID(99), text: "x")) }
      #expect(nobody.kind == .wrongUse)
    }
    #expect(try project.events().contains { $0.command?.hasPrefix("sextant alarms note") == true })
  }

  // MARK: Prices

  /// Rows whose `a` drives outcomes, and falls by half from a row on; `b` drives nothing and moves too.
  private func shiftingRows(from change: Int) -> String {
    var generator = SeededGenerator(seed: 11)
    var lines = ["time,a,b,kind,y"]
    for row in 0..<3000 {
      let a = generator.uniform() * (row >= change ? 0.5 : 1)
      let b = generator.normal() + (row >= change ? 1.5 : 0)
      let label = generator.bernoulli(0.1 + 0.8 * a) ? 1 : 0
      lines.append(
        "\(SampleRows.time(of: row)),\(NumberText.fixed(a, 4)),\(NumberText.fixed(b, 3)),red,\(label)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  @Test("Of two drifts the one that costs comes first, at what the traffic then loses; the other costs nothing")
  func priced() async throws {
    let yaml = SampleProject.yaml(
      gates: #"["auc >= 0.3"]"#, recipe: "rounds: 20, leaves: 4"
    ).replacing("  metric: auc\n", with: "  metric: auc\n  value: {true_positive: 10, false_positive: -6}\n")
    let project = try SampleProject(yaml: yaml, rows: nil)
    #expect(TextFile.write(shiftingRows(from: 2400), to: project.temporary.file("rows.csv")))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let alarms = try await engine.query(.alarms(all: false)).items.filter {
        $0["metric"]?.string != "error" && ["a", "b"].contains($0["column"]?.string)
      }
      let all = try await engine.query(.alarms(all: true)).items.map { $0.text() }
      #expect(alarms.map { $0["column"]?.string } == ["a", "b"], "\(all)")
      let cost = try #require(alarms.first?["cost_per_day"]?.double)
      let settled = await engine.currentSnapshot.state.windows.compactMap(\.settled)
      func perDay(_ windows: [WindowSettled]) -> Double {
        24 * windows.reduce(0) { $0 + ($1.value ?? 0) } / Double(windows.reduce(0) { $0 + $1.settled })
      }
      let truth = perDay(Array(settled.prefix(6))) - perDay(Array(settled.suffix(6)))
      #expect(truth > 10)
      #expect(abs(cost - truth) < 0.3 * truth, "\(cost) of \(truth)")
      #expect(abs(alarms.last?["cost_per_day"]?.double ?? .infinity) < 0.15 * truth)
      #expect(alarms.first?["priced_by"]?.string == "reweighted")
      #expect(alarms.first?["effective_rows"]?.double ?? 0 > 50)
      #expect(alarms.first?["metric_change"]?.double != nil)
    }
  }
}
