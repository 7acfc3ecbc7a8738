import CellCanvas
import Encoding
import Expressions
import Lifecycle

/// The problem and the rest of the contract, each field with the stage that reads it.
struct ProblemPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("Scope · \(task)") }

  private var task: String {
    switch context.snapshot.task {
    case .binary: "yes or no"
    case .multiclass: "one of several"
    case .regression: "a number"
    }
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    let lines = ProblemPane.lines(context.snapshot, keymap: context.model.keymap, width: area.width)
    canvas.put(lines, in: area, offset: context.model.offsets[.problem] ?? 0)
  }

  static func lines(_ snapshot: Snapshot, keymap: Keymap, width: Int) -> [TextLine] {
    let scope = snapshot.definition.scope
    var text = LabelledText(width: width)
    if scope.problem.isEmpty {
      text.add("Problem", "not written down yet: \(keymap.key(.act(.edit))) edits scope.problem", .dim)
    } else {
      text.add("Problem", scope.problem, .strong)
    }
    text.add("Users", scope.users.joined(separator: ", "))
    text.add(
      "People", scope.stakeholders.map { $0.role.isEmpty ? $0.name : "\($0.name) (\($0.role))" }.joined(separator: ", ")
    )
    text.add("Predicts", "\(snapshot.definition.data.target) in \(sourceText(snapshot.definition.data.source))")
    text.add(
      "Metric",
      TextLine(MetricText.title(scope.metric), .strong)
        + TextLine(MetricText.wantsSmall(scope.metric) ? ", smaller is better" : ", larger is better")
        + TextLine("  → 3 5", .dim))
    addValue(scope.value, unit: snapshot.definition.business.unit, to: &text)
    if let budget = scope.constraints.budget {
      text.add("Budget", TextLine(MetricText.amount(budget, snapshot.definition.business.unit)))
    }
    text.add("Privacy", scope.constraints.privacy ?? "")
    let delay = snapshot.definition.monitoring.outcomeDelaySeconds
    if delay > 0 {
      text.add("Outcomes", TextLine("known after \(NumberText.duration(delay))") + TextLine("  → 5", .dim))
    }
    return text.lines
  }

  private static func sourceText(_ source: DataDefinition.Source) -> String {
    switch source {
    case .file(let path): path
    case .world(let seed): "the demo world, seed \(seed)"
    }
  }

  private static func addValue(_ value: ValueModel?, unit: String, to text: inout LabelledText) {
    switch value {
    case .none: text.add("Value", "no value model: Business counts no money", .dim)
    case .perRow(let expression):
      text.add("Value", TextLine("each row ") + TextLine(expression.text, .accent) + TextLine(" \(unit)  → 3 6", .dim))
    case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative):
      let cells = [
        ("true positive", truePositive), ("false positive", falsePositive), ("true negative", trueNegative),
        ("false negative", falseNegative),
      ]
      var label = "Value"
      for (name, expression) in cells {
        guard let expression else { continue }
        text.add(label, TextLine(name.fitted(to: 16)) + TextLine(expression.text, .accent) + TextLine(" \(unit)", .dim))
        label = ""
      }
      text.add("", TextLine("→ 3 picks the threshold, 6 counts it", .dim))
    }
  }
}
