import Encoding
import Lifecycle
import Runtime
import Storage
import Tabular
import TestSupport
import Testing

/// The ways to the next champion beside canary and shadow, through a real engine and its traffic.
@Suite(.timeLimit(.minutes(3))) struct StrategyTests {
  private static func ended(_ project: SampleProject) throws -> [Event.RolloutEnded] {
    try RolloutTests.payloads(project).compactMap { if case .rolloutEnded(let ended) = $0 { ended } else { nil } }
  }

  // MARK: Rolling

  static let rollingPlan = "strategy: rolling, rolling: {steps: [25%, 50%, 100%], hold: 400 rows}"

  @Test("A rolling release takes every step without waiting for outcomes, and asks nobody")
  func rolling() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(Self.rollingPlan))
    try await project.withEngine { engine in
      let receipt = try await engine.send(.promote(Command.Promotion()))
      #expect(receipt.message == "version 2 is tried on 25 % of the traffic")
      try await engine.perform(.play(Command.Play()))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
    }
    let shares = try RolloutTests.payloads(project).compactMap { payload -> Double? in
      if case .rolloutStepped(let stepped) = payload { stepped.share } else { nil }
    }
    #expect(shares == [0.5, 1])
    #expect(try Self.ended(project).map(\.because) == ["no guardrail failed on the way"])
  }

  @Test("A rolling release of a bad version is rolled back by the scope's gate")
  func badRolling() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(Self.rollingPlan), isBad: true)
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion(override: "a test")))
      try await engine.perform(.play(Command.Play()))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
    }
    let ended = try #require(try Self.ended(project).first)
    #expect(ended.result == .rolledBack)
    #expect(ended.because.hasPrefix("auc >= 0.55: failed"), "\(ended.because)")
  }

  @Test("A latency past its guardrail rolls back by itself and says why")
  func slow() async throws {
    let project = try await RolloutTests.project(
      RolloutTests.yaml(
        "strategy: rolling, rolling: {steps: [50%], hold: 3000 rows}, guardrails: {latency_p99_ms: 0.000001}"))
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play()))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
    }
    let ended = try #require(try Self.ended(project).first)
    #expect(ended.result == .rolledBack)
    #expect(ended.because.hasPrefix("latency p99 <= ") && ended.because.contains(" ms: failed, "), "\(ended.because)")
  }

  // MARK: Blue/green

  static let blueGreen = "strategy: blue_green, blue_green: {hold: 1500 rows}"

  @Test("Blue/green swaps at once, watches, and is done when no guardrail failed")
  func swap() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(Self.blueGreen))
    try await project.withEngine { engine in
      let receipt = try await engine.send(.promote(Command.Promotion(because: "newer")))
      #expect(receipt.message == "version 2 answers everything and is watched; version 1 is warm")
      let aliases = try await engine.ask(.registry(at: nil))["aliases"]
      #expect(aliases?["champion"]?.int == 2 && aliases?["previous"]?.int == 1)
      try await engine.perform(.play(Command.Play(until: .row(600))))
      let page = try await engine.ask(.rollout)
      #expect(page["state"]?.string == "running" && page["swapped"]?.bool == true)
      #expect(page["arms"]?["challenger"]?["rows"]?.int == 600, "\(page.text())")
      let second = try await refusal {
        _ = try await engine.send(.promote(Command.Promotion(version: VersionID(1), override: "x")))
      }
      #expect(second.message.contains("is on its way already: blue/green, watched after its swap"))
    }
    try await project.withEngine { engine in
      // Killed and opened again, it is watched on.
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
      try await engine.perform(.play(Command.Play(resumes: true)))
      #expect(try await engine.ask(.status)["rollout"]?.isNull == true)
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
    }
    let ended = try #require(try Self.ended(project).first)
    #expect(ended.result == .promoted && ended.served.challenger >= 1500)
    let promoted = try project.events().filter { $0.kind == .promoted }
    #expect(promoted.count == 2)
  }

  @Test("A bad version is swapped back by itself; the one before answers from the next request on")
  func swapBack() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(Self.blueGreen), isBad: true)
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion(override: "a test")))
      try await engine.perform(.play(Command.Play()))
      let status = try await engine.ask(.status)
      #expect(status["champion"]?["version"]?.int == 1)
      #expect(status["rollout"]?.isNull == true && status["lost"]?.int == 0)
    }
    #expect(try Self.ended(project).map(\.result) == [.rolledBack])
    let page = try PredictionLog(path: project.folder.predictionLog).reader
      .page(session: SessionID(1), offset: 0, limit: 10_000)
    let versions = page.versions.map(\.number)
    // First the one, then the other, and never a mixture.
    #expect(versions == versions.sorted(by: >) && Set(versions) == [1, 2])
  }

  @Test("Swapped by hand it is warm until then; one command swaps, one swaps back; undo does too")
  func byHand() async throws {
    let project = try await RolloutTests.project(
      RolloutTests.yaml("strategy: blue_green, blue_green: {swap: by_hand, hold: 100000 rows}"))
    try await project.withEngine { engine in
      let receipt = try await engine.send(.promote(Command.Promotion()))
      #expect(receipt.message == "version 2 is warm beside version 1; `sextant rollout advance` swaps them")
      try await engine.perform(.play(Command.Play(until: .row(300))))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
      #expect(try await engine.ask(.rollout)["swapped"]?.bool == false)
      try await engine.perform(.rollout(.advance, because: nil))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
      try await engine.perform(.play(Command.Play(until: .row(600), resumes: true)))
      try await engine.perform(.rollback(because: "no"))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
      #expect(try await engine.ask(.status)["rollout"]?.isNull == true)
      try await engine.perform(.promote(Command.Promotion(version: VersionID(2))))
      try await engine.perform(.rollout(.advance, because: nil))
      try await engine.perform(.undo)
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
      #expect(try await engine.ask(.status)["rollout"]?.isNull == true)
    }
    #expect(try Self.ended(project).map(\.result) == [.aborted, .aborted])
    let page = try PredictionLog(path: project.folder.predictionLog).reader
      .page(session: SessionID(1), offset: 0, limit: 10_000)
    #expect(page.versions[..<300].allSatisfy { $0 == VersionID(1) })
    #expect(page.versions[300..<600].allSatisfy { $0 == VersionID(2) })
  }

  // MARK: A/B

  static let experiment =
    "strategy: a/b, salt: spring, ab: {share: 50%, hold: 2500 rows, minimum_outcomes: 100}"

  @Test("An experiment ends with who does better, and leaves the decision to a person")
  func winner() async throws {
    let project = try await RolloutTests.project(
      RolloutTests.yaml(Self.experiment, gates: #"["auc >= 0.01"]"#), isBad: true)
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion(override: "a test")))
      try await engine.perform(.play(Command.Play(until: .row(2000))))
      let page = try await engine.ask(.rollout)
      #expect(page["state"]?.string == "paused")
      #expect(page["winner"]?.string == "champion", "\(page.text())")
      #expect(page["because"]?.string?.hasPrefix("v1 does better: auc better: failed, -0.") == true)
      let split = page["split"]
      #expect(split?["broken"]?.bool == false)
      #expect((split?["p_value"]?.double ?? 0) > 0.001)
      try await engine.perform(.rollout(.abort, because: "it said so"))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 1)
    }
  }

  @Test("An experiment that cannot tell asks at its end, and a person may still choose")
  func nobody() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(Self.experiment))
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play()))
      let page = try await engine.ask(.rollout)
      #expect(page["state"]?.string == "paused")
      #expect(page["winner"]?.isNull == true)
      #expect(page["because"]?.string?.hasPrefix("neither is known to be better") == true)
      // Two versions answered this traffic; the rehearsal knows the outcomes of both.
      let rehearsed = try await engine.ask(
        .rehearsal(Query.Rehearsal(version: VersionID(2), strategy: .shadow)))["steps"]?[0]
      let (rows, outcomes) = (rehearsed?["rows"]?.int ?? 0, rehearsed?["outcomes"]?.int ?? 0)
      #expect(rows > 0 && outcomes > rows * 8 / 10, "\(outcomes) of \(rows)")
      try await engine.perform(.rollout(.advance, because: "cheaper"))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
    }
  }

  @Test("Of two promotions at once one wins, whatever the strategy", arguments: [rollingPlan, blueGreen, experiment])
  func concurrent(deployment: String) async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(deployment))
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training(seed: 10)))
      let refusals = await withTaskGroup(of: Refusal?.self) { group in
        for version in [2, 3] {
          group.addTask {
            do {
              _ = try await engine.send(.promote(Command.Promotion(version: VersionID(version))))
              return nil
            } catch { return error as? Refusal }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(refusals.compactMap { $0 }.count == 1)
    }
    #expect(try project.events().filter { $0.kind == .rolloutStarted }.count == 1)
  }

  // MARK: Units

  @Test("Who asks gets the same version again: by the unit, not by the request")
  func units() async throws {
    let yaml = RolloutTests.yaml("strategy: ab, salt: spring, unit: kind, ab: {hold: 100000 rows}")
    let project = try await RolloutTests.project(yaml)
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play(until: .row(900))))
      let split = try await engine.ask(.rollout)["split"]
      #expect(split?["unit"]?.string == "kind")
      // Three kinds are three units, however often they ask.
      #expect(split?["arms"]?.array?.reduce(0) { $0 + ($1["units"]?.int ?? 0) } == 3)
    }
    let page = try PredictionLog(path: project.folder.predictionLog).reader
      .page(session: SessionID(1), offset: 0, limit: 10_000)
    let kinds = try #require(page.table["kind"])
    var versions: [String: Set<Int>] = [:]
    for row in 0..<page.count {
      versions[kinds.values.text(at: row) ?? "", default: []].insert(page.versions[row].number)
    }
    #expect(versions.count == 3 && versions.values.allSatisfy { $0.count == 1 })
  }

  // MARK: Before it begins

  @Test("A rehearsal says where a rollout would have stopped, and changes nothing")
  func rehearsal() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(RolloutTests.canary), isBad: true)
    try await project.withEngine { engine in
      try await engine.perform(.play(Command.Play()))
      let before = try await engine.ask(.status)
      let bad = try await engine.ask(.rehearsal(Query.Rehearsal()))
      #expect(bad["result"]?.string == "rolled_back", "\(bad.text())")
      #expect(bad["step"]?.int == 0)
      #expect(bad["sentence"]?.string?.hasPrefix("v2 would have been rolled back at step 1 of 2 (20 %) after") == true)
      #expect(bad["sentence"]?.string?.contains("auc not worse: failed, -0.") == true)
      for strategy in [DeploymentDefinition.Strategy.shadow, .rolling, .blueGreen] {
        let page = try await engine.ask(.rehearsal(Query.Rehearsal(strategy: strategy)))
        #expect(page["result"]?.string == "rolled_back", "\(strategy): \(page.text())")
      }
      let experiment = try await engine.ask(.rehearsal(Query.Rehearsal(strategy: .ab)))
      // The scope's gate is a guardrail there too.
      #expect(experiment["result"]?.string == "rolled_back" && experiment["winner"]?.isNull == true)
      let after = try await engine.ask(.status)
      #expect(before["rollout"] == after["rollout"] && before["champion"] == after["champion"])
      let itself = try await refusal { _ = try await engine.ask(.rehearsal(Query.Rehearsal(version: VersionID(1)))) }
      #expect(itself.kind == .wrongUse)
    }
    #expect(try !project.events().contains { $0.kind == .rolloutStarted })
  }

  @Test("A rehearsal of a good version walks every step, and does what the rollout then does")
  func goodRehearsal() async throws {
    let project = try await RolloutTests.project(RolloutTests.yaml(RolloutTests.canary))
    try await project.withEngine { engine in
      try await engine.perform(.play(Command.Play()))
      let page = try await engine.ask(.rehearsal(Query.Rehearsal()))
      #expect(page["result"]?.string == "promoted", "\(page.text())")
      #expect(page["steps"]?.array?.compactMap { $0["share"]?.double } == [0.2, 0.5])
      #expect(page["steps"]?.array?.compactMap { $0["decision"]?.string } == ["advance", "complete"])
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play()))
      #expect(try await engine.ask(.status)["champion"]?["version"]?.int == 2)
    }
  }

  @Test("What a plan cannot reach at the present traffic is said before it begins, with the figure and the mend")
  func lint() async throws {
    let project = try await RolloutTests.project(
      RolloutTests.yaml("strategy: canary, canary: {steps: [5%, 100%], hold: 500 rows, minimum_outcomes: 200}"))
    try await project.withEngine { engine in
      let nothing = try await engine.ask(.rolloutLint(nil))
      #expect(nothing["traffic"]?.isNull == true && nothing["steps"]?.array?.isEmpty == true)
      try await engine.perform(.play(Command.Play(until: .row(1000))))
      let page = try await engine.ask(.rolloutLint(nil))
      // Hourly rows; outcomes after ten hours: (500 − 10) · 5 % = 24.5 of 200, 200 / 5 % + 10 = 4,010 rows.
      #expect(abs((page["traffic"]?["rows_per_day"]?.double ?? 0) - 24) < 0.1)
      #expect(abs((page["steps"]?[0]?["rows_needed"]?.double ?? 0) - 4010) <= 1)
      let findings = try #require(page["findings"]?.array)
      #expect(findings.count == 2)
      #expect(
        findings[0]["message"]?.string?.hasPrefix("step 1 (5 %) cannot be judged within its hold: 24 of 200") == true)
      #expect(findings[1]["message"]?.string?.hasPrefix("step 2 (100 %) can never be judged") == true)
      try await engine.perform(.promote(Command.Promotion()))
      let notices = try await engine.ask(.status)["notices"]?.array?.compactMap(\.string) ?? []
      #expect(notices.contains { $0.contains("step 1 (5 %) cannot be judged within its hold") })
    }
  }

  // MARK: People

  @Test("The people a model replaces are measured beside it; who decided at which level is a series")
  func people() async throws {
    // Clerks who are always right: their column is the truth itself.
    let project = try SampleProject(
      yaml: SampleProject.yaml(
        more: """
          deployment: {automation: shadow, replaces: {manual process: {column: y}}}
          business: {unit: EUR}
          """
      ).replacing("  metric: auc", with: "  metric: auc\n  value: {true_positive: 10, false_positive: -5}"))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(600))))
      try await engine.perform(.setAutomation(.full, because: "trusted"))
      try await engine.perform(.play(Command.Play(resumes: true)))
      let page = try await engine.ask(.automation)
      let series = try #require(page["series"]?.array)
      #expect(series.first?["human"]?.double == 1 && series.first?["levels"]?["shadow"]?.double == 1)
      #expect(series.last?["model"]?.double == 1 && series.last?["levels"]?["full"]?.double == 1)
      #expect(page["moves"]?[0]?["to"]?.string == "full")
      let human = page["agreement"]
      let agreement = human?["agreement"]?.double ?? 0
      #expect(agreement > 0.4 && agreement < 0.95)
      // Who is always right is worth more.
      #expect((human?["difference"]?.double ?? 1) < 0)
      let business = try await engine.ask(.business)
      #expect(business["value"]?["alternatives"]?["human"]?.double == human?["value"]?.double)
      #expect(business["human"]?["rows"]?.int == 1200)
    }
  }
}
