/// How a challenger is to be tried before it becomes champion.
public struct RolloutPlan: Sendable, Equatable, Codable {
  public var strategy: DeploymentDefinition.Strategy
  /// In order, never empty; a shadow has one step of share 0.
  public var steps: [Step]
  /// Outcomes that the challenger, and the champion's rows beside it, must have before a step is judged.
  public var minimumOutcomes: Int
  /// The metric that is compared between the two: the scope's.
  public var metric: String
  public var guardrails: DeploymentDefinition.Guardrails = DeploymentDefinition.Guardrails()

  public struct Step: Sendable, Equatable, Codable {
    /// Of the traffic, that the challenger answers, 0…1.
    public var share: Double
    public var hold: DeploymentDefinition.Hold

    public init(share: Double, hold: DeploymentDefinition.Hold) {
      self.share = share
      self.hold = hold
    }
  }

  public init(strategy: DeploymentDefinition.Strategy, steps: [Step], minimumOutcomes: Int = 200, metric: String) {
    precondition(!steps.isEmpty, "a plan without steps")
    self.strategy = strategy
    self.steps = steps
    self.minimumOutcomes = minimumOutcomes
    self.metric = metric
  }

  /// The plan of a rollout under way: its steps as it began with them, holds as the project file has them now.
  public init(_ started: Event.RolloutStarted, _ definition: ProjectDefinition) {
    let shares = started.steps.isEmpty ? [0] : started.steps
    self.init(started.strategy, shares: shares, definition)
  }

  /// The plan that a rollout by this strategy would begin with.
  public init(_ strategy: DeploymentDefinition.Strategy, _ definition: ProjectDefinition) {
    let shares = Self.shares(strategy, definition.deployment)
    self.init(strategy, shares: shares.isEmpty ? [0] : shares, definition)
  }

  private init(_ strategy: DeploymentDefinition.Strategy, shares: [Double], _ definition: ProjectDefinition) {
    let deployment = definition.deployment
    let hold: DeploymentDefinition.Hold =
      switch strategy {
      case .shadow, .direct: deployment.shadow
      case .canary: deployment.canary.hold
      case .rolling: deployment.rolling.hold
      case .blueGreen: deployment.blueGreen.hold
      case .ab: deployment.ab.hold
      }
    self.init(
      strategy: strategy, steps: shares.map { Step(share: $0, hold: hold) },
      minimumOutcomes: strategy == .ab ? deployment.ab.minimumOutcomes : deployment.canary.minimumOutcomes,
      metric: definition.scope.metric)
    guardrails = deployment.guardrails
  }

  /// The shares of the traffic that the challenger answers, step by step; empty for a shadow.
  public static func shares(_ strategy: DeploymentDefinition.Strategy, _ deployment: DeploymentDefinition) -> [Double] {
    switch strategy {
    case .shadow: []
    case .direct: [1]
    case .canary: deployment.canary.steps
    case .rolling: deployment.rolling.steps
    // First it is warm, then it has everything.
    case .blueGreen: [0, 1]
    case .ab: [deployment.ab.share]
    }
  }

  /// Outcomes from which a version that fails is stopped, though its step is not over: harm need not wait.
  public var failureOutcomes: Int { min(minimumOutcomes, 100) }
}

/// Who answers a request during a rollout.
public enum RolloutArm: String, Sendable, Hashable, CaseIterable, Codable {
  /// The version that is tried.
  case challenger
  /// The champion on as many requests as the challenger gets: what the challenger is compared with.
  case baseline
  /// The champion on all others.
  case champion
}

/// Shares of the traffic by arm; they sum to 1.
public struct RolloutShares: Sendable, Equatable {
  public var challenger: Double
  public var baseline: Double

  /// The baseline is as large as the challenger, as far as there is traffic for both.
  public init(challenger share: Double) {
    challenger = min(max(share, 0), 1)
    baseline = min(challenger, 1 - challenger)
  }

  public var champion: Double { max(0, 1 - challenger - baseline) }

  /// The arm of a draw from 0 to 1, exclusive. A challenger's share that grows keeps those it had.
  @inlinable
  public func arm(of draw: Double) -> RolloutArm {
    if draw < challenger { return .challenger }
    // From the other end: whom the baseline has is not taken from it until the two meet.
    return draw >= 1 - baseline ? .baseline : .champion
  }
}
