import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// What is kept of the layout from one time to the next.
@Suite struct LayoutMemoryTests {
  private static let size = Size(columns: 120, rows: 40)

  /// A cockpit in which much was moved.
  private static func arranged() -> CockpitModel {
    var model = CockpitModel.showing(Sample.round, size: size)
    model.press("3", "tab", ")", ")")
    model.press("6", "|", "enter", "\\", ")", "tab")
    model.press("5", "tab", "z")
    return model
  }

  /// A cockpit that begins with what was kept.
  private static func reopened(_ memory: LayoutMemory?, _ snapshot: Snapshot = Sample.round) -> CockpitModel {
    var model = CockpitModel(size: size, layout: memory)
    _ = model.update(.snapshot(snapshot))
    return model
  }

  private static func read(_ text: String) throws -> LayoutMemory? { LayoutMemory(try JSON(parsing: text)) }

  @Test("Screen, focus, zoom, split and shares come back")
  func roundTrip() throws {
    let before = Self.arranged()
    let memory = try #require(before.layoutMemory)
    let text = memory.json.text()
    #expect(try Self.read(text) == memory)
    var after = Self.reopened(try Self.read(text))
    #expect(after.screen == .stage(.monitoring) && after.isZoomed)
    #expect(after.text == before.text)
    var other = before
    for key in ["3", "6", "5"] {
      after.press(key)
      other.press(key)
      #expect(after.panePlaces.map(\.area) == other.panePlaces.map(\.area))
      #expect(after.text == other.text)
    }
  }

  @Test("Nothing moved is little to keep, and nothing seen nothing")
  func untouched() throws {
    #expect(CockpitModel(size: Self.size).layoutMemory == nil)
    let memory = try #require(CockpitModel.showing(Sample.round, size: Self.size).layoutMemory)
    #expect(memory.json.text().count < 200)
    #expect(Self.reopened(memory).text == CockpitModel.showing(Sample.round, size: Self.size).text)
  }

  @Test("Another project begins at its overview, with the panes as they were arranged")
  func otherProject() {
    var model = Self.reopened(Self.arranged().layoutMemory, Sample.bikes)
    #expect(model.screen == .overview && !model.isZoomed)
    model.press("6")
    #expect(model.panePlaces.count == 2)
  }

  @Test("A project that was begun anew since starts at its overview")
  func begunAnew() {
    var snapshot = Sample.round
    snapshot.state.runs = []
    #expect(Self.reopened(Self.arranged().layoutMemory, snapshot).screen == .overview)
  }

  @Test(
    "What is damaged, or of another version, is left out piece by piece",
    arguments: [
      #"{}"#, #"{"screen":7,"screens":[1,2],"zoomed":"yes","project":{}}"#,
      #"{"screen":"engine-room","screens":{"engine-room":{"focus":"boiler"}}}"#,
      #"{"screens":{"monitoring":{"focus":"gates","split":{"first":"drift"},"rows":{"drift":-4,"alarms":1e99}}}}"#,
      #"{"screens":{"monitoring":{"split":{"first":"value","second":"drift","share":500}}}}"#,
      #"{"screens":{"monitoring":{"split":{"first":"drift","second":"drift"},"columns":{"drift":0,"x":3}}}}"#,
      #"{"version":9,"screens":{"monitoring":{"split":null,"columns":null,"focus":null}}}"#,
    ])
  func damaged(_ text: String) throws {
    let model = Self.reopened(try Self.read(text))
    #expect(model.text == CockpitModel.showing(Sample.round, size: Self.size).text)
    var monitoring = model
    monitoring.press("5")
    #expect(monitoring.panePlaces.count == 5)
    #expect(monitoring.text.contains("▸Drift"))
  }

  @Test("Of a damaged document what is whole counts; shares are kept in bounds")
  func partly() throws {
    let memory = try Self.read(
      #"{"screens":{"monitoring":{"focus":"alarms","rows":"none"},"nowhere":1,"business":{"split":{"first":"value","second":"indicators","share":99999}}}}"#
    )
    var model = Self.reopened(memory)
    model.press("5")
    #expect(model.text.contains("▸Alarms"))
    model.press("6")
    #expect(model.panePlaces.map(\.pane) == [.value, .indicators])
    #expect(model.panePlaces.map(\.area.width).min() == 28)
  }

  @Test("What is no document is nothing", arguments: ["[]", "3", "null", #""layout""#])
  func noDocument(_ text: String) throws { #expect(try Self.read(text) == nil) }
}
