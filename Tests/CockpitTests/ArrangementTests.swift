import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import TestSupport
import Testing

/// One pane at a time, one column of panes, two panes beside each other: where everything is and how it gets there.
@Suite struct ArrangementTests {
  private static let screens: [Screen] = Screen.all + Sheet.allCases.map { .sheet($0) }

  /// The round at a screen, unanswered: what is asked of the engine changes no place.
  private static func model(_ screen: Screen, _ size: Size, _ keys: [String] = []) -> CockpitModel {
    var model = CockpitModel.showing(Sample.round, size: size)
    if let stage = screen.stage { model.press("\(stage.rawValue)") }
    while model.screen != screen { model.press("v") }
    for key in keys { model.press(key) }
    return model
  }

  // MARK: Small

  @Test("Where not all panes fit on a small terminal one is shown, and Tab walks the others", arguments: screens)
  func single(_ screen: Screen) {
    for size in [Size(columns: 40, rows: 12), Size(columns: 60, rows: 20), Size(columns: 79, rows: 23)] {
      var model = Self.model(screen, size)
      guard model.panePlaces.count == 1, screen.panes.count > 1, model.text.contains("▸1/") else { continue }
      var seen: [Pane] = []
      for place in 1...screen.panes.count {
        #expect(model.text.contains("▸\(place)/\(screen.panes.count) "), "\(screen) at \(size)")
        seen += model.panePlaces.map(\.pane)
        model.press("tab")
      }
      #expect(seen == screen.panes)
      #expect(model.text.contains("▸1/"))
    }
  }

  @Test("Tab walks every pane at 80×24, whether it had room or not, and shows it", arguments: screens)
  func walk(_ screen: Screen) {
    var model = Self.model(screen, Size(columns: 80, rows: 24))
    // The card of a row stands beside the rows where there is room, and is opened elsewhere.
    let panes = screen.panes.filter { $0 != .part(.row) }
    var seen: [Pane] = []
    for _ in panes {
      seen += model.panePlaces.map(\.pane)
      model.press("tab")
    }
    #expect(Set(seen) == Set(panes))
    #expect(model.panePlaces.map(\.pane) == Self.model(screen, Size(columns: 80, rows: 24)).panePlaces.map(\.pane))
  }

  @Test("The arrows walk panes that are shown one at a time, too")
  func arrows() {
    // Where a chart has the focus they read it; here is none.
    var model = Self.model(.stage(.scoping), Size(columns: 40, rows: 12), ["tab"])
    #expect(model.text.contains("▸2/4"))
    model.press("right")
    #expect(model.text.contains("▸3/4"))
    model.press("left")
    #expect(model.text.contains("▸2/4"))
  }

  @Test("All tiles of the overview are seen on the smallest screen")
  func tiles() {
    let model = CockpitModel.showing(Sample.bikes, size: Size(columns: 40, rows: 12))
    #expect(model.panePlaces.count == 6)
  }

  @Test("Too small for panes: the keys that are named work, each at its size", arguments: 1...11)
  func tooSmall(rows: Int) {
    for columns in 1...39 {
      var model = CockpitModel.showing(Sample.round, size: Size(columns: columns, rows: rows))
      #expect(model.text.contains("q"), "\(columns)×\(rows) does not say how to leave")
      model.press("5")
      #expect(model.screen == .stage(.monitoring))
      model.press("?")
      #expect(model.layer?.context == .reader)
      #expect(model.text.contains { !$0.isWhitespace })
      model.press("esc")
      #expect(model.layer == nil)
      // What cannot be read must not be answered.
      #expect(model.press("R", "y").commands.isEmpty && model.layer == nil)
      #expect(model.press("q") == [.quit])
    }
  }

  @Test("The help covers a screen that is too small for panes, and can be scrolled")
  func smallHelp() {
    var model = CockpitModel.showing(Sample.round, size: Size(columns: 38, rows: 9))
    model.press("?")
    let before = model.text
    #expect(before.contains("Keys"))
    model.press("pagedown")
    #expect(model.text != before)
  }

  // MARK: High and narrow

  @Test("A high and narrow terminal has its panes below one another", arguments: screens)
  func portrait(_ screen: Screen) {
    for size in [Size(columns: 60, rows: 80), Size(columns: 50, rows: 60), Size(columns: 84, rows: 60)] {
      let places = Self.model(screen, size).panePlaces
      #expect(places.count > 1 || screen.panes.count == 1)
      #expect(places.allSatisfy { $0.area.width == size.columns }, "\(screen) at \(size)")
      #expect(zip(places, places.dropFirst()).allSatisfy { $0.area.endY == $1.area.y }, "\(screen) at \(size)")
    }
    // All are there where there is room for all.
    #expect(Self.model(screen, Size(columns: 60, rows: 110)).panePlaces.map(\.pane) == screen.panes)
  }

  // MARK: Every size

  private static let arranged: [[String]] = [
    [], ["z"], ["|", "enter"], ["|", "enter", "\\"], ["|", "enter", ")", ")", ")"], [")", ")", ")", ")"],
    ["tab", "(", "tab", "(", "("],
  ]

  @Test("From 1×1 to 300×120 the panes tile the body, whatever was split, zoomed and moved", arguments: screens)
  func sweep(_ screen: Screen) {
    for keys in Self.arranged {
      var model = Self.model(screen, Size(columns: 160, rows: 50), keys)
      for columns in stride(from: 1, through: 300, by: keys.isEmpty ? 13 : 37) {
        for rows in stride(from: 1, through: 120, by: keys.isEmpty ? 9 : 23) {
          let size = Size(columns: columns, rows: rows)
          _ = model.update(.input(.resize(size)))
          Self.expectTiling(model, "\(screen.title) at \(size) after \(keys)")
        }
      }
    }
  }

  private static func expectTiling(_ model: CockpitModel, _ what: String) {
    let (body, panes) = (model.bodyPlace, model.panePlaces)
    guard !body.isEmpty else { return }
    #expect(!panes.isEmpty && panes.allSatisfy { !$0.area.isEmpty && body.contains($0.area) }, "\(what): \(panes)")
    #expect(panes.reduce(0) { $0 + $1.area.width * $1.area.height } == body.width * body.height, "\(what): \(panes)")
    for (index, pane) in panes.enumerated() {
      #expect(panes.dropFirst(index + 1).allSatisfy { $0.area.intersection(pane.area).isEmpty }, "\(what): \(panes)")
    }
    #expect(Set(panes.map(\.pane)).count == panes.count)
  }

  // MARK: Splitting

  @Test("A split takes a pane of another screen, asks what that needs, and gives both the keys")
  func splitting() {
    var model = Self.model(.stage(.monitoring), Size(columns: 120, rows: 40), ["tab", "|"])
    // Below the screen's own panes are those of others.
    for _ in 0..<60 where !Self.marks("Return", model) { model.press("down") }
    let effects = model.press("enter")
    #expect(model.panePlaces.map(\.pane) == [.metric, .outlay])
    #expect(effects.queries == [.business])
    model.press("tab")
    #expect(model.text.contains("▸Return"))
    // Enter goes to where the pane is at home, and the split stays where it was made.
    model.press("enter")
    #expect(model.screen == .stage(.business))
    model.press("5")
    #expect(model.panePlaces.count == 2)
    model.press("|")
    #expect(model.panePlaces.count > 2)
  }

  /// Whether a choice is marked.
  private static func marks(_ title: String, _ model: CockpitModel) -> Bool {
    model.text.split(separator: "\n").contains { $0.contains("▸") && $0.contains(title) && $0.contains("of Business") }
  }

  @Test("Esc leaves a zoom, then a split, then the screen")
  func leaving() {
    var model = Self.model(.stage(.monitoring), Size(columns: 120, rows: 40), ["|", "enter", "z"])
    #expect(model.panePlaces.count == 1)
    model.press("esc")
    #expect(model.panePlaces.count == 2 && !model.isZoomed)
    model.press("esc")
    #expect(model.panePlaces.count == 5 && model.screen == .stage(.monitoring))
    model.press("esc")
    #expect(model.screen == .overview)
  }

  @Test("A split keeps its panes' least sizes, and turns where one way has no room")
  func bounds() {
    var model = Self.model(.stage(.business), Size(columns: 120, rows: 40), ["|", "enter"])
    for _ in 0..<40 { model.press(")") }
    #expect(model.panePlaces.map(\.area.width).min() == 28)
    #expect(model.press(")").isNote)
    for _ in 0..<40 { model.press("(") }
    #expect(model.panePlaces[0].area.width == 28)
    _ = model.update(.input(.resize(Size(columns: 50, rows: 30))))
    #expect(model.panePlaces.map(\.area.width) == [50, 50])
    #expect(model.press("\\").isNote, "there is no room to turn it")
    _ = model.update(.input(.resize(Size(columns: 50, rows: 12))))
    #expect(model.panePlaces.count == 1)
  }

  @Test("Splitting says why it cannot be done")
  func tooSmallToSplit() {
    var model = Self.model(.stage(.business), Size(columns: 40, rows: 12))
    #expect(model.press("|").isNote)
    #expect(model.layer == nil)
    #expect(model.disabledReason(.tool(.split))?.contains("56×6") == true)
    #expect(model.disabledReason(.tool(.turnSplit))?.contains("nothing is split") == true)
    #expect(model.disabledReason(.tool(.growPane)) != nil)
    #expect(model.disabledReason(.tool(.resetLayout)) != nil)
  }

  // MARK: Sharing the room

  @Test("Columns and rows are shared anew by keys and by dragging their borders, and put back by one key")
  func sharing() throws {
    let size = Size(columns: 160, rows: 50)
    let before = Self.model(.stage(.monitoring), size)
    var model = before
    model.press(")", ")")
    let drift = try #require(model.area(.drift))
    #expect(drift.width > before.area(.drift)?.width ?? 0)
    // The border between them, then the one below both.
    model.drag(from: Point(x: drift.endX - 1, y: drift.y + 3), to: Point(x: 59, y: drift.y + 5))
    #expect(model.area(.drift)?.endX == 60 && model.area(.metric)?.x == 60)
    model.drag(from: Point(x: 10, y: drift.endY - 1), to: Point(x: 12, y: drift.endY + 3))
    #expect(model.area(.drift)?.height == drift.height + 4)
    // Far past the edge the least sizes hold.
    model.drag(from: Point(x: 59, y: drift.y + 2), to: Point(x: 400, y: 3))
    #expect(model.area(.metric)?.width == 38)
    model.press("*")
    #expect(model.panePlaces.map(\.area) == before.panePlaces.map(\.area))
  }

  @Test("A drag that began elsewhere moves nothing")
  func noGrip() {
    var model = Self.model(.stage(.monitoring), Size(columns: 160, rows: 50))
    let before = model.panePlaces.map(\.area)
    model.drag(from: Point(x: 20, y: 10), to: Point(x: 40, y: 20))
    #expect(model.panePlaces.map(\.area) == before)
  }

  // MARK: Looks

  private static let frames: [(name: String, screen: Screen, size: Size, keys: [String])] = [
    ("small-overview", .overview, Size(columns: 40, rows: 12), []),
    ("small-monitoring", .stage(.monitoring), Size(columns: 40, rows: 12), ["tab"]),
    ("small-data", .stage(.data), Size(columns: 60, rows: 20), []),
    ("small-business", .stage(.business), Size(columns: 79, rows: 23), []),
    ("portrait-monitoring", .stage(.monitoring), Size(columns: 60, rows: 80), []),
    ("portrait-development", .stage(.development), Size(columns: 50, rows: 60), []),
    ("split-monitoring", .stage(.monitoring), Size(columns: 120, rows: 40), ["tab", "|", "enter"]),
    ("split-choice", .stage(.monitoring), Size(columns: 80, rows: 24), ["|", "down"]),
    ("split-stacked", .stage(.business), Size(columns: 80, rows: 24), ["|", "enter", "\\", "tab"]),
    ("tiny-monitoring", .stage(.monitoring), Size(columns: 32, rows: 7), []),
    ("large-monitoring", .stage(.monitoring), Size(columns: 200, rows: 60), []),
    ("large-deployment", .stage(.deployment), Size(columns: 200, rows: 60), []),
  ]

  @Test("What it looks like", arguments: frames.indices)
  func looks(_ index: Int) {
    let frame = Self.frames[index]
    expectGolden(Self.model(frame.screen, frame.size, frame.keys).golden, named: "layout-\(frame.name)")
  }
}

extension [Effect] {
  /// Whether nothing came of it but a word about why.
  fileprivate var isNote: Bool { count == 1 && commands.isEmpty && queries.isEmpty }
}

extension CockpitModel {
  fileprivate func area(_ pane: Pane) -> Rect? { panePlaces.first { $0.pane == pane }?.area }

  /// Presses the left button, moves the mouse and lets go.
  fileprivate mutating func drag(from start: Point, to end: Point) {
    click(start.x, start.y)
    _ = update(.input(.mouse(MouseEvent(.drag(.left), at: Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)))))
    _ = update(.input(.mouse(MouseEvent(.drag(.left), at: end))))
    _ = update(.input(.mouse(MouseEvent(.release(.left), at: end))))
  }
}
