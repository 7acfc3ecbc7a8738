import CellCanvas
import Cockpit
import Encoding
import Lifecycle
import Testing

/// Names and values in any script leave every frame straight.
@Suite struct EveryScriptTests {
  /// Wide, combining, joined, right-to-left, control characters, and one without end, each for a name of the sample.
  private static let names: [(plain: String, strange: String)] = [
    ("euribor3m", "価格の変化率（三か月）"), ("nr.employed", "e\u{301}\u{302}\u{323}mploye\u{301}s"),
    ("emp.var.rate", "שיעור שינוי"),
    ("duration", "المدة بالثواني"), ("campaign", "👩‍👩‍👧‍👦 campaign 🏳️‍🌈"), ("education", "शिक्षा का स्तर"),
    ("university.degree", "大学\u{200B}卒\u{202E}業"), ("blue-collar", "\u{1F1E9}\u{1F1EA}\u{1F1EB} ｆｕｌｌ"),
    ("marital", "ครอบครัว"),
    ("housing", String(repeating: "字e\u{308}", count: 300)), ("bank", "銀行\u{7}\u{1B}[31m\tbank\n"),
    ("admin.", "\u{FEFF}\u{AD}管"),
  ]

  private static func strange(_ text: String) -> String {
    names.reduce(text) { $0.replacing($1.plain, with: $1.strange) }
  }

  private static func strange(_ json: JSON) -> JSON {
    switch json {
    case .string(let text): .string(strange(text))
    case .array(let elements): .array(elements.map { strange($0) })
    case .object(let members): .object(members.map { JSON.Member($0.name, strange($0.value)) })
    case .null, .bool, .integer, .number: json
    }
  }

  private static var snapshot: Snapshot {
    var snapshot = Sample.bank
    snapshot.definition.name = strange(snapshot.definition.name)
    snapshot.definition.scope.problem = names.map(\.strange).joined(separator: " ")
    snapshot.definition.scope.users = names.map(\.strange)
    for index in snapshot.data?.columns.indices ?? 0..<0 {
      guard let column = snapshot.data?.columns[index] else { continue }
      snapshot.data?.columns[index].name = strange(column.name)
      for place in column.top.indices {
        snapshot.data?.columns[index].top[place].value = strange(column.top[place].value)
      }
    }
    for index in snapshot.state.windows.indices {
      for place in snapshot.state.windows[index].closed.drift.indices {
        let name = snapshot.state.windows[index].closed.drift[place].column
        snapshot.state.windows[index].closed.drift[place].column = strange(name)
      }
    }
    for index in snapshot.state.alarms.indices {
      snapshot.state.alarms[index].rule = strange(snapshot.state.alarms[index].rule)
      snapshot.state.alarms[index].column = snapshot.state.alarms[index].column.map { strange($0) }
    }
    return snapshot
  }

  private static func answer(_ query: Query) -> Result<JSON, Refusal> {
    let answers = [Answers.full, RoundAnswers.full, DeploymentAnswers.full].map { $0(query) }
    let answer = answers.first { if case .success = $0 { true } else { false } } ?? answers[0]
    return answer.map { strange($0) }
  }

  private static let sizes = [
    Size(columns: 40, rows: 12), Size(columns: 80, rows: 24), Size(columns: 120, rows: 40),
    Size(columns: 200, rows: 50),
  ]

  /// Whether each wide character has its second half, and each half its character.
  private func isWhole(_ canvas: Canvas, row: Int) -> Bool {
    canvas.withRow(row) { cells in
      cells.indices.allSatisfy { index in
        let isSecondHalf = index > 0 && cells[index - 1].glyph.width == 2 && !cells[index - 1].glyph.isContinuation
        return cells[index].glyph.isContinuation == isSecondHalf
          && (cells[index].glyph.width < 2 || cells[index].glyph.isContinuation || index + 1 < cells.count)
      }
    } ?? false
  }

  private func expectStraight(_ model: CockpitModel, _ name: String) {
    let canvas = model.frame()
    for row in 0..<canvas.size.rows { #expect(isWhole(canvas, row: row), "\(name), row \(row)") }
    #expect(!canvas.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(name) has control characters")
    for (pane, area) in model.panePlaces where area.height > 1 && area.width > 1 {
      let corners = [
        (area.x, area.y, "╭"), (area.endX - 1, area.y, "╮"), (area.x, area.endY - 1, "╰"),
        (area.endX - 1, area.endY - 1, "╯"),
      ]
      for (x, y, corner) in corners {
        #expect(canvas[Point(x: x, y: y)]?.glyph.text == corner, "\(name), \(pane): corner at \(x):\(y)")
      }
      for y in area.y + 1..<max(area.y + 1, area.endY - 1) {
        for x in [area.x, area.endX - 1] {
          let text = canvas[Point(x: x, y: y)]?.glyph.text ?? ""
          // The right edge may carry the sign of where a list stands.
          #expect(
            ["│", "┃", "█", "▐", "▲", "▼", "↑", "↓"].contains(text), "\(name), \(pane): edge at \(x):\(y) is \(text)")
        }
      }
    }
  }

  @Test("Stages", arguments: 0...6, sizes)
  func stages(digit: Int, size: Size) {
    var model = CockpitModel.showing(Self.snapshot, size: size)
    model.settle(model.press("\(digit)"), Self.answer)
    expectStraight(model, "stage \(digit) at \(size)")
    if digit == 2, size.columns >= 120 {
      for word in ["価格の変化率", "שיעור שינוי", "المدة", "शिक्षा"] { #expect(model.text.contains(word), "\(word)") }
    }
    model.press("down", "z")
    expectStraight(model, "stage \(digit) zoomed at \(size)")
  }

  @Test("Sheets", arguments: Sheet.allCases, sizes)
  func sheets(sheet: Sheet, size: Size) {
    let model = CockpitModel.showing(sheet, of: Self.snapshot, size: size, Self.answer)
    expectStraight(model, "\(sheet) at \(size)")
  }
}
