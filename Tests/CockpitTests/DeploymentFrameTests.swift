import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// What the views of deployment look like, at the three sizes that matter.
@Suite struct DeploymentFrameTests {
  static let sheets: [Sheet] = [.rehearsal, .gateway, .registry, .automation]
  static let cases = sheets.flatMap { sheet in
    SheetFrameTests.sizes.map { SheetFrameTests.Case(sheet: sheet, size: $0) }
  }

  /// A rehearsal is only there once it was asked for.
  private func showing(
    _ sheet: Sheet, of snapshot: Snapshot = Sample.serving, size: Size,
    _ answers: @escaping (Query) -> Result<JSON, Refusal> = DeploymentAnswers.full
  ) -> CockpitModel {
    var model = CockpitModel.showing(sheet, of: snapshot, size: size, answers)
    if sheet == .rehearsal { model.settle(model.press("H"), answers) }
    return model
  }

  @Test("Answered", arguments: cases)
  func full(_ frame: SheetFrameTests.Case) {
    expectGolden(showing(frame.sheet, size: frame.size).golden, named: "deployment-\(frame.name)")
  }

  @Test("Nothing has happened yet", arguments: cases.filter { $0.size.columns == 80 })
  func fresh(_ frame: SheetFrameTests.Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.empty, size: frame.size, Answers.hollow)
    expectGolden(model.golden, named: "fresh-\(frame.name)")
  }

  @Test("Refused", arguments: cases.filter { $0.size.columns == 120 && $0.sheet != .registry })
  func refused(_ frame: SheetFrameTests.Case) {
    let model = showing(frame.sheet, size: frame.size, Answers.refused)
    if frame.sheet != .gateway { #expect(model.text.contains("bank.csv")) }
    expectGolden(model.golden, named: "refused-\(frame.name)")
  }

  @Test(
    "A rollout by each strategy", arguments: [DeploymentDefinition.Strategy.canary, .ab, .blueGreen],
    SheetFrameTests.sizes)
  func strategies(_ strategy: DeploymentDefinition.Strategy, _ size: Size) {
    let model = showing(.rollout, of: Sample.serving(strategy), size: size, DeploymentAnswers.by(strategy))
    expectGolden(model.golden, named: "strategy-\(strategy.rawValue)-\(size.columns)x\(size.rows)")
  }

  @Test(
    "What lies over the screen",
    arguments: [
      RoundFrameTests.Over(.gateway, ["o"], "stop-serving"), RoundFrameTests.Over(.rollout, ["R"], "roll-back-rollout"),
      RoundFrameTests.Over(.automation, ["-"], "less-automation"),
      RoundFrameTests.Over(.gateway, ["tab", "enter"], "latency"),
    ])
  func over(_ over: RoundFrameTests.Over) {
    var model = showing(over.sheet, size: Size(columns: 100, rows: 30))
    for key in over.keys { model.settle(model.press(key), DeploymentAnswers.full) }
    expectGolden(model.golden, named: "over-\(over.name)")
  }

  @Test("The question before a rollout tells what its plan cannot reach")
  func lint() {
    var model = showing(.rollout, of: Sample.beforeRollout, size: Size(columns: 80, rows: 24))
    model.settle(model.press("p"), DeploymentAnswers.full)
    expectGolden(model.golden, named: "over-promote-lint")
  }

  @Test("A version that did not pass asks for its reason in sight of all that matters, on the smallest screen")
  func override() {
    var snapshot = Sample.serving
    snapshot.state.rollout = nil
    var model = showing(.rollout, of: snapshot, size: Size(columns: 80, rows: 24))
    model.settle(model.press("p"), DeploymentAnswers.full)
    #expect(model.text.contains("It did not pass"))
    #expect(model.text.contains("an arm has 70 outcomes"))
    expectGolden(model.golden, named: "over-override-lint")
  }

  @Test("Agreement with the people whom the model replaces", arguments: SheetFrameTests.sizes)
  func people(_ size: Size) {
    let model = showing(.automation, size: size, DeploymentAnswers.withPeople)
    #expect(model.text.contains("87.1 %"))
    expectGolden(model.golden, named: "automation-people-\(size.columns)x\(size.rows)")
  }

  @Test("The gateway is opened by a port")
  func serve() {
    var model = showing(.gateway, of: Sample.beforeServing, size: Size(columns: 80, rows: 24))
    expectGolden(model.golden, named: "gateway-closed")
    model.press("o")
    expectGolden(model.golden, named: "over-serve")
  }

  @Test("Without anything past ASCII the views are ASCII", arguments: sheets)
  func ascii(_ sheet: Sheet) {
    let model = showing(sheet, size: Size(columns: 200, rows: 50))
    #expect(model.frame(glyphs: .ascii).text.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test("Every size is drawn", arguments: sheets)
  func sweep(_ sheet: Sheet) {
    for answers in [DeploymentAnswers.full, Answers.hollow] {
      var model = showing(sheet, size: Size(columns: 120, rows: 40), answers)
      for columns in stride(from: 1, through: 200, by: 23) {
        for rows in stride(from: 1, through: 60, by: 11) {
          _ = model.update(.input(.resize(Size(columns: columns, rows: rows))))
          for key in ["down", "tab", "right", "pagedown"] { model.press(key) }
          #expect(model.frame().text.contains { !$0.isWhitespace }, "\(sheet) at \(columns)×\(rows)")
        }
      }
    }
  }
}
