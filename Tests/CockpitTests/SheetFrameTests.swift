import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// What the further views of Scoping, Data and Development look like, at the three sizes that matter.
@Suite struct SheetFrameTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var sheet: Sheet
    var size: Size
    var testDescription: String { name }
    var name: String { "\(sheet.rawValue)-\(size.columns)x\(size.rows)" }
  }

  static let sheets: [Sheet] = [
    .contract, .findings, .rows, .labels, .datasets, .evaluation, .errors, .comparison,
  ]
  static let sizes = [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 50)]
  static let cases = sheets.flatMap { sheet in sizes.map { Case(sheet: sheet, size: $0) } }

  @Test("Answered", arguments: cases)
  func full(_ frame: Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.bank, size: frame.size, Answers.full)
    expectGolden(model.golden, named: "sheet-\(frame.name)")
  }

  @Test("Answered with nothing in it", arguments: cases.filter { $0.size.columns == 120 })
  func hollow(_ frame: Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.bank, size: frame.size, Answers.hollow)
    expectGolden(model.golden, named: "hollow-\(frame.name)")
  }

  @Test("Refused", arguments: cases.filter { $0.size.columns == 80 })
  func refused(_ frame: Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.bank, size: frame.size, Answers.refused)
    #expect(model.text.contains("bank.csv"))
    expectGolden(model.golden, named: "refused-\(frame.name)")
  }

  @Test("Nothing has happened yet", arguments: cases.filter { $0.size.columns == 80 })
  func empty(_ frame: Case) {
    let model = CockpitModel.showing(frame.sheet, of: Sample.empty, size: frame.size, Answers.hollow)
    expectGolden(model.golden, named: "fresh-\(frame.name)")
  }

  @Test("A regression has residuals where others have curves", arguments: sizes)
  func regression(_ size: Size) {
    let model = CockpitModel.showing(.evaluation, of: Sample.bikes, size: size) { _ in .success(Answers.regression) }
    expectGolden(model.golden, named: "regression-\(size.columns)x\(size.rows)")
  }

  @Test(
    "One pane alone, and what lies over it",
    arguments: [
      (Sheet.labels, ["enter"], "label-card"), (.rows, ["down", "right", "enter"], "row-card"),
      (.findings, ["down", "m"], "question-mend"), (.datasets, ["down", "U"], "question-restore"),
      (.evaluation, ["tab", "+", "+", "enter"], "question-threshold"), (.errors, ["enter"], "contributions"),
      (.findings, ["/", "w", "a", "r"], "filter-findings"),
      (.rows, ["/", "a", "g", "g", " ", ">", " ", "1"], "filter-rows"),
      (.comparison, ["tab", "tab", "z"], "overlay"), (.labels, ["enter", "w"], "label-reason"),
      (.findings, ["u"], "question-undo"),
    ].map { Over(sheet: $0.0, keys: $0.1, name: $0.2) })
  func over(_ over: Over) {
    var model = CockpitModel.showing(over.sheet, of: Sample.bank, size: Size(columns: 100, rows: 30), Answers.full)
    for key in over.keys { model.settle(model.press(key == " " ? "space" : key), Answers.full) }
    expectGolden(model.golden, named: "over-\(over.name)")
  }

  struct Over: Sendable, CustomTestStringConvertible {
    var sheet: Sheet
    var keys: [String]
    var name: String
    var testDescription: String { name }
  }

  @Test("Without anything past ASCII the views are ASCII", arguments: sheets)
  func ascii(_ sheet: Sheet) {
    let model = CockpitModel.showing(sheet, of: Sample.bank, size: Size(columns: 200, rows: 50), Answers.full)
    #expect(model.frame(glyphs: .ascii).text.unicodeScalars.allSatisfy { $0.isASCII })
  }

  @Test("Every size is drawn", arguments: sheets)
  func sweep(_ sheet: Sheet) {
    for answers in [Answers.full, Answers.hollow] {
      var model = CockpitModel.showing(sheet, of: Sample.bank, size: Size(columns: 120, rows: 40), answers)
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
