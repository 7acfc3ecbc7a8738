/// How a version goes live.
public struct DeploymentDefinition: Sendable, Equatable, Codable {
  public var strategy: Strategy = .direct
  public var automation: AutomationLevel = .full
  /// Share of the requests with several candidates that a random one answers, 0…1: what a model never tries, it
  /// never learns about.
  public var explore: Double = 0

  public enum Strategy: String, Sendable, Hashable, CaseIterable, Codable {
    case direct
  }

  public init(strategy: Strategy = .direct, automation: AutomationLevel = .full, explore: Double = 0) {
    self.strategy = strategy
    self.automation = automation
    self.explore = explore
  }
}

/// Who decides.
public enum AutomationLevel: String, Sendable, Hashable, CaseIterable, Codable {
  case humanOnly = "human"
  case shadow, assistance, partial, full
}
