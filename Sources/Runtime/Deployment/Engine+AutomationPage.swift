import Encoding
import Lifecycle
import Serving
import Statistics

// Who decided how much, over time.

extension Engine {
  func automationPage() -> JSON {
    [
      "level": JSON(automationLevel.rawValue), "human_column": JSON(definition.scope.humanDecisionColumn),
      "waiting": JSON(reviews.waiting.count), "reviewed": JSON(state.reviewedCount),
      "moves": .array(
        state.automationMoves.map { Self.move($0) }),
      "series": .array(state.windows.map { Self.shares($0) }),
      "agreement": humanFigures() ?? .null,
    ]
  }

  private static func move(_ move: AutomationMove) -> JSON {
    [
      "at": JSON(move.at), "event_time": JSON(move.eventTime), "who": JSON(move.who),
      "from": JSON(move.change.previous.rawValue), "to": JSON(move.change.level.rawValue),
      "because": JSON(move.change.because),
    ]
  }

  /// Who decided a window's requests, and at which level.
  private static func shares(_ window: Window) -> JSON {
    let figures = window.closed.figures
    let isTold = AutomationLevel.allCases.contains { figures["level." + $0.rawValue] != nil }
    func share(_ level: AutomationLevel) -> Double {
      figures["level." + level.rawValue] ?? (level == .full && !isTold ? 1 : 0)
    }
    return [
      "time": JSON(window.closed.to), "rows": JSON(window.closed.rows),
      "model": JSON(figures["decided.model"] ?? 1), "human": JSON(figures["decided.human"] ?? 0),
      "review": JSON(figures["decided.review"] ?? 0), "nobody": JSON(figures["decided.nobody"] ?? 0),
      "levels": .object(
        AutomationLevel.allCases.map { JSON.Member($0.rawValue, JSON(share($0))) }),
    ]
  }

  /// The model beside the people it replaces, over the settled windows; nil where no column has their decisions.
  func humanFigures() -> JSON? {
    guard let column = definition.scope.humanDecisionColumn else { return nil }
    let human = HumanFigures(state.windows)
    return [
      "column": JSON(column), "rows": JSON(human.rows), "agreement": JSON(human.agreement),
      "lower": JSON(human.agreementInterval?.lower), "upper": JSON(human.agreementInterval?.upper),
      "value": JSON(human.value), "model_value": JSON(human.modelValue), "difference": JSON(human.difference),
      "series": .array(
        human.series.map { point in
          .array([JSON(point.time), JSON(point.agreement), JSON(point.value), JSON(point.modelValue)])
        }),
    ]
  }
}
