import CellCanvas
import Cockpit
import Lifecycle
import TestSupport
import Testing

/// What every stage looks like, text and look, at the three sizes that matter.
@Suite struct FrameTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var screen: String
    var size: Size
    var testDescription: String { "\(screen) at \(size)" }
    var name: String { "\(screen)-\(size.columns)x\(size.rows)" }
  }

  static let screens = ["overview", "scoping", "data", "development", "deployment", "monitoring", "business"]
  static let cases = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 50)]
    .flatMap { size in screens.map { Case(screen: $0, size: size) } }

  private func golden(_ snapshot: Snapshot, _ frame: Case) -> String {
    var model = CockpitModel.showing(snapshot, size: frame.size)
    model.press("\(FrameTests.screens.firstIndex(of: frame.screen) ?? 0)")
    return model.golden
  }

  @Test("A project in trouble", arguments: cases)
  func bank(_ frame: Case) { expectGolden(golden(Sample.bank, frame), named: "bank-\(frame.name)") }

  @Test("A project that does well", arguments: cases.filter { $0.size.columns == 120 })
  func bikes(_ frame: Case) { expectGolden(golden(Sample.bikes, frame), named: "bikes-\(frame.name)") }

  @Test("A project where nothing has happened yet", arguments: cases.filter { $0.size.columns == 80 })
  func empty(_ frame: Case) { expectGolden(golden(Sample.empty, frame), named: "empty-\(frame.name)") }

  @Test("Before the engine has spoken the screen says so")
  func opening() { expectGolden(CockpitModel(size: Size(columns: 80, rows: 24)).golden, named: "opening") }

  @Test(
    "What lies over the screen",
    arguments: [
      ("help", ["?"]), ("palette", [":", "r", "o", "l"]), ("retrain", ["r"]), ("promote-failed", ["p"]),
      ("roll-back", ["R"]),
      ("step-back", ["b"]), ("step-back-reason", ["b", "2"]), ("log", ["5", "a", "L"]),
      ("zoom-metric", ["5", "tab", "z"]),
      ("window-cursor", ["5", "left", "left", "left"]),
    ])
  func layers(name: String, keys: [String]) {
    var snapshot = Sample.bank
    // A training under way forbids another one.
    snapshot.tasks.removeAll { $0.kind == "train" }
    var model = CockpitModel.showing(snapshot)
    for key in keys { model.press(key) }
    expectGolden(model.golden, named: "layer-\(name)")
  }

  @Test("Without anything past ASCII the screen is ASCII")
  func ascii() {
    for screen in 0...6 {
      var model = CockpitModel.showing(Sample.bank, size: Size(columns: 120, rows: 40))
      model.press("\(screen)")
      let text = model.frame(glyphs: .ascii).text
      #expect(text.unicodeScalars.allSatisfy { $0.isASCII }, "screen \(screen)")
    }
  }

  @Test("The same model draws the same cells, and an equal snapshot moves nothing")
  func still() {
    var model = CockpitModel.showing(Sample.bank)
    let before = model.frame()
    #expect(model.update(.snapshot(Sample.bank)).isEmpty)
    #expect(model.frame() == before)
  }
}
