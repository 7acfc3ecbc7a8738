import CellCanvas
import Encoding
import Lifecycle

/// What the checks of the data found, the gravest first.
struct FindingsPane: PaneContent {
  let context: PaneContext

  private var findings: [FindingAnswer] { context.model.findings }

  var title: TextLine {
    guard let page = context.model.page(of: .findings) else { return "Checks" }
    let grave = findings.filter { $0.rank == 0 }.count
    let count = "Checks · \(findings.count) finding\(findings.count == 1 ? "" : "s")"
    let rows = page["rows"]?.int.map { " in \(NumberText.grouped($0)) rows" } ?? ""
    return TextLine(count + rows) + (grave > 0 ? TextLine(" · ✗ \(grave) grave", .failing) : "")
  }

  var note: TextLine? {
    if let progress = context.progress(.findings) { return progress }
    guard let bad = context.model.page(of: .findings)?["bad_rows"]?["count"]?.int, bad > 0 else { return nil }
    return TextLine("! \(NumberText.grouped(bad)) rows cannot be read", .attention)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(
        .findings, missing: "The data has not been read yet.", remedy: "\(context.key(.retrain)) reads it and trains",
        in: area, on: &canvas) != nil
    else { return }
    guard !findings.isEmpty else {
      return canvas.putEmpty("✓ Every check passed: nothing to mend.", in: area)
    }
    let findings = findings
    context.table(
      .part(.findings),
      columns: [
        .init("severity", importance: 9), .init("check", .fitting(max: 22), importance: 5),
        .init("column", .fitting(max: 18), importance: 7), .init("rows", alignment: .trailing, importance: 8),
        .init("share", alignment: .trailing, importance: 6), .init("mend", importance: 4),
        .init("what", .flexible(min: area.width < 50 ? 16 : 24, weight: 1), importance: 9),
      ], height: area.height
    ) { item in
      guard case .named(let id) = item, let finding = findings.first(where: { $0.id == id }) else { return [] }
      return [
        SeverityText(finding.severity).markAndWord, TextLine(finding.check, .dim), TextLine(finding.column, .strong),
        TextLine(NumberText.grouped(finding.count)),
        TextLine(finding.share.map { CellText.percent($0) } ?? "–", .dim),
        finding.mend == nil ? TextLine("–", .dim) : TextLine(context.key(.mend), .key),
        TextLine(finding.message),
      ]
    }
    .draw(in: area, on: &canvas)
  }
}

/// One finding with rows that show it, and what would mend it.
struct FindingPane: PaneContent {
  let context: PaneContext

  private var finding: FindingAnswer? { context.model.selectedFinding }

  var title: TextLine {
    TextLine(finding.map { $0.column.isEmpty ? $0.check : "\($0.column) · \($0.check)" } ?? "Finding")
  }

  var note: TextLine? { finding.map { SeverityText($0.severity).markAndWord } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let finding else {
      return canvas.putEmpty(context.model.findings.isEmpty ? "" : "No finding is selected.", in: area)
    }
    var text = LabelledText(width: area.width, labelWidth: 8)
    text.add("", finding.message, .strong)
    if let mend = finding.mend {
      text.add("Mend", mend)
      text.add(
        "",
        TextLine(context.key(.mend), .key)
          + TextLine(" makes a version without it; \(context.key(.undo)) takes it back", .keyHint))
    } else {
      text.add("Mend", "nothing mends this by itself: look at the rows, then edit or filter the source.", .dim)
    }
    canvas.put(text.lines, in: area)
    drawExamples(finding, in: area.dropFirstRows(text.lines.count + 1), on: &canvas)
  }

  private func drawExamples(_ finding: FindingAnswer, in area: Rect, on canvas: inout Canvas) {
    let names = ExampleTable.names(finding.examples, first: finding.column)
    guard !names.isEmpty, area.height >= 2 else { return }
    ExampleTable.table(finding.examples, names: names, strong: [finding.column]).draw(in: area, on: &canvas)
  }
}

/// Rows of the data that stand as examples for something.
enum ExampleTable {
  /// The columns the examples have, the one they are about first.
  static func names(_ examples: [JSON], first: String) -> [String] {
    let names = examples.first?["values"]?.members?.map(\.name) ?? []
    return names.filter { $0 == first } + names.filter { $0 != first }
  }

  static func table(_ examples: [JSON], names: [String], strong: Set<String> = []) -> DataTable {
    let columns =
      [DataTable.Column("row", alignment: .trailing, importance: 1000)]
      + names.enumerated().map { index, name in
        let isNumber = examples.contains { CellText.isNumber($0["values"]?[name]) }
        return .init(
          name, .fitting(max: 18), alignment: isNumber ? .trailing : .leading, importance: 900 - index)
      }
    return DataTable(
      columns: columns,
      rows: examples.map { example in
        [TextLine(example["row"]?.int.map { NumberText.grouped($0) } ?? "", .dim)]
          + names.map { CellText.line(example["values"]?[$0], strong.contains($0) ? .strong : nil) }
      }, emptyText: "no examples")
  }
}
