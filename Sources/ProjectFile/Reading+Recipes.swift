import Lifecycle

extension Reading {
  /// The recipe of a project that writes none.
  static let plainRecipe = Recipe(name: "trees", algorithm: .boostedTrees)

  mutating func recipes(_ outer: Fields) -> [Recipe] {
    let recipes = named(outer, "recipes").compactMap { recipe($0.name, $0.field) }
    return recipes.isEmpty ? [Reading.plainRecipe] : recipes
  }

  private mutating func recipe(_ name: String, _ field: Field) -> Recipe? {
    let general = ["algorithm", "features", "seed"] + Recipe.Options.names
    guard let algorithm = algorithm(field) else { return nil }
    let ranges = algorithm.parameterRanges
    guard let fields = fields(field, general + ranges.map(\.name), aliens: aliens(to: algorithm)) else { return nil }
    var recipe = Recipe(name: name, algorithm: algorithm)
    for (parameter, range) in ranges {
      guard let field = fields[parameter] else { continue }
      recipe.parameters[parameter] =
        Recipe.Algorithm.fractional.contains(parameter)
        ? number(field, in: range) : whole(field, in: range).map(Double.init)
    }
    if fields["features"] != nil { recipe.features = texts(fields, "features").map(\.text) }
    if let features = recipe.features, features.isEmpty, let field = fields["features"] {
      error(field.key, field.place, "`\(field.key)` is empty", "name columns, or leave it out to use every feature")
    }
    recipe.seed = fields["seed"].flatMap { seed($0) } ?? recipe.seed
    recipe.options = options(fields)
    return recipe
  }

  private mutating func options(_ fields: Fields) -> Recipe.Options {
    var options = Recipe.Options()
    for name in Recipe.Options.names {
      guard let field = fields[name], let text = text(field), let wanted = options.set(name, to: text) else { continue }
      error(field.key, field.place, "`\(field.key)` cannot be `\(text)`", "write \(wanted)")
    }
    return options
  }

  /// The algorithm decides which keys there are, so it is read before the others.
  private mutating func algorithm(_ field: Field) -> Recipe.Algorithm? {
    guard case .mapping(let entries) = field.node.content else {
      wrongType(field, "keys (algorithm, …)")
      return nil
    }
    let key = "\(field.key).algorithm"
    guard let entry = entries.first(where: { $0.key.scalar?.text == "algorithm" && !$0.value.isNull }) else {
      let known = Recipe.Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
      error(key, field.place, "`\(key)` is missing", "write one of \(known)")
      return nil
    }
    return choice(Field(key: key, node: entry.value), Recipe.Algorithm.self)
  }

  /// Hyperparameters of other algorithms, with whose they are.
  private func aliens(to algorithm: Recipe.Algorithm) -> [String: String] {
    var aliens: [String: String] = [:]
    for other in Recipe.Algorithm.allCases where other != algorithm {
      for (name, _) in other.parameterRanges where aliens[name] == nil {
        aliens[name] = "`\(name)` belongs to `\(other.rawValue)`; leave it out or change `algorithm`"
      }
    }
    for (name, _) in algorithm.parameterRanges { aliens[name] = nil }
    return aliens
  }
}

extension Recipe.Algorithm {
  /// The tasks it can learn.
  var families: [MetricNames.Family] {
    switch self {
    case .baseline, .boostedTrees: MetricNames.Family.allCases
    case .linear: [.regression]
    case .logistic: [.binary, .multiclass]
    }
  }
}
