import CellCanvas
import Lifecycle

/// Choosing the stage to step back to.
struct StageChoiceBox: View {
  let stage: Stage
  let model: CockpitModel

  func draw(in area: Rect, on canvas: inout Canvas) {
    content(in: area.size).draw(in: area, on: &canvas)
  }

  func content(in size: Size) -> BoxContent {
    let number = (model.snapshot?.state.iteration.number ?? 0) + 1
    let choices = Stage.allCases.map { choice in
      let isChosen = choice == stage
      let summary = model.snapshot?.stages.first { $0.stage == choice }
      return TextLine(isChosen ? " ▸" : "  ", .accent) + TextLine("\(choice.rawValue) ", .key)
        + TextLine(choice.title.fitted(to: 13), isChosen ? .strong : nil)
        + (summary.map { $0.status.mark + TextLine(" \($0.headline)", .dim) } ?? "")
    }
    let text = "Iteration \(number) begins at the stage you go back to. Nothing is lost, and the reason is kept."
    let lines = text.wrapped(to: BoxContent.textWidth(on: size.columns)).map { TextLine($0) } + [""] + choices
    return BoxContent(
      title: "Step back", lines: lines,
      answers: [
        .init(key: model.keymap.key(.answer(.choose)), title: "go to \(stage.title)"),
        .init(key: model.keymap.key(.answer(.decline)), title: "stay"),
      ])
  }
}

/// A reason being typed, under what it is for.
struct PromptBox: View {
  let prompt: Prompt
  let model: CockpitModel

  func draw(in area: Rect, on canvas: inout Canvas) {
    content(in: area.size)?.draw(in: area, on: &canvas)
  }

  /// Nil for a filter, which is a bar at the foot, and before the engine has spoken.
  func content(in size: Size) -> BoxContent? {
    let leave = BoxContent.Answer(key: model.keymap.key(.type(.leave)), title: "leave things as they are")
    let submit = model.keymap.key(.type(.submit))
    switch prompt.purpose {
    case .override(let version):
      guard let snapshot = model.snapshot else { return nil }
      let text = QuestionText(model, snapshot, width: BoxContent.textWidth(on: size.columns))
      return BoxContent(
        title: "Promote v\(version) although its gates did not pass", lines: text.override(version),
        field: prompt.field, complaint: prompt.complaint,
        answers: [.init(key: submit, title: "promote for this reason"), leave])
    case .stepBack(let stage):
      return BoxContent(
        title: "Step back to \(stage.title)", lines: [TextLine("Why? The reason heads the new iteration.")],
        field: prompt.field, complaint: prompt.complaint,
        answers: [.init(key: submit, title: "begin the iteration"), leave])
    case .decision(let decision):
      return BoxContent(
        title: "Decide: \(decision.title)", lines: reasonLines(model, decision, width: size.columns),
        field: prompt.field,
        complaint: prompt.complaint, answers: [.init(key: submit, title: "decide so"), leave])
    case .automation(let level):
      return BoxContent(
        title: "Automation: \(level.title)",
        lines: "From now on \(level.consequence).".wrapped(to: BoxContent.textWidth(on: size.columns)).map {
          TextLine($0)
        }
          + [TextLine("Why? The reason goes into the journal.", .dim)],
        field: prompt.field, complaint: prompt.complaint, answers: [.init(key: submit, title: "change it"), leave])
    case .requestAnswer(let session, let id):
      return BoxContent(
        title: "Answer request \(session):\(id)", lines: [TextLine("The number that the model should have said.")],
        field: prompt.field, complaint: prompt.complaint, answers: [.init(key: submit, title: "answer"), leave])
    case .alarmNote(let alarm):
      return BoxContent(
        title: "Note beside alarm \(alarm)",
        lines: "Whoever looks at the alarm reads it; it goes into the journal. An empty one takes it away."
          .wrapped(to: BoxContent.textWidth(on: size.columns)).map { TextLine($0) },
        field: prompt.field, complaint: prompt.complaint, answers: [.init(key: submit, title: "keep it"), leave])
    case .serve:
      guard let snapshot = model.snapshot else { return nil }
      let text = QuestionText(model, snapshot, width: BoxContent.textWidth(on: size.columns))
      return BoxContent(
        title: "Open the gateway", lines: text.serve(port: prompt.field.trimmed), field: prompt.field,
        complaint: prompt.complaint, answers: [.init(key: submit, title: "open it"), leave])
    case .labelReason:
      return BoxContent(
        title: "Reason for the next answers",
        lines: "It goes with each answer until you type another; an empty one clears it."
          .wrapped(to: BoxContent.textWidth(on: size.columns)).map { TextLine($0) },
        field: prompt.field, complaint: prompt.complaint, answers: [.init(key: submit, title: "keep it"), leave])
    case .filter: return nil
    }
  }

  private func reasonLines(_ model: CockpitModel, _ decision: Decision, width: Int) -> [TextLine] {
    let index = Decision.allCases.firstIndex(of: decision) ?? 0
    let option = model.options(of: .decision)[index]
    return (decision == .continue ? "Nothing changes; the decision is kept with its reason." : "It \(option.detail).")
      .wrapped(to: BoxContent.textWidth(on: width)).map { TextLine($0) }
      + [TextLine("Why? The reason goes into the journal.", .dim)]
  }
}
