extension Event {
  /// The kinds of event by the names that the journal and the command line use.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case projectOpened = "project_opened"
    case scopeChanged = "scope_changed"
    case datasetAdded = "dataset_added"
    case runStarted = "run_started"
    case runEnded = "run_ended"
    case runFinished = "run_finished"
    case versionBlessed = "version_blessed"
    case promoted
    case rolledBack = "rolled_back"
    case sessionStarted = "session_started"
    case sessionEnded = "session_ended"
    case servingStarted = "serving_started"
    case servingEnded = "serving_ended"
    case windowClosed = "window_closed"
    case windowSettled = "window_settled"
    case alarmChanged = "alarm_changed"
    case steppedBack = "stepped_back"
    case rolloutStarted = "rollout_started"
    case rolloutStepped = "rollout_stepped"
    case rolloutEnded = "rollout_ended"
    case automationChanged = "automation_changed"
    case requestReviewed = "request_reviewed"
    case labelReviewed = "label_reviewed"
    case policyActed = "policy_acted"
    case suggestionAnswered = "suggestion_answered"
    case decided
    case undone

    /// Kinds that traffic makes by itself, for ever; a journal keeps only the newest of them. All others are what
    /// people and policies did, and stay.
    public static let prunable: Set<Kind> = [.windowClosed, .windowSettled, .alarmChanged]
  }

  public var kind: Kind { payload.kind }
}

extension Event.Payload {
  public var kind: Event.Kind {
    switch self {
    case .projectOpened: .projectOpened
    case .scopeChanged: .scopeChanged
    case .datasetAdded: .datasetAdded
    case .runStarted: .runStarted
    case .runEnded: .runEnded
    case .runFinished: .runFinished
    case .versionBlessed: .versionBlessed
    case .promoted: .promoted
    case .rolledBack: .rolledBack
    case .sessionStarted: .sessionStarted
    case .sessionEnded: .sessionEnded
    case .servingStarted: .servingStarted
    case .servingEnded: .servingEnded
    case .windowClosed: .windowClosed
    case .windowSettled: .windowSettled
    case .alarmChanged: .alarmChanged
    case .steppedBack: .steppedBack
    case .rolloutStarted: .rolloutStarted
    case .rolloutStepped: .rolloutStepped
    case .rolloutEnded: .rolloutEnded
    case .automationChanged: .automationChanged
    case .requestReviewed: .requestReviewed
    case .labelReviewed: .labelReviewed
    case .policyActed: .policyActed
    case .suggestionAnswered: .suggestionAnswered
    case .decided: .decided
    case .undone: .undone
    }
  }
}
