import CellCanvas
import Encoding
import Lifecycle

/// What may go wrong and when what is due.
struct RisksPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Risks and milestones") }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let lines = RisksPane.lines(context.scope, width: area.width)
    guard !lines.isEmpty else {
      return canvas.putEmpty(
        "No risks and no milestones are written down.", "\(context.key(.edit)) edits scope.risks in sextant.yaml",
        in: area)
    }
    canvas.put(lines, in: area, offset: context.model.offsets[.risks] ?? 0)
  }

  static func lines(_ scope: Scope, width: Int) -> [TextLine] {
    var text = LabelledText(width: width, labelWidth: 11)
    for risk in scope.risks.sorted(by: { $0.likelihood * $0.impact > $1.likelihood * $1.impact }) {
      let weight = risk.likelihood * risk.impact
      let role: Role = weight >= 6 ? .failing : weight >= 3 ? .attention : .dim
      let word = weight >= 6 ? "high" : weight >= 3 ? "middle" : "low"
      text.add("\(weight) \(word)", risk.what, .strong, labelRole: role)
      text.add("", risk.plan, .dim)
    }
    if !scope.milestones.isEmpty { text.head("Milestones") }
    for milestone in scope.milestones {
      let hours = milestone.hours.map { "  \(MetricText.number($0)) h" } ?? ""
      text.add(milestone.due ?? "no date", TextLine(milestone.what) + TextLine(hours, .dim))
    }
    return text.lines
  }
}
