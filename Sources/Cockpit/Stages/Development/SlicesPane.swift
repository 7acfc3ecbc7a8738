import CellCanvas
import Encoding
import Lifecycle

/// The parts of the data where the version is worst.
struct SlicesPane: PaneContent {
  let context: PaneContext

  private var slices: [JSON] { context.model.page(of: .slices)?["slices"]?.array ?? [] }

  var title: TextLine {
    let real = slices.filter { $0["significant"]?.bool == true }.count
    return TextLine("Worst slices") + (slices.isEmpty ? "" : TextLine(" · \(real) of \(slices.count) beyond chance"))
  }

  var note: TextLine? { slices.first?["metric"]?.string.map { TextLine("by \(MetricText.title($0))", .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .slices) != nil else { return }
    let slices = slices
    guard !slices.isEmpty else { return canvas.putEmpty("No slice is known to be worse than the rest.", in: area) }
    context.table(
      .part(.slices),
      columns: [
        .init("slice", .flexible(min: 20, weight: 3), importance: 9),
        .init("rows", alignment: .trailing, importance: 5), .init("metric", importance: 2),
        .init("here", alignment: .trailing, importance: 8), .init("rest", alignment: .trailing, importance: 5),
        .init("difference", alignment: .trailing, importance: 7), .init("95 %", importance: 3),
        .init("", importance: 8),
      ], height: area.height
    ) { item in
      guard case .numbered(let index) = item, slices.indices.contains(index) else { return [] }
      return row(slices[index])
    }
    .draw(in: area, on: &canvas)
  }

  private func row(_ slice: JSON) -> [TextLine] {
    let metric = slice["metric"]?.string ?? context.scope.metric
    let value = { (name: String) in slice[name]?.double.map { MetricText.value(metric, $0) } ?? "–" }
    let isReal = slice["significant"]?.bool == true
    return [
      TextLine(slice["filter"]?.string ?? "", .strong),
      TextLine(slice["rows"]?.int.map { NumberText.grouped($0) } ?? "–", .dim),
      TextLine(MetricText.title(metric), .dim),
      TextLine(value("value")), TextLine(value("rest"), .dim),
      TextLine(
        slice["difference"]?.double.map { CellText.signed(metric, $0) } ?? "–", isReal ? .failing : .dim),
      TextLine(interval(slice, metric), .dim),
      isReal ? TextLine("✗ worse", .failing) : TextLine("~ may be chance", .dim),
    ]
  }

  private func interval(_ slice: JSON, _ metric: String) -> String {
    guard let lower = slice["lower"]?.double, let upper = slice["upper"]?.double else { return "" }
    return "\(CellText.signed(metric, lower)) … \(CellText.signed(metric, upper))"
  }
}

/// How much worse the version gets without each column's information.
struct ImportancesPane: PaneContent {
  let context: PaneContext

  private var importances: [JSON] { context.model.page(of: .importances)?["importances"]?.array ?? [] }

  var title: TextLine { "What it relies on" }

  var note: TextLine? { importances.isEmpty ? nil : TextLine("by permutation", .dim) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.model.page(of: .importances) != nil else { return }
    guard !importances.isEmpty else { return canvas.putEmpty("No importances were worked out.", in: area) }
    BarList(
      importances.map { entry in
        let mean = entry["mean"]?.double ?? .nan
        let deviation = entry["sd"]?.double.map { " ± \(CellText.figure($0))" } ?? ""
        return BarList.Bar(
          TextLine(entry["column"]?.string ?? ""), mean, text: CellText.figure(mean) + deviation)
      }, offset: context.model.offsets[.part(.importances)] ?? 0
    ).draw(in: area, on: &canvas)
  }
}
