import Encoding

/// What somebody outside is told of an event.
public struct Notification: Sendable, Equatable {
  public var occasion: NotifyRule.Occasion
  /// The same however often it is sent, and of no other event of the project.
  public var id: String
  /// One sentence for people.
  public var text: String
  /// The alarm it is about, where it is about one.
  public var alarm: Alarm?
  /// The message: docs/notifications.md says what is in it.
  public var document: JSON

  /// Version of the message's shape.
  public static let format = 1

  /// - Parameters:
  ///   - alarm: the state of the event's alarm before the event, where it is an alarm's; nil for a new one.
  ///   - project: the project's name.
  /// - Returns: nil for what nobody is told, such as what becomes of an alarm that was snoozed.
  public init?(of event: Event, alarm before: Alarm.State?, project: String) {
    guard let (occasion, text) = Self.news(of: event, alarm: before) else { return nil }
    self.occasion = occasion
    if case .alarmChanged(let alarm) = event.payload {
      guard !alarm.isSnoozed(at: event.time) else { return nil }
      self.alarm = alarm
    }
    self.text = "\(project): \(text)"
    id = "\(project)-\(event.sequence)-\(event.time.microseconds)"
    document = [
      "format": JSON(Self.format), "id": JSON(id), "on": JSON(occasion.rawValue), "project": JSON(project),
      "text": JSON(self.text), "event": event.json,
    ]
  }

  private static func news(of event: Event, alarm before: Alarm.State?) -> (NotifyRule.Occasion, String)? {
    switch event.payload {
    case .alarmChanged(let alarm): news(of: alarm, before)
    case .rolloutStarted(let started):
      (.rolloutStarted, "a \(started.strategy.rawValue) of version \(started.challenger) begins")
    case .rolloutStepped(let step):
      step.action == .paused ? (.rolloutPaused, "the rollout waits for a person: \(step.because)") : nil
    case .rolloutEnded(let ended):
      (.rolloutDecided, "the rollout is \(words(ended.result.rawValue)): \(ended.because)")
    case .promoted(let promoted):
      (.promoted, "version \(promoted.champion) is champion" + reason(promoted.because ?? promoted.override))
    case .rolledBack(let promoted):
      (.rolledBack, "version \(promoted.champion) is champion again" + reason(promoted.because))
    case .runFinished(let run):
      (.runFinished, "run \(run.run) made version \(run.version)")
    case .runEnded(let run): run.isCancelled ? nil : (.runFailed, "run \(run.run) failed: \(run.reason)")
    case .policyActed(let act):
      act.action == .suggested ? (.retrainSuggested, "\(act.policy) suggests a retrain: \(act.reason)") : nil
    case .steppedBack(let step):
      (.steppedBack, "iteration \(step.iteration) at \(step.stage.title)\(reason(step.because))")
    case .projectOpened, .scopeChanged, .datasetAdded, .runStarted, .versionBlessed, .sessionStarted, .sessionEnded,
      .windowClosed, .windowSettled, .automationChanged, .requestReviewed, .labelReviewed, .suggestionAnswered,
      .decided, .undone, .servingStarted, .servingEnded:
      nil
    }
  }

  private static func news(of alarm: Alarm, _ before: Alarm.State?) -> (NotifyRule.Occasion, String)? {
    let value = alarm.value.map { " \(NumberText.significant($0))" } ?? ""
    let bound = alarm.bound.map { ", bound \(NumberText.significant($0))" } ?? ""
    let subject = "\(alarm.metric)\(alarm.column.map { " of \(DriftReading.title(of: $0))" } ?? "")\(value)\(bound)"
    switch alarm.state {
    // One whose data came back goes on where it was.
    case .firing where before == .noData && alarm.stateBefore == .firing: return nil
    case .firing where before != .firing:
      return (.alarmFiring, "\(alarm.severity.rawValue) alarm `\(alarm.rule)`: \(subject). \(alarm.advice)")
    case .noData where before == .firing:
      return (.alarmWithoutData, "alarm `\(alarm.rule)` was firing and has no data any more: \(alarm.advice)")
    case .resolved where before == .firing || before == .noData && alarm.stateBefore != .pending:
      return (.alarmResolved, "alarm `\(alarm.rule)` is over: \(subject)")
    case .inactive, .pending, .firing, .noData, .resolved: return nil
    }
  }

  private static func reason(_ text: String?) -> String { text.map { ": \($0)" } ?? "" }

  private static func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }
}
