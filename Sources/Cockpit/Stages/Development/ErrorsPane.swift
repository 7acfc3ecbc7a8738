import CellCanvas
import Encoding
import Lifecycle

/// The rows the version gets most wrong.
struct ErrorsPane: PaneContent {
  let context: PaneContext

  private var errors: [JSON] { context.model.page(of: .errors)?["errors"]?.array ?? [] }

  var title: TextLine {
    guard let version = context.model.evaluatedVersion else { return "Errors" }
    return TextLine("Most wrong · v\(version)") + (errors.isEmpty ? "" : TextLine(" · \(errors.count) rows"))
  }

  var note: TextLine? { context.progress(.errors) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(
        .errors, missing: "No version to look at yet.", remedy: "\(context.key(.retrain)) trains the first", in: area,
        on: &canvas) != nil
    else { return }
    let errors = errors
    guard !errors.isEmpty else { return canvas.putEmpty("No errors were kept for this version.", in: area) }
    let names = ExampleTable.names(errors, first: "").prefix(8)
    context.table(
      .part(.errors),
      columns: [
        .init("row", alignment: .trailing, importance: 100), .init("was", .fitting(max: 16), importance: 100),
        .init("said", .fitting(max: 16), importance: 100), .init("score", alignment: .trailing, importance: 90),
        .init("loss", alignment: .trailing, importance: 80),
      ]
        + names.enumerated().map { index, name in
          .init(
            name, .fitting(max: 16),
            alignment: errors.contains { CellText.isNumber($0["values"]?[name]) } ? .trailing : .leading,
            importance: 50 - index)
        }, height: area.height
    ) { item in
      guard case .numbered(let index) = item, errors.indices.contains(index) else { return [] }
      return row(errors[index], Array(names))
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ error: JSON, _ names: [String]) -> [TextLine] {
    [
      TextLine(error["row"]?.int.map { NumberText.grouped($0) } ?? "", .dim), CellText.line(error["label"], .strong),
      CellText.line(error["prediction"], .failing),
      TextLine(error["score"]?.double.map { CellText.figure($0) } ?? "–"),
      TextLine(error["loss"]?.double.map { CellText.figure($0) } ?? "–", .dim),
    ] + names.map { CellText.line(error["values"]?[$0]) }
  }
}

/// Why the version said what it said of one row: what each column added.
struct ContributionsPane: PaneContent {
  let context: PaneContext

  private var error: JSON? { context.model.selectedElement(of: .errors, "errors") }

  var title: TextLine {
    guard let error, let row = error["row"]?.int else { return "Why" }
    return TextLine("Row \(NumberText.grouped(row)) · said ") + CellText.line(error["prediction"], .failing)
      + TextLine(", was ") + CellText.line(error["label"], .strong)
  }

  var note: TextLine? {
    error?["score"]?.double.map { TextLine("score \(CellText.figure($0))", .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let error else {
      return canvas.putEmpty(context.model.items(of: .part(.errors)).isEmpty ? "" : "No row is selected.", in: area)
    }
    let steps = ContributionsPane.steps(error, rows: max(1, area.height - 1))
    guard !steps.isEmpty else {
      return Card.draw(
        (error["values"]?.members ?? []).map { KeyValueList.Pair($0.name, CellText.line($0.value)) }, in: area,
        on: &canvas)
    }
    let wide = area.width >= 100
    let parts = area.columns(wide ? [.rest, .fixed(min(64, area.width * 2 / 5))] : [.rest], gap: 3)
    canvas.put(
      TextLine("what each column added to the score", .dim), in: parts[0])
    Waterfall(steps).draw(in: parts[0].dropFirstRows(1), on: &canvas)
    guard wide else { return }
    Card.draw(
      (error["values"]?.members ?? []).map { KeyValueList.Pair($0.name, CellText.line($0.value)) }, in: parts[1],
      on: &canvas)
  }

  /// The greatest first; what does not fit is one bar of its own.
  static func steps(_ error: JSON, rows: Int) -> [Waterfall.Step] {
    let all = (error["contributions"]?.array ?? []).compactMap { pair -> (name: String, amount: Double)? in
      guard let name = pair[0]?.string, let amount = pair[1]?.double else { return nil }
      return (name, amount)
    }
    .sorted { $0.amount.magnitude > $1.amount.magnitude }
    let kept = all.count > rows ? Array(all.prefix(rows - 1)) : all
    let rest = all.dropFirst(kept.count)
    var steps = kept.map { entry -> Waterfall.Step in
      let value = error["values"]?[entry.name]
      let label =
        TextLine(entry.name, .strong)
        + (value == nil ? TextLine("") : TextLine(" = ", .dim) + CellText.line(value))
      return Waterfall.Step(label, entry.amount, text: signed(entry.amount))
    }
    if !rest.isEmpty {
      let sum = rest.reduce(0) { $0 + $1.amount }
      steps.append(Waterfall.Step(TextLine("\(rest.count) other columns", .dim), sum, text: signed(sum)))
    }
    return steps
  }

  private static func signed(_ amount: Double) -> String {
    (amount < 0 ? "−" : "+") + CellText.figure(amount.magnitude)
  }
}
