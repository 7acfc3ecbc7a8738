import Encoding
import Lifecycle
import TestSupport
import Testing

/// The way round: the map of the iterations, where to step back to, what is worth doing, what can be taken back.
@Suite struct WayRoundTests {
  /// A definition whose metric is auc, with a value in cents.
  private static func definition(gates: [String] = ["auc >= 0.65"]) throws -> ProjectDefinition {
    var scope = Scope(metric: "auc", gates: try gates.map { try Gate(parsing: $0) })
    scope.milestones = [
      Scope.Milestone(what: "first", hours: 10, isDone: true), Scope.Milestone(what: "second", hours: 30),
    ]
    scope.costs = Scope.Costs(perHour: 5, once: 50)
    return ProjectDefinition(
      name: "ads", scope: scope, data: DataDefinition(source: .file("a.csv"), target: "click"), recipes: [],
      business: BusinessDefinition(unit: "cents"))
  }

  private static func folded(_ payloads: [(Event.Payload, String?)]) -> LifecycleState {
    var state = LifecycleState()
    for (index, (payload, command)) in payloads.enumerated() {
      var event = Event.sample(index + 1, payload, eventTime: .march(1))
      event.command = command
      state.apply(event)
    }
    return state
  }

  private static func step(
    _ number: Int, _ stage: Stage, _ because: String, worth: Double? = nil
  ) -> Event.Payload {
    .steppedBack(Event.SteppedBack(iteration: number, stage: stage, because: because, valuePerDay: worth))
  }

  private static func dataset(_ hash: String, _ kind: DatasetVersion.Kind) -> Event.Payload {
    .datasetAdded(
      DatasetVersion(sha256: hash, reason: "because", source: "a.csv", rows: 10, columns: 2, kind: kind))
  }

  @Test("The map shows where work was done, the ways back and their reasons")
  func map() throws {
    let state = Self.folded([
      (.projectOpened(Event.ProjectOpened(name: "ads", digest: "d")), nil),
      (Self.dataset("a", .imported), nil), (.runStarted(1), nil), (try .runFinished(1, version: 1), nil),
      (Self.step(2, .data, "wrong labels found"), "sextant step-back data"), (Self.dataset("b", .labelled), nil),
      (.runStarted(2), nil), (try .runFinished(2, version: 2), nil), (.promoted(2, previous: nil), nil),
      (.session(1), nil), (.closed(0), nil), (.settled(0), nil),
      (.decided(Event.Decided(decision: .stepBack, iteration: 2, because: "revenue falls")), nil),
      (
        Self.step(3, .scoping, "revenue falls though the metric holds", worth: -3), "sextant step-back scoping"
      ),
    ])
    let map = IterationMap(state, try Self.definition())
    expectGolden(map.lines.joined(separator: "\n"), named: "iteration-map")
    #expect(map.arrows.map(\.from) == [.development, .business])
    #expect(map.arrows.map(\.to) == [.data, .scoping])
    #expect(map.json["iterations"]?.array?[1]["value_per_day"]?.double == -3)
  }

  @Test(
    "An alarm's kind says where to step back to",
    arguments: [
      (Alarm.Kind.upstreamBreak, Stage.data), (.mislabelling, .data), (.conceptChange, .development),
      (.gate, .development), (.service, .deployment),
    ])
  func suggestion(kind: Alarm.Kind, stage: Stage) throws {
    var state = LifecycleState()
    state.alarms = [
      Alarm(
        id: AlarmID(1), rule: "age arrives missing", metric: "missing_share", severity: .critical, state: .firing,
        since: .march(3), value: 0.93, bound: 0.1, advice: "look upstream", kind: kind)
    ]
    let suggestion = try #require(StepBackSuggestion(state, try Self.definition()))
    #expect(suggestion.stage == stage)
    #expect(suggestion.reason == "age arrives missing: missing_share 0.930 against 0.100 since 2026-03-03")
    let definition = try Self.definition()
    #expect(StepBackSuggestion(LifecycleState(), definition) == nil)
  }

  /// Windows of a day and 100 rows each.
  private static func windows(values: [Double], auc: [Double]) -> LifecycleState {
    var state = LifecycleState()
    for (index, value) in values.enumerated() {
      let (from, to) = (Timestamp.march(index + 1), Timestamp.march(index + 2))
      var closed = WindowClosed(
        session: SessionID(1), index: index, firstID: 100 * index, from: from, to: to, rows: 100, drift: [])
      closed.version = VersionID(1)
      state.windows.append(
        Window(
          closed: closed,
          settled: WindowSettled(
            session: SessionID(1), index: index, from: from, to: to, settled: 100, metrics: ["auc": auc[index]],
            value: value, baselineValue: 20, kpis: [:], alternatives: ["nobody": 0],
            segments: ["device": ["tv": -10, "mobile": value + 10], "device#rows": ["tv": 40, "mobile": 60]])))
    }
    state.eventTime = .march(values.count + 1)
    return state
  }

  @Test("Value that falls while the metric holds speaks against the metric; with the metric it does not")
  func wrongMetric() throws {
    let values: [Double] = [100, 102, 98, 101, 99, 100, 60, 58, 61, 59]
    let holds = Self.windows(values: values, auc: [Double](repeating: 0.7, count: 10))
    let definition = try Self.definition()
    let trend = try #require(ValueTrend(holds, definition))
    #expect(abs(trend.before - 1) < 1e-12 && abs(trend.now - 0.6) < 1e-12)
    #expect(abs(trend.lostPerDay - 40) < 1e-9)
    #expect(StepBackSuggestion(holds, definition)?.stage == .scoping)
    #expect(
      trend.suggestion == "value per row fell 40 % while auc holds at 0.700: the metric may be the wrong one")
    let first = try #require(Insight.all(holds, definition).first)
    #expect(first.id == "wrong-metric" && first.stage == .scoping)
    let falls = Self.windows(values: values, auc: [0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, 0.6, 0.6, 0.6])
    #expect(ValueTrend(falls, definition)?.suggestion == nil)
    // A fall within what windows differ by anyway is none.
    #expect(
      ValueTrend(
        Self.windows(
          values: [100, 140, 60, 120, 80, 110, 90, 100, 85, 95], auc: [Double](repeating: 0.7, count: 10)), definition)
        == nil)
  }

  @Test("Value stands beside what could be had without a model, by segment, and against its cost")
  func business() throws {
    let state = Self.windows(values: [100, 100, 100, 100], auc: [0.7, 0.7, 0.7, 0.7])
    let summary = BusinessSummary(state, try Self.definition())
    #expect(summary.total == 400 && summary.perDay == 100)
    #expect(summary.alternatives == ["nobody": 0, "baseline": 80])
    #expect(summary.segments.map(\.column) == ["device"])
    #expect(summary.segments[0].levels.map(\.name) == ["mobile", "tv"])
    #expect(summary.segments[0].levels.map(\.value) == [440, -40])
    #expect(summary.segments[0].levels.map(\.rows) == [240, 160])
    // 320 gained over the baseline, 10 hours at 5 and 50 at once spent.
    #expect(summary.outlay.gained == 320 && summary.outlay.spent == 100)
    #expect(summary.outlay.ratio == 3.2)
    let insights = Insight.all(state, try Self.definition())
    #expect(insights.contains { $0.id == "segment-device-tv" && $0.worthPerDay == 10 })
  }

  @Test("Without value, windows or costs nothing is claimed")
  func nothingKnown() throws {
    let summary = BusinessSummary(LifecycleState(), try Self.definition())
    let definition = try Self.definition()
    #expect(summary.total == nil && summary.perDay == nil && summary.outlay.gained == nil)
    #expect(summary.outlay.ratio == nil && summary.outlay.paysBackOn == nil)
    #expect(Insight.all(LifecycleState(), definition).isEmpty)
  }

  @Test("What a command did is remembered with what brings it back, several events of one command together")
  func undoables() throws {
    var state = Self.folded([
      (.projectOpened(Event.ProjectOpened(name: "ads", digest: "d")), nil), (Self.dataset("a", .imported), nil),
      (.promoted(1, previous: nil), "sextant promote 1"), (.promoted(2, previous: 1), "sextant promote 2"),
      (Self.step(2, .data, "x"), "sextant step-back data --because x"),
    ])
    #expect(state.undoables.map(\.what) == ["sextant promote 2", "sextant step-back data --because x"])
    #expect(state.undoables[0].inverses == [.champion(VersionID(1), previous: nil)])
    #expect(state.iterations.count == 2)
    var undo = Event.sample(6, .undone(Event.Undone(event: 5, what: "x")))
    undo.command = "sextant undo"
    state.apply(undo)
    #expect(state.iterations.count == 1 && state.undoables.count == 1)
    // One label: the dataset version and the row that need not be shown again come back together.
    let time = Timestamp.march(9)
    for (sequence, payload) in [
      (7, Self.dataset("b", .labelled)), (8, .labelReviewed(Event.LabelReviewed(row: 3, action: .labelled))),
    ] {
      state.apply(
        Event(sequence: sequence, time: time, who: "tester", command: "sextant label set 3 yes", payload: payload))
    }
    #expect(
      state.undoables.last?.inverses == [
        .label(Event.LabelReviewed(row: 3, action: .labelled), wasReviewed: false), .dataset("a"),
      ])
    #expect(state.undoables.last?.sequence == 8)
    #expect(state.labelReview.rows == [3])
  }
}
