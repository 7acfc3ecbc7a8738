import Encoding
import Glibc
import Lifecycle
import Runtime
import Storage
import TestSupport
import Testing

/// One engine a project, what survives it, and what it does when things are broken.
@Suite(.timeLimit(.minutes(2))) struct EngineTests {
  @Test("Two engines cannot hold one project, and the lock comes free with its engine")
  func lock() async throws {
    let project = try SampleProject()
    try await project.withEngine { _ in
      guard case .heldBy(let pid) = try ProjectLock.tryAcquire(project.folder.lock) else {
        Issue.record("the lock was given twice")
        return
      }
      #expect(pid == getpid())
    }
    try await project.withEngine { engine in
      let status = try await engine.ask(.status)
      #expect(status["project"]?.string == "sample")
    }
  }

  @Test("A cancelled training is journalled as such and leaves no version and no file")
  func cancelTraining() async throws {
    let project = try SampleProject(yaml: SampleProject.yaml(recipe: "rounds: 10000, leaves: 31, early_stopping: 0"))
    try await project.withEngine { engine in
      let task = try #require(try await engine.send(.train(Command.Training())).task)
      let busy = try await refusal { _ = try await engine.send(.train(Command.Training())) }
      #expect(busy.message.hasSuffix("is still training (task \(task))"))
      _ = try await engine.snapshot { ($0.training?.rounds.count ?? 0) > 0 }
      try await engine.cancel(task)
      let end = try await refusal { _ = try await engine.query(.outcome(of: task)) }
      #expect(end.kind == .cancelled)
      let run = try await engine.ask(.runs)
      #expect(run["status"]?.string == "cancelled")
      #expect(run["version"]?.isNull == true)
      #expect(try await engine.ask(.registry(at: nil))["versions"]?.array?.isEmpty == true)
      // The next one is free to go.
      try await engine.perform(.train(Command.Training(overrides: ["rounds": 2])))
    }
    let events = try project.events()
    #expect(events.map(\.kind) == [.projectOpened, .runStarted, .runEnded, .runStarted, .datasetAdded, .runFinished])
    guard case .runEnded(let ended) = events[2].payload, case .runFinished(let finished) = events[5].payload else {
      return
    }
    #expect(ended == Event.RunEnded(run: RunID(1), isCancelled: true, reason: "cancelled"))
    #expect(finished.version == VersionID(1))
    #expect(TemporaryFolder.names(in: project.folder.artifacts) == [finished.model.sha256])
  }

  @Test("A failed training says why and leaves the engine well")
  func failedTraining() async throws {
    let project = try SampleProject(rows: nil)
    #expect(TextFile.write("time,a,y\n2024-01-01,1,0\n2024-01-02,2\n", to: project.temporary.file("rows.csv")))
    try await project.withEngine { engine in
      let no = try await refusal { try await engine.perform(.train(Command.Training())) }
      #expect(no.kind == .wrongUse)
      #expect(no.message.contains("rows.csv") && no.message.contains("3"), "file and line: \(no)")
      #expect(try await engine.ask(.runs)["status"]?.string == "failed")
      #expect(TextFile.write(SampleRows().text, to: project.temporary.file("rows.csv")))
      try await engine.perform(.train(Command.Training()))
    }
  }

  @Test("What is journalled is what is found again, by a fold and without any checkpoint")
  func reopening() async throws {
    let project = try SampleProject()
    func facts(_ engine: Engine) async throws -> [JSON] {
      let queries: [Query] = [
        .runs, .registry(at: nil), .journal(since: 0, limit: 10_000), .alarms(all: true), .kpis,
        .log(offset: 0, limit: 100),
      ]
      var items: [JSON] = []
      for query in queries { items += try await engine.query(query).items }
      return items
    }
    let (state, before) = try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.play(Command.Play(until: .row(650))))
      try await engine.perform(.stepBack(.data, because: "it drifts"))
      return (await engine.currentSnapshot.state, try await facts(engine))
    }
    #expect(LifecycleState(folding: try project.events()) == state)
    let journal = try Journal(path: project.folder.journal)
    try journal.save(Journal.Checkpoint(sequence: state.sequence, state: Array("what an older program left".utf8)))
    try await project.withEngine { engine in
      #expect(await engine.currentSnapshot.state == state)
      let after = try await facts(engine)
      #expect(after == before)
    }
    try journal.deleteCheckpoint()
    try await project.withEngine { engine in
      #expect(await engine.currentSnapshot.state == state)
      let after = try await facts(engine)
      #expect(after == before)
    }
  }

  @Test("Runs that an engine's death left under way are ended with the reason")
  func interrupted() async throws {
    let project = try SampleProject()
    _ = try await project.withEngine { try await $0.perform(.train(Command.Training())) }
    let recipe = Recipe(name: "trees", algorithm: .boostedTrees)
    _ = try Journal(path: project.folder.journal).append([
      Journal.Draft(
        time: project.clock.present, who: "tester", command: "sextant train",
        payload: .runStarted(Event.RunStarted(run: RunID(2), recipe: recipe)))
    ])
    #expect(TextFile.write("half", to: project.folder.artifacts + "/unfinished-abc-1"))
    try await project.withEngine { engine in
      let run = try #require(try await engine.query(.runs).items.last)
      #expect(run["status"]?.string == "failed")
    }
    guard case .runEnded(let ended)? = try project.events().last?.payload else {
      Issue.record("the run was not ended")
      return
    }
    #expect(
      ended == Event.RunEnded(run: RunID(2), isCancelled: false, reason: "the engine stopped before the run ended"))
    #expect(!TemporaryFolder.names(in: project.folder.artifacts).contains { $0.hasPrefix("unfinished") })
  }

  @Test("A champion whose file is damaged is said to be so, and is not answered with")
  func damagedModel() async throws {
    let project = try SampleProject()
    let sha256 = try await project.withEngine { engine in
      try #require(try await engine.trainAndPromote()["model"]?["sha256"]?.string)
    }
    #expect(TextFile.write("no model", to: project.folder.artifacts + "/" + sha256))
    try await project.withEngine { engine in
      let snapshot = await engine.currentSnapshot
      #expect(snapshot.notices.contains { $0.hasPrefix("version 1 cannot be loaded: ") })
      let no = try await refusal { try await engine.perform(.play(Command.Play())) }
      #expect(no.kind == .damaged)
    }
  }

  // MARK: The project file

  @Test("A project file that does not load keeps the old definition, and says so until it is mended")
  func brokenFile() async throws {
    let project = try SampleProject()
    try await project.withEngine { engine in
      project.write(SampleProject.yaml(gates: #"["auc >="]"#))
      let no = try await refusal { try await engine.perform(.reload) }
      #expect(no.kind == .wrongUse)
      #expect(no.message.hasPrefix("sextant.yaml:5:18: error: "), "\(no)")
      let snapshot = await engine.currentSnapshot
      #expect(snapshot.definition.scope.gates.map(\.text) == ["auc >= 0.65"])
      #expect(snapshot.notices.count == 1 && snapshot.notices[0] == no.message)
      _ = try await refusal { try await engine.perform(.reload) }
      #expect(await engine.currentSnapshot.notices.count == 1, "once is enough")
      let trained = try await engine.perform(.train(Command.Training()))
      #expect(trained["gates"]?[0]?["gate"]?.string == "auc >= 0.65")

      project.write(SampleProject.yaml(gates: #"["auc >= 0.7", "log_loss <= 0.9"]"#))
      let receipt = try await engine.send(.reload)
      #expect(receipt.event == 5)
      let mended = await engine.currentSnapshot
      #expect(mended.notices.isEmpty)
      #expect(mended.definition.scope.gates.count == 2)
      let same = try await engine.send(.reload)
      #expect(same.event == nil && same.message == "sextant.yaml has not changed")
    }
    let events = try project.events()
    guard case .scopeChanged(let change)? = events.last?.payload else {
      Issue.record("the last event is \(String(describing: events.last))")
      return
    }
    #expect(change.gates == ["auc >= 0.7", "log_loss <= 0.9"])
    #expect(events.last?.command == "sextant reload")
  }

  @Test("A file that changed while no engine looked is journalled at the next opening, once")
  func changedFile() async throws {
    let project = try SampleProject()
    try await project.withEngine { _ in }
    project.write(SampleProject.yaml(gates: "[]"))
    try await project.withEngine { _ in }
    try await project.withEngine { _ in }
    #expect(try project.events().map(\.kind) == [.projectOpened, .scopeChanged])
  }

  // MARK: Snapshots

  @Test("Snapshots come at once, grow by one, and end with the engine")
  func snapshots() async throws {
    let project = try SampleProject()
    let engine = try await project.open()
    let stream = engine.snapshots()
    let watcher = Task {
      var revisions: [Int] = []
      for await snapshot in stream { revisions.append(snapshot.revision) }
      return revisions
    }
    try await engine.perform(.train(Command.Training()))
    _ = try await engine.snapshot { $0.state.versions.count == 1 && $0.training?.isRunning == false }
    await engine.close()
    let revisions = await watcher.value
    #expect(revisions.first == 1)
    #expect(revisions.count >= 2)
    #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("The table's profile arrives in a snapshot")
  func summary() async throws {
    try await SampleProject().withEngine { engine in
      await engine.loadSummary()
      let data = try #require(try await engine.snapshot { $0.data != nil }.data)
      #expect(data.rows == 3000)
      #expect(data.parts == PartCounts(train: 1200, validate: 300, test: 300))
      #expect(data.liveRows == 1200)
      #expect(data.columns.map(\.name) == ["time", "a", "b", "kind", "y"])
      #expect(data.columns.map(\.role) == ["time", "feature", "feature", "feature", "target"])
      #expect(data.from == SampleRows.start && data.to == SampleRows.time(of: 2999))
    }
  }
}
