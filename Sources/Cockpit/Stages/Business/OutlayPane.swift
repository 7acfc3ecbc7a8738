import CellCanvas
import Encoding
import Lifecycle

/// What was gained over the best answer without a model, what was spent, and when it pays.
struct OutlayPane: PaneContent {
  let context: PaneContext

  private var page: JSON? { context.model.entry(of: .business)?.page }

  private var outlay: JSON? { page?["return"].flatMap { $0.isNull ? nil : $0 } }

  var title: TextLine {
    guard let ratio = outlay?["ratio"]?.double else { return "Return" }
    return TextLine("Return · ")
      + TextLine("\(NumberText.significant(ratio, 3)) for 1 spent", ratio >= 1 ? .ok : .failing)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let outlay else {
      let isAsked = context.model.entry(of: .business)?.pending != nil
      return canvas.putEmpty(isAsked ? "⠹ the engine is adding up" : "Nothing is known of gains and costs.", in: area)
    }
    let amount = { (json: JSON?) in json?.double.map { MetricText.amount($0, context.unit) } ?? "–" }
    let spent = outlay["spent"]
    var text = LabelledText(width: area.width, labelWidth: 9)
    text.add(
      "Gained",
      TextLine(amount(outlay["gained"]), (outlay["gained"]?.double ?? 0) < 0 ? .failing : .strong)
        + TextLine(" over the best without a model", .dim))
    text.add("Spent", TextLine(amount(spent?["total"]), .strong) + TextLine(parts(spent, amount), .dim))
    text.add("Pays", payback(outlay))
    if (spent?["total"]?.double ?? 0) == 0 {
      text.add("", "\(context.key(.edit)) names scope.costs and the hours of milestones", .dim)
    }
    canvas.put(text.lines, in: area)
  }

  private func parts(_ spent: JSON?, _ amount: (JSON?) -> String) -> String {
    let hours = spent?["hours"]?.double ?? 0
    var parts: [String] = []
    if hours > 0 { parts.append("\(MetricText.number(hours)) h \(amount(spent?["cost_of_hours"]))") }
    if (spent?["running"]?.double ?? 0) > 0 { parts.append("running \(amount(spent?["running"]))") }
    if (spent?["once"]?.double ?? 0) > 0 { parts.append("once \(amount(spent?["once"]))") }
    return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
  }

  private func payback(_ outlay: JSON) -> TextLine {
    if let ratio = outlay["ratio"]?.double, ratio >= 1 { return TextLine("✓ it has paid for itself", .ok) }
    if let day = outlay["pays_back_on"]?.string.flatMap({ Timestamp(parsing: $0) }) {
      return TextLine("~ back on \(TimeText.day(day)), at this rate", .attention)
    }
    return outlay["ratio"]?.double == nil ? TextLine("–", .dim) : TextLine("✗ never back, at this rate", .failing)
  }
}
