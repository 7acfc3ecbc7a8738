import CellCanvas
import Encoding
import Lifecycle

/// What to do next, ranked by money.
struct InsightsPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine("What to do next · \(context.model.insights.count)") }

  var note: TextLine? { context.progress(.insights) }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard context.answer(.insights, missing: "Nothing is known yet.", in: area, on: &canvas) != nil else { return }
    let insights = context.model.insights
    guard !insights.isEmpty else {
      return canvas.putEmpty("✓ Nothing asks to be done: no alarm, no loss, no better version.", in: area)
    }
    context.table(
      .part(.insights),
      columns: [
        .init("a day", alignment: .trailing, importance: 8), .init("stage", importance: 4), .init("key", importance: 9),
        .init("what", .flexible(min: 24, weight: 1), importance: 9), .init("basis", .fitting(max: 40), importance: 2),
      ], height: area.height
    ) { item in
      guard case .named(let id) = item, let insight = insights.first(where: { $0.id == id }) else { return [] }
      return [
        TextLine(insight.worthPerDay.map { MetricText.amount($0, context.unit) } ?? "–", .attention),
        TextLine(insight.stage?.title ?? "", .dim), TextLine(context.model.keyLabel(of: insight), .key),
        TextLine(insight.text), TextLine(insight.basis, .dim),
      ]
    }
    .draw(in: area, on: &canvas)
  }
}

/// The chosen insight in full: what stands behind the figure, and the command that acts on it.
struct InsightPane: PaneContent {
  let context: PaneContext

  var title: TextLine { TextLine(context.model.selectedInsight?.stage.map { "\($0.title)" } ?? "Insight") }

  var note: TextLine? {
    guard let worth = context.model.selectedInsight?.worthPerDay else { return nil }
    return TextLine("\(MetricText.amount(worth, context.unit)) a day", .attention)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let insight = context.model.selectedInsight else { return }
    var text = LabelledText(width: area.width, labelWidth: 9)
    text.add("What", insight.text, .strong)
    text.add("Basis", insight.basis)
    let open = context.model.keymap.key(.move(.open))
    text.add(
      "",
      TextLine(open, .key) + TextLine(" begins it, as ", .keyHint) + TextLine(context.model.keyLabel(of: insight), .key)
        + TextLine(" does", .keyHint))
    text.add("", TextLine("$ \(insight.command)", .dim))
    canvas.put(text.lines, in: area)
  }
}

extension CockpitModel {
  /// The key of the action that acts on an insight; the action's id where it has none.
  func keyLabel(of insight: InsightAnswer) -> String {
    Action.all.first { $0.id == insight.action }.map { keymap.key($0) } ?? insight.action
  }
}
