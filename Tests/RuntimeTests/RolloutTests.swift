import Encoding
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// The walk from one champion to the next, through a real engine and its traffic.
@Suite(.timeLimit(.minutes(3))) struct RolloutTests {
  static let rows = SampleRows(count: 8000, change: 100_000)
  /// 40 % of the rows.
  static let liveCount = 3200

  static func yaml(_ deployment: String, gates: String = #"["auc >= 0.55"]"#) -> String {
    SampleProject.yaml(gates: gates, more: "deployment: {\(deployment)}")
  }

  static let canary =
    "strategy: canary, canary: {steps: [20%, 50%], hold: 500 rows, minimum_outcomes: 60}"

  /// Rows whose labels say the opposite before the live part: what learns from them is worse than nothing.
  static var lies: String {
    var lines = rows.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for index in 1...(rows.count - liveCount) {
      lines[index] = lines[index].dropLast() + (lines[index].hasSuffix("1") ? "0" : "1")
    }
    return lines.joined(separator: "\n")
  }

  /// Version 1 is champion; version 2 has learnt from the same rows, or from lies about them.
  static func project(_ yaml: String, isBad: Bool = false) async throws -> SampleProject {
    let project = try SampleProject(yaml: yaml, rows: rows)
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      if !isBad { try await engine.perform(.train(Command.Training(seed: 9))) }
    }
    guard isBad else { return project }
    #expect(TextFile.write(lies, to: project.temporary.file("rows.csv")))
    _ = try await project.withEngine { try await $0.perform(.train(Command.Training(seed: 9))) }
    #expect(TextFile.write(rows.text, to: project.temporary.file("rows.csv")))
    return project
  }

  static func payloads(_ project: SampleProject) throws -> [Event.Payload] { try project.events().map(\.payload) }

  // MARK: Canary

  @Test("A good version walks every step and becomes champion; each step says what it was judged by")
  func good() async throws {
    let project = try await Self.project(Self.yaml(Self.canary))
    try await project.withEngine { engine in
      let receipt = try await engine.send(.promote(Command.Promotion(because: "newer")))
      #expect(receipt.message == "version 2 is tried on 20 % of the traffic")
      let before = try await engine.ask(.status)
      #expect(before["champion"]?["version"]?.int == 1)
      #expect(before["rollout"]?["share"]?.double == 0.2)
      try await engine.perform(.play(Command.Play()))
      let after = try await engine.ask(.status)
      #expect(after["champion"]?["version"]?.int == 2)
      #expect(after["rollout"]?.isNull == true)
      let page = try await engine.ask(.rollout)
      #expect(page["state"]?.string == "none")
      #expect(page["result"]?.string == "promoted")
      let entry = try await engine.ask(.registry(at: nil))["versions"]?[1]
      #expect(entry?["parent"]?.int == 1)
      #expect(entry?["rollouts"]?[0]?["result"]?.string == "promoted")
      #expect(entry?["blessings"]?[0]?["who"]?.string == "tester")
    }
    let payloads = try Self.payloads(project)
    let stepped = payloads.compactMap { if case .rolloutStepped(let stepped) = $0 { stepped } else { nil } }
    #expect(stepped.map(\.action) == [.advanced])
    #expect(stepped.first?.share == 0.5)
    #expect(stepped.first?.checks.contains { $0.name == "auc not worse" && $0.verdict == .passed } == true)
    let ended = payloads.compactMap { if case .rolloutEnded(let ended) = $0 { ended } else { nil } }
    #expect(ended.map(\.result) == [.promoted])
    #expect(payloads.last { if case .promoted = $0 { true } else { false } } != nil)
  }

  @Test("A bad version stops at its first step, says why, and has served no more than its share")
  func bad() async throws {
    let project = try await Self.project(Self.yaml(Self.canary), isBad: true)
    try await project.withEngine { engine in
      // Its test rows told the same lies.
      try await engine.perform(.promote(Command.Promotion(override: "a test of the canary")))
      try await engine.perform(.play(Command.Play()))
      let status = try await engine.ask(.status)
      #expect(status["champion"]?["version"]?.int == 1)
      #expect(status["rollout"]?.isNull == true)
      #expect(status["lost"]?.int == 0)
    }
    let payloads = try Self.payloads(project)
    #expect(!payloads.contains { if case .rolloutStepped = $0 { true } else { false } })
    guard case .rolloutEnded(let ended)? = payloads.last(where: { if case .rolloutEnded = $0 { true } else { false } })
    else {
      Issue.record("the rollout did not end")
      return
    }
    #expect(ended.result == .rolledBack)
    #expect(ended.verdict == .failed)
    #expect(ended.because.contains("auc not worse: failed, -0."))
    #expect(ended.gates.first?.verdict == .failed)
    // 20 % of the rows, and three deviations of chance: √(0.2·0.8·rows) each.
    let rows = Double(ended.served.rows)
    #expect(Double(ended.served.challenger) <= 0.2 * rows + 3 * (0.16 * rows).squareRoot())
    // The log agrees with what the event says, and every request has one answer.
    let reader = try PredictionLog(path: project.folder.predictionLog).reader
    let page = try reader.page(session: SessionID(1), offset: 0, limit: 10_000)
    #expect(page.versions.count { $0 == VersionID(2) } == ended.served.challenger)
    #expect(page.ids.sorted() == (0..<Int64(Self.liveCount)).map { $0 })
  }

  @Test("Windows tell the versions apart")
  func windows() async throws {
    let project = try await Self.project(
      Self.yaml("strategy: canary, canary: {steps: [50%], hold: 1000000 rows}"))
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play()))
    }
    let settled = try Self.payloads(project).compactMap {
      if case .windowSettled(let window) = $0 { window } else { nil }
    }
    #expect(!settled.isEmpty)
    #expect(settled.allSatisfy { Set($0.versions.keys) == ["1", "2"] })
    #expect(settled.allSatisfy { ($0.versions["1"]?["rows"] ?? 0) + ($0.versions["2"]?["rows"] ?? 0) == 100 })
  }

  // MARK: Interruptions

  @Test("A canary goes on at the step it had, with the rows it had, after every interruption")
  func resumed() async throws {
    let yaml = Self.yaml("strategy: canary, canary: {steps: [20%, 50%], hold: 800 rows, minimum_outcomes: 60}")
    let whole = try await Self.project(yaml)
    try await whole.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play()))
    }
    let cut = try await Self.project(yaml)
    _ = try await cut.withEngine { try await $0.perform(.promote(Command.Promotion())) }
    var shares: [Double] = []
    for limit in stride(from: 200, through: Self.liveCount, by: 200) {
      try await cut.withEngine { engine in
        shares.append(try await engine.ask(.status)["rollout"]?["share"]?.double ?? 1)
        try await engine.perform(.play(Command.Play(until: .row(limit), resumes: limit > 200)))
      }
    }
    #expect(shares == shares.sorted() && shares.first == 0.2 && shares.contains(0.5) && shares.last == 1)
    // Looks come more often in short plays, and so the walk may be quicker; who got what is the same.
    let versions = try [whole, cut].map { project in
      let page = try PredictionLog(path: project.folder.predictionLog).reader
        .page(session: SessionID(1), offset: 0, limit: 10_000)
      return Dictionary(uniqueKeysWithValues: zip(page.ids, page.versions))
    }
    #expect(versions[1].count == Self.liveCount)
    #expect((0..<Int64(700)).allSatisfy { versions[0][$0] == versions[1][$0] })
    let ended = try Self.payloads(cut).compactMap { if case .rolloutEnded(let ended) = $0 { ended } else { nil } }
    #expect(ended.map(\.result) == [.promoted])
    // The rows of interrupted plays count: a step is not judged on the last play's alone.
    #expect((ended.first?.served.rows ?? 0) >= 800)
  }

  // MARK: Two at once

  @Test("Of two promotions at once, one begins and the other is told who is on its way", arguments: [false, true])
  func concurrent(throughSocket: Bool) async throws {
    let project = try await Self.project(Self.yaml(Self.canary))
    try await project.withEngine { engine in
      try await engine.perform(.train(Command.Training(seed: 10)))
      let server = try SocketServer(path: project.folder.socket, link: engine)
      server.start()
      defer { server.stop() }
      let links: [any EngineLink] = [
        throughSocket ? try SocketLink(path: project.folder.socket) : engine,
        throughSocket ? try SocketLink(path: project.folder.socket) : engine,
      ]
      let refusals = await withTaskGroup(of: Refusal?.self) { group in
        for (link, version) in zip(links, [2, 3]) {
          group.addTask {
            do {
              _ = try await link.send(.promote(Command.Promotion(version: VersionID(version))))
              return nil
            } catch { return error as? Refusal }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let refused = try #require(refusals.compactMap { $0 }.first)
      #expect(refusals.compactMap { $0 }.count == 1)
      #expect(refused.kind == .no)
      #expect(refused.message.contains("is on its way already: canary, step 1 of 2 (20 %)"))
    }
    let started = try project.events().filter { $0.kind == .rolloutStarted }
    #expect(started.count == 1)
  }

  // MARK: People

  @Test("An inconclusive step waits for a person, who resumes, advances or stops it")
  func paused() async throws {
    // A bound in the middle of what the challenger does on so few rows.
    let yaml = Self.yaml(
      "strategy: canary, canary: {steps: [50%, 60%], hold: 300 rows, minimum_outcomes: 50}", gates: #"["auc >= 0.86"]"#)
    let project = try await Self.project(Self.yaml(Self.canary))
    project.write(yaml)
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion(override: "a test")))
      try await engine.perform(.play(Command.Play(until: .row(400))))
      let page = try await engine.ask(.rollout)
      #expect(page["state"]?.string == "paused", "\(page.text())")
      #expect(page["because"]?.string?.contains("auc >= 0.86: inconclusive") == true)
      let snapshot = await engine.currentSnapshot
      #expect(snapshot.stages[3].headline == "v2 waits for you: a step was inconclusive")
    }
    // It waits for as long as it takes.
    try await project.withEngine { engine in
      #expect(try await engine.ask(.status)["rollout"]?["state"]?.string == "paused")
      try await engine.perform(.rollout(.resume, because: "look again"))
      #expect(try await engine.ask(.status)["rollout"]?["state"]?.string == "running")
      try await engine.perform(.rollout(.advance, because: "good enough"))
      #expect(try await engine.ask(.status)["rollout"]?["step"]?.int == 1)
      let no = try await refusal { _ = try await engine.send(.rollout(.resume, because: nil)) }
      #expect(no.kind == .no)
      try await engine.perform(.rollout(.abort, because: "enough"))
      #expect(try await engine.ask(.status)["rollout"]?.isNull == true)
      let none = try await refusal { _ = try await engine.send(.rollout(.abort, because: nil)) }
      #expect(none.message == "no rollout is under way")
    }
    let stepped = try Self.payloads(project).compactMap {
      if case .rolloutStepped(let stepped) = $0 { stepped.action } else { nil }
    }
    #expect(stepped == [.paused, .resumed, .advanced])
  }

  @Test("`--now` changes the champion at once, also for the version that is on its way")
  func now() async throws {
    let project = try await Self.project(Self.yaml(Self.canary))
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.promote(Command.Promotion(version: VersionID(2), now: true)))
      let status = try await engine.ask(.status)
      #expect(status["champion"]?["version"]?.int == 2)
      #expect(status["rollout"]?.isNull == true)
      let receipt = try await engine.send(.rollback(because: "no"))
      #expect(receipt.message == "version 1 is champion again")
    }
  }

  // MARK: Shadow

  @Test("A shadow decides nothing; its answers are kept, compared and survive an interruption")
  func shadow() async throws {
    let project = try await Self.project(
      Self.yaml("strategy: shadow, shadow: {hold: 100000 rows}, canary: {minimum_outcomes: 60}"))
    try await project.withEngine { engine in
      try await engine.perform(.promote(Command.Promotion()))
      try await engine.perform(.play(Command.Play(until: .row(600))))
      let page = try await engine.ask(.rollout)
      #expect(page["strategy"]?.string == "shadow")
      #expect(page["shadow"]?["rows"]?.int == 600)
      let disagreement = page["shadow"]?["disagreement"]
      #expect((disagreement?["lower"]?.double ?? 1) <= (disagreement?["value"]?.double ?? 0))
      #expect(try await engine.ask(.registry(at: nil))["aliases"]?["shadow"]?.int == 2)
    }
    try await project.withEngine { engine in
      try await engine.perform(.play(Command.Play(until: .row(1200), resumes: true)))
      let page = try await engine.ask(.rollout)
      #expect(page["shadow"]?["rows"]?.int == 1200)
      #expect(page["arms"]?["challenger"]?["rows"]?.int == 1200)
      #expect(page["arms"]?["baseline"]?["rows"]?.int == 1200)
    }
    let log = try PredictionLog(path: project.folder.predictionLog)
    let page = try log.reader.page(session: SessionID(1), offset: 0, limit: 10_000)
    #expect(page.versions.allSatisfy { $0 == VersionID(1) })
    let shadow = try PredictionLog(path: project.folder.shadowLog)
    #expect(shadow.counts(of: SessionID(1)).predictions == 1200)
  }
}
