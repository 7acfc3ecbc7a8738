import CellCanvas
import Encoding
import Lifecycle

/// Checks of a step: each with its value, the interval that holds at every look, its bound and what follows.
struct CheckTable: View {
  private let checks: [JSON]
  private let context: PaneContext

  init(_ checks: [JSON], context: PaneContext) {
    self.checks = checks
    self.context = context
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !checks.isEmpty else { return canvas.putEmpty("The step has not been judged yet.", in: area) }
    DataTable(
      columns: [
        .init("check", .flexible(min: 12, weight: 1), importance: 9),
        .init("value", alignment: .trailing, importance: 7),
        .init("interval", alignment: .center, importance: 6), .init("bound", alignment: .trailing, importance: 5),
        .init("n", alignment: .trailing, importance: 2), .init("verdict", importance: 8),
      ], rows: checks.map(row)
    ).draw(in: area, on: &canvas)
  }

  private func row(_ check: JSON) -> [TextLine] {
    let name = check["name"]?.string ?? check["gate"]?.string ?? ""
    let metric = check["metric"]?.string ?? String(name.prefix { $0 != " " })
    let value = { (key: String) in check[key]?.double.map { MetricText.value(metric, $0) } }
    let interval =
      value("lower").flatMap { lower in value("upper").map { lower == $0 ? "" : "\(lower)…\($0)" } } ?? ""
    return [
      TextLine(name), TextLine(value("value") ?? "–", .strong), TextLine(interval, .dim),
      TextLine(value("bound") ?? "", .dim), TextLine(check["n"]?.int.map { NumberText.grouped($0) } ?? "", .dim),
      (check["verdict"]?.string.flatMap { Verdict(rawValue: $0) } ?? .noData).markAndWord,
    ]
  }
}
