import Encoding
import Expressions
import Lifecycle
import ProjectFile
import Tabular
import Testing

@Suite("Reading a project file")
struct ReadingTests {
  @Test("The design's example means what it says")
  func example() throws {
    let file = ProjectFile.parse(text: Sample.bikes, path: "sextant.yaml")
    #expect(file.findings.isEmpty, "\(file.findings)")
    let project = try #require(file.definition)
    #expect(project.name == "bikes")
    #expect(project.scope.problem == "How many bikes will be out next hour?")
    #expect(project.scope.users == ["dispatch"])
    #expect(
      project.scope.stakeholders == [
        Scope.Stakeholder(name: "Operations", role: "decision-maker"), Scope.Stakeholder(name: "Finance"),
      ])
    #expect(project.scope.metric == "rmse")
    #expect(project.scope.gates.map(\.metric) == ["rmse", "rmse", "latency_p99_ms"])
    #expect(project.scope.gates[1].bound.names == ["baseline.rmse"])
    #expect(project.scope.value == .perRow(try Expression(parsing: "-abs(prediction - cnt) * 0.4")))
    #expect(project.scope.constraints == Scope.Constraints(budget: 5000, privacy: "no personal identifiers"))
    #expect(
      project.scope.risks == [Scope.Risk(what: "snow", likelihood: 2, impact: 3, plan: "call a person")])
    #expect(project.scope.milestones == [Scope.Milestone(what: "live", due: "2026-12-01", hours: 40)])
    #expect(
      project.data
        == DataDefinition(
          source: .file("hour.csv"), target: "cnt", time: .columns(["dteday", "hr"]),
          leaveOut: ["casual", "registered", "instant"],
          split: SplitDefinition(method: .time, train: 0.5, validate: 0.1, test: 0.1, live: 0.3)))
    #expect(
      project.recipes == [
        Recipe(name: "trees", algorithm: .boostedTrees, parameters: ["rounds": 300, "depth": 6]),
        Recipe(name: "linear", algorithm: .linear),
      ])
    #expect(project.deployment == DeploymentDefinition(strategy: .direct, automation: .full))
    #expect(project.monitoring.window == .period(86_400))
    #expect(project.monitoring.outcomeDelaySeconds == 7200)
    let condition = try Expression(parsing: "psi.temp >= 0.2")
    #expect(project.monitoring.alarms == [AlarmRule(name: "psi.temp >= 0.2", condition: condition)])
    #expect(project.business.kpis.map(\.name) == ["bikes missed"])
    #expect(project.business.kpis[0].target == KPI.Target(comparison: .lessOrEqual, bound: 900))
    #expect(file.check(against: Sample.bikeSchema).isEmpty)
  }

  @Test("The least project has defaults for the rest")
  func least() throws {
    let file = ProjectFile.parse(text: Sample.least(), path: "f")
    #expect(file.findings.isEmpty)
    let project = try #require(file.definition)
    #expect(project.recipes == [Recipe(name: "trees", algorithm: .boostedTrees)])
    #expect(project.data.split == SplitDefinition(method: .rows))
    #expect(project.monitoring == MonitoringDefinition())
    #expect(project.deployment == DeploymentDefinition())
  }

  @Test("The demo world needs no file")
  func demo() throws {
    let text = """
      name: ads
      scope:
        problem: Which advertisement should this visitor see?
        metric: auc
        gates:
          - auc >= 0.62
          - auc >= baseline.auc + 0.05
        value:
          true_positive: price
          false_positive: -0.02
      data:
        source: {world: 7}
        target: click
        id: impression
        kinds: {slot: categorical}
      recipes:
        trees:
          algorithm: boosted-trees
          rounds: 120
          learning_rate: 0.1
          features: [hour, slot]
          seed: 18446744073709551615
      deployment:
        automation: partial
      monitoring:
        window: 500 rows
        outcome_delay: 90 min
        multivariate: {every: 20, share: 0.1}
        alarms:
          - {name: clicks fall, condition: "`click rate` < 0.01 or psi.score > 0.2", windows: 3, severity: critical}
      business:
        unit: €
        kpis:
          - {name: click rate, formula: rate(outcome == 1), target: ">= 0.02"}
          - {name: revenue, formula: "sum(outcome * price) / count() * 1000", unit: € per 1000}
      """
    let file = ProjectFile.parse(text: text, path: "f")
    #expect(file.findings.isEmpty, "\(file.findings)")
    let project = try #require(file.definition)
    #expect(project.data.source == .world(seed: 7))
    #expect(project.data.split.method == .time)
    #expect(project.data.kinds == ["slot": "categorical"])
    #expect(
      project.scope.value
        == .confusion(
          truePositive: try Expression(parsing: "price"), falsePositive: try Expression(parsing: "-0.02"),
          trueNegative: nil, falseNegative: nil))
    #expect(project.recipes[0].seed == .max)
    #expect(project.recipes[0].features == ["hour", "slot"])
    #expect(project.monitoring.window == .rows(500))
    #expect(project.monitoring.outcomeDelaySeconds == 5400)
    #expect(project.monitoring.multivariate == MultivariateDefinition(every: 20, share: 0.1))
    #expect(project.monitoring.alarms[0].severity == .critical)
    #expect(project.monitoring.alarms[0].windows == 3)
    #expect(project.business.unit == "€")
  }

  @Test(
    "A source is a file, the demo world or a world of a seed",
    arguments: [
      ("demo", DataDefinition.Source.world(seed: 7)), ("\"demo\"", .file("demo")), ("{world: 0}", .world(seed: 0)),
      ("a/b c.csv.gz", .file("a/b c.csv.gz")),
    ])
  func sources(_ text: String, _ source: DataDefinition.Source) {
    let file = ProjectFile.parse(text: Sample.least(data: "source: \(text), target: y"), path: "f")
    #expect(file.definition?.data.source == source)
  }

  @Test("Once a share is written, the shares that are not are none")
  func shares() {
    let file = ProjectFile.parse(
      text: Sample.least(data: "source: a, target: y, split: {by: random, train: 0.5, test: 0.5}"), path: "f")
    #expect(
      file.definition?.data.split == SplitDefinition(method: .random, train: 0.5, validate: 0, test: 0.5, live: 0))
  }

  @Test(
    "Time is a column, two columns or the order of rows",
    arguments: [
      ("at", TimeDefinition.columns(["at"])), ("[day, hour]", .columns(["day", "hour"])),
      ("{columns: at}", .columns(["at"])), ("{columns: [day, hour]}", .columns(["day", "hour"])),
      (
        "{order: rows, from: 2008-05-01, to: 2010-11-30}",
        .rowOrder(from: Timestamp(year: 2008, month: 5, day: 1), to: Timestamp(year: 2010, month: 11, day: 30))
      ),
    ])
  func times(_ text: String, _ time: TimeDefinition) {
    let file = ProjectFile.parse(text: Sample.least(data: "source: a, target: y, time: \(text)"), path: "f")
    #expect(file.definition?.data.time == time)
    #expect(file.definition?.data.split.method == .time)
  }

  @Test(
    "Lengths are written with their units",
    arguments: [
      ("24h", MonitoringDefinition.WindowLength.period(86_400)), ("1.5 h", .period(5400)), ("30s", .period(30)),
      ("7d", .period(604_800)), ("2w", .period(1_209_600)), ("90min", .period(5400)), ("500 rows", .rows(500)),
      ("1_000rows", .rows(1000)), ("1 row", .rows(1)),
    ])
  func lengths(_ text: String, _ window: MonitoringDefinition.WindowLength) {
    let file = ProjectFile.parse(text: Sample.least("monitoring: {window: \(text)}"), path: "f")
    #expect(file.definition?.monitoring.window == window)
  }

  @Test("Words that YAML takes for booleans stay words")
  func norway() {
    let file = ProjectFile.parse(text: Sample.least(data: "source: a.csv, target: y, positive: yes, id: no"), path: "f")
    #expect(file.definition?.data.positive == "yes")
    #expect(file.definition?.data.id == "no")
  }

  @Test("Anchors and aliases stand for what they name")
  func anchors() {
    let text = Sample.least("recipes:\n  a: &a {algorithm: boosted-trees, depth: 3}\n  b: *a\n")
    let file = ProjectFile.parse(text: text, path: "f")
    #expect(file.findings.isEmpty)
    #expect(file.definition?.recipes.map(\.name) == ["a", "b"])
    #expect(file.definition?.recipes[1].parameters == ["depth": 3])
  }

  @Test("A value model read from the file is worth what it says, row by row")
  func values() throws {
    var bindings = Bindings(rowCount: 5)
    bindings.bind("price", to: [2, 3, 4, 5, 6])
    bindings.bind("prediction", to: [1, 1, 0, 0, 1])
    func values(_ model: String) throws -> [Double]? {
      let file = ProjectFile.parse(text: Sample.least(scope: "metric: auc, value: \(model)"), path: "f")
      return try file.definition?.scope.value?.values(
        decisions: [1, 1, 0, 0, 1], outcomes: [1, 0, 1, 0, .nan], over: bindings)
    }
    let cells = try #require(try values("{true_positive: 120, false_positive: -price, false_negative: -1}"))
    #expect(cells.prefix(4) == [120, -3, -1, 0])
    #expect(cells[4].isNaN)
    #expect(try values("{per_row: prediction * price - 1}") == [1, 2, -1, -1, 5])
  }

  @Test("A gate as long as gates may be survives the journal")
  func longGate() throws {
    let long = "auc>=" + Array(repeating: "1", count: 400).joined(separator: "-")
    let file = ProjectFile.parse(text: Sample.least(scope: "metric: auc, gates: [\(long)]"), path: "f")
    let bound = try #require(file.definition?.scope.gates.first?.bound)
    #expect(try Expression(parsing: bound.text).root == bound.root)
    let longer = "auc>=" + Array(repeating: "1", count: 499).joined(separator: "-")
    #expect(
      Sample.findings(Sample.least(scope: "metric: auc, gates: [\(longer)]")) == [
        "2:30 error: `scope.gates[0]` is too long; keep a gate under 1000 bytes"
      ])
  }

  @Test("Null is as good as not there, and a byte order mark and line ends of any system are no matter")
  func tolerance() {
    let text =
      "\u{FEFF}"
      + Sample.least("recipes:\nbusiness: ~\nmonitoring: null\n").split(separator: "\n")
      .joined(separator: "\r\n")
    #expect(Sample.findings(text) == [])
  }

  @Test("An editor is sent to the key, or to what is around it")
  func places() {
    let file = ProjectFile.parse(text: Sample.bikes, path: "f")
    let places = ["scope.gates[1]", "data.split.live", "recipes.linear", "monitoring.nothing", "nothing", "name"]
      .map { file.place(of: $0) }
    #expect(places.map(\.line) == [7, 17, 20, 22, 1, 1])
    #expect(places.map(\.column) == [25, 65, 3, 13, 1, 7])
  }
}
