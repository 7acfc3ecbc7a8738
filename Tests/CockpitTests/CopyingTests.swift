import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// `y`, `J` and ^Y: the value, the row, the command line.
@Suite struct CopyingTests {
  private func document(_ effects: [Effect]) throws -> JSON {
    try JSON(parsing: try #require(effects.copied.first))
  }

  @Test("A run's row is copied as one document on one line")
  func run() throws {
    var model = CockpitModel.showing(Sample.bank)
    model.press("3")
    let effects = model.press("J")
    let text = try #require(effects.copied.first)
    #expect(!text.contains("\n"))
    let row = try document(effects)
    #expect(row["recipe"]?.string != nil && row["metrics"]?.members != nil)
    #expect(model.text.contains("copied: the row"))
  }

  @Test("Rows of every list of the stages can be copied", arguments: ["1", "2", "3", "4", "5", "6"])
  func stages(stage: String) throws {
    var model = CockpitModel.showing(Sample.bank, size: Size(columns: 200, rows: 60))
    model.press(stage)
    var rows = 0
    for _ in 0..<8 {
      for text in model.press("J").copied {
        #expect(try JSON(parsing: text).members?.isEmpty == false)
        rows += 1
      }
      model.press("tab")
    }
    #expect(rows > 0)
  }

  @Test("What people wrote comes back from the document as they wrote it")
  func hostile() throws {
    var snapshot = Sample.bank
    let note = "a \"quoted\"\tnote\n\u{1B}]52;c;!\u{07} 日本"
    for index in snapshot.state.alarms.indices { snapshot.state.alarms[index].note = note }
    var model = CockpitModel.showing(snapshot, size: Size(columns: 200, rows: 60))
    model.press("5")
    let notes = try (0..<6).flatMap { _ in
      defer { model.press("tab") }
      return try model.press("J").copied.compactMap { try JSON(parsing: $0)["note"]?.string }
    }
    #expect(!notes.isEmpty && notes.allSatisfy { $0 == note })
  }

  @Test("^Y copies the newest command line once there is one")
  func newest() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("2")
    #expect(model.press("ctrl-y").copied == ["sextant profile"])
    model.press("a")
    let line = model.log.entries.last?.line
    #expect(line != nil && model.press("ctrl-y").copied == [line].compactMap { $0 })
  }

  @Test("In the palette ^Y copies the command line that stands below, and typing goes on")
  func palette() {
    var model = CockpitModel.showing(Sample.bank)
    model.press(":")
    model.type("promote")
    let effects = model.press("ctrl-y")
    #expect(effects.copied.first?.hasPrefix("sextant promote") == true)
    model.type("x")
    #expect(model.text.contains("promotex"))
  }

  @Test("A text that terminals would drop is cut, and that is said")
  func long() throws {
    var snapshot = Sample.bank
    for index in snapshot.state.alarms.indices {
      snapshot.state.alarms[index].note = String(repeating: "long ", count: 20_000)
    }
    var model = CockpitModel.showing(snapshot, size: Size(columns: 200, rows: 60))
    model.press("5")
    for _ in 0..<6 {
      guard let text = model.press("J").copied.first, text.contains("long") else {
        model.press("tab")
        continue
      }
      #expect(text.utf8.count <= ClipboardText.byteCountMax)
      #expect(model.text.contains("copied only the first 74,9"), "\(model.text)")
      return
    }
    Issue.record("no row with a note was found")
  }

  @Test("Where no row is selected J says so and copies nothing")
  func nothing() {
    var model = CockpitModel.showing(Sample.bank)
    #expect(model.press("J").copied.isEmpty)
    #expect(model.text.contains("no row is selected"))
  }

  @Test("A terminal that has no clipboard is not said to have taken anything")
  func refused() {
    var model = CockpitModel.showing(Sample.bank)
    model.press("2", "y")
    #expect(model.text.contains("copied: "))
    _ = model.update(.copyRefused)
    #expect(model.text.contains("not copied") && !model.text.contains("✓ copied"))
  }
}
