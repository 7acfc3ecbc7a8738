/// What people write in `sextant.yaml`, read and validated.
public struct ProjectDefinition: Sendable, Equatable, Codable {
  public var name: String
  public var scope: Scope
  public var data: DataDefinition
  /// In file order; the first is the default recipe.
  public var recipes: [Recipe]
  public var deployment: DeploymentDefinition = DeploymentDefinition()
  public var monitoring: MonitoringDefinition = MonitoringDefinition()
  public var business: BusinessDefinition = BusinessDefinition()

  public init(
    name: String, scope: Scope, data: DataDefinition, recipes: [Recipe],
    deployment: DeploymentDefinition = DeploymentDefinition(),
    monitoring: MonitoringDefinition = MonitoringDefinition(), business: BusinessDefinition = BusinessDefinition()
  ) {
    self.name = name
    self.scope = scope
    self.data = data
    self.recipes = recipes
    self.deployment = deployment
    self.monitoring = monitoring
    self.business = business
  }

  public func recipe(named name: String?) -> Recipe? {
    guard let name else { return recipes.first }
    return recipes.first { $0.name == name }
  }
}
