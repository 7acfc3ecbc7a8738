import Encoding

/// What a policy did, may do, and why it does nothing now.
public struct PolicyStatus: Sendable, Equatable, Codable {
  public var name: String
  public var mode: RetrainPolicy.Mode
  /// What it waits for, in words.
  public var trigger: String
  /// Which rows it learns from; nil is what the project file says for all trainings.
  public var data: String?
  public var standing: Standing
  /// One sentence: why it stands so.
  public var why: String
  public var lastAction: PolicyAction?
  /// Event time from which cool-down and budget let it act; nil where they do already.
  public var mayActAt: Timestamp?
  public var budget: Left?

  public enum Standing: String, Sendable, Hashable, CaseIterable, Codable {
    case off
    /// Its trigger does not ask.
    case waiting
    case coolingDown = "cooling_down"
    case budgetSpent = "budget_spent"
    /// A column is broken upstream: retraining would learn the fault.
    case brokenPipeline = "broken_pipeline"
    case training
    /// Its suggestion, or another policy's, waits for an answer.
    case suggested
    /// It acts at the next settled window.
    case ready

    /// The words people read.
    public var words: String { rawValue.split(separator: "_").joined(separator: " ") }
  }

  /// What is left of a budget in the period up to now.
  public struct Left: Sendable, Equatable, Codable {
    public var trainings: Int?
    public var seconds: Double?
    /// The whole of it.
    public var budget: RetrainPolicy.Budget

    public init(trainings: Int? = nil, seconds: Double? = nil, budget: RetrainPolicy.Budget) {
      self.trainings = trainings
      self.seconds = seconds
      self.budget = budget
    }

    public var isSpent: Bool { trainings.map { $0 <= 0 } ?? false || seconds.map { $0 <= 0 } ?? false }
  }

  public init(
    name: String, mode: RetrainPolicy.Mode, trigger: String, data: String? = nil, standing: Standing, why: String,
    lastAction: PolicyAction? = nil, mayActAt: Timestamp? = nil, budget: Left? = nil
  ) {
    self.name = name
    self.mode = mode
    self.trigger = trigger
    self.data = data
    self.standing = standing
    self.why = why
    self.lastAction = lastAction
    self.mayActAt = mayActAt
    self.budget = budget
  }

  public var json: JSON {
    [
      "policy": JSON(name), "mode": JSON(mode.rawValue), "trigger": JSON(trigger), "data": JSON(data),
      "standing": JSON(standing.rawValue), "why": JSON(why),
      "last_act": lastAction.map { action in
        [
          "number": JSON(action.fact.number), "action": JSON(action.fact.action.rawValue), "at": JSON(action.at),
          "reason": JSON(action.fact.reason), "accepted": action.isAccepted.map { JSON($0) } ?? .null,
        ] as JSON
      } ?? .null,
      "may_act_at": JSON(mayActAt),
      "budget": budget.map { left in
        [
          "trainings": JSON(left.budget.trainings), "trainings_left": JSON(left.trainings),
          "seconds": JSON(left.budget.seconds), "seconds_left": JSON(left.seconds),
          "period_seconds": JSON(left.budget.period),
        ] as JSON
      } ?? .null,
    ]
  }
}
