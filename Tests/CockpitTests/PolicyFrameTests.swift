import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// The policies: each with its state, what it did last and would do next.
@Suite struct PolicyFrameTests {
  static func standing(isAsking: Bool = true) -> Snapshot {
    var snapshot = Sample.round
    let act = snapshot.state.policyActions[0]
    snapshot.definition.monitoring.policies = [
      RetrainPolicy(name: "on drift", trigger: .drift),
      RetrainPolicy(name: "fresh", mode: .automatic, trigger: .outcomes(5000)),
      RetrainPolicy(name: "old", mode: .off, trigger: .schedule(604_800)),
    ]
    let budget = RetrainPolicy.Budget(trainings: 3, period: 604_800)
    snapshot.policies = [
      PolicyStatus(
        name: "on drift", mode: .suggest, trigger: "drift", standing: isAsking ? .suggested : .coolingDown,
        why: isAsking ? "suggestion 7 waits for an answer" : "it acted already and cools down", lastAction: act,
        mayActAt: act.at.advanced(bySeconds: 86_400)),
      PolicyStatus(
        name: "fresh", mode: .automatic, trigger: "5000 outcomes", data: "the newest 20,000 rows", standing: .waiting,
        why: "nothing asks for it: 5000 outcomes", budget: .init(trainings: 2, budget: budget)),
      PolicyStatus(name: "old", mode: .off, trigger: "every 7 d", standing: .off, why: "it is switched off"),
    ]
    return snapshot
  }

  private func showing(_ snapshot: Snapshot, _ size: Size) -> CockpitModel {
    CockpitModel.showing(.policies, of: snapshot, size: size, RoundAnswers.full)
  }

  @Test("Each policy with its state, its last act and its next one", arguments: SheetFrameTests.sizes)
  func policies(_ size: Size) {
    expectGolden(showing(Self.standing(), size).golden, named: "policies-\(size.columns)x\(size.rows)")
  }

  @Test("Without one it is said what the engine does by itself, and how to add one", arguments: SheetFrameTests.sizes)
  func empty(_ size: Size) {
    let model = showing(Sample.empty, size)
    #expect(model.text.contains("the engine retrains nothing by itself"))
    expectGolden(model.golden, named: "policies-none-\(size.columns)x\(size.rows)")
  }

  @Test("The chosen policy says what it would do next, and with whose word")
  func next() {
    var model = showing(Self.standing(), Size(columns: 120, rows: 40))
    #expect(model.text.contains("waits for your answer: Y trains, N does not"))
    model.press("down")
    #expect(model.text.contains("5,000 outcomes came since the champion was trained"))
    #expect(model.text.contains("begins a canary"))
    model.press("down")
    #expect(model.text.contains("lets it act"))
    model.press("enter")
    #expect(model.text.contains("2/2 old"))
  }

  @Test("The palette finds them, and a filter narrows them")
  func found() {
    var model = CockpitModel.showing(Self.standing(), size: Size(columns: 120, rows: 40))
    model.press(":")
    model.type("what each policy")
    model.press("enter")
    #expect(model.screen == .sheet(.policies))
    model.press("/")
    model.type("mode == \"off\"")
    model.press("enter")
    #expect(model.text.contains("is switched off") && !model.text.contains("5000 outcomes"))
  }
}
