import Encoding
import Expressions
import Lifecycle
import Testing

@Suite("Reading the scope")
struct ScopeReadingTests {
  /// Today is 10 March 2026.
  private func field(
    _ path: String, _ definition: ProjectDefinition, _ state: LifecycleState = LifecycleState()
  ) -> String? {
    ScopeReading(definition, state, today: .march(10)).fields.first { $0.path == path }
      .map { "\($0.stage?.id ?? "-") \($0.holds.rawValue): \($0.fact)" }
  }

  @Test("A gate holds, fails or is not known by what the champion has")
  func gates() throws {
    var definition = try ScopeSample.definition()
    definition.scope.gates = try ["rmse <= 70", "rmse <= 60", "rmse <= 63", "mae <= 3"].map { try Gate(parsing: $0) }
    let state = ScopeSample.state()
    #expect(field("scope.gates[0]", definition, state) == "development holds: champion 7 has 62.80")
    #expect(field("scope.gates[1]", definition, state) == "development broken: champion 7 has 62.80 > 60.00")
    #expect(
      field("scope.gates[2]", definition, state)
        == "development unknown: champion 7 has 62.80, in truth 61.00 to 64.50, which straddles 63.00")
    #expect(field("scope.gates[3]", definition, state) == "development unknown: champion 7 has no mae")
    #expect(field("scope.gates[0]", definition) == "development unknown: no version to judge")
  }

  @Test("Hours, rates and what is paid once are held against the budget")
  func budget() throws {
    var definition = try ScopeSample.definition()
    definition.scope.constraints.budget = 5000
    #expect(
      field("scope.constraints.budget", definition)
        == "business unknown: no costs are given, such as `costs.hour_rate`")
    definition.scope.costs = Scope.Costs(perHour: 100, once: 500)
    definition.scope.milestones = [
      Scope.Milestone(what: "a", hours: 20, isDone: true), Scope.Milestone(what: "b", hours: 20),
    ]
    #expect(field("scope.constraints.budget", definition) == "business holds: 2.50k spent, 4.50k planned of 5.00k")
    definition.scope.milestones[1].hours = 40
    #expect(field("scope.constraints.budget", definition) == "business broken: 2.50k spent, 6.50k planned of 5.00k")
    #expect(field("scope.costs.hour_rate", definition) == "business holds: 2.50k spent so far")
  }

  @Test(
    "A milestone is done, due or overdue by the day",
    arguments: [
      (Scope.Milestone(what: "m", due: "2026-03-12"), "holds: due in 2 days"),
      (Scope.Milestone(what: "m", due: "2026-03-10"), "holds: due today"),
      (Scope.Milestone(what: "m", due: "2026-03-09"), "broken: overdue by 1 day"),
      (Scope.Milestone(what: "m", due: "2026-03-01", isDone: true), "holds: done"),
      (Scope.Milestone(what: "m"), "unknown: it has no date"),
    ])
  func milestones(_ milestone: Scope.Milestone, _ expected: String) throws {
    var definition = try ScopeSample.definition()
    definition.scope.milestones = [milestone]
    #expect(field("scope.milestones[0]", definition) == "scoping \(expected)")
  }

  @Test("Features that are named like people's identifiers break the promise of privacy")
  func privacy() throws {
    var definition = try ScopeSample.definition()
    definition.scope.constraints.privacy = "no personal identifiers"
    var state = ScopeSample.state()
    #expect(
      field("scope.constraints.privacy", definition, state) == "data holds: none of 2 features is named like one")
    state.versions[1].features = ["temp", "customerId", "E-Mail"]
    #expect(
      field("scope.constraints.privacy", definition, state)
        == "data broken: `customerId`, `E-Mail` look like personal identifiers")
    #expect(PersonalColumns.among(["username", "temp", "first_name", "window_id", "user_id", "ipod"]).count == 3)
  }

  @Test("Latency is held against what was measured")
  func latency() throws {
    var definition = try ScopeSample.definition()
    definition.scope.constraints.latencySeconds = 0.01
    var state = ScopeSample.state()
    #expect(field("scope.constraints.latency", definition, state) == "deployment unknown: no latency has been measured")
    state.versions[1].metrics["test"]?["latency_p99_ms"] = 12
    #expect(
      field("scope.constraints.latency", definition, state)
        == "deployment broken: 99 % of the answers take up to 12.0 ms")
  }

  @Test("Somebody has to decide, and who did is told")
  func people() throws {
    var definition = try ScopeSample.definition()
    definition.scope.stakeholders = [Scope.Stakeholder(name: "Finance", role: "stakeholder")]
    #expect(
      field("scope.stakeholders", definition) == "deployment broken: none of them is the decision-maker")
    definition.scope.stakeholders.append(Scope.Stakeholder(name: "Ada", role: "decision-maker"))
    #expect(
      field("scope.stakeholders", definition, ScopeSample.state())
        == "deployment holds: Ada decides; tester made v7 champion")
  }

  @Test("What replaces nothing is settled; what cannot be compared is not known")
  func replaced() throws {
    var definition = try ScopeSample.definition()
    definition.scope.replaces = .process("dispatchers", column: nil)
    #expect(
      field("scope.replaces", definition)
        == "deployment unknown: its answers are no column: agreement cannot be measured")
    definition.scope.replaces = .model("old", column: "temp")
    #expect(
      field("scope.replaces", definition, ScopeSample.state())
        == "deployment broken: champion 7 learns from `temp`, its answer")
  }

  @Test("What nothing reads is said to be read by nothing")
  func unread() throws {
    var definition = try ScopeSample.definition()
    definition.scope.priorArt = ["a paper"]
    definition.scope.architecture = "a queue"
    definition.scope.constraints.infrastructure = "one machine"
    for path in ["scope.prior_art", "scope.architecture", "scope.constraints.infrastructure"] {
      #expect(field(path, definition) == "- unread: people alone read it: nothing checks it")
    }
  }

  @Test("The other sections are judged by what happened")
  func stages() throws {
    var definition = try ScopeSample.definition()
    definition.data.leaveOut = ["hum"]
    var state = ScopeSample.state()
    #expect(field("data.leave_out", definition, state) == "data broken: champion 7 learns from `hum`")
    #expect(field("data.target", definition, state) == "data holds: no model learns from it")
    #expect(field("recipes.trees", definition, state) == "development unknown: never trained")
    #expect(field("monitoring.alarms.cold", definition, state) == "monitoring holds: quiet")
    state.alarms = [
      Alarm(
        id: AlarmID(1), rule: "cold", metric: "psi.temp", severity: .warning, state: .firing, since: .march(3),
        advice: "")
    ]
    #expect(field("monitoring.alarms.cold", definition, state) == "monitoring broken: fires since 2026-03-03")
    #expect(field("business.kpis.missed", definition, state) == "business broken: 950.0 > 900.0")
  }

  @Test("What no contract should be without is missed")
  func missed() throws {
    var definition = try ScopeSample.definition()
    definition.scope = Scope(metric: "rmse")
    let reading = ScopeReading(definition, LifecycleState(), today: .march(10))
    let missed = reading.fields.filter { $0.value.isEmpty }.map(\.path)
    #expect(missed == ["scope.problem", "scope.gates", "scope.value", "scope.stakeholders"])
    #expect(reading.count(.broken) == 1)
    #expect(reading.json["fields"]?.array?.count == reading.fields.count)
  }
}

/// A project with a champion and a settled window.
enum ScopeSample {
  static func definition() throws -> ProjectDefinition {
    ProjectDefinition(
      name: "bikes",
      scope: Scope(
        problem: "How many?", metric: "rmse", gates: [try Gate(parsing: "rmse <= 70")],
        value: .perRow(try Expression(parsing: "-abs(prediction - cnt)"))),
      data: DataDefinition(source: .file("hour.csv"), target: "cnt"),
      recipes: [
        Recipe(name: "trees", algorithm: .boostedTrees), Recipe(name: "linear", algorithm: .linear),
      ],
      monitoring: MonitoringDefinition(
        window: .rows(100), alarms: [AlarmRule(name: "cold", condition: try Expression(parsing: "psi.temp >= 0.2"))]),
      business: BusinessDefinition(
        unit: "€",
        kpis: [
          KPI(
            name: "missed", formula: try Expression(parsing: "sum(abs(prediction - cnt))"),
            target: KPI.Target(comparison: .lessOrEqual, bound: 900))
        ]))
  }

  static func version(_ id: Int, recipe: String, rmse: Double) -> Version {
    Version(
      id: VersionID(id), run: RunID(id), recipe: recipe, algorithm: .linear, dataset: "d", created: .march(1),
      model: .sample, metrics: ["test": ["rmse": rmse]], gates: [], features: ["temp", "hum"],
      intervals: ["rmse": ["lower": rmse - 1.8, "upper": rmse + 1.7, "n": 500]])
  }

  static func state() -> LifecycleState {
    var state = LifecycleState()
    state.versions = [version(3, recipe: "linear", rmse: 74), version(7, recipe: "trees", rmse: 62.8)]
    state.aliases.champion = VersionID(7)
    state.aliasHistory = [
      AliasChange(alias: "champion", version: VersionID(7), at: .march(2), who: "tester")
    ]
    state.windows = [
      Window(
        closed: WindowClosed(
          session: SessionID(1), index: 0, firstID: 0, from: .march(1), to: .march(2), rows: 100, drift: []),
        settled: WindowSettled(
          session: SessionID(1), index: 0, from: .march(1), to: .march(2), settled: 100, metrics: ["rmse": 64],
          value: -100, baselineValue: -300, kpis: ["missed": 950]))
    ]
    return state
  }
}
