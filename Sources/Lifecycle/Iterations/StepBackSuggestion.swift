import Encoding

/// Where to step back to, and why, as the facts suggest it.
public struct StepBackSuggestion: Sendable, Equatable {
  public var stage: Stage
  /// One sentence, fit for the journal.
  public var reason: String

  public init(stage: Stage, reason: String) {
    self.stage = stage
    self.reason = reason
  }

  /// What the gravest of the open alarms, or else the newest figures, speak for; nil when nothing speaks for a step.
  public init?(_ state: LifecycleState, _ definition: ProjectDefinition) {
    if let metricIsWrong = ValueTrend(state, definition)?.suggestion {
      self.init(stage: .scoping, reason: metricIsWrong)
      return
    }
    // By how grave it is, not by its price: what a broken column costs is part of every other price.
    let gravest = state.openAlarms.max { Self.gravity($0).lexicographicallyPrecedes(Self.gravity($1)) }
    guard let alarm = gravest else { return nil }
    let stage: Stage =
      switch alarm.kind {
      case .upstreamBreak, .mislabelling, .covariateShift, .drift: .data
      case .conceptChange, .gate: .development
      case .service: .deployment
      case .rule: .monitoring
      }
    self.init(stage: stage, reason: StepBackSuggestion.sentence(alarm))
  }

  private static func gravity(_ alarm: Alarm) -> [Double] {
    [alarm.state == .firing ? 1 : 0, Double(alarm.severity.rank), Double(alarm.since.microseconds)]
  }

  private static func sentence(_ alarm: Alarm) -> String {
    var text = alarm.rule
    if let value = alarm.value {
      text += ": \(alarm.metric) \(NumberText.significant(value, 3))"
      if let bound = alarm.bound { text += " against \(NumberText.significant(bound, 3))" }
    }
    return text + " since \(alarm.since.date)"
  }
}

extension Timestamp {
  /// `2026-03-05`.
  fileprivate var date: String { String(description.prefix(10)) }
}
