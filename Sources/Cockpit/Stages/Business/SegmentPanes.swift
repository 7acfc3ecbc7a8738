import CellCanvas
import Encoding
import Lifecycle

/// A level of a column with what its rows earned or cost.
struct SegmentLevel: Sendable, Equatable {
  let json: JSON

  init(_ json: JSON) { self.json = json }

  var name: String { CellText.plain(json["level"] ?? .null) }
  var rows: Double { json["rows"]?.double ?? 0 }
  var value: Double { json["value"]?.double ?? 0 }

  static func all(_ segment: JSON) -> [SegmentLevel] { (segment["levels"]?.array ?? []).map { SegmentLevel($0) } }
}

/// The columns by which the value is split, each with its best and its worst level.
struct SegmentColumnsPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Columns · \(context.model.segments.count)") }

  var note: TextLine? { context.progress(.segmentColumns) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard
      context.answer(.segmentColumns, missing: "Nothing is known of the value.", in: area, on: &canvas) != nil
    else { return }
    let segments = context.model.segments
    guard !segments.isEmpty else {
      return context.scope.value == nil
        ? context.putNoValue(in: area, on: &canvas)
        : canvas.putEmpty(
          "No window with segments has settled yet.", context.trafficRemedy, in: area)
    }
    context.table(
      .part(.segmentColumns),
      columns: [
        .init("column", .fitting(max: 18), importance: 9), .init("worst", .flexible(min: 10, weight: 1), importance: 7),
        .init("loses", alignment: .trailing, importance: 8),
      ], height: area.height
    ) { item in
      guard case .named(let column) = item, let segment = segments.first(where: { $0["column"]?.string == column })
      else { return [] }
      let worst = SegmentLevel.all(segment).min { $0.value < $1.value }
      let isLoss = (worst?.value ?? 0) < 0
      return [
        TextLine(column, .strong), TextLine(worst?.name ?? "", .dim),
        isLoss ? TextLine("✗ " + MetricText.number(worst?.value ?? 0), .failing) : TextLine("✓ nothing", .ok),
      ]
    }
    .draw(in: area, on: &canvas)
  }
}

/// The levels of the chosen column as bars: what they earn to the right, what they lose to the left.
struct SegmentLevelsPane: PaneContent {
  let context: PaneContext

  private var segment: JSON? { context.model.selectedSegment }

  var title: TextLine { TextLine("Value by \(segment?["column"]?.string ?? "segment")") }

  var note: TextLine? { TextLine(context.unit.isEmpty ? "value · rows" : "\(context.unit) · rows", .dim) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let segment else { return }
    let bars = SegmentLevel.all(segment).sorted { $0.value > $1.value }.map { level in
      BarList.Bar(
        TextLine(level.value < 0 ? "✗ " : "  ", .failing) + TextLine(level.name.isEmpty ? "(missing)" : level.name),
        level.value, text: "\(MetricText.number(level.value)) · \(NumberText.grouped(Int(min(level.rows, 1e15))))",
        role: level.value < 0 ? .failing : .gauge)
    }
    BarList(bars).draw(in: area, on: &canvas)
  }
}

/// What the model was worth beside what could be had without it.
struct WorthPane: PaneContent {
  let context: PaneContext

  private var value: JSON? { context.model.page(of: .worth)?["value"] }

  var title: TextLine {
    guard let perDay = value?["per_day"]?.double else { return "The same windows, answered otherwise" }
    return TextLine("Answered otherwise · the model ")
      + TextLine("\(MetricText.amount(perDay, context.unit)) a day", .strong)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let value, let total = value["total"]?.double else {
      if context.model.page(of: .worth) != nil { context.putNoValue(in: area, on: &canvas) }
      return
    }
    let known = (value["alternatives"]?.members ?? []).compactMap { member in
      member.value.double.map { (name: member.name, value: $0) }
    }
    let best = known.filter { $0.name != "previous" }.map(\.value).max()
    var bars = [bar("the model", total, isBehind: best.map { $0 > total } ?? false)]
    bars += known.map { bar(WorthPane.titles[$0.name] ?? $0.name, $0.value, isBehind: false) }
    BarList(bars).draw(in: area, on: &canvas)
  }

  private func bar(_ name: String, _ value: Double, isBehind: Bool) -> BarList.Bar {
    BarList.Bar(
      TextLine(name, name == "the model" ? .strong : nil), value,
      text: MetricText.amount(value, context.unit) + (isBehind ? " ✗ less than without" : ""),
      role: name == "the model" ? .gauge : .line(2))
  }

  private static let titles = [
    "nobody": "no to all", "everybody": "yes to all", "baseline": "the baseline", "previous": "the previous version",
  ]
}
