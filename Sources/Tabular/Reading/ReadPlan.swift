/// What is to be done with each field of a file, and by which rules.
struct ReadPlan: Sendable {
  var names: [String]
  var dialect: Dialect
  var missing: MissingTokens
  var fieldLimit: Int
  var skipsBadRows: Bool
  var actions: [FieldAction]
  /// Columns whose kind the caller has given.
  var isDeclared: [Bool]

  /// Everything that is wanted and not declared as text, to be looked at.
  init(_ opened: OpenedText, options: ReadOptions) throws(DelimitedError) {
    names = opened.names
    dialect = opened.dialect
    missing = MissingTokens(options.missingTokens)
    fieldLimit = options.fieldLimit
    skipsBadRows = options.skipsBadRows
    isDeclared = names.map { options.kinds[$0] != nil }
    actions = names.map { options.kinds[$0].map { FieldAction($0) } ?? .code }
    guard let columns = options.columns else { return }
    let known = Set(names)
    let absent = columns.filter { !known.contains($0) }
    guard absent.isEmpty else { throw DelimitedError(path: opened.path, problem: .absentColumns(absent)) }
    let wanted = Set(columns)
    for (field, name) in names.enumerated() where !wanted.contains(name) { actions[field] = .skip }
  }

  /// Replaces "look at it" by what the values of a first block suggest; what turns out wrong is read again.
  mutating func adopt(_ sample: BlockParser) {
    for field in names.indices where !isDeclared[field] && actions[field] == .code {
      guard sample.levelCount(field) > 0 else { continue }
      switch LevelKinds(of: sample, field).kind {
      case .numeric: actions[field] = .number
      case .boolean: actions[field] = .truth
      case .timestamp: actions[field] = .time
      case .categorical, .text: continue
      }
    }
  }
}
