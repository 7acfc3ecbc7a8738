import CellCanvas
import Cockpit
import Lifecycle
import Testing

/// Every size is drawn, whatever is on the screen.
@Suite struct SweepTests {
  static let layers: [[String]] = [
    [], ["1"], ["2"], ["3"], ["4"], ["5"], ["6"], ["?"], [":"], ["R"], ["b"], ["p"], ["5", "z"], ["2", "enter"],
  ]

  @Test("Small sizes, one by one", arguments: 1...14)
  func small(rows: Int) {
    for columns in 1...48 { draw(Size(columns: columns, rows: rows), salt: rows) }
  }

  @Test("Sizes up to 200×60", arguments: Array(stride(from: 15, through: 60, by: 5)))
  func large(rows: Int) {
    for columns in stride(from: 1, through: 200, by: 11) { draw(Size(columns: columns, rows: rows), salt: rows) }
  }

  private func draw(_ size: Size, salt: Int) {
    let snapshots = [Sample.bank, Sample.empty]
    let keys = SweepTests.layers[(size.columns + salt) % SweepTests.layers.count]
    var model = CockpitModel.showing(snapshots[(size.columns / 7 + salt) % 2], size: size)
    for key in keys { model.press(key) }
    model.press("down", "pagedown", "left")
    let canvas = model.frame()
    #expect(canvas.size == size)
    #expect(canvas.text.contains { !$0.isWhitespace }, "\(size) shows nothing")
  }

  @Test("No pane loses its frame between the smallest full screen and a large one")
  func framed() {
    for (columns, rows) in [(40, 12), (60, 16), (80, 24), (99, 31), (120, 40), (200, 60)] {
      for screen in 0...6 {
        var model = CockpitModel.showing(Sample.bank, size: Size(columns: columns, rows: rows))
        model.press("\(screen)")
        let text = model.text
        #expect(text.contains("╭") && text.contains("╯"), "screen \(screen) at \(columns)×\(rows)")
      }
    }
  }

  @Test("Too small a screen says so in words, and its keys live")
  func tooSmall() {
    var model = CockpitModel.showing(Sample.bank, size: Size(columns: 36, rows: 8))
    #expect(model.text.contains("40×12"))
    model.press("5")
    #expect(model.text.contains("5 Monitoring ✗ failing"))
    #expect(model.press("q") == [.quit])
  }

  @Test("A huge project still fits")
  func huge() {
    var snapshot = Sample.bank
    let column = snapshot.data?.columns.first
    snapshot.data?.columns = (0..<3000).compactMap { index in
      var copy = column
      copy?.name = "column number \(index) with a long name 名前"
      return copy
    }
    var model = CockpitModel.showing(snapshot)
    model.press("2", "end")
    #expect(model.text.contains("▸ column number 2999"))
  }
}
