import Encoding
import Lifecycle
import Testing

@Suite("The fold of the journal")
struct ReducerTests {
  /// A project's life: two runs, a promotion each, a rollback, traffic, alarms, a step back, a cancelled run.
  private static func story() throws -> [Event] {
    let payloads: [Event.Payload] = [
      .projectOpened(Event.ProjectOpened(name: "bikes", digest: "one")),
      .datasetAdded(DatasetVersion(sha256: "d1", reason: "import", source: "hour.csv", rows: 100, columns: 5)),
      .runStarted(1), try .runFinished(1, version: 1), .promoted(1, previous: nil), .session(1), .closed(0),
      .closed(1), .settled(0), .alarm(1, .pending), .alarm(1, .firing), .runStarted(2),
      try .runFinished(2, version: 2), .promoted(2, previous: 1), .settled(1), .alarm(1, .resolved),
      .rolledBack(1, previous: 2),
      .steppedBack(Event.SteppedBack(iteration: 2, stage: .data, because: "labels are wrong")), .runStarted(3),
      .runEnded(Event.RunEnded(run: RunID(3), isCancelled: true, reason: "x")),
      .scopeChanged(Event.ScopeChanged(digest: "two", gates: [])),
      .sessionEnded(Event.SessionEnded(session: SessionID(1), predictions: 48, outcomes: 40, lost: 2)),
    ]
    return payloads.enumerated().map { .sample($0 + 1, $1, eventTime: .march($0 + 1)) }
  }

  @Test("folding in two parts, split anywhere, equals folding at once")
  func parts() throws {
    let events = try ReducerTests.story()
    let whole = LifecycleState(folding: events)
    for split in 0...events.count {
      var state = LifecycleState(folding: events[..<split])
      for event in events[split...] { state.apply(event) }
      #expect(state == whole, "split at \(split)")
    }
    #expect(whole.sequence == events.count)
  }

  @Test("events that were written and read fold to the same state")
  func throughTheCodec() throws {
    let events = try ReducerTests.story()
    let read = try events.map { try Event(json: try JSON(parsing: $0.json.text())) }
    #expect(LifecycleState(folding: read) == LifecycleState(folding: events))
  }

  @Test("the story's end: who is what, and what is shown")
  func storyEnd() throws {
    let state = LifecycleState(folding: try ReducerTests.story())
    #expect(state.aliases == Aliases(champion: VersionID(1), previous: VersionID(2)))
    #expect(state.champion?.run == RunID(1))
    #expect(state.scopeDigest == "two")
    #expect(state.iteration.number == 2)
    #expect(state.iteration.stage == .data)
    #expect(state.iteration.reason == "labels are wrong")
    #expect(state.runs.map(\.status) == [.finished, .finished, .cancelled])
    #expect(state.versions.map(\.id) == [VersionID(1), VersionID(2)])
    #expect(state.datasets.map(\.sha256) == ["d1"])
    #expect(state.windows.map { $0.settled?.settled } == [20, 20])
    #expect(state.openAlarms.isEmpty)
    #expect(state.session?.isEnded == true)
    #expect(state.session?.predictions == 48)
    #expect(state.eventTime == .march(22))
    #expect(
      state.marks.map(\.kind) == [
        .trained, .promoted, .session, .alarm, .trained, .promoted, .rolledBack, .steppedBack,
      ])
  }

  @Test("each change of an alias is in its history once, with who and why")
  func aliasHistory() throws {
    let state = LifecycleState(folding: try ReducerTests.story())
    let history = state.aliasHistory.map { change in
      "\(change.alias) \(change.from.map(\.description) ?? "-")→\(change.version.map(\.description) ?? "-")"
    }
    #expect(
      history == [
        "challenger -→1", "champion -→1", "challenger 1→-", "challenger -→2", "previous -→1", "champion 1→2",
        "challenger 2→-", "champion 2→1", "previous 1→2",
      ])
    #expect(state.aliasHistory.allSatisfy { $0.who == "tester" })
    #expect(state.aliasHistory[5].why == "better")
    #expect(state.aliasHistory[7].why == "worse")
    // Replaying the history alone gives the aliases of now.
    var replayed: [String: VersionID?] = [:]
    for change in state.aliasHistory { replayed[change.alias] = .some(change.version) }
    #expect(replayed["champion"] == .some(state.aliases.champion))
    #expect(replayed["previous"] == .some(state.aliases.previous))
    #expect(replayed["challenger"] == .some(state.aliases.challenger))
  }

  @Test("promoting what is not the challenger leaves the challenger alone")
  func challengerStays() throws {
    var state = LifecycleState()
    let payloads: [Event.Payload] = [
      .runStarted(1), try .runFinished(1, version: 1), .runStarted(2), try .runFinished(2, version: 2),
      .promoted(1, previous: nil),
    ]
    for (index, payload) in payloads.enumerated() { state.apply(.sample(index + 1, payload)) }
    #expect(state.aliases == Aliases(champion: VersionID(1), challenger: VersionID(2)))
  }

  @Test("a blessing is kept with its version")
  func blessing() throws {
    let blessing = Event.Blessing(version: VersionID(1), verdict: .failed, gates: [], override: "demo day")
    let payloads: [Event.Payload] = [
      .runStarted(1), try .runFinished(1, version: 1, .failed), .versionBlessed(blessing),
    ]
    let state = LifecycleState(folding: payloads.enumerated().map { Event.sample($0 + 1, $1) })
    #expect(state.versions[0].blessing == blessing)
    #expect(state.versions[0].verdict == .failed)
    #expect(state.runs[0].verdict == .failed)
  }

  @Test("events about what is not there change nothing but the sequence")
  func prunedReferences() throws {
    let orphans: [Event.Payload] = [
      .settled(3), try .runFinished(9, version: 9),
      .runEnded(Event.RunEnded(run: RunID(9), isCancelled: false, reason: "")),
      .versionBlessed(Event.Blessing(version: VersionID(9), verdict: .passed, gates: [])),
      .sessionEnded(Event.SessionEnded(session: SessionID(9), predictions: 1, outcomes: 1, lost: 0)),
    ]
    for payload in orphans {
      var state = LifecycleState()
      state.apply(.sample(41, payload))
      var expected = LifecycleState()
      expected.sequence = 41
      #expect(state == expected, "\(payload.kind)")
    }
  }

  @Test("dropping window and alarm events that the state's bounds leave out anyway changes nothing")
  func prunedJournal() {
    let bound = LifecycleState.windowCountMax
    var events: [Event] = [.sample(1, .session(1))]
    for index in 0..<bound + 100 {
      events.append(.sample(events.count + 1, .closed(index)))
      events.append(.sample(events.count + 1, .settled(index)))
    }
    let whole = LifecycleState(folding: events)
    let pruned = LifecycleState(folding: [events[0]] + events.suffix(2 * bound))
    #expect(pruned == whole)
    #expect(whole.windows.count == bound)
    #expect(whole.windows.first?.closed.index == 100)
    #expect(whole.windows.allSatisfy { $0.settled != nil })
  }

  @Test("ended alarms are bounded, open ones are never dropped")
  func alarmBounds() {
    var state = LifecycleState()
    state.apply(.sample(1, .alarm(1, .firing)))
    for id in 2...LifecycleState.alarmCountMax + 50 { state.apply(.sample(id, .alarm(id, .resolved))) }
    #expect(state.alarms.count == LifecycleState.alarmCountMax + 1)
    #expect(state.openAlarms.map(\.id) == [AlarmID(1)])
    #expect(state.alarms.contains { $0.id == AlarmID(LifecycleState.alarmCountMax + 50) })
    #expect(!state.alarms.contains { $0.id == AlarmID(2) })
  }

  @Test("open alarms: firing before pending, then the gravest, then the newest")
  func alarmOrder() {
    var state = LifecycleState()
    let alarms: [Event.Payload] = [
      .alarm(1, .pending, .critical), .alarm(2, .firing, .information), .alarm(3, .firing, .critical),
      .alarm(4, .firing, .critical), .alarm(5, .inactive, .critical),
    ]
    for (index, alarm) in alarms.enumerated() { state.apply(.sample(index + 1, alarm)) }
    #expect(state.openAlarms.map(\.id.number) == [4, 3, 2, 1])
  }

  @Test("only the step to firing leaves a mark")
  func alarmMarks() {
    var state = LifecycleState()
    for (index, alarm) in [Alarm.State.pending, .firing, .firing, .resolved, .pending, .firing].enumerated() {
      state.apply(.sample(index + 1, .alarm(1, alarm)))
    }
    #expect(state.marks.map(\.kind) == [.alarm, .alarm])
  }

  @Test("a new session has a clock and windows of its own; a resumed one goes on")
  func sessions() {
    var state = LifecycleState()
    state.apply(.sample(1, .session(1), eventTime: .march(20)))
    state.apply(.sample(2, .closed(0), eventTime: .march(21)))
    state.apply(
      .sample(3, .sessionEnded(Event.SessionEnded(session: SessionID(1), predictions: 5, outcomes: 1, lost: 0))))
    state.apply(.sample(4, .session(1, isResumed: true), eventTime: .march(21)))
    #expect(state.windows.count == 1)
    #expect(state.session?.isEnded == false)
    #expect(state.session?.predictions == 5)
    state.apply(.sample(5, .session(2), eventTime: .march(3)))
    #expect(state.windows.isEmpty)
    #expect(state.eventTime == .march(3))
    #expect(state.sessionCount == 2)
  }

  @Test("event time never runs backwards within a session")
  func eventTime() {
    var state = LifecycleState()
    state.apply(.sample(1, .closed(0), eventTime: .march(9)))
    state.apply(.sample(2, .closed(1), eventTime: .march(7)))
    state.apply(.sample(3, .closed(2)))
    #expect(state.eventTime == .march(9))
  }
}
