import CellCanvas
import Encoding
import Lifecycle

/// The rows of the data, however many there are: pages are asked for as they come near.
struct RowsPane: PaneContent {
  let context: PaneContext

  private var grid: RowGrid { context.model.desk.grid }

  var title: TextLine {
    guard let total = grid.total else { return "Rows" }
    guard grid.filter != nil else { return TextLine("Rows · \(NumberText.grouped(total))") }
    let matching = grid.matching.map { NumberText.grouped($0) } ?? "⠹"
    return TextLine("Rows · ") + TextLine(matching, .strong) + TextLine(" of \(NumberText.grouped(total))")
  }

  var note: TextLine? {
    if context.model.pages.isAskingForRows { return TextLine("⠹ asking", .busy) }
    guard let sort = grid.sort else { return nil }
    return TextLine("by \(sort.column) \(sort.isDescending ? "↓" : "↑")", .accent)
  }

  /// Columns that the numbers of the rows take.
  static func numberWidth(_ grid: RowGrid) -> Int { NumberText.grouped(max(grid.total ?? 0, 999)).count }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !grid.columns.isEmpty else {
      let remedy = "\(context.key(.retrain)) reads it and trains"
      let page = context.answer(
        .rows, missing: "The data has not been read yet.", remedy: remedy, in: area, on: &canvas)
      if page != nil {
        canvas.putEmpty("The table has no columns.", "\(context.key(.edit)) names its source", in: area)
      }
      return
    }
    if let refusal = context.entry(.rows)?.refusal, context.entry(.rows)?.page == nil {
      return canvas.putEmpty(
        "✗ " + refusal.message,
        refusal.mend.isEmpty ? "\(context.model.keymap.key(.tool(.filter))) changes the filter" : refusal.mend, in: area
      )
    }
    if grid.matching == 0 {
      return canvas.putEmpty(
        "No row is like that.",
        "\(context.model.keymap.key(.tool(.filter))) changes the filter, \(context.model.keymap.key(.move(.back))) clears it",
        in: area)
    }
    let numbers = RowsPane.numberWidth(grid)
    let body = area.prefixColumns(area.width - 2)
    let shown = grid.shown(from: grid.firstColumn, width: body.width - numbers - 2)
    let rows = max(0, area.height - 2)
    drawHeader(shown, from: area.x + numbers + 2, in: area, on: &canvas)
    for line in 0..<min(rows, max(0, grid.count - grid.firstRow)) {
      draw(row: grid.firstRow + line, shown, numbers, in: body.row(1 + line), on: &canvas)
    }
    ScrollIndicator(first: grid.firstRow, visible: rows, total: grid.count)
      .draw(in: Rect(x: area.endX - 1, y: area.y + 1, width: 1, height: rows), on: &canvas)
    drawFoot(shown, in: area, on: &canvas)
  }

  private func drawHeader(_ shown: Range<Int>, from start: Int, in area: Rect, on canvas: inout Canvas) {
    var x = start
    for index in shown {
      let column = grid.columns[index]
      let isSorted = grid.sort?.column == column.name
      let mark = isSorted ? (grid.sort?.isDescending == true ? " ↓" : " ↑") : ""
      let room = Rect(x: x, y: area.y, width: min(column.width, area.endX - x), height: 1)
      canvas.put(
        TextLine(
          column.name.fitted(to: max(1, min(CharacterWidth.columns(column.name), room.width - mark.count))) + mark),
        in: room, alignment: column.isNumber ? .trailing : .leading,
        role: index == grid.column ? .titleFocus : .tableHeader)
      x += column.width + 2
    }
  }

  private func draw(row: Int, _ shown: Range<Int>, _ numbers: Int, in area: Rect, on canvas: inout Canvas) {
    let isChosen = row == grid.row
    guard let json = context.model.gridRow(row) else {
      canvas.put(TextLine(NumberText.grouped(row + 1), .dim), in: area.prefixColumns(numbers), alignment: .trailing)
      canvas.put(TextLine("…", .dim), in: area.dropFirstColumns(numbers + 2))
      return
    }
    let number = json["row"]?.int.map { NumberText.grouped($0) } ?? ""
    canvas.put(TextLine(number, .dim), in: area.prefixColumns(numbers), alignment: .trailing)
    let values = json["values"]?.array ?? []
    var x = area.x + numbers + 2
    for index in shown {
      let column = grid.columns[index]
      let cell = Rect(x: x, y: area.y, width: min(column.width, area.endX - x), height: 1)
      let value = values.indices.contains(index) ? values[index] : nil
      canvas.put(
        CellText.line(value, column.role == "target" ? .accent : nil), in: cell,
        alignment: column.isNumber ? .trailing : .leading)
      x += column.width + 2
    }
    if isChosen {
      let isFocused = context.model.layer == nil && context.model.focus == .part(.rows)
      canvas.restyle(area, isFocused ? .selection : .selectionFaint)
    }
  }

  /// The value under the cursor in full, and which part the row belongs to.
  private func drawFoot(_ shown: Range<Int>, in area: Rect, on canvas: inout Canvas) {
    guard area.height >= 3, grid.columns.indices.contains(grid.column) else { return }
    let row = Rect(x: area.x, y: area.endY - 1, width: area.width, height: 1)
    let column = grid.columns[grid.column]
    let json = context.model.gridRow(grid.row)
    let part = json?["part"]?.string.map { " · \($0)" } ?? ""
    let place =
      "\(NumberText.grouped(grid.row + 1)) of \(NumberText.grouped(grid.count))\(part)"
      + " · columns \(shown.lowerBound + 1)–\(shown.upperBound) of \(grid.columns.count)"
    canvas.put(TextLine(place, .dim), in: row, alignment: .trailing)
    let room = row.prefixColumns(max(0, row.width - CharacterWidth.columns(place) - 2))
    canvas.put(
      TextLine(column.name, .accent) + TextLine(" = ", .dim)
        + (json == nil ? TextLine("…", .dim) : CellText.line(json?["values"]?[grid.column], .strong)), in: room)
  }
}

/// One row of the data with all its columns.
struct RowPane: PaneContent {
  let context: PaneContext

  private var grid: RowGrid { context.model.desk.grid }

  var title: TextLine {
    guard let row = context.model.gridRow(grid.row)?["row"]?.int else { return "Row" }
    return TextLine("Row \(NumberText.grouped(row))")
  }

  var note: TextLine? {
    context.model.gridRow(grid.row)?["part"]?.string.map { TextLine($0, .dim) }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let row = context.model.gridRow(grid.row) else {
      return canvas.putEmpty(grid.columns.isEmpty ? "No row is selected." : "⠹ the row is on its way", in: area)
    }
    let values = row["values"]?.array ?? []
    let pairs = grid.columns.enumerated().map { index, column in
      KeyValueList.Pair(
        column.name,
        CellText.line(
          values.indices.contains(index) ? values[index] : nil,
          column.role == "target" ? .accent : column.role == "feature" ? .strong : .dim)
          + (column.role == "target" ? TextLine("  target", .dim) : ""))
    }
    Card.draw(pairs, chosen: grid.column, in: area, on: &canvas)
  }
}

/// Names and values in as many columns as fit.
enum Card {
  /// - Parameter chosen: the pair to keep in sight.
  static func draw(_ pairs: [KeyValueList.Pair], chosen: Int = 0, in area: Rect, on canvas: inout Canvas) {
    guard !area.isEmpty, !pairs.isEmpty else { return }
    let across = max(1, min(4, area.width / 44, (pairs.count + area.height - 1) / area.height))
    let capacity = across * area.height
    // Whole cards are turned, so that a value keeps its place while one looks at it.
    let first = pairs.count > capacity ? min(chosen / capacity * capacity, max(0, pairs.count - capacity)) : 0
    let rooms = area.columns(Array(repeating: .rest, count: across), gap: 3)
    for (index, room) in rooms.enumerated() {
      let part = pairs.dropFirst(first + index * area.height).prefix(area.height)
      KeyValueList(Array(part)).draw(in: room, on: &canvas)
    }
  }
}
