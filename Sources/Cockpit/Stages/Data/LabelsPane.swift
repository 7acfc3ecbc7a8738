import CellCanvas
import Encoding
import Lifecycle

/// The rows whose labels are doubtful, the most doubtful first.
struct LabelQueuePane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard let page = context.model.page(of: .labelQueue) else { return "Queue" }
    let count = context.model.openLabels.count
    let issues = page["issues"]?.int ?? count
    return TextLine("Queue · \(count)" + (issues > count ? " of \(NumberText.grouped(issues))" : ""))
  }

  var note: TextLine? {
    if let order = context.model.page(of: .labelQueue)?["order"]?.string { return TextLine("by \(order)", .dim) }
    return context.progress(.labelQueue)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      let page = context.answer(
        .labelQueue, missing: "The data has not been read yet.", remedy: "\(context.key(.retrain)) reads it and trains",
        in: area, on: &canvas)
    else { return }
    let rows = context.model.openLabels
    guard !rows.isEmpty else { return drawEmpty(page, in: area, on: &canvas) }
    context.table(
      .part(.labelQueue),
      columns: [
        .init("row", alignment: .trailing, importance: 9), .init("label", .fitting(max: 14), importance: 8),
        .init("guess", .fitting(max: 14), importance: 8), .init("given it", alignment: .trailing, importance: 5),
      ], height: area.height
    ) { item in
      guard case .tableRow(let number) = item, let row = rows.first(where: { $0.row == number }) else { return [] }
      return [
        TextLine(NumberText.grouped(number), .dim), TextLine(row.label),
        TextLine(row.guess, row.guess == row.label ? .dim : .attention),
        TextLine(row.probability(of: row.label).map { CellText.percent($0) } ?? "–", .dim),
      ]
    }
    .draw(in: area, on: &canvas)
  }

  private func drawEmpty(_ page: JSON, in area: Rect, on canvas: inout Canvas) {
    if page["state"]?.string == "working" {
      let share = page["fraction"]?.double
      canvas.put(
        TextLine("⠹ looking for doubtful labels", .busy), in: area, row: max(0, area.height / 2 - 1),
        alignment: .center)
      let bar = area.row(area.height / 2).inset(columns: 2, rows: 0)
      return ProgressBar("", share: share).draw(in: bar, on: &canvas)
    }
    canvas.putEmpty(
      "✓ Every doubtful label has been looked at.", "\(context.key(.retrain)) trains with what you said", in: area)
  }
}

/// The row to answer, as a card: its label, what the models say, and why it is here.
struct LabelPane: PaneContent {
  let context: PaneContext

  private var row: LabelRow? { context.model.selectedLabel }

  var title: TextLine { TextLine(row.map { "Row \(NumberText.grouped($0.row))" } ?? "Row") }

  var note: TextLine? {
    guard let page = context.model.page(of: .label), page["rows"] != nil else { return nil }
    let done = (page["labelled"]?.int ?? 0) + (page["confirmed"]?.int ?? 0)
    let skipped = page["skipped"]?.int ?? 0
    return TextLine(
      "\(NumberText.grouped(done)) answered" + (skipped > 0 ? ", \(NumberText.grouped(skipped)) skipped" : ""), .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let row else {
      return canvas.putEmpty(
        context.model.openLabels.isEmpty ? "" : "No row is selected.", in: area)
    }
    let head = head(row, width: area.width)
    let classes = bars(row)
    let shownClasses = min(classes.count, max(2, min(6, area.height / 4)))
    let parts = area.rows([
      .fixed(head.count), .fixed(shownClasses), .fixed(1), .rest, .fixed(area.height > 12 ? 1 : 0),
    ])
    canvas.put(head, in: parts[0])
    BarList(Array(classes.prefix(shownClasses))).draw(in: parts[1], on: &canvas)
    Card.draw(
      row.values.map { KeyValueList.Pair($0.name, CellText.line($0.value)) }, in: parts[3], on: &canvas)
    canvas.put(foot, in: parts[4])
  }

  private func head(_ row: LabelRow, width: Int) -> [TextLine] {
    var text = LabelledText(width: width, labelWidth: 8)
    let label = row.label.isEmpty ? "none" : row.label
    text.add(
      "Label",
      TextLine(label, .strong)
        + (row.guess == row.label
          ? TextLine("  as the models say", .dim)
          : TextLine("   the models say ", .dim) + TextLine(row.guess, .attention)))
    text.add("Why", row.suspicion)
    return text.lines
  }

  /// A bar for each class, with the key that chooses it.
  private func bars(_ row: LabelRow) -> [BarList.Bar] {
    let classes = context.model.labelClasses
    let names = classes.isEmpty ? row.probabilities.map(\.name) : classes
    return names.enumerated().map { index, name in
      let share = row.probability(of: name)
      let key = index < 9 ? TextLine("\(index + 1) ", .key) : TextLine("  ")
      let mark = name == row.label ? TextLine(" ◂ label", .dim) : ""
      return BarList.Bar(
        key + TextLine(name, name == row.guess ? .strong : nil) + mark, share ?? 0,
        text: share.map { CellText.percent($0) } ?? "–", role: name == row.guess ? .gauge : .line(2))
    }
  }

  private var foot: TextLine {
    guard context.model.context == .labelling else {
      return TextLine(context.model.keymap.key(.move(.open)), .key) + TextLine(" begins to answer", .keyHint)
    }
    let reason = context.model.desk.labels.reason
    return reason.isEmpty
      ? TextLine(context.model.keymap.key(.tool(.labelReason)), .key) + TextLine(" types a reason", .keyHint)
      : TextLine("because ", .dim) + TextLine(reason)
  }
}

/// How often which label seems to stand for which class.
struct NoisePane: PaneContent {
  let context: PaneContext

  var title: TextLine { "Estimated label noise" }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let page = context.model.page(of: .noise) else { return }
    let noise = page["noise"]?.array ?? []
    guard !noise.isEmpty else { return canvas.putEmpty("no noise has been estimated", in: area) }
    let entries = noise.map {
      (
        given: CellText.plain($0["given"] ?? .null), guessed: CellText.plain($0["guessed"] ?? .null),
        rows: $0["rows"]?.int ?? 0
      )
    }
    let known = context.model.labelClasses
    let classes = known.isEmpty ? Array(Set(entries.flatMap { [$0.given, $0.guessed] })).sorted() : known
    let shown = Array(classes.prefix(max(1, area.height - 1)))
    let cells = shown.map { given in
      let total = entries.filter { $0.given == given }.reduce(0) { $0 + $1.rows }
      return shown.map { guessed -> MatrixGrid.Cell in
        let rows = entries.filter { $0.given == given && $0.guessed == guessed }.reduce(0) { $0 + $1.rows }
        let weight = given == guessed ? .nan : total > 0 ? Double(rows) / Double(total) : 0
        return MatrixGrid.Cell(NumberText.grouped(rows), weight: weight)
      }
    }
    MatrixGrid(rowLabels: shown.map { "label \($0)" }, columnLabels: shown.map { "seems \($0)" }, cells: cells)
      .draw(in: area, on: &canvas)
  }
}
