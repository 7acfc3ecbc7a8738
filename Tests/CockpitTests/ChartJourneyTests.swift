import CellCanvas
import Cockpit
import Lifecycle
import Testing

/// Charts read by keys and mouse, on every screen that has one.
@Suite struct ChartJourneyTests {
  private static let size = Size(columns: 200, rows: 50)

  private static func bank(_ keys: String...) -> CockpitModel {
    var model = CockpitModel.showing(Sample.bank, size: size)
    for key in keys { model.press(key) }
    return model
  }

  /// The first line of the screen with these words.
  private static func line(_ model: CockpitModel, _ words: String) -> String? {
    model.text.split(separator: "\n").first { $0.contains(words) }.map(String.init)
  }

  /// What the legends say they are read at, once each.
  private static func moments(_ model: CockpitModel) -> [String] {
    var found: Set<String> = []
    for line in model.text.split(separator: "\n") {
      var rest = line[...]
      while let range = rest.firstRange(of: "at ") {
        rest = rest[range.upperBound...]
        let words = rest.prefix { $0 != "━" && $0 != "│" }
        if rest.dropFirst(words.count).first == "━" { found.insert(words.split(separator: " ").joined(separator: " ")) }
      }
    }
    return found.sorted()
  }

  private static func mouse(_ model: inout CockpitModel, _ action: MouseEvent.Action, _ x: Int, _ y: Int) {
    _ = model.update(.input(.mouse(MouseEvent(action, at: Point(x: x, y: y)))))
  }

  /// A cell in the middle of a chart on the business screen: right of the axis of the first pane.
  private static let middle = Point(x: 60, y: 12)

  @Test("A click on a chart reads the window under it in every chart of the stage; a drag goes along")
  func click() {
    var model = Self.bank("6")
    let newest = model.text
    #expect(Self.moments(model).isEmpty)
    Self.mouse(&model, .press(.left), Self.middle.x, Self.middle.y)
    let first = Self.moments(model)
    #expect(first.count == 1, "value and difference are read at one moment")
    #expect(model.text.contains("at cursor"), "the KPIs are those of that window")
    Self.mouse(&model, .drag(.left), Self.middle.x + 20, Self.middle.y)
    let second = Self.moments(model)
    #expect(second.count == 1 && second != first)
    // Beyond the edge of the chart its end is read.
    Self.mouse(&model, .drag(.left), 0, Self.middle.y)
    let edge = model.text
    Self.mouse(&model, .release(.left), 0, Self.middle.y)
    Self.mouse(&model, .drag(.left), Self.middle.x, Self.middle.y)
    #expect(model.text == edge, "with the button up nothing is held")
    model.press("home")
    #expect(model.text == edge)
    model.press("esc")
    #expect(model.text == newest)
  }

  @Test("The middle button pins the window under the mouse, the right one too when it is let go where it was")
  func pin() {
    var model = Self.bank("6")
    let plain = model.text
    Self.mouse(&model, .press(.middle), Self.middle.x, Self.middle.y)
    #expect(model.text.contains("beside "))
    Self.mouse(&model, .press(.right), Self.middle.x, Self.middle.y)
    Self.mouse(&model, .release(.right), Self.middle.x, Self.middle.y)
    #expect(model.text == plain, "pinned twice is not pinned")
  }

  @Test("The wheel zooms about the window under the mouse, the right button and shift with the wheel pan")
  func wheel() {
    var model = Self.bank("6")
    let all = model.text
    Self.mouse(&model, .press(.left), Self.middle.x, Self.middle.y)
    let read = Self.moments(model)
    Self.mouse(&model, .wheelUp, Self.middle.x, Self.middle.y)
    #expect(model.text.contains("held"))
    // What was under the mouse still is.
    Self.mouse(&model, .press(.left), Self.middle.x, Self.middle.y)
    #expect(Self.moments(model) == read)
    model.press("esc")
    #expect(model.text.contains("newest ") && !model.text.contains("held"))
    let newest = model.text
    Self.mouse(&model, .press(.right), Self.middle.x, Self.middle.y)
    Self.mouse(&model, .drag(.right), Self.middle.x + 30, Self.middle.y)
    Self.mouse(&model, .release(.right), Self.middle.x + 30, Self.middle.y)
    #expect(model.text.contains("held") && !model.text.contains("beside "))
    _ = model.update(.input(.mouse(MouseEvent(.wheelDown, at: Self.middle, modifiers: .shift))))
    for _ in 0..<8 { _ = model.update(.input(.mouse(MouseEvent(.wheelDown, at: Self.middle, modifiers: .shift)))) }
    #expect(model.text == newest)
    Self.mouse(&model, .wheelDown, Self.middle.x, Self.middle.y)
    #expect(model.text == all)
  }

  @Test("Panning leaves the cursor, says that the charts are held, and follows again at the newest window")
  func pan() {
    var model = Self.bank("6")
    model.press("B")
    #expect(model.text.contains("every window is shown"))
    model.press("+", "+")
    let newest = model.text
    model.press("B")
    #expect(model.text.contains("held esc newest") || model.text.contains("held Esc newest"))
    model.press("F")
    #expect(model.text == newest)
    model.press("shift-left", "shift-left")
    model.press("esc")
    #expect(model.text == newest)
    // The cursor begins where the charts are held.
    model.press("B", "left")
    #expect(model.text.contains("held"))
    model.press("end")
    #expect(model.text == newest)
  }

  @Test("What is read stays on the screen when windows go on closing")
  func held() {
    var snapshot = Sample.bank
    let newest = snapshot.state.windows.removeLast()
    var model = CockpitModel.showing(snapshot, size: Self.size)
    model.press("6", "+", "left")
    let read = Self.moments(model)
    snapshot.state.windows.append(newest)
    _ = model.update(.snapshot(snapshot))
    #expect(Self.moments(model) == read)
    #expect(model.text.contains("held"))
  }

  @Test(
    "← reads the focused chart of every stage, and Esc lets go",
    arguments: [(["1", "tab", "tab", "tab"], "at "), (["3", "tab"], "at "), (["5", "tab"], "at "), (["6"], "at ")])
  func everyStage(keys: [String], words: String) {
    var model = CockpitModel.showing(Sample.bank, size: Self.size)
    for key in keys { model.press(key) }
    let before = model.text
    model.press("left", "left")
    #expect(Self.moments(model).count == 1, "\(keys)")
    model.press("m", "left")
    #expect(model.text.contains("beside "), "\(keys)")
    model.press("right", "m", "esc")
    model.press("m", "m")
    #expect(Self.moments(model).isEmpty)
    if !model.text.contains("beside ") { #expect(model.text == before) }
  }

  @Test("The loss is read by rounds, which are not windows")
  func rounds() {
    var model = Self.bank("3", "tab")
    let plain = model.text
    model.press("home")
    #expect(Self.moments(model) == ["1"], "the first round")
    model.press("0", "6")
    #expect(Self.moments(model).isEmpty)
    model.press("3", "right", "left")
    #expect(Self.moments(model) == ["1"])
    model.press("esc")
    #expect(model.text == plain)
  }

  @Test("A click on the heat strip reads that window, in all that is beside it")
  func heat() throws {
    var model = Self.bank("5")
    let row = try #require(model.place(of: "▸Drift")).y + 1
    var found: [String] = []
    for x in 0..<60 {
      var clicked = model
      clicked.click(x, row)
      if let moment = Self.moments(clicked).first, found.last != moment { found.append(moment) }
    }
    #expect(found.count > 10 && Set(found).count == found.count, "each window in one stretch of columns")
    model.press("home")
    #expect(found.first == Self.moments(model).first)
  }

  @Test("A click on the timeline reads the window that ends nearest")
  func timeline() {
    var model = Self.bank("6")
    model.click(1, Self.size.rows - 3)
    var first = Self.bank("6")
    first.press("home")
    #expect(model.text == first.text)
    #expect(!Self.moments(model).isEmpty)
  }

  @Test("Nothing under a question is read or held")
  func covered() {
    var model = Self.bank("6", ":")
    let before = model.text
    for button in [MouseEvent.Button.middle, .right] {
      Self.mouse(&model, .press(button), Self.middle.x, Self.middle.y)
      Self.mouse(&model, .release(button), Self.middle.x, Self.middle.y)
      Self.mouse(&model, .press(button), 40, Self.size.rows - 3)
    }
    #expect(model.text == before)
    model.press("esc")
    #expect(model.text == Self.bank("6").text)
  }

  @Test(
    "Any mouse over any screen of any size leaves something that can be drawn, and Esc follows the newest",
    arguments: [Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 130, rows: 40)])
  func anyMouse(size: Size) {
    var state: UInt64 = 17
    let random = { (bound: Int) -> Int in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let actions: [MouseEvent.Action] = [
      .press(.left), .press(.middle), .press(.right), .drag(.left), .drag(.right), .release(.left), .release(.right),
      .wheelUp, .wheelDown,
    ]
    let keys = ["+", "-", "B", "F", "E", "left", "right", "tab", "home", "0", "1", "3", "5", "6", "v"]
    var model = CockpitModel.showing(Sample.bank, size: size)
    for step in 0..<400 {
      if random(5) == 0 {
        model.press(keys[random(keys.count)])
      } else {
        let point = Point(x: random(size.columns + 2) - 1, y: random(size.rows + 2) - 1)
        let held: KeyPress.Modifiers = random(4) == 0 ? .shift : []
        _ = model.update(.input(.mouse(MouseEvent(actions[random(actions.count)], at: point, modifiers: held))))
      }
      if step.isMultiple(of: 8) { #expect(model.text.split(separator: "\n").count > size.rows / 2) }
    }
    // Out of whatever the footer's hints opened.
    for _ in 0..<12 { model.press("esc") }
    #expect(!model.text.contains("held"))
  }

  @Test("The logarithmic scale is one pane's, and says so; where no chart has the focus it says why not")
  func scale() {
    var model = Self.bank("5", "tab")
    let linear = model.text
    model.press("E")
    #expect(model.text.contains(" log └"))
    model.press("tab")
    #expect(model.text.contains(" log └"))
    model.press("backtab", "E")
    #expect(model.text == linear)
    model.press("2", "E")
    #expect(model.text.contains("the focused pane has no chart"))
  }
}
