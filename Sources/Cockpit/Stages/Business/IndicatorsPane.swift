import CellCanvas
import Encoding
import Expressions
import Lifecycle

/// The KPIs against their targets.
struct IndicatorsPane: PaneContent {
  let context: PaneContext

  private var indicators: [KPI] { context.snapshot.definition.business.kpis }

  var title: TextLine {
    let judged = indicators.compactMap { isAttained($0) }
    guard !judged.isEmpty else { return "KPIs" }
    let attained = judged.filter { $0 }.count
    return TextLine("KPIs · ")
      + TextLine("\(attained) of \(judged.count) attained", attained == judged.count ? .ok : .attention)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !indicators.isEmpty else {
      return canvas.putEmpty(
        "No KPI is defined.", "\(context.key(.edit)) edits business.kpis in sextant.yaml", in: area)
    }
    let name = indicators.map { CharacterWidth.columns($0.name) }.max() ?? 0
    let courseWidth = max(12, area.width - min(26, name) - 46)
    context.table(.indicators, columns: columns, height: area.height) { item in
      guard case .indicator(let name) = item, let kpi = indicators.first(where: { $0.name == name }) else { return [] }
      return row(kpi, courseWidth)
    }
    .draw(in: area, on: &canvas)
  }

  private var columns: [DataTable.Column] {
    [
      .init("KPI", .fitting(max: 26), importance: 9), .init("newest", alignment: .trailing, importance: 9),
      .init("target", alignment: .trailing, importance: 7), .init("attained", importance: 8),
      .init("course", .flexible(min: 12, weight: 1), importance: 6),
    ]
  }

  private func newest(_ kpi: KPI) -> Double? { context.digest.indicators[kpi.name]?.last { $0.isFinite } }

  private func isAttained(_ kpi: KPI) -> Bool? {
    guard let target = kpi.target, let value = newest(kpi) else { return nil }
    return target.comparison.holds(value, target.bound)
  }

  private func row(_ kpi: KPI, _ courseWidth: Int) -> [TextLine] {
    let accepted = kpi.target.map { target in { (value: Double) in target.comparison.holds(value, target.bound) } }
    let verdict: TextLine =
      switch isAttained(kpi) {
      case true: TextLine("✓ attained", .ok)
      case false: TextLine("✗ missed", .failing)
      case nil: TextLine(kpi.target == nil ? "no target" : "· no data", .idle)
      }
    return [
      TextLine(kpi.name, .strong), TextLine(newest(kpi).map { MetricText.amount($0, kpi.unit) } ?? "–"),
      TextLine(kpi.target.map { "\($0.comparison.rawValue) \(MetricText.number($0.bound))" } ?? "–", .dim), verdict,
      Bars.line(context.digest.indicators[kpi.name] ?? [], width: courseWidth, accepted: accepted),
    ]
  }
}
