import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// What the views of the way round look like, at the three sizes that matter.
@Suite struct RoundFrameTests {
  static let sheets: [Sheet] = [
    .iterations, .rollout, .review, .alarms, .drift, .figures, .estimates, .upstream, .segments, .insights,
  ]
  static let cases = sheets.flatMap { sheet in
    SheetFrameTests.sizes.map { SheetFrameTests.Case(sheet: sheet, size: $0) }
  }

  @Test("Answered", arguments: cases)
  func full(_ frame: SheetFrameTests.Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.round, size: frame.size, RoundAnswers.full)
    expectGolden(model.golden, named: "round-\(frame.name)")
  }

  @Test("Nothing has happened yet", arguments: cases.filter { $0.size.columns == 80 })
  func fresh(_ frame: SheetFrameTests.Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.empty, size: frame.size, Answers.hollow)
    expectGolden(model.golden, named: "fresh-\(frame.name)")
  }

  @Test("Refused", arguments: cases.filter { $0.size.columns == 120 })
  func refused(_ frame: SheetFrameTests.Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.round, size: frame.size, Answers.refused)
    if ![.figures, .alarms].contains(frame.sheet) { #expect(model.text.contains("bank.csv")) }
    expectGolden(model.golden, named: "refused-\(frame.name)")
  }

  @Test("The stages with all their figures", arguments: SheetFrameTests.sizes)
  func stages(_ size: Size) {
    for (key, name) in [("4", "deployment"), ("5", "monitoring"), ("6", "business")] {
      var model = CockpitModel.showing(Sample.round, size: size)
      model.settle(model.press(key), RoundAnswers.full)
      expectGolden(model.golden, named: "round-\(name)-\(size.columns)x\(size.rows)")
    }
  }

  @Test(
    "What lies over the screen",
    arguments: [
      Over(.iterations, ["d"], "decide"), Over(.iterations, ["d", "down", "enter"], "decide-reason"),
      Over(.iterations, ["u"], "undo"), Over(.rollout, ["c"], "resume"), Over(.rollout, ["n"], "advance"),
      Over(.rollout, ["X"], "abort"), Over(.rollout, ["A"], "automation"),
      Over(.rollout, ["A", "up", "enter"], "automation-reason"), Over(.review, ["enter"], "reviewing"),
      Over(.figures, ["z"], "figure"), Over(.figures, ["tab", "tab", "down", "down", "z"], "seconds"),
      Over(.figures, ["tab", "tab", "s", "z"], "minutes"), Over(.insights, ["down", "enter"], "insight-step-back"),
      Over(.iterations, ["b"], "suggested-stage"),
    ])
  func over(_ over: Over) {
    var model = CockpitModel.showing(
      over.sheet, of: Sample.round, size: Size(columns: 100, rows: 30), RoundAnswers.full)
    for key in over.keys { model.settle(model.press(key), RoundAnswers.full) }
    expectGolden(model.golden, named: "over-\(over.name)")
  }

  struct Over: Sendable, CustomTestStringConvertible {
    var sheet: Sheet
    var keys: [String]
    var name: String
    var testDescription: String { name }

    init(_ sheet: Sheet, _ keys: [String], _ name: String) {
      self.sheet = sheet
      self.keys = keys
      self.name = name
    }
  }

  @Test("The past is said to be the past", arguments: SheetFrameTests.sizes)
  func past(_ size: Size) {
    var model = CockpitModel.showing(Sample.round, size: size)
    model.travel(["["])
    expectGolden(model.golden, named: "past-\(size.columns)x\(size.rows)")
  }

  @Test("Without anything past ASCII the views are ASCII", arguments: sheets)
  func ascii(_ sheet: Sheet) {
    let model = CockpitModel.showing(sheet, of: Sample.round, size: Size(columns: 200, rows: 50), RoundAnswers.full)
    #expect(model.frame(glyphs: .ascii).text.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test("Every size is drawn", arguments: sheets)
  func sweep(_ sheet: Sheet) {
    for answers in [RoundAnswers.full, Answers.hollow] {
      var model = CockpitModel.showing(sheet, of: Sample.round, size: Size(columns: 120, rows: 40), answers)
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
