import CellCanvas
import Cockpit
import Lifecycle
import Testing

/// What an empty pane advises can be done.
@Suite("Empty panes")
struct RemedyTests {
  @Test("Where nothing has happened yet no pane advises to play traffic that nothing could answer", arguments: 1...6)
  func traffic(screen: Int) {
    for size in [Size(columns: 80, rows: 24), Size(columns: 200, rows: 50)] {
      var model = CockpitModel.showing(Sample.empty, size: size)
      model.press("\(screen)")
      for line in model.text.split(separator: "\n") {
        for words in line.split(separator: "│") where words.contains("Space plays") {
          #expect(words.contains("then Space plays"), "\(words)")
        }
      }
    }
  }

  @Test("Every stage of a project where nothing has happened names a key that helps", arguments: 1...6)
  func keys(screen: Int) {
    var model = CockpitModel.showing(Sample.empty, size: Size(columns: 200, rows: 50))
    model.press("\(screen)")
    #expect(["r trains", "r reads", "e edits"].contains { model.text.contains($0) }, "\(model.text)")
  }
}
