import Encoding
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// Replay, windows, alarms, retraining and the way back.
@Suite(.timeLimit(.minutes(2))) struct TrafficTests {
  @Test("A replay answers every live row once, closes and settles its windows, and ends its session")
  func replay() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      let report = try await engine.perform(.play(Command.Play()))
      #expect(report["session"]?.int == 1)
      #expect(report["rows"]?.int == 1200)
      #expect(report["lost"]?.int == 0)
      let windows = try #require(report["windows"]?.array)
      #expect(windows.count == 12)
      #expect(windows.allSatisfy { $0["rows"]?.int == 100 && $0["settled"]?.int == 100 && $0["version"]?.int == 1 })
      #expect(windows.compactMap { $0["index"]?.int } == Array(0..<12))
      #expect(windows.first?["from"]?.string == SampleRows.time(of: SampleProject.liveStart).description)
      #expect(windows.last?["to"]?.string == SampleRows.time(of: 2999).description)
      // Row 2,200 is the 400th live row: what was true before is false from window 4 on.
      let auc = try windows.map { try #require($0["metrics"]?["auc"]?.double) }
      #expect(auc[..<4].allSatisfy { $0 > 0.7 }, "\(auc)")
      #expect(auc[4...].allSatisfy { $0 < 0.4 }, "\(auc)")
      let status = try await engine.ask(.status)
      #expect(status["predictions"]?.int == 1200)
      #expect(status["outcomes"]?.int == 1200)
      #expect(status["event_time"]?.string == SampleRows.time(of: 2999).description)
    }
    let events = try project.events()
    #expect(events.count { $0.kind == .windowClosed } == 12)
    #expect(events.count { $0.kind == .windowSettled } == 12)
    #expect(events.last?.kind == .sessionEnded)
    guard case .sessionEnded(let ended)? = events.last?.payload else { return }
    #expect(ended == Event.SessionEnded(session: SessionID(1), predictions: 1200, outcomes: 1200, lost: 0))
    let log = try PredictionLog(path: project.folder.predictionLog)
    #expect(log.damage.isEmpty)
    #expect(log.counts(of: SessionID(1)).predictions == 1200)
    let page = try log.reader.page(session: SessionID(1), offset: 0, limit: 5000)
    #expect(page.ids == (0..<1200).map(Int64.init))
    #expect(page.knownAt == (0..<1200).map { SampleRows.time(of: 1800 + $0 + 10).microseconds })
  }

  @Test("Alarms wait for a second window, stay while it lasts, and end after two calm ones")
  func hysteresis() async throws {
    // A retrain forgets what was true before the change.
    let project = try SampleProject(
      yaml: SampleProject.yaml().replacing("target: y", with: "target: y\n  retrain_newest: 380"))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(800))))
      let firing = try await engine.query(.alarms(all: false)).items
      #expect(firing.allSatisfy { $0["state"]?.string == "firing" })
      #expect(firing.contains { $0["rule"]?.string == "auc >= 0.65 fails on live traffic" })
      #expect(firing.contains { $0["column"]?.string == "b" })
      // The gravest first.
      #expect(firing.first?["severity"]?.string == "critical")
      let trained = try await engine.perform(.train(Command.Training()))
      #expect(trained["newest_release"]?.string == SampleRows.time(of: 1800 + 799).description)
      try await engine.perform(.promote(Command.Promotion(override: "the world changed")))
      try await engine.perform(.play(Command.Play(resumes: true)))
      let rules = try await engine.query(.alarms(all: false)).items.compactMap { $0["rule"]?.string }
      // Reports and scripts read advice too: keys are the cockpit's to tell.
      let advice = try await engine.query(.alarms(all: true)).items.compactMap { $0["advice"]?.string }
      #expect(!advice.isEmpty && !advice.contains { $0.contains(/\([A-Za-z]\)/) })
      #expect(!rules.contains("auc >= 0.65 fails on live traffic"), "the new champion knows better")
    }
    let states = try project.events().compactMap { event -> (Alarm.State, Int)? in
      guard case .alarmChanged(let alarm) = event.payload, alarm.metric == "auc" else { return nil }
      return (alarm.state, Int(alarm.since.seconds(since: SampleRows.time(of: 1800)) / 3600))
    }
    // Windows 4 and 5 end with the rows 499 and 599; version 2 answers from row 800 on, so windows 8 and 9 are calm.
    #expect(states.map(\.0) == [.pending, .firing, .resolved])
    #expect(states.map(\.1) == [499, 599, 999])
  }

  @Test("A retrain learns from the released rows alone, and the release is journalled")
  func released() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(500))))
      let trained = try await engine.perform(.train(Command.Training()))
      // Ten hours of delay: the outcomes of the last ten rows played are not known yet. The session was not played to
      // its end, so that nothing more becomes known.
      let rows = try #require(trained["rows"])
      let count = (rows["train"]?.int ?? 0) + (rows["validate"]?.int ?? 0) + (rows["test"]?.int ?? 0)
      #expect(count == 1800 + 490)
      #expect(trained["newest_release"]?.string == SampleRows.time(of: 1800 + 499).description)
      let fresh = try await engine.perform(.train(Command.Training(split: .time)))
      #expect(fresh["newest_release"]?.isNull == true, "a split of one's own is of the project's data")
      #expect(fresh["rows"]?["train"]?.int == 1200)
    }
    let releases = try project.events().compactMap { event -> Timestamp?? in
      guard case .runFinished(let run) = event.payload else { return nil }
      return .some(run.newestRelease)
    }
    #expect(releases == [nil, SampleRows.time(of: 2299), nil])
  }

  @Test("Rollback brings the previous champion back, and again forth, with its reason")
  func rollback() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.trainAndPromote(Command.Training(recipe: "plain"))
      func aliases() async throws -> [Int?] {
        let aliases = try #require(try await engine.ask(.registry(at: nil))["aliases"])
        return ["champion", "previous", "challenger"].map { aliases[$0]?.int }
      }
      #expect(try await aliases() == [2, 1, nil])
      let time = project.clock.present
      try await engine.perform(.rollback(because: "worse"))
      #expect(try await aliases() == [1, 2, nil])
      try await engine.perform(.rollback(because: nil))
      #expect(try await aliases() == [2, 1, nil])
      let then = try await engine.ask(.registry(at: time))
      #expect(then["aliases"]?["champion"]?.int == 2)
      let history = try #require(try await engine.ask(.registry(at: nil))["history"]?.array)
      let champions = history.filter { $0["alias"]?.string == "champion" }
      #expect(champions.compactMap { $0["version"]?.int } == [1, 2, 1, 2])
      #expect(champions[2]["why"]?.string == "worse")
      #expect(champions[2]["to"]?.string == champions[3]["from"]?.string)
      #expect(champions[3]["to"]?.isNull == true)
      // What answers is what the alias says.
      let report = try await engine.perform(.play(Command.Play(until: .row(101))))
      #expect(report["windows"]?[0]?["version"]?.int == 2)
    }
    let undone = try project.events().filter { $0.kind == .rolledBack }
    #expect(undone.map(\.command) == ["sextant rollback --because worse", "sextant rollback"])
  }

  @Test("Traffic pauses, takes another speed, goes on and is cancelled")
  func steering() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      let receipt = try await engine.send(.play(Command.Play(speed: .rowsPerSecond(0.001))))
      let task = try #require(receipt.task)
      let again = try await refusal { _ = try await engine.send(.play(Command.Play())) }
      #expect(again.message.contains("is still playing"))
      _ = try await engine.send(.pause)
      _ = try await engine.snapshot { $0.traffic.state == .paused }
      _ = try await engine.send(.setSpeed(.rowsPerSecond(1e300)))
      _ = try await engine.send(.resume)
      _ = try await engine.snapshot { $0.traffic.predictions > 0 || $0.traffic.state == .ended }
      try? await engine.cancel(task)
      _ = try await engine.ask(.outcome(of: task))
      let status = try await engine.ask(.status)
      #expect(status["stages"]?[3]?["status"]?.string != "busy")
    }
    #expect(try project.events().last?.kind == .sessionEnded)
  }

  @Test("A speed that is next to nothing sleeps, and wakes when it is changed")
  func snail() async throws {
    try await SampleProject().withEngine { engine in
      try await engine.trainAndPromote()
      let receipt = try await engine.send(.play(Command.Play(speed: .rowsPerSecond(1e-300))))
      _ = try await engine.send(.setSpeed(.max))
      let report = try await engine.ask(.outcome(of: try #require(receipt.task)))
      #expect(report["rows"]?.int == 1200)
    }
  }

  @Test("A session that was cut short goes on where it stopped, without gap or double")
  func resume() async throws {
    let project = try SampleProject()
    let whole = try await project.withEngine { engine in
      try await engine.trainAndPromote()
      return try await engine.perform(.play(Command.Play()))
    }
    let cut = try SampleProject()
    try await cut.withEngine { engine in
      try await engine.trainAndPromote()
      _ = try await engine.perform(.play(Command.Play(until: .row(333))))
    }
    try await cut.withEngine { engine in
      _ = try await engine.perform(.play(Command.Play(until: .row(777), resumes: true)))
    }
    try await cut.withEngine { engine in
      let report = try await engine.perform(.play(Command.Play(resumes: true)))
      // What watches the errors goes through the last windows once more: it finds what it would have found.
      #expect(report["windows"] == whole["windows"])
      #expect(report["rows"]?.int == 1200 - 777)
      #expect(report["lost"]?.int == 0)
      let status = try await engine.ask(.status)
      #expect(status["predictions"]?.int == 1200)
      #expect(status["outcomes"]?.int == 1200)
      let log = try await engine.query(.log(offset: 0, limit: 5000)).items
      #expect(log.compactMap { $0["id"]?.int } == Array(0..<1200))
      #expect(log.allSatisfy { $0["outcome"]?.double != nil })
    }
    let windows = try cut.events().compactMap { event -> String? in
      switch event.payload {
      case .windowClosed(let window): "closed \(window.index)"
      case .windowSettled(let window): "settled \(window.index)"
      default: nil
      }
    }
    #expect(Set(windows).count == 24 && windows.count == 24, "each window closes once and settles once: \(windows)")
  }

  @Test("A second session begins its own clock, windows and identities")
  func secondSession() async throws {
    try await SampleProject().withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play()))
      let report = try await engine.perform(.play(Command.Play(until: .row(150))))
      #expect(report["session"]?.int == 2)
      #expect(report["windows"]?.array?.count == 1)
      let status = try await engine.ask(.status)
      #expect(status["predictions"]?.int == 150)
      #expect(status["event_time"]?.string == SampleRows.time(of: 1800 + 99).description)
    }
  }

  @Test("A replay that cannot be says so and leaves the traffic ended", arguments: [true, false])
  func impossibleReplay(hasLivePart: Bool) async throws {
    let yaml = SampleProject.yaml().replacing(
      "train: 0.4, validate: 0.1, test: 0.1, live: 0.4", with: "train: 0.6, validate: 0.2, test: 0.2, live: 0")
    let project = try SampleProject(yaml: hasLivePart ? SampleProject.yaml() : yaml)
    try await project.withEngine { engine in
      try await engine.trainAndPromote(override: "whatever it is worth")
      let play = Command.Play(file: hasLivePart ? project.temporary.file("absent.csv") : nil)
      let no = try await refusal { try await engine.perform(.play(play)) }
      #expect(no.kind == (hasLivePart ? .wrongUse : .no))
      let snapshot = try await engine.snapshot { $0.traffic.state == .ended }
      #expect(snapshot.tasks.last?.state == .failed)
      // A session that could not begin takes nothing from the one before it.
      #expect(snapshot.state.session == nil)
      // The engine is free for the next command.
      #expect(try await engine.ask(.status)["tasks"]?.array?.contains { $0["state"]?.string == "running" } == false)
    }
    #expect(try project.events().last?.kind == .promoted)
  }
}
