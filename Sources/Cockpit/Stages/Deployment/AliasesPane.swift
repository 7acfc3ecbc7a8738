import CellCanvas
import Encoding
import Lifecycle

/// Who answers, who may next, and who did before.
struct AliasesPane: PaneContent {
  let context: PaneContext

  var title: TextLine {
    guard let champion = context.state.aliases.champion else {
      return context.watchesOnly ? "Served elsewhere" : "No champion"
    }
    return TextLine("Champion v\(champion)")
  }

  /// How versions go live, and who decides.
  var note: TextLine? {
    let level = context.model.automationLevel ?? .full
    return TextLine("\(context.snapshot.definition.deployment.strategy.rawValue) · \(level.title)", .dim)
  }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard !context.state.versions.isEmpty else {
      if context.watchesOnly {
        return canvas.putEmpty("The model is served elsewhere; its log is watched.", context.modelRemedy, in: area)
      }
      return canvas.putEmpty(
        "No version yet.", "\(context.key(.retrain)) trains one, \(context.key(.promote)) promotes it", in: area)
    }
    var text = LabelledText(width: area.width, labelWidth: 12)
    add("Champion", context.state.champion, missing: "none: \(context.key(.promote)) promotes a version", to: &text)
    if area.height >= 8 { text.add(line: "") }
    add("Challenger", context.state.challenger, missing: "none: \(context.key(.retrain)) trains one", to: &text)
    if area.height >= 8 { text.add(line: "") }
    let previous = context.state.version(context.state.aliases.previous)
    add("Previous", previous, missing: "none", to: &text)
    if let change = context.state.aliasHistory.last(where: { $0.alias == "champion" }), area.height >= 10 {
      text.add(line: "")
      text.add(
        "Last change", "\(TimeText.minute(change.at)) by \(change.who)\(change.why.map { ": \($0)" } ?? "")", .dim)
    }
    canvas.put(text.lines, in: area)
  }

  private func add(_ label: String, _ version: Version?, missing: String, to text: inout LabelledText) {
    guard let version else { return text.add(label, TextLine(missing, .dim)) }
    let metric = context.scope.metric
    text.add(
      label, TextLine("v\(version.id) ", .strong) + TextLine("\(version.recipe) · run \(version.run)", .dim))
    var line = TextLine("")
    if let value = version.metrics["test"]?[metric] {
      line = TextLine("\(MetricText.title(metric)) \(MetricText.value(metric, value)) ")
    }
    line = line + version.verdict.markAndWord
    if version.blessing?.override != nil { line = line + TextLine(" overridden", .attention) }
    text.add("", line)
  }
}
