import Encoding
import Lifecycle
import Testing

@Suite("Events in their written form")
struct EventCodecTests {
  /// Each kind twice: with every fact set, and with every fact left out that may be.
  static func payloads() throws -> [Event.Payload] {
    try traffic() + runs() + circle() + [
      .projectOpened(Event.ProjectOpened(name: "bikes \"ü\"\n\u{0}", digest: "")),
      .scopeChanged(Event.ScopeChanged(digest: "d", gates: ["auc >= 0.78", "rmse <= 0.8 * baseline.rmse"])),
      .scopeChanged(Event.ScopeChanged(digest: "d", gates: [])),
      .datasetAdded(
        DatasetVersion(sha256: "s", parent: "p", reason: "relabel", source: "hour.csv", rows: 17_379, columns: 17)),
      .datasetAdded(DatasetVersion(sha256: "s", reason: "import", source: "x", rows: 0, columns: 0)),
      .steppedBack(Event.SteppedBack(iteration: 2, stage: .data, because: "AUC below 0.78 since 3 March")),
      .steppedBack(Event.SteppedBack(iteration: 3, stage: .scoping, because: "")),
    ]
  }

  private static func runs() throws -> [Event.Payload] {
    var gates = [try GateResult.sample(), try GateResult.sample("rmse <= 0.8 * baseline.rmse", .inconclusive)]
    gates.append(GateResult(gate: try Gate(parsing: "latency_p99_ms < 10"), verdict: .noData))
    gates.append(
      GateResult(
        gate: try Gate(parsing: "r2 > 0"), bound: -.infinity,
        measurement: Measurement(value: 1e-300, lower: -.infinity, upper: .infinity, count: 1), verdict: .failed))
    let metrics = ["test": ["auc": 0.1 + 0.2, "rmse": 1e21], "baseline": ["auc": 0.5], "train": [:]]
    return [
      .runStarted(
        Event.RunStarted(
          run: RunID(4),
          recipe: Recipe(
            name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300, "learning_rate": 0.05],
            features: ["temp", "hr"], seed: .max))),
      .runStarted(
        Event.RunStarted(
          run: RunID(5), recipe: Recipe(name: "b", algorithm: .baseline, seed: 0))),
      .runEnded(Event.RunEnded(run: RunID(5), isCancelled: true, reason: "x pressed")),
      .runEnded(Event.RunEnded(run: RunID(6), isCancelled: false, reason: "")),
      .runFinished(
        Event.RunFinished(
          run: RunID(4), version: VersionID(2), dataset: "d",
          newestRelease: Timestamp(microseconds: 1_772_000_000_123_456),
          rows: PartCounts(train: 1, validate: 2, test: 3),
          model: .sample, metrics: metrics, gates: gates, threshold: 0.31,
          features: ["temp", ""], seconds: 0.1)),
      .runFinished(
        Event.RunFinished(
          run: RunID(4), version: VersionID(2), dataset: "", rows: PartCounts(), model: .sample, metrics: [:],
          gates: [], features: [], seconds: 0)),
      .versionBlessed(
        Event.Blessing(version: VersionID(2), verdict: .failed, gates: gates, because: "b", override: "o")),
      .versionBlessed(Event.Blessing(version: VersionID(2), verdict: .noData, gates: [])),
      .promoted(
        Event.Promoted(champion: VersionID(2), previous: VersionID(1), because: "passes", override: "demo day")),
      .promoted(Event.Promoted(champion: VersionID(2))),
      .rolledBack(Event.Promoted(champion: VersionID(1), previous: VersionID(2), because: "AUC fell")),
      .rolledBack(Event.Promoted(champion: VersionID(1))),
    ]
  }

  private static func traffic() -> [Event.Payload] {
    [
      .session(3, isResumed: true), .session(1),
      .sessionEnded(Event.SessionEnded(session: SessionID(3), predictions: 1 << 40, outcomes: 9, lost: 1)),
      .servingStarted(
        Event.ServingStarted(
          session: SessionID(4), address: "https://[::1]:8080", asksForTokens: true, isEncrypted: false)),
      .servingEnded(
        Event.ServingEnded(session: SessionID(4), predictions: 1 << 40, outcomes: 0, because: "a new certificate")),
      .servingEnded(Event.ServingEnded(session: SessionID(5), predictions: 0, outcomes: 0)),
      .closed(0),
      .windowClosed(
        WindowClosed(
          session: SessionID(1), index: 7, firstID: 0, from: Timestamp(microseconds: .min),
          to: Timestamp(microseconds: .max),
          rows: 0, drift: [])),
      .windowSettled(
        WindowSettled(
          session: SessionID(1), index: 7, from: .march(1), to: .march(2), version: VersionID(3), settled: 20,
          metrics: ["auc": 0.71, "log_loss": .infinity], lower: -1, upper: 1, value: -3.5, baselineValue: 2,
          kpis: ["bikes missed": 880.25])),
      .windowSettled(
        WindowSettled(
          session: SessionID(1), index: 8, from: .march(1), to: .march(2), settled: 0, metrics: [:], kpis: [:])),
      .alarmChanged(
        Alarm(
          id: AlarmID(9), rule: "psi high", metric: "psi", column: "euribor3m", severity: .critical, state: .resolved,
          since: .march(3), until: .march(4), value: 0.4, bound: 0.2, costPerDay: 120, advice: "retrain",
          isAcknowledged: true, snoozedUntil: .march(5))),
      .alarm(1, .pending, .information),
    ]
  }

  private static func circle() throws -> [Event.Payload] {
    let gate = GateResult(gate: try Gate(parsing: "auc >= 0.7"), bound: 0.7, verdict: .noData)
    return [
      .rolloutStarted(
        Event.RolloutStarted(
          strategy: .canary, challenger: VersionID(2), champion: VersionID(1), steps: [0.05, 0.5], because: "better")),
      .rolloutStarted(
        Event.RolloutStarted(strategy: .shadow, challenger: VersionID(2), champion: VersionID(1), steps: [])),
      .rolloutStepped(
        Event.RolloutStepped(
          action: .paused, step: 1, share: 0.5, firstID: 4000, verdict: .inconclusive, gates: [gate],
          because: "too few")),
      .rolloutEnded(Event.RolloutEnded(result: .rolledBack, verdict: .failed, gates: [gate], because: "worse")),
      .automationChanged(Event.AutomationChanged(level: .partial, previous: .full, because: "new law")),
      .requestReviewed(Event.RequestReviewed(session: SessionID(2), id: 17, answer: "yes")),
      .labelReviewed(
        Event.LabelReviewed(row: 12, action: .labelled, from: "no", to: "yes", because: "seen the scan")),
      .labelReviewed(Event.LabelReviewed(row: 13, action: .skipped)),
      .policyActed(
        Event.PolicyActed(number: 1, policy: "weekly", action: .suggested, reason: "7 days since version 2")),
      .suggestionAnswered(Event.SuggestionAnswered(number: 1, isAccepted: true)),
      .decided(Event.Decided(decision: .retire, iteration: 3, because: "does not pay")),
      .undone(Event.Undone(event: 40, what: "promotion of version 2")),
    ]
  }

  @Test("each payload reads back as it was, through text")
  func roundTrips() throws {
    let payloads = try EventCodecTests.payloads()
    for (index, payload) in payloads.enumerated() {
      let event = Event(
        sequence: index + 1, time: Timestamp(microseconds: 1_772_000_000_000_001),
        eventTime: index % 2 == 0 ? nil : .march(2), who: "Ana", command: index % 3 == 0 ? nil : "sextant train",
        payload: payload)
      let text = event.json.text()
      #expect(try Event(json: try JSON(parsing: text)) == event, "\(text)")
    }
    #expect(Set(payloads.map(\.kind)) == Set(Event.Kind.allCases), "every kind is among the samples")
  }

  @Test("no two facts of an event share a name")
  func distinctNames() throws {
    for payload in try EventCodecTests.payloads() {
      let names = Event.sample(1, payload).json.members?.map(\.name) ?? []
      #expect(Set(names).count == names.count, "\(payload.kind): \(names)")
    }
  }

  @Test("the written form of one event, letter for letter")
  func pinnedForm() throws {
    let event = Event(
      sequence: 7, time: .march(1), eventTime: .march(2), who: "Ana", command: "sextant promote 2",
      payload: .promoted(Event.Promoted(champion: VersionID(2), previous: VersionID(1))))
    let expected =
      #"{"sequence":7,"time":"2026-03-01T00:00:00Z","event_time":"2026-03-02T00:00:00Z","who":"Ana","#
      + #""command":"sextant promote 2","event":"promoted","v":1,"champion":2,"previous":1,"because":null,"override":null}"#
    #expect(event.json.text() == expected)
  }

  @Test("keys that are not known are ignored, and absent optional ones are nil")
  func unknownKeys() throws {
    let json = try JSON(parsing: #"{"v":1,"champion":2,"mood":"good","nested":{"a":[1]}}"#)
    #expect(
      try Event.Payload(kind: "promoted", json: json) == .promoted(Event.Promoted(champion: VersionID(2))))
  }

  @Test(
    "a newer kind or version is refused, and the message says to upgrade",
    arguments: [
      (#"{"v":2,"champion":2}"#, "promoted", EventCodecError.Reason.newerVersion(found: 2, known: 1)),
      (#"{"v":1}"#, "model_sang", .unknownKind), (#"{"v":9}"#, "model_sang", .newerVersion(found: 9, known: 1)),
    ])
  func newer(text: String, kind: String, reason: EventCodecError.Reason) throws {
    let json = try JSON(parsing: text)
    let error = try #require(throws: EventCodecError.self) { try Event.Payload(kind: kind, json: json) }
    #expect(error.reason == reason)
    #expect(error.isNewer)
    #expect(error.description.contains("upgrade"))
    #expect(error.description.contains(kind))
  }

  @Test(
    "what is missing or malformed is named with its path",
    arguments: [
      (#"{}"#, "promoted", EventCodecError.Reason.missing(field: "v")),
      (#"{"v":0}"#, "promoted", .malformed(field: "v", expected: "a version from 1")),
      (#"{"v":1}"#, "promoted", .missing(field: "champion")),
      (#"{"v":1,"champion":"two"}"#, "promoted", .malformed(field: "champion", expected: "an integer")),
      (#"{"v":1,"champion":1.5}"#, "promoted", .malformed(field: "champion", expected: "an integer")),
      (
        #"{"v":1,"iteration":1,"stage":"moon","because":""}"#, "stepped_back",
        .malformed(field: "stage", expected: "a stage")
      ),
      (
        #"{"v":1,"digest":"d","gates":["a",1]}"#, "scope_changed",
        .malformed(field: "gates", expected: "a list of texts")
      ),
      (
        #"{"v":1,"version":1,"verdict":"passed","gates":[{"gate":"auc > 0","verdict":"passed"},{"gate":"auc"}]}"#,
        "version_blessed", .malformed(field: "gates[1].gate", expected: "a gate")
      ),
      (
        #"{"v":1,"run":1,"dataset":"d","rows":{},"recipe":{"name":"x","algorithm":"linear","parameters":{"l2":"a"}}}"#,
        "run_started", .malformed(field: "recipe.parameters", expected: "numbers by name")
      ),
    ])
  func malformed(text: String, kind: String, reason: EventCodecError.Reason) throws {
    let json = try JSON(parsing: text)
    let error = try #require(throws: EventCodecError.self) { try Event.Payload(kind: kind, json: json) }
    #expect(error.reason == reason)
    #expect(!error.isNewer)
  }

  @Test("a payload that is no object is an error, not a trap", arguments: ["null", "[]", "1", "\"x\""])
  func notAnObject(text: String) throws {
    let json = try JSON(parsing: text)
    for kind in Event.Kind.allCases {
      #expect(throws: EventCodecError.self) { try Event.Payload(kind: kind.rawValue, json: json) }
    }
    #expect(throws: EventCodecError.self) { try Event(json: json) }
  }
}
