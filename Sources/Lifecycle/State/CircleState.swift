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
  /// Session of `firstID`.
  public var session: SessionID?
  /// Steps that are over, and the one that holds; bounded by the plan and by what people do.
  public var steps: [Step] = []
  /// Grows by one with each step and each resumption.
  public var turn: Int = 0
  /// Sequence of the event that began it; settles who gets which arm.
  public var salt: UInt64 = 0

  /// Steps remembered; a rollout that people resume again and again forgets its first ones.
  static let stepCountMax = 100

  /// A step as it went.
  public struct Step: Sendable, Equatable, Codable {
    public var index: Int
    public var share: Double
    public var since: Timestamp
    /// Nil while it lasts.
    public var verdict: Verdict?
    public var served: RolloutServed = RolloutServed()
    public var checks: [RolloutCheck] = []

    public init(index: Int, share: Double, since: Timestamp) {
      self.index = index
      self.share = share
      self.since = since
    }
  }

  public init(started: Event.RolloutStarted, since: Timestamp, salt: UInt64 = 0) {
    self.started = started
    self.since = since
    self.salt = salt
    session = started.session
    firstID = started.firstID
    share = started.steps.first ?? 0
    steps = [Step(index: 0, share: share, since: since)]
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

/// A rollout that is over, with its end.
public struct EndedRollout: Sendable, Equatable, Codable {
  public var rollout: Rollout
  public var ended: Event.RolloutEnded
  /// Wall time.
  public var at: Timestamp
  public var who: String

  public init(rollout: Rollout, ended: Event.RolloutEnded, at: Timestamp, who: String) {
    self.rollout = rollout
    self.ended = ended
    self.at = at
    self.who = who
  }
}

extension Rollout {
  /// A share as people read it: `5 %`, `2.5 %`.
  public static func percent(_ share: Double) -> String {
    let hundredths = (share * 10_000).rounded()
    let whole = hundredths.truncatingRemainder(dividingBy: 100) == 0
    return "\(whole ? String(Int(hundredths / 100)) : NumberText.significant(hundredths / 100, 3)) %"
  }

  /// What is mixed into the hash of who asks: the project's own word where it has one, so that the next rollout finds
  /// the same units in the same arms.
  public var splitSalt: UInt64 { started.salt.map { UnitHash.of(text: $0) } ?? salt }

  /// Whether all traffic has been swapped already and the rollout watches what became of it.
  public var isSwapped: Bool { started.strategy == .blueGreen && step > 0 }

  /// Rows that the challenger answered at all steps that are over.
  public var servedByChallenger: Int { steps.reduce(0) { $0 + $1.served.challenger } }
}

/// A move of the level of automation, with its time.
public struct AutomationMove: Sendable, Equatable, Codable {
  /// Moves that are remembered.
  static let countMax = 200

  public var change: Event.AutomationChanged
  /// Wall time.
  public var at: Timestamp
  public var eventTime: Timestamp?
  public var who: String

  public init(change: Event.AutomationChanged, at: Timestamp, eventTime: Timestamp?, who: String) {
    self.change = change
    self.at = at
    self.eventTime = eventTime
    self.who = who
  }
}

/// A blessing with its time.
public struct BlessingRecord: Sendable, Equatable, Codable {
  public var blessing: Event.Blessing
  /// Wall time.
  public var at: Timestamp
  public var who: String

  public init(blessing: Event.Blessing, at: Timestamp, who: String) {
    self.blessing = blessing
    self.at = at
    self.who = who
  }
}
