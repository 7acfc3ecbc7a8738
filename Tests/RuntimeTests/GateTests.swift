import Encoding
import Lifecycle
import Runtime
import Testing

/// What may go live, and what it takes.
@Suite(.timeLimit(.minutes(2))) struct GateTests {
  @Test("A version that passes is blessed and promoted in one step, and the journal says by whom and how")
  func passes() async throws {
    let project = try SampleProject()
    try await project.withEngine(who: "ada") { engine in
      let trained = try await engine.perform(.train(Command.Training(recipe: "trees", seed: 3)))
      #expect(trained["version"]?.int == 1)
      #expect(trained["gates"]?[0]?["verdict"]?.string == "passed")
      #expect((trained["gates"]?[0]?["value"]?.double ?? 0) > 0.65)
      #expect(trained["gates"]?[0]?["n"]?.int == 300)
      #expect(trained["rows"] == ["train": 1200, "validate": 300, "test": 300])
      let receipt = try await engine.send(.promote(Command.Promotion(because: "it passed")))
      #expect(receipt.message == "version 1 is champion")
      let status = try await engine.ask(.status)
      #expect(status["champion"]?["version"]?.int == 1)
      #expect(status["challenger"]?.isNull == true)
    }
    let events = try project.events()
    #expect(
      events.map(\.kind) == [
        .projectOpened, .runStarted, .datasetAdded, .runFinished, .versionBlessed, .promoted,
      ])
    #expect(events.map(\.sequence) == Array(1...6))
    #expect(events.allSatisfy { $0.who == "ada" })
    #expect(events[1].command == "sextant train --recipe trees --seed 3")
    #expect(events[3].command == nil, "the engine noticed the end by itself")
    #expect(events[4].command == "sextant promote challenger --because 'it passed'")
    #expect(events[5].command == events[4].command)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.time <= $1.time })
    guard case .versionBlessed(let blessing) = events[4].payload, case .promoted(let promoted) = events[5].payload
    else {
      Issue.record("not the payloads")
      return
    }
    #expect(blessing.override == nil && promoted.override == nil && promoted.because == "it passed")
  }

  @Test(
    "What is not a pass is refused without a reason, and journalled with one",
    arguments: [
      (#"["auc >= 0.9999"]"#, "failed", "auc >= 0.9999: failed, "),
      ("[]", "no_data", "the scope has no gates, which is not a pass"),
      // There is no champion to compare with.
      (#"["auc >= champion.auc"]"#, "no_data", "auc >= champion.auc: no data, "),
    ])
  func refused(gates: String, verdict: String, reason: String) async throws {
    let project = try SampleProject(yaml: SampleProject.yaml(gates: gates))
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training()))
      let run = try await engine.ask(.runs)
      #expect(run["verdict"]?.string == verdict)
      for override in [nil, "", "   "] {
        let no = try await refusal {
          _ = try await engine.send(.promote(Command.Promotion(override: override)))
        }
        #expect(no.kind == .no)
        #expect(no.message.hasPrefix("version 1 did not pass its gates: "), "\(no)")
        #expect(no.message.contains(reason), "\(no)")
        #expect(no.mend.contains("--override"))
      }
      let blessing = try await refusal { _ = try await engine.send(.bless(VersionID(1), because: nil)) }
      #expect(blessing.kind == .no)
      #expect(try await engine.ask(.status)["champion"]?.isNull == true)
      try await engine.perform(.promote(Command.Promotion(override: "we need a beginning")))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
      let version = try #require(try await engine.ask(.registry(at: nil))["versions"]?[0])
      #expect(version["blessing"]?["override"]?.string == "we need a beginning")
      #expect(version["verdict"]?.string == verdict)
    }
    let events = try project.events()
    #expect(events.count { $0.kind == .promoted } == 1, "a refusal is no event")
    guard case .promoted(let promoted)? = events.last?.payload else {
      Issue.record("the last event is \(String(describing: events.last))")
      return
    }
    #expect(promoted.override == "we need a beginning")
  }

  @Test("An empty test part is no data, not a pass")
  func emptyTestPart() async throws {
    let yaml = SampleProject.yaml().replacing(
      "train: 0.4, validate: 0.1, test: 0.1, live: 0.4", with: "train: 0.5, validate: 0.1, test: 0, live: 0.4")
    try await SampleProject(yaml: yaml).withEngine { engine in
      let trained = try await engine.perform(.train(Command.Training()))
      #expect(trained["gates"]?[0]?["verdict"]?.string == "no_data")
      let no = try await refusal { _ = try await engine.send(.promote(Command.Promotion())) }
      #expect(no.kind == .no)
    }
  }

  @Test("A gate against the champion is judged on the challenger's own test rows")
  func againstChampion() async throws {
    let yaml = SampleProject.yaml(gates: #"["auc >= champion.auc - 0.5"]"#)
    try await SampleProject(yaml: yaml).withEngine { engine in
      try await engine.trainAndPromote(override: "the first")
      let trained = try await engine.perform(.train(Command.Training(recipe: "plain")))
      #expect(trained["gates"]?[0]?["verdict"]?.string == "passed")
      #expect(trained["gates"]?[0]?["bound"]?.double != nil)
    }
  }

  @Test("What cannot be done is refused with its reason and its mend")
  func impossible() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      func expect(_ command: Command, _ kind: Refusal.Kind, _ beginning: String) async throws {
        let no = try await refusal { _ = try await engine.send(command) }
        #expect(no.kind == kind, "\(no)")
        #expect(no.message.hasPrefix(beginning), "\(no)")
        #expect(!no.mend.isEmpty)
      }
      try await expect(.promote(Command.Promotion()), .no, "there is no challenger")
      try await expect(.promote(Command.Promotion(version: VersionID(3))), .wrongUse, "there is no version 3")
      try await expect(.bless(VersionID(3), because: nil), .wrongUse, "there is no version 3")
      try await expect(.rollback(because: nil), .no, "there is no previous champion")
      try await expect(.play(Command.Play()), .no, "there is no champion")
      try await expect(.pause, .no, "no traffic is playing")
      try await expect(.resume, .no, "no traffic is playing")
      try await expect(.setSpeed(.max), .no, "no traffic is playing")
      try await expect(.train(Command.Training(recipe: "forest")), .wrongUse, "there is no recipe `forest`")
      try await expect(
        .train(Command.Training(overrides: ["round": 3])), .wrongUse, "boosted-trees has no hyperparameter `round`")
      try await expect(.train(Command.Training(overrides: ["rounds": 0])), .wrongUse, "`rounds` cannot be 0")
      try await expect(.acknowledge(AlarmID(1)), .wrongUse, "there is no open alarm 1")
      try await expect(.stepBack(.data, because: "  "), .wrongUse, "a step back needs its reason")
      let unknown = try await refusal { try await engine.cancel(TaskID(9)) }
      #expect(unknown.kind == .no)
      let lost = try await refusal { _ = try await engine.query(.outcome(of: TaskID(9))) }
      #expect(lost.kind == .wrongUse)
      try await engine.trainAndPromote()
      try await expect(.promote(Command.Promotion(version: VersionID(1))), .no, "version 1 is the champion already")
      try await expect(.play(Command.Play(resumes: true)), .no, "there is no session to go on with")
    }
    #expect(try project.events().count { $0.kind == .runStarted } == 1, "what is refused leaves no trace")
  }
}
