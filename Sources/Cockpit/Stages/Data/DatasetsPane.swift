import CellCanvas
import Encoding
import Lifecycle

/// The versions of the data: what each was made from, by whom and why, the newest first.
struct DatasetsPane: PaneContent {
  let context: PaneContext

  private var versions: [DatasetAnswer] { context.model.datasetVersions }

  var title: TextLine {
    guard !versions.isEmpty else { return "Versions" }
    return TextLine("Versions · \(versions.count)")
      + (current.map { TextLine(" · in use ") + TextLine($0, .strong) } ?? "")
  }

  var note: TextLine? {
    if let marked = context.model.desk.markedDataset { return TextLine("◆ \(marked) is marked", .accent) }
    return context.progress(.datasets)
  }

  private var current: String? { context.model.page(of: .datasets)?["current"]?.string }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(
        .datasets, missing: "The data has not been read yet.", remedy: "\(context.key(.retrain)) reads it and trains",
        in: area, on: &canvas) != nil
    else { return }
    let versions = versions
    guard !versions.isEmpty else {
      return canvas.putEmpty(
        "No version yet: the first training makes one.", "\(context.key(.retrain)) trains", in: area)
    }
    context.table(
      .part(.datasets),
      columns: [
        .init("", .fixed(1), importance: 9), .init("version", importance: 9), .init("made", importance: 5),
        .init("kind", .fitting(max: 12), importance: 7), .init("rows", alignment: .trailing, importance: 8),
        .init("from", importance: 4), .init("who", .fitting(max: 14), importance: 3),
        .init("reason", .flexible(min: 14, weight: 1), importance: 6),
      ], height: area.height
    ) { item in
      guard case .numbered(let place) = item, let version = versions.first(where: { $0.place == place }) else {
        return []
      }
      return row(version)
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ version: DatasetAnswer) -> [TextLine] {
    let isCurrent = version.version == current
    let isMarked = version.version == context.model.desk.markedDataset
    return [
      isMarked ? TextLine("◆", .accent) : isCurrent ? TextLine("●", .ok) : TextLine(""),
      TextLine(version.version, isCurrent ? .strong : nil),
      TextLine(Timestamp(parsing: version.time).map { TimeText.minute($0) } ?? version.time, .dim),
      TextLine(version.kind), TextLine(version.rows.map { NumberText.grouped($0) } ?? "–"),
      TextLine(version.parent ?? "the source", .dim), TextLine(version.who, .dim),
      TextLine(version.reason.isEmpty ? "–" : version.reason, version.reason.isEmpty ? .dim : nil),
    ]
  }
}

/// What differs between two versions of the data.
struct DatasetDifferencePane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard let pair = context.model.datasetsToCompare else { return "Difference" }
    return TextLine("\(pair.a) → \(pair.b)")
  }

  var note: TextLine? { context.progress(.difference) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let mark = context.model.keymap.key(.tool(.mark))
    guard context.model.selectedDataset != nil else { return }
    guard
      context.answer(
        .difference, missing: "This version was made from the source itself: there is nothing before it.",
        remedy: "\(mark) marks a version to hold the others against", in: area, on: &canvas) != nil
    else { return }
    canvas.put(
      DatasetDifferencePane.lines(context.model, width: area.width), in: area,
      offset: context.model.offsets[.part(.difference)] ?? 0)
  }

  static func lines(_ model: CockpitModel, width: Int) -> [TextLine] {
    guard let page = model.page(of: .difference) else { return [] }
    var text = LabelledText(width: width)
    let rows = page["rows"]
    text.add("Rows", rowLine(rows))
    let schema = page["schema"]?.array ?? []
    for (index, change) in schema.enumerated() {
      let old = CellText.plain(change["a"] ?? .null)
      let new = CellText.plain(change["b"] ?? .null)
      text.add(
        index == 0 ? "Columns" : "",
        TextLine(change["column"]?.string ?? "", .strong) + TextLine(" \(change["change"]?.string ?? "differs")")
          + TextLine(old.isEmpty && new.isEmpty ? "" : "  \(old) → \(new)", .dim))
    }
    let changed = (page["columns"]?.array ?? []).filter { isChanged($0) }
    if changed.isEmpty, schema.isEmpty { text.add("Columns", "the same in every column", .dim) }
    for column in changed { add(column, to: &text) }
    return text.lines
  }

  private static func rowLine(_ rows: JSON?) -> TextLine {
    let count = { (name: String) in rows?[name]?.int }
    var line = TextLine("\(count("a").map { NumberText.grouped($0) } ?? "–") → ")
    line = line + TextLine(count("b").map { NumberText.grouped($0) } ?? "–", .strong)
    for (name, word, role) in [
      ("added", "added", Role.ok), ("removed", "removed", .attention), ("changed", "changed", .accent),
    ] {
      guard let number = count(name), number > 0 else { continue }
      line = line + TextLine(" · ", .dim) + TextLine("\(NumberText.grouped(number)) \(word)", role)
    }
    return line
  }

  /// Whether a person would see a difference: a mean that moved beyond the digits shown is none.
  private static func isChanged(_ column: JSON) -> Bool {
    (column["changed"]?.int ?? 0) > 0 || figures.contains { change(of: $0.key, in: column) != nil }
  }

  private static let figures = [(key: "missing", title: "  missing"), (key: "mean", title: "  mean")]

  private static func change(of key: String, in column: JSON) -> (old: String, new: String)? {
    let text = { (side: String) in column[key]?[side]?.double.map { MetricText.number($0) } ?? "–" }
    return text("a") == text("b") ? nil : (text("a"), text("b"))
  }

  private static func add(_ column: JSON, to text: inout LabelledText) {
    text.head(column["column"]?.string ?? "", .titleFocus)
    if let changed = column["changed"]?.int, changed > 0 {
      text.add("  changed", "\(NumberText.grouped(changed)) values")
    }
    for figure in figures {
      guard let change = change(of: figure.key, in: column) else { continue }
      text.add(figure.title, TextLine("\(change.old) → ") + TextLine(change.new, .strong))
    }
    for (index, example) in (column["examples"]?.array ?? []).prefix(5).enumerated() {
      let row = example["row"]?.int.map { "row \(NumberText.grouped($0)): " } ?? ""
      text.add(
        index == 0 ? "  such as" : "",
        TextLine(row, .dim) + CellText.line(example["a"]) + TextLine(" → ", .dim) + CellText.line(example["b"], .strong)
      )
    }
  }
}
