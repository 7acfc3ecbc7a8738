/// How a version goes live.
public struct DeploymentDefinition: Sendable, Equatable, Codable {
  public var strategy: Strategy = .direct
  public var automation: AutomationLevel = .full

  public enum Strategy: String, Sendable, Hashable, CaseIterable, Codable {
    case direct
  }

  public init(strategy: Strategy = .direct, automation: AutomationLevel = .full) {
    self.strategy = strategy
    self.automation = automation
  }
}

/// Who decides.
public enum AutomationLevel: String, Sendable, Hashable, CaseIterable, Codable {
  case humanOnly = "human"
  case shadow, assistance, partial, full
}
