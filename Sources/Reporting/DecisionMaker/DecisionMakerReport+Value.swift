import Encoding
import Expressions
import Lifecycle

// The question, what the answers are worth, and the business's own numbers.

extension DecisionMakerReport {
  var question: Report.Section {
    let scope = facts.scope
    var blocks: [Report.Block] = [
      .paragraph(scope.problem.isEmpty ? "Nobody has written down what the problem is." : Words.sentence(scope.problem))
    ]
    let people = scope.stakeholders.map { person in
      Report.Item(lead: person.name, person.role.isEmpty ? "" : "(\(person.role.replacing("-", with: " ")))")
    }
    if !people.isEmpty { blocks += [.paragraph("Who asked for it:"), .list(people)] }
    var facts: [String] = []
    if !scope.users.isEmpty { facts.append("Its answers are used by \(Words.and(scope.users)).") }
    switch scope.replaces {
    case .nothing: break
    case .process(let what, _): facts.append("Today the work is done by people: \(Words.sentence(what))")
    case .model(let what, _): facts.append("It takes the place of an earlier model: \(Words.sentence(what))")
    }
    if !facts.isEmpty { blocks.append(.paragraph(facts.joined(separator: " "))) }
    return Report.Section("The question", blocks)
  }

  var value: Report.Section? {
    let windows = facts.state.windows.filter { $0.closed.to > $0.closed.from }
    guard windows.contains(where: { $0.settled?.value != nil }) else { return nil }
    return Report.Section("What it is worth", [.chart(valueChart(windows)), .table(alternatives)])
  }

  /// Value a day of each window, a gap where its outcomes are not known.
  private func valueChart(_ windows: [Window]) -> Chart {
    func perDay(_ value: Double?, _ window: Window) -> Double? {
      value.map { $0 / (window.closed.to.seconds(since: window.closed.from) / 86_400) }
    }
    func middle(_ window: Window) -> Double { (window.closed.from.seconds + window.closed.to.seconds) / 2 }
    let ours = windows.map { LinePlot.Point(middle($0), perDay($0.settled?.value, $0)) }
    let others = windows.map { LinePlot.Point(middle($0), perDay($0.settled?.baselineValue, $0)) }
    let unit = facts.unit.isEmpty ? "value" : facts.unit
    let (first, last) = (windows.first?.closed, windows.last?.closed)
    let known = ours.compactMap(\.y)
    let plot = LinePlot(
      x: .init("time of the data", scale: .time), y: .init("\(unit) a day"),
      series: [.init("with the model", .main, ours)]
        + (others.contains { $0.y != nil } ? [.init("simplest rule", .second, others)] : []),
      levels: [], marks: facts.marks(from: first?.from, to: last?.to))
    return Chart(
      "Value over time",
      summary: "\(unit) a day from \(Words.date(first?.from)) to \(Words.date(last?.to)), from "
        + "\(Words.number(known.first)) to \(Words.number(known.last)).", .lines(plot))
  }

  private var alternatives: Table {
    let total = business.total ?? 0
    func row(_ name: String, _ value: Double, isModel: Bool) -> [Table.Cell] {
      let perDay = business.days > 0 ? value / business.days : nil
      let difference = business.days > 0 ? (total - value) / business.days : nil
      let verdict: Table.Cell =
        isModel ? "" : .verdict(Self.tone(difference ?? 0), Words.gain(difference ?? 0, facts.unit))
      return [
        .text(name), .text(Words.amount(value, facts.unit)), .text(Words.amount(perDay, facts.unit)), verdict,
      ]
    }
    let others = Alternatives.all.compactMap { name in
      business.alternatives[name].map { row(Alternatives.words(name), $0, isModel: false) }
    }
    return Table(
      "The same cases, answered in other ways, over \(Words.days(business.days))",
      [.text("answered by"), .number("in all"), .number("a day"), .text("the model earns a day more")],
      [row("the model", total, isModel: true)] + others)
  }

  static func tone(_ gain: Double) -> Tone { gain > 0 ? .good : gain < 0 ? .bad : .warning }

  // MARK: Targets

  var targets: Report.Section? {
    let kpis = facts.definition.business.kpis
    var blocks: [Report.Block] = []
    if !kpis.isEmpty { blocks.append(.table(Table("", Self.kpiColumns, of: kpis, limit: 20, kpiRow))) }
    if !standing.gates.isEmpty {
      blocks.append(
        .table(
          Table(
            "What was agreed of the model, judged \(standing.ground)",
            [.text("what"), .number("now"), .text("agreed"), .text("")], of: standing.gates, limit: 20
          ) { gate in
            [
              .text(Words.plain(gate.gate.metric)), .text(Words.number(gate.measurement?.value)),
              .text(Words.bound(gate.gate.comparison, gate.bound)),
              .verdict(Words.tone(gate.verdict), Self.word(gate.verdict)),
            ]
          }))
    }
    return blocks.isEmpty ? nil : Report.Section("Against the targets", blocks)
  }

  private static func word(_ verdict: Verdict) -> String {
    switch verdict {
    case .passed: "held"
    case .failed: "missed"
    case .inconclusive: "too early to say"
    case .noData: "not measured"
    }
  }

  private static let kpiColumns: [Table.Column] = [
    .text("business number"), .number("now"), .text("target"), .text(""), .text("course"),
  ]

  private func kpiRow(_ kpi: KPI) -> [Table.Cell] {
    let course = facts.settled.map { $0.kpis[kpi.name] }
    let now = course.last { $0 != nil } ?? nil
    let verdict: Table.Cell
    if let target = kpi.target, let now {
      let holds = target.comparison.holds(now, target.bound)
      verdict = .verdict(holds ? .good : .bad, holds ? "reached" : "missed")
    } else {
      verdict = kpi.target == nil ? "" : .verdict(.warning, "not measured")
    }
    return [
      .text(kpi.name), .text(Words.amount(now, kpi.unit)),
      .text(
        kpi.target.map {
          [Words.bound($0.comparison, $0.bound), kpi.unit].filter { !$0.isEmpty }.joined(separator: " ")
        } ?? "–"), verdict,
      .course(course),
    ]
  }
}
