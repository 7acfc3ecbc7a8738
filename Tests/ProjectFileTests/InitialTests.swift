import Encoding
import Expressions
import Lifecycle
import ProjectFile
import Testing

@Suite("Writing a first project file")
struct InitialTests {
  static func draft() throws -> ProjectFile.Draft {
    var draft = ProjectFile.Draft(
      name: "bank", source: .file("bank-additional-full.csv.gz"), target: "y", task: .binary, rowCount: 41_188)
    draft.positive = "yes"
    draft.time = .rowOrder(
      from: Timestamp(year: 2008, month: 5, day: 1), to: Timestamp(year: 2010, month: 11, day: 30))
    draft.leaveOut = [ProjectFile.Draft.LeftOut(column: "duration", reason: "known only after the call")]
    draft.split = SplitDefinition(method: .time, train: 0.6, validate: 0.1, test: 0.1, live: 0.2)
    draft.gates = [
      ProjectFile.Draft.Suggestion(gate: "auc >= 0.7", reason: "what a useful model reaches on such a share of yes")
    ]
    draft.value = .confusion(
      truePositive: try Expression(parsing: "100"), falsePositive: try Expression(parsing: "-`cost of call`"),
      trueNegative: nil, falseNegative: nil)
    draft.window = .rows(500)
    draft.outcomeDelaySeconds = 7 * 86_400
    draft.business = BusinessDefinition(
      unit: "€",
      kpis: [
        KPI(
          name: "yes rate", formula: try Expression(parsing: "rate(outcome == 1)"),
          target: KPI.Target(comparison: .greaterOrEqual, bound: 0.1))
      ])
    return draft
  }

  @Test("What was inferred is written down with a comment that says so")
  func text() throws {
    let text = ProjectFile.initial(try InitialTests.draft())
    #expect(
      text == """
        # Written by `sextant init` from 41,188 rows. What it inferred says so; change what is wrong.
        name: bank
        scope:
          problem: "Which rows will have y = yes?"  # say it in your own words
          metric: auc  # inferred: y makes this a binary task
          gates:  # suggested; a version that fails one goes live only with a typed reason
            - "auc >= 0.7"  # what a useful model reaches on such a share of yes
          value: {true_positive: 100, false_positive: "-`cost of call`"}  # suggested: put your own figures or columns in
          # users: [who asks the question]                  # who works with the answers
          # use_case: the question as a machine-learning task, in words
          # replaces: nothing                               # or {process: who decides today, column: THEIR_DECISION},
          #                                                 # or {model: which, column: ITS_ANSWER}
          # prior_art: [what was tried before]
          # architecture: where rows come from and answers go
          # stakeholders: [{name: WHO, role: decision-maker}]  # or stakeholder, domain-expert, data-scientist, data-engineer, architect
          # constraints: {budget: 5000, privacy: no personal identifiers, latency: 10ms, deadline: 2027-01-31}
          # costs: {hour_rate: 80, per_month: 50, once: 0}  # what the return on investment is reckoned against
          # risks: [{what: WHAT MAY HAPPEN, likelihood: 2, impact: 3, plan: WHAT THEN}]
          # milestones: [{what: live, due: 2027-01-31, hours: 40, done: false}]
        data:
          source: bank-additional-full.csv.gz
          target: "y"
          positive: "yes"  # inferred: the value of the target that counts as yes
          time: {order: rows, from: "2008-05-01T00:00:00Z", to: "2010-11-30T00:00:00Z"}  # rows are spread evenly over this time
          leave_out:  # inferred: these would let the model cheat, or tell it nothing
            - duration  # known only after the call
          split: {by: time, train: 0.6, validate: 0.1, test: 0.1, live: 0.2}  # gates judge on test, a replay plays live
        recipes:  # the first is trained when none is named
          trees: {algorithm: boosted-trees, rounds: 300, leaves: 31, learning_rate: 0.1, early_stopping: 30}
          linear: {algorithm: logistic}
        deployment: {strategy: direct, automation: full}  # a promoted version takes all traffic at once
        monitoring:
          window: 500 rows  # inferred from the number of rows and their times
          outcome_delay: 7d  # how long until the truth about a row is known
        business:
          unit: "€"
          kpis:  # suggested
            - {name: yes rate, formula: "rate(outcome == 1)", target: ">= 0.1"}

        """)
  }

  @Test("It reads back as what was meant, without findings")
  func roundTrip() throws {
    let draft = try InitialTests.draft()
    let file = ProjectFile.parse(text: ProjectFile.initial(draft), path: "f")
    #expect(file.findings.isEmpty, "\(file.findings)")
    let project = try #require(file.definition)
    #expect(project.name == draft.name)
    #expect(project.scope.gates.map(\.text) == ["auc >= 0.7"])
    #expect(project.scope.value == draft.value)
    #expect(
      project.data
        == DataDefinition(
          source: draft.source, target: "y", positive: "yes", time: draft.time, leaveOut: ["duration"],
          split: draft.split))
    #expect(project.monitoring.window == draft.window)
    #expect(project.monitoring.outcomeDelaySeconds == draft.outcomeDelaySeconds)
    #expect(project.business == draft.business)
    #expect(project.recipes.map(\.algorithm) == [.boostedTrees, .logistic])
  }

  @Test("Where rows could not be read and were left out, later readings leave them out too")
  func badRows() throws {
    var draft = try InitialTests.draft()
    #expect(ProjectFile.parse(text: ProjectFile.initial(draft), path: "f").definition?.data.skipsBadRows == false)
    draft.badRowCount = 2
    let file = ProjectFile.parse(text: ProjectFile.initial(draft), path: "f")
    #expect(file.findings.isEmpty, "\(file.findings)")
    #expect(file.definition?.data.skipsBadRows == true)
  }

  @Test("The barest draft of each task reads back", arguments: ProjectFile.Draft.Task.allCases)
  func bare(_ task: ProjectFile.Draft.Task) throws {
    let draft = ProjectFile.Draft(name: "a", source: .world(seed: 3), target: "t", task: task, rowCount: 0)
    let file = ProjectFile.parse(text: ProjectFile.initial(draft), path: "f")
    #expect(file.findings.isEmpty, "\(file.findings)")
    #expect(file.definition?.data.source == .world(seed: 3))
    let plain = ProjectFile.Draft(name: "a", source: .file("a"), target: "t", task: task, rowCount: 0)
    #expect(ProjectFile.parse(text: ProjectFile.initial(plain), path: "f").findings.isEmpty)
  }

  @Test(
    "Names of any kind survive the way to the file and back",
    arguments: [
      "yes", "null", "~", "demo", "3", "-", "- a", "a: b", "a #b", "#", "\"", "'", "\\", "{x}", "[x]", "*a", "&a",
      "!a", "%a", "@a", "`a`", "a\nb", "a\tb", " a ", "é", "日本", "👩‍👩‍👧", "\u{0}", "\u{1B}[31m", "\u{85}", "\u{2028}",
      "\u{FEFF}", "\u{FFFF}", "a,b", "a]", "2026-01-01", "1e3", "? a", "| a", "> a", "<<", "...", "---", "a/b.csv",
    ])
  func hostileNames(_ name: String) throws {
    var draft = ProjectFile.Draft(name: name, source: .file(name), target: "t", task: .binary, rowCount: 1)
    draft.positive = name
    draft.id = name
    draft.time = .columns([name, name])
    draft.leaveOut = [ProjectFile.Draft.LeftOut(column: name, reason: name)]
    draft.business = BusinessDefinition(
      unit: name, kpis: [KPI(name: name, unit: name, formula: try Expression(parsing: "count()"))])
    let file = ProjectFile.parse(text: ProjectFile.initial(draft), path: "f")
    #expect(file.findings.isEmpty, "\(file.findings)")
    let project = try #require(file.definition)
    #expect(project.name == name)
    #expect(project.data.source == .file(name))
    #expect(project.data.positive == name)
    #expect(project.data.id == name)
    #expect(project.data.time == .columns([name, name]))
    #expect(project.data.leaveOut == [name])
    #expect(project.business == draft.business)
  }

  @Test(
    "Durations come back as they were",
    arguments: [0, 0.25, 1, 59, 60, 90, 3600, 5400, 86_400, 90_000, 604_800, 31_536_000])
  func durations(_ seconds: Double) {
    var draft = ProjectFile.Draft(name: "a", source: .file("a"), target: "t", task: .binary, rowCount: 1)
    draft.outcomeDelaySeconds = seconds
    if seconds >= 1 { draft.window = .period(seconds) }
    let file = ProjectFile.parse(text: ProjectFile.initial(draft), path: "f")
    #expect(file.definition?.monitoring.outcomeDelaySeconds == seconds, "\(file.findings)")
    #expect(file.definition?.monitoring.window == draft.window)
  }
}
