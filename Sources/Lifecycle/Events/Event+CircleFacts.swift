import Encoding

// What happens on the way round the circle: rollouts, automation, reviews, policies, decisions, undo.

extension Event {
  /// A walk from one champion to the next begins.
  public struct RolloutStarted: Sendable, Equatable, Codable {
    public var strategy: DeploymentDefinition.Strategy
    public var challenger: VersionID
    public var champion: VersionID
    /// Shares of the traffic, step by step; empty for a shadow.
    public var steps: [Double]
    public var because: String?
    /// Where the traffic stood: the first request that the challenger may see.
    public var session: SessionID?
    public var firstID: Int = 0
    /// The column by which units are told apart, and what is mixed into their hash, as the rollout began: changing them
    /// in between would change who is in which arm.
    public var unit: String?
    public var salt: String?

    public init(
      strategy: DeploymentDefinition.Strategy, challenger: VersionID, champion: VersionID, steps: [Double],
      because: String? = nil, session: SessionID? = nil, firstID: Int = 0, unit: String? = nil, salt: String? = nil
    ) {
      self.unit = unit
      self.salt = salt
      self.session = session
      self.firstID = firstID
      self.strategy = strategy
      self.challenger = challenger
      self.champion = champion
      self.steps = steps
      self.because = because
    }
  }

  /// A rollout took a step, paused or went on.
  public struct RolloutStepped: Sendable, Equatable, Codable {
    public var action: Action
    /// Index of the step that holds now.
    public var step: Int
    public var share: Double
    /// Identity of the first request under this step.
    public var firstID: Int
    public var verdict: Verdict
    public var gates: [GateResult]
    public var because: String
    /// Session of `firstID`; nil where no traffic has been played yet.
    public var session: SessionID?
    /// What the step before was judged by.
    public var checks: [RolloutCheck] = []
    /// What the step before served, by arm.
    public var served: RolloutServed = RolloutServed()

    public enum Action: String, Sendable, Hashable, CaseIterable, Codable {
      case advanced, paused, resumed
    }

    public init(
      action: Action, step: Int, share: Double, firstID: Int, verdict: Verdict, gates: [GateResult], because: String,
      session: SessionID? = nil, checks: [RolloutCheck] = [], served: RolloutServed = RolloutServed()
    ) {
      self.session = session
      self.checks = checks
      self.served = served
      self.action = action
      self.step = step
      self.share = share
      self.firstID = firstID
      self.verdict = verdict
      self.gates = gates
      self.because = because
    }
  }

  public struct RolloutEnded: Sendable, Equatable, Codable {
    public var result: Result
    public var verdict: Verdict
    public var gates: [GateResult]
    public var because: String
    /// What the last step was judged by.
    public var checks: [RolloutCheck] = []
    /// What the last step served, by arm.
    public var served: RolloutServed = RolloutServed()

    public enum Result: String, Sendable, Hashable, CaseIterable, Codable {
      case promoted, aborted
      case rolledBack = "rolled_back"
    }

    public init(
      result: Result, verdict: Verdict, gates: [GateResult], because: String, checks: [RolloutCheck] = [],
      served: RolloutServed = RolloutServed()
    ) {
      self.checks = checks
      self.served = served
      self.result = result
      self.verdict = verdict
      self.gates = gates
      self.because = because
    }
  }

  public struct AutomationChanged: Sendable, Equatable, Codable {
    public var level: AutomationLevel
    public var previous: AutomationLevel
    public var because: String?

    public init(level: AutomationLevel, previous: AutomationLevel, because: String? = nil) {
      self.level = level
      self.previous = previous
      self.because = because
    }
  }

  /// A person decided a request of the review queue.
  public struct RequestReviewed: Sendable, Equatable, Codable {
    public var session: SessionID
    public var id: Int
    public var answer: String

    public init(session: SessionID, id: Int, answer: String) {
      self.session = session
      self.id = id
      self.answer = answer
    }
  }

  /// A person looked at a row's label.
  public struct LabelReviewed: Sendable, Equatable, Codable {
    public var row: Int
    public var action: Action
    public var from: String?
    public var to: String?
    public var because: String?

    public enum Action: String, Sendable, Hashable, CaseIterable, Codable {
      case labelled, confirmed, skipped
    }

    public init(row: Int, action: Action, from: String? = nil, to: String? = nil, because: String? = nil) {
      self.row = row
      self.action = action
      self.from = from
      self.to = to
      self.because = because
    }
  }

  /// The engine did something by itself, or suggests to.
  public struct PolicyActed: Sendable, Equatable, Codable {
    public var number: Int
    public var policy: String
    public var action: Action
    public var reason: String

    public enum Action: String, Sendable, Hashable, CaseIterable, Codable {
      case suggested, trained, promoted
      case rolledBack = "rolled_back"
    }

    public init(number: Int, policy: String, action: Action, reason: String) {
      self.number = number
      self.policy = policy
      self.action = action
      self.reason = reason
    }
  }

  public struct SuggestionAnswered: Sendable, Equatable, Codable {
    public var number: Int
    public var isAccepted: Bool

    public init(number: Int, isAccepted: Bool) {
      self.number = number
      self.isAccepted = isAccepted
    }
  }

  public struct Decided: Sendable, Equatable, Codable {
    public var decision: Decision
    public var iteration: Int
    public var because: String

    public init(decision: Decision, iteration: Int, because: String) {
      self.decision = decision
      self.iteration = iteration
      self.because = because
    }
  }

  /// An earlier event was taken back; what it changed is as it was.
  public struct Undone: Sendable, Equatable, Codable {
    /// Sequence of the event that was taken back.
    public var event: Int
    public var what: String

    public init(event: Int, what: String) {
      self.event = event
      self.what = what
    }
  }
}
