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
    let foot = foot(width: area.width)
    let parts = area.withFoot(foot.count, below: indicators.count + 1, least: indicators.count + 1)
    canvas.put(foot, in: parts[1])
    context.table(.indicators, columns: columns, height: parts[0].height) { item in
      guard case .indicator(let name) = item, let kpi = indicators.first(where: { $0.name == name }) else { return [] }
      return row(kpi, courseWidth)
    }
    .draw(in: parts[0], on: &canvas)
  }

  /// How the chosen KPI is worked out, and what it comes to in segments where the engine tells.
  private func foot(width: Int) -> [TextLine] {
    guard case .indicator(let name) = context.model.selectedItem(of: .indicators),
      let kpi = indicators.first(where: { $0.name == name })
    else { return [] }
    let answer = context.model.entry(of: .business)?.page?["kpis"]?.array?.first { $0["name"]?.string == name }
    let segments = (answer?["segments"]?.array ?? []).prefix(3).map { segment($0).truncated(to: width) }
    return [TextLine("= ", .dim) + TextLine(kpi.formula.text).truncated(to: max(1, width - 2))] + segments
  }

  /// "device  desktop 2,273 · mobile 2,132".
  private func segment(_ segment: JSON) -> TextLine {
    let levels = (segment["levels"]?.array ?? []).map { level in
      CellText.line(level["level"]) + TextLine(" ") + CellText.line(level["value"], .strong)
    }
    return levels.enumerated().reduce(TextLine(CellText.plain(segment["column"] ?? .null) + "  ", .dim)) {
      $0 + ($1.offset > 0 ? TextLine(" · ", .dim) : TextLine("")) + $1.element
    }
  }

  private var columns: [DataTable.Column] {
    [
      .init("KPI", .fitting(max: 26), importance: 9),
      .init(context.model.cursorPosition == nil ? "newest" : "at cursor", alignment: .trailing, importance: 9),
      .init("target", alignment: .trailing, importance: 7), .init("attained", importance: 8),
      .init("course", .flexible(min: 12, weight: 1), importance: 6),
    ]
  }

  private func newest(_ kpi: KPI) -> Double? { context.digest.indicators[kpi.name]?.last { $0.isFinite } }

  /// In the window under the cursor; without one the newest there is.
  private func read(_ kpi: KPI) -> Double? {
    guard let place = context.model.cursorPosition else { return newest(kpi) }
    guard let values = context.digest.indicators[kpi.name], values[place].isFinite else { return nil }
    return values[place]
  }

  private func isAttained(_ kpi: KPI) -> Bool? { isAttained(kpi, newest(kpi)) }

  private func isAttained(_ kpi: KPI, _ value: Double?) -> Bool? {
    guard let target = kpi.target, let value else { return nil }
    return target.comparison.holds(value, target.bound)
  }

  private func row(_ kpi: KPI, _ courseWidth: Int) -> [TextLine] {
    let accepted = kpi.target.map { target in { (value: Double) in target.comparison.holds(value, target.bound) } }
    let verdict: TextLine =
      switch isAttained(kpi, read(kpi)) {
      case true: TextLine("✓ attained", .ok)
      case false: TextLine("✗ missed", .failing)
      case nil: TextLine(kpi.target == nil ? "no target" : "· no data", .idle)
      }
    return [
      TextLine(kpi.name, .strong), TextLine(read(kpi).map { MetricText.amount($0, kpi.unit) } ?? "–"),
      TextLine(kpi.target.map { "\($0.comparison.symbol) \(MetricText.amount($0.bound, kpi.unit))" } ?? "–", .dim),
      verdict,
      context.bars(context.digest.indicators[kpi.name] ?? [], width: courseWidth, accepted: accepted),
    ]
  }
}
