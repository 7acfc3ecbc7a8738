import Expressions
import Lifecycle
import Tabular

extension ProjectFile {
  /// Holds the definition against the data: every column it names must exist and be of a kind that fits.
  ///
  /// - Parameter schema: the columns of the source, with kinds as the reader has them.
  /// - Returns: findings in file order, each at its place; empty when there is no definition to check.
  public func check(against schema: Schema) -> [Finding] {
    guard let definition else { return [] }
    var checking = SchemaChecking(file: self, definition: definition, schema: schema)
    checking.checkAll()
    return checking.reading.sortedFindings
  }
}

/// One pass over a definition with the data's schema at hand.
private struct SchemaChecking {
  let file: ProjectFile
  let definition: ProjectDefinition
  var vocabulary: Vocabulary
  var reading: Reading

  /// Names beside the columns that an expression over rows may use.
  static let answerNames = ["prediction", "score", "outcome"]

  init(file: ProjectFile, definition: ProjectDefinition, schema: Schema) {
    self.file = file
    self.definition = definition
    vocabulary = Vocabulary(schema)
    for (column, kind) in definition.data.kinds where vocabulary[column] != nil {
      if let kind = ColumnKind(rawValue: kind) { vocabulary.add(column, kind) }
    }
    reading = Reading(path: file.path)
  }

  mutating func checkAll() {
    checkColumns()
    checkTarget()
    checkTime()
    checkFeatures()
    checkSegments()
    checkExpressions()
    checkAlarms()
  }

  private mutating func error(_ key: String, _ message: String, _ mend: String) {
    reading.error(key, file.place(of: key), message, mend)
  }

  private mutating func checkExistence(_ name: String, _ key: String) {
    guard vocabulary[name] == nil else { return }
    error(key, "`\(key)`: the data has no column `\(name)`", vocabulary.mend(for: name, calling: "columns"))
  }

  // MARK: - Columns

  private mutating func checkColumns() {
    let data = definition.data
    checkExistence(data.target, "data.target")
    if let id = data.id { checkExistence(id, "data.id") }
    switch definition.scope.replaces {
    case .process(_, column: let column?), .model(_, column: let column?):
      checkExistence(column, "scope.replaces.column")
    case .nothing, .process(_, column: nil), .model(_, column: nil): break
    }
    if let unit = definition.deployment.unit { checkExistence(unit, "deployment.unit") }
    if let unit = definition.monitoring.redo?.unit { checkExistence(unit, "monitoring.redo.unit") }
    for (index, name) in data.leaveOut.enumerated() { checkExistence(name, "data.leave_out[\(index)]") }
    for name in data.kinds.keys.sorted() { checkExistence(name, "data.kinds.\(name)") }
  }

  /// The scope's metric says what the target must be.
  private mutating func checkTarget() {
    let data = definition.data
    guard let kind = vocabulary[data.target] else { return }
    let families = MetricNames.families(definition.scope.metric)
    switch kind {
    case .numeric: return
    case .text, .timestamp:
      error(
        "data.target", "`\(data.target)` holds \(kind == .text ? "free text" : "times"), which no model here can say",
        "name another column, or set its kind in `data.kinds`")
    case .boolean, .categorical:
      guard families == [.regression] else { return }
      error(
        "data.target",
        "`\(data.target)` is \(kind.rawValue), but `scope.metric: \(definition.scope.metric)` is of numbers",
        "name a numeric column, or a metric such as auc")
    }
  }

  private mutating func checkTime() {
    guard case .columns(let names)? = definition.data.time else { return }
    // The shorthand has no `columns` key of its own.
    let listKey = file.places["data.time.columns"] == nil ? "data.time" : "data.time.columns"
    for (index, name) in names.enumerated() {
      let key = file.places["\(listKey)[\(index)]"] == nil ? listKey : "\(listKey)[\(index)]"
      checkExistence(name, key)
      guard let kind = vocabulary[name] else { continue }
      if index == 0, kind == .boolean || kind == .categorical || kind == .text {
        error(
          key, "`\(key)`: `\(name)` holds \(kind.rawValue) values, not times",
          "name a column of times such as 2026-03-01T08:00, or use `{order: rows, from: …, to: …}`")
      } else if index == 1, kind != .numeric {
        error(
          key, "`\(key)`: `\(name)` holds \(kind.rawValue) values, not hours of the day",
          "name a column of hours, 0 to 23")
      }
    }
  }

  private mutating func checkFeatures() {
    for recipe in definition.recipes {
      for (index, name) in (recipe.features ?? []).enumerated() {
        checkExistence(name, "recipes.\(recipe.name).features[\(index)]")
      }
    }
    let data = definition.data
    var others = Set(data.leaveOut + [data.target])
    if let id = data.id { others.insert(id) }
    if case .columns(let names)? = data.time { others.formUnion(names) }
    guard vocabulary.names.allSatisfy({ others.contains($0) }), vocabulary[data.target] != nil else { return }
    error("data", "no column is left to learn from", "shorten `data.leave_out`")
  }

  private mutating func checkSegments() {
    for (index, name) in definition.business.segments.enumerated() {
      let key = file.places["business.segments[\(index)]"] == nil ? "business.segments" : "business.segments[\(index)]"
      checkExistence(name, key)
      switch vocabulary[name] {
      case nil, .categorical?, .boolean?: continue
      case .numeric?, .text?, .timestamp?:
        error(
          key, "`\(key)`: `\(name)` holds no categories to tell apart",
          "name a column of categories, or set its kind in `data.kinds`")
      }
    }
  }

  // MARK: - Expressions

  private mutating func checkExpressions() {
    var names = vocabulary
    for name in SchemaChecking.answerNames { names.add(name, .numeric) }
    switch definition.scope.value {
    case nil: break
    case .perRow(let expression)?: check(expression, "scope.value.per_row", names, as: .row)
    case .confusion(let truePositive, let falsePositive, let trueNegative, let falseNegative)?:
      let cells = [
        ("true_positive", truePositive), ("false_positive", falsePositive), ("true_negative", trueNegative),
        ("false_negative", falseNegative),
      ]
      for (cell, expression) in cells {
        if let expression { check(expression, "scope.value.\(cell)", names, as: .row) }
      }
    }
    for (index, kpi) in definition.business.kpis.enumerated() {
      check(kpi.formula, "business.kpis[\(index)].formula", names, as: .window)
    }
  }

  private mutating func check(
    _ expression: Expression, _ key: String, _ names: Vocabulary, as use: Expression.Use
  ) {
    for problem in expression.check(against: names, as: use) { reading.report(problem, key, file.place(of: key)) }
  }

  /// Drift of a column is named `METHOD.COLUMN`; `score` is a column here.
  private mutating func checkAlarms() {
    for (index, alarm) in definition.monitoring.alarms.enumerated() {
      let base = "monitoring.alarms[\(index)]"
      let key = file.places["\(base).condition"] == nil ? base : "\(base).condition"
      for (name, character) in alarm.condition.mentions {
        guard let method = MetricNames.driftMethods.first(where: { name.hasPrefix("\($0).") }) else { continue }
        let column = String(name.dropFirst(method.count + 1))
        guard column != "score", vocabulary[column] == nil else { continue }
        reading.error(
          key, file.place(of: key).advanced(toCharacter: character),
          "`\(key)`: the data has no column `\(column)`", vocabulary.mend(for: column, calling: "columns"))
      }
    }
  }
}
