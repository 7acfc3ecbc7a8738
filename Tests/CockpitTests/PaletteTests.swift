import CellCanvas
import Cockpit
import Lifecycle
import TestSupport
import Testing

/// The palette over everything there is.
@Suite struct PaletteTests {
  /// The bank with ten thousand runs.
  private static let crowded: Snapshot = {
    var snapshot = Sample.bank
    guard let run = snapshot.state.runs.last(where: { $0.status == .finished }) else { return snapshot }
    for number in 100..<10_100 {
      var other = run
      other.id = RunID(number)
      snapshot.state.runs.append(other)
    }
    return snapshot
  }()

  @Test("Among ten thousand entries every letter narrows, and taking letters away widens again")
  func crowd() {
    var model = CockpitModel.showing(Self.crowded)
    model.press(":")
    model.type("run 7431")
    #expect(model.text.contains("▸ Run 7431"))
    var direct = CockpitModel.showing(Self.crowded)
    direct.press(":")
    _ = direct.update(.input(.paste("run 7431")))
    #expect(model.text == direct.text, "letter by letter finds what the whole finds")
    model.press("backspace", "backspace")
    model.type("0")
    #expect(model.text.contains("Run 740"))
    model.press("enter")
    #expect(model.screen == .stage(.development))
  }

  @Test("Themes are found and chosen, and what was chosen is kept for the next time")
  func themes() throws {
    var model = CockpitModel(size: Size(columns: 80, rows: 24), themes: ThemeShelf(names: ["dark", "light", "nord"]))
    _ = model.update(.snapshot(Sample.bank))
    model.press(":")
    model.type("nord")
    #expect(model.text.contains("$ sextant --theme nord"))
    let effects = model.press("enter")
    #expect(model.themeName == "nord")
    #expect(effects.contains(.remember(.theme("nord"))))
    #expect(effects.contains(.remember(.recent([RecentChoice(text: "theme nord", project: nil)]))))
  }

  @Test("What was chosen the last time comes first, places of this project alone")
  func recent() {
    let kept = [
      RecentChoice(text: "run 5", project: "/elsewhere"), RecentChoice(text: "version 3", project: Sample.bank.path),
      RecentChoice(text: "action log", project: nil), RecentChoice(text: "gone 7", project: nil),
    ]
    var model = CockpitModel(size: Size(columns: 80, rows: 24), recent: kept)
    _ = model.update(.snapshot(Sample.bank))
    model.press(":")
    let lines = model.text.split(separator: "\n").filter { $0.contains("▸ Version v3") || $0.contains("Log of what") }
    #expect(lines.count == 2)
    #expect(lines.first?.contains("▸ Version v3") == true)
    #expect(!model.text.contains("Run 5"))
  }

  @Test("The letters that were met stand out, and the key stands beside")
  func letters() throws {
    var model = CockpitModel.showing(Sample.bank)
    model.press(":")
    model.type("rollb")
    let place = try #require(model.place(of: "Roll back to the previous"))
    let row = Array(model.frame(theme: .probe).styleMap.rows[place.y])
    #expect(row[place.x] != row[place.x + 12])
    #expect(model.text.contains("R "))
  }
}
