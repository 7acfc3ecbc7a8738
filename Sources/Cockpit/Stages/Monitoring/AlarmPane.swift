import CellCanvas
import Encoding
import Lifecycle

/// The chosen alarm: what happened, what it costs, what speaks for it, and the keys that help.
struct AlarmPane: PaneContent {
  let context: PaneContext

  private var alarm: Alarm? { context.model.selectedAlarm }

  var title: TextLine {
    guard let alarm else { return "Alarm" }
    return TextLine("\(alarm.rule) · ") + AlarmText.state(alarm)
  }

  var note: TextLine? { alarm.map { TextLine(AlarmText.title(of: $0.kind), .dim) } }

  func draw(in area: Rect, on canvas: inout Canvas) {
    guard let alarm else {
      return canvas.putEmpty("No alarm is chosen: all is well, or nothing is watched yet.", in: area)
    }
    canvas.put(AlarmPane.lines(alarm, context, width: area.width), in: area)
  }

  /// Facts first, then the keys, then what speaks for it: where rows are short the keys stay.
  static func lines(_ alarm: Alarm, _ context: PaneContext, width: Int) -> [TextLine] {
    var text = LabelledText(width: width, labelWidth: 10)
    text.add("What", what(alarm), alarm.role == .ok ? nil : .strong)
    text.add("Costs", cost(alarm, context))
    let isOpen = alarm.state.isOpen
    let steps = context.model.steps(against: alarm)
    let next = context.model.nextStep(against: alarm)
    for (place, step) in steps.enumerated() {
      text.add(place == 0 ? isOpen ? "Next" : "Look" : "", line(of: step, isNext: step == next, context))
    }
    if isOpen { text.add("", keys(alarm, context)) }
    let evidence = AlarmEvidence(alarm: alarm, windows: context.state.windows)
    for (place, sentence) in evidence.sentences.enumerated() { text.add(place == 0 ? "Evidence" : "", sentence) }
    let course = evidence.course
    if alarm.since >= context.state.windows.first?.closed.from ?? alarm.since, course.contains(where: \.isFinite) {
      text.add("Windows", Bars.line(course, width: max(1, width - 10), accepted: accepted(alarm)))
    }
    text.add("Advice", alarm.advice, .accent)
    text.add("Note", alarm.note.map { CellText.plain(.string($0)) } ?? "")
    return text.lines
  }

  private static func what(_ alarm: Alarm) -> String {
    var text = AlarmText.sentence(alarm)
    if let until = alarm.until { text += ", over on \(TimeText.minute(until))" }
    if let quiet = alarm.snoozedUntil { text += "; quiet until \(TimeText.minute(quiet))" }
    return text
  }

  private static func cost(_ alarm: Alarm, _ context: PaneContext) -> TextLine {
    var facts: [TextLine] = []
    if let cost = alarm.costPerDay {
      facts.append(TextLine("\(MetricText.amount(cost, context.unit)) a day", cost > 0 ? .attention : .ok))
    }
    if let change = alarm.metricChange {
      let metric = context.scope.metric
      facts.append(TextLine("\(MetricText.title(metric)) \(CellText.signed(metric, change))"))
    }
    guard !facts.isEmpty else { return TextLine("no price is known", .dim) }
    switch alarm.pricing {
    case .reweighted: facts.append(TextLine("estimated by reweighting rows kept at training", .dim))
    case .observed: facts.append(TextLine("settled windows before against now", .dim))
    case nil: break
    }
    return facts.dropFirst().reduce(facts[0]) { $0 + TextLine(" · ", .dim) + $1 }
  }

  private static func line(of step: AlarmStep, isNext: Bool, _ context: PaneContext) -> TextLine {
    let key = context.model.keymap.key(step.action)
    let reason = context.model.disabledReason(step.action)
    let words = reason.map { "\(step.words): \($0)" } ?? step.words
    return TextLine(key.fitted(to: 6), reason == nil ? .key : .dim)
      + TextLine(words, reason != nil ? .dim : isNext ? .strong : nil)
  }

  private static func keys(_ alarm: Alarm, _ context: PaneContext) -> TextLine {
    let deeds: [(Action.Deed, String)] = [
      (.acknowledge, "acknowledge"), (.snooze, "snooze"), (.noteAlarm, "note"),
    ]
    return deeds.reduce(TextLine("")) { line, deed in
      let isOff = context.model.disabledReason(.act(deed.0)) != nil
      return line + TextLine(line.width == 0 ? "" : "   ") + TextLine(context.key(deed.0), isOff ? .dim : .key)
        + TextLine(" \(deed.1)", isOff ? .dim : .keyHint)
    }
  }

  private static func accepted(_ alarm: Alarm) -> ((Double) -> Bool)? {
    guard let bound = alarm.bound, let value = alarm.value, value != bound else { return nil }
    return value > bound ? { $0 <= bound } : { $0 >= bound }
  }
}
