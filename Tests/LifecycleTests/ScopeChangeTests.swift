import Encoding
import Expressions
import Lifecycle
import Testing

@Suite("Consequences of a changed scope")
struct ScopeChangeTests {
  private func change(_ body: (inout ProjectDefinition) throws -> Void) throws -> ScopeChange {
    let old = try ScopeSample.definition()
    var new = old
    try body(&new)
    return ScopeChange(from: old, to: new, ScopeSample.state())
  }

  private func sentences(_ body: (inout ProjectDefinition) throws -> Void) throws -> [String] {
    try change(body).consequences.map { "\($0.severity.rawValue): \($0.text)" }
  }

  @Test("Nothing changed, nothing follows")
  func nothing() throws {
    let change = try change { _ in }
    #expect(change.differences.isEmpty && change.consequences.isEmpty)
  }

  @Test("Differences name the field, what it was and what it is")
  func differences() throws {
    let change = try change {
      $0.scope.gates = [try Gate(parsing: "rmse <= 60")]
      $0.scope.problem = ""
      $0.scope.constraints.budget = 5000
      $0.recipes.swapAt(0, 1)
    }
    #expect(
      change.differences == [
        ScopeChange.Difference(path: "scope.gates[0]", old: "rmse <= 70", new: "rmse <= 60"),
        ScopeChange.Difference(path: "scope.constraints.budget", old: nil, new: "5000.00"),
        ScopeChange.Difference(path: "scope.problem", old: "How many?", new: nil),
      ])
    #expect(change.json["differences"]?.array?.count == 3)
    #expect(change.json["differences"]?.array?.last?["new"]?.isNull == true)
  }

  @Test("A gate's verdict on the champion is told")
  func gates() throws {
    #expect(
      try sentences { $0.scope.gates = [try Gate(parsing: "rmse <= 60")] }
        == ["critical: champion 7 would fail: rmse 62.80 > 60.00"])
    #expect(
      try sentences { $0.scope.gates = [try Gate(parsing: "rmse <= 65")] }
        == ["information: champion 7 would pass rmse <= 65: it has 62.80"])
    #expect(
      try sentences { $0.scope.gates = [try Gate(parsing: "rmse <= 63")] }
        == ["warning: champion 7 would be inconclusive on rmse <= 63: it has 62.80"])
    #expect(
      try sentences { $0.scope.gates.append(try Gate(parsing: "mae <= 3")) }
        == ["warning: nothing says whether champion 7 passes mae <= 3: it has to be trained again"])
    #expect(
      try sentences { $0.scope.gates = [] } == [
        "critical: no gates are left: nothing can pass",
        "warning: nothing holds rmse any more: the gate rmse <= 70 is gone",
      ])
  }

  @Test("A new target makes versions incomparable")
  func target() throws {
    #expect(
      try sentences { $0.data.target = "casual" }
        == ["critical: the target changes from cnt to casual: all versions become incomparable"])
    #expect(
      try sentences { $0.data.positive = "1" }
        == ["critical: another value of cnt counts as yes: all versions become incomparable"])
  }

  @Test("Data, features and split say what becomes of versions")
  func data() throws {
    #expect(
      try sentences { $0.data.leaveOut = ["temp"] }
        == ["warning: champion 7 learnt from temp, which is left out now"])
    #expect(
      try sentences { $0.data.split.test = 0.2 }
        == ["warning: the rows that judge change: figures of earlier versions are of other rows"])
    #expect(
      try sentences { $0.data.source = .file("day.csv") }
        == ["warning: the source changes: rows are read anew, earlier runs are of other rows"])
  }

  @Test("A recipe that is gone is missed by what it made")
  func recipes() throws {
    #expect(
      try sentences { $0.recipes.removeLast() }
        == ["warning: recipe linear is gone; version 3 was made by it"])
    #expect(
      try sentences { $0.recipes[0].seed = 8 }
        == ["information: recipe trees changes; version 7 was made by the old one"])
    #expect(try sentences { $0.recipes.swapAt(0, 1) }.isEmpty)
  }

  @Test("Alarms, KPIs and policies that vanish are named")
  func rules() throws {
    #expect(try sentences { $0.monitoring.alarms = [] } == ["warning: alarm 'cold' would vanish"])
    #expect(try sentences { $0.business.kpis = [] } == ["warning: KPI 'missed' would vanish"])
    #expect(
      try sentences { $0.business.kpis[0].target?.bound = 800 }
        == ["warning: KPI 'missed' would miss its target: 950.0 > 800.0"])
    #expect(
      try sentences { $0.business.kpis[0].formula = try Expression(parsing: "count()") }
        == ["warning: KPI 'missed' is reckoned anew: earlier windows are not comparable"])
    #expect(
      try sentences { $0.monitoring.policies = [RetrainPolicy(name: "p", mode: .automatic, trigger: .drift)] }
        == ["warning: policy 'p' would train by itself"])
  }

  @Test("Metric, value, windows, automation and budget are told")
  func rest() throws {
    #expect(
      try sentences { $0.scope.metric = "mae" }
        == ["warning: the metric changes from rmse to mae: versions are ranked by it from now on"])
    #expect(try sentences { $0.scope.value = nil } == ["warning: what an answer is worth changes"])
    #expect(
      try sentences { $0.monitoring.window = .rows(50) }
        == ["warning: windows are cut anew: those before are of another length"])
    #expect(
      try sentences { $0.deployment.automation = .partial }
        == ["warning: who decides changes from full to partial"])
    #expect(
      try sentences {
        $0.scope.constraints.budget = 1000
        $0.scope.costs.perHour = 100
        $0.scope.milestones = [Scope.Milestone(what: "live", hours: 20)]
      } == ["warning: the plan would cost 2.00k, more than the budget of 1.00k"])
  }
}
