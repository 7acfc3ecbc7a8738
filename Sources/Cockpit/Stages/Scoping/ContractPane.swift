import CellCanvas
import Encoding
import Lifecycle

/// Every field of the contract with its reader and whether it holds.
struct FieldsPane: PaneContent {
  let context: PaneContext

  private var fields: [JSON] { context.model.page(of: .fields)?["fields"]?.array ?? [] }

  var title: TextLine {
    guard !fields.isEmpty else { return "Contract" }
    var line = TextLine("Contract · \(fields.count) fields")
    for standing in ["broken", "unknown", "unread"] {
      let count = fields.filter { $0["holds"]?.string == standing }.count
      if count > 0 { line = line + TextLine(" · ") + TextLine("\(count) \(standing)", HoldsText.role(standing)) }
    }
    return line
  }

  var note: TextLine? { context.progress(.fields) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(
        .fields, missing: "There is no contract yet.", remedy: "\(context.key(.edit)) writes one", in: area,
        on: &canvas) != nil
    else { return }
    guard !fields.isEmpty else {
      return canvas.putEmpty("The contract has no fields.", "\(context.key(.edit)) edits it", in: area)
    }
    context.table(
      .part(.fields),
      columns: [
        .init("field", .fitting(max: area.width < 50 ? 20 : 30), importance: 9),
        .init("value", .flexible(min: 14, weight: 2), importance: 8),
        .init("read by", .fitting(max: 14), importance: 6), .init("holds", importance: 9),
        .init("because", .flexible(min: 18, weight: 3), importance: 4),
      ], height: area.height
    ) { item in
      guard case .named(let path) = item, let field = fields.first(where: { $0["path"]?.string == path }) else {
        return []
      }
      return [
        TextLine(path, .strong), CellText.line(field["value"]), TextLine(reader(field), .dim),
        HoldsText.line(field["holds"]?.string ?? "unknown"), TextLine(field["fact"]?.string ?? "", .dim),
      ]
    }
    .draw(in: area, on: &canvas)
  }

  private func reader(_ field: JSON) -> String { Stage.title(of: field["stage"]?.string) }
}

/// One field in full.
struct FieldPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine(context.model.selectedField?["path"]?.string ?? "Field") }

  var note: TextLine? { context.model.selectedField.map { HoldsText.line($0["holds"]?.string ?? "unknown") } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let field = context.model.selectedField else {
      return canvas.putEmpty(context.model.items(of: .part(.fields)).isEmpty ? "" : "No field is selected.", in: area)
    }
    var text = LabelledText(width: area.width)
    let value = CellText.plain(field["value"] ?? .null)
    text.add("Value", value.isEmpty ? "nothing" : value, .strong)
    text.add("Read by", Stage.title(of: field["stage"]?.string))
    text.add("What for", words(field["reads"]))
    text.add("Holds", HoldsText.line(field["holds"]?.string ?? "unknown"))
    text.add("Because", words(field["fact"]))
    if field["holds"]?.string == "unread" {
      text.add("", "Nothing reads this field, so nobody would notice if it were wrong.", .attention)
    }
    text.add(
      "", TextLine("\(context.key(.edit))", .key) + TextLine(" edits a copy; you see what follows first", .keyHint))
    canvas.put(text.lines, in: area)
  }

  private func words(_ value: JSON?) -> String { CellText.plain(value ?? .null) }
}

/// Whether a field holds, as a glyph and a word.
enum HoldsText {
  static func line(_ standing: String) -> TextLine { TextLine("\(glyph(standing)) \(standing)", role(standing)) }

  static func role(_ standing: String) -> Role {
    switch standing {
    case "holds": .ok
    case "broken": .failing
    case "unread": .attention
    default: .idle
    }
  }

  private static func glyph(_ standing: String) -> String {
    switch standing {
    case "holds": "✓"
    case "broken": "✗"
    case "unread": "!"
    default: "·"
    }
  }
}

extension Stage {
  /// The word on the screen for a stage's id; the id itself where it is none.
  static func title(of id: String?) -> String {
    guard let id else { return "nobody" }
    return Stage.allCases.first { $0.id == id }?.title ?? id
  }
}
