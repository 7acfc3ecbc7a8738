import Encoding

/// The walk from one champion to the next, as far as the journal knows it.
public struct Rollout: Sendable, Equatable, Codable {
  public var started: Event.RolloutStarted
  /// Index of the step that holds; share of the traffic that it gives the challenger, 0 in the shadow.
  public var step: Int = 0
  public var share: Double
  /// Identity of the first request under this step.
  public var firstID: Int?
  public var isPaused: Bool = false
  /// What was last found and why the rollout stands where it does.
  public var last: Event.RolloutStepped?
  /// Event time of its beginning, wall time where traffic has none.
  public var since: Timestamp

  public init(started: Event.RolloutStarted, since: Timestamp) {
    self.started = started
    self.since = since
    share = started.strategy == .canary ? started.steps.first ?? 0 : 0
  }
}

/// A decision with its time.
public struct DecisionRecord: Sendable, Equatable, Codable {
  public var fact: Event.Decided
  public var at: Timestamp
  public var who: String

  public init(fact: Event.Decided, at: Timestamp, who: String) {
    self.fact = fact
    self.at = at
    self.who = who
  }
}

/// What a policy did, and what people answered.
public struct PolicyAction: Sendable, Equatable, Codable {
  public var fact: Event.PolicyActed
  public var at: Timestamp
  /// Nil while nobody answered a suggestion.
  public var isAccepted: Bool?

  public init(fact: Event.PolicyActed, at: Timestamp, isAccepted: Bool? = nil) {
    self.fact = fact
    self.at = at
    self.isAccepted = isAccepted
  }
}

/// How far the review of labels is.
public struct LabelReview: Sendable, Equatable, Codable {
  /// Rows that are remembered as looked at.
  public static let rowCountMax = 100_000

  public var labelled: Int = 0
  public var confirmed: Int = 0
  public var skipped: Int = 0
  /// Rows that need not be shown again.
  public var rows: Set<Int> = []

  public init() {}
}
