import CellCanvas
import Encoding
import Lifecycle

extension QuestionText {
  // MARK: Undo

  /// What the engine would take back.
  var undo: [TextLine] {
    guard let last = snapshot.state.undoables.last else { return wrapped("Nothing can be taken back.") }
    return labelled("Done", "\(TimeText.minute(last.time)), event \(last.sequence)")
      + [TextLine("".fitted(to: 11)) + TextLine(last.what, .strong).truncated(to: max(1, width - 11))] + [""]
      + last.inverses.flatMap { labelled("Then", words(of: $0)) }
      + [""] + wrapped("The journal keeps both: what was done, and that it was taken back.", .dim)
  }

  private func words(of inverse: Undoable.Inverse) -> String {
    switch inverse {
    case .champion(let version, _):
      return "v\(version) answers all traffic again, at once"
    case .dataset(let hash): return "the next training uses the data \(hash.prefix(12)) again"
    case .automation(let level):
      return "automation is \((level ?? snapshot.definition.deployment.automation).title) again"
    case .alarm(let alarm): return "the alarm \(alarm.rule) is as people left it before"
    case .scope: return "sextant.yaml has its text from before again"
    case .iteration(let number): return "iteration \(number) is given up; iteration \(number - 1) goes on"
    case .decision: return "the decision is taken off the record of the iteration"
    case .label(let review, _):
      return "row \(NumberText.grouped(review.row)) has its label from before and waits again"
    }
  }

  // MARK: Rollout

  private var isBlueGreen: Bool { snapshot.state.rollout?.started.strategy == .blueGreen }

  func title(of order: Command.RolloutOrder) -> String {
    switch order {
    case .resume: "Let the rollout go on"
    case .advance:
      isBlueGreen ? snapshot.state.rollout?.isSwapped == true ? "End the watch" : "Swap" : "Take the next step"
    case .abort: "Abort the rollout"
    }
  }

  func answer(to order: Command.RolloutOrder) -> String {
    switch order {
    case .resume: "go on"
    case .advance: isBlueGreen ? snapshot.state.rollout?.isSwapped == true ? "end it" : "swap" : "take the step"
    case .abort: "abort"
    }
  }

  func rollout(_ order: Command.RolloutOrder) -> [TextLine] {
    guard let rollout = snapshot.state.rollout else { return wrapped("No rollout is under way.") }
    let (new, old) = ("v\(rollout.started.challenger)", "v\(rollout.started.champion)")
    let share = CellText.percent(rollout.share)
    switch order {
    case .resume:
      return wrapped("\(new) keeps its \(share) of the traffic, and its gates are judged on as new outcomes come.")
    case .advance:
      let steps = rollout.started.steps
      if rollout.started.strategy == .blueGreen, !rollout.isSwapped {
        return wrapped("\(new) answers everything at once and is watched. \(old) stays warm to swap back to.")
      }
      if rollout.isSwapped {
        return wrapped("\(new) stays the champion and is not watched any more, whatever the gates say.")
      }
      guard rollout.started.strategy == .canary || rollout.started.strategy == .rolling,
        steps.indices.contains(rollout.step + 1)
      else {
        return wrapped(
          "\(new) becomes the champion and answers all traffic, whatever the gates say. \(old) stays warm.")
      }
      return wrapped(
        "\(new) answers \(CellText.percent(steps[rollout.step + 1])) of the traffic instead of \(share), whatever the "
          + "gates say.")
    case .abort where rollout.isSwapped: return ending(rollout)
    case .abort: return wrapped("All traffic goes to \(old) again, at once. \(new) stays in the registry.")
    }
  }
}
