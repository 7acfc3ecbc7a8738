import Lifecycle

extension Reading {
  static let sections = ["name", "scope", "data", "recipes", "deployment", "monitoring", "business"]

  /// Reads the whole file.
  ///
  /// - Returns: nil when a required part is missing; what is returned may still have findings that are errors.
  mutating func project(_ root: YAMLNode?) -> ProjectDefinition? {
    guard let root, let fields = fields(Field(key: "", node: root), Reading.sections) else { return nil }
    let name = text(fields, "name")
    if fields["name"] == nil { missing(fields, "name", "name the project, such as `name: bikes`") }
    let business = business(fields)
    let scope = scope(fields)
    let data = data(fields)
    let recipes = recipes(fields)
    let deployment = deployment(fields)
    let replaced = replacedByDeployment(fields)
    let monitoring = monitoring(fields, business)
    guard let name, var scope, let data else { return nil }
    if let replaced {
      if scope.replaces != .nothing, scope.replaces != replaced, let place = places["deployment.replaces"] {
        error(
          "deployment.replaces", place, "`deployment.replaces` and `scope.replaces` say two things", "keep one of them")
      }
      scope.replaces = replaced
    }
    let project = ProjectDefinition(
      name: name, scope: scope, data: data, recipes: recipes, deployment: deployment, monitoring: monitoring,
      business: business)
    reportContradictions(project, fields)
    return project
  }
}
