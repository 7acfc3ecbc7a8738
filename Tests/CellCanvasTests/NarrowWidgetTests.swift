import CellCanvas
import Testing

/// What widgets do where the room is short.
@Suite struct NarrowWidgetTests {
  private func table(_ columns: [DataTable.Column], _ row: [String], width: Int) -> String {
    let table = DataTable(columns: columns, rows: [row.map { TextLine($0) }])
    return Canvas(drawing: table, size: Size(columns: width, rows: 2), theme: .dark, glyphs: .braille).text
  }

  @Test("A narrow column comes back where a wider one had to go")
  func refill() {
    let columns: [DataTable.Column] = [
      .init("run", importance: 9), .init("version", importance: 8), .init("verdict", importance: 9),
      .init("auc", importance: 7),
    ]
    let row = ["7", "v6 challenger", "inconclusive", ".791"]
    #expect(table(columns, row, width: 24).contains(".791"))
    #expect(!table(columns, row, width: 24).contains("challenger"))
    #expect(table(columns, row, width: 40).contains("challenger"))
  }

  @Test("It does not come back at the expense of text that would be cut")
  func flexible() {
    let columns: [DataTable.Column] = [
      .init("why", .flexible(min: 8, weight: 1), importance: 9), .init("maker", .fixed(12), importance: 5),
      .init("who", importance: 4),
    ]
    let row = ["the best there is", "a long name", "ana"]
    #expect(!table(columns, row, width: 20).contains("ana"))
    #expect(table(columns, row, width: 20).contains("the best there is"))
    #expect(table(columns, ["best", "a long name", "ana"], width: 16).contains("ana"))
  }

  @Test("A message that is longer than its line takes more of them, as many as it is given")
  func toast() {
    let toast = Toast(.note, "two panes need 56×6 or 28×12, there is 40×8")
    #expect(toast.height(in: 60) == 1)
    #expect(toast.height(in: 24) == 3)
    var canvas = Canvas(size: Size(columns: 24, rows: 3), glyphs: .braille)
    toast.draw(in: canvas.area, on: &canvas)
    let words = canvas.text.split { $0.isWhitespace || $0 == "●" }.joined(separator: " ")
    #expect(words == toast.text)
  }
}
