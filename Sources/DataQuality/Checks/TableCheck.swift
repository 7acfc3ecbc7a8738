import Encoding
import Expressions
import Statistics
import Tabular

/// What may be wrong with whole rows.
struct RowCheck {
  private(set) var findings: [DataFinding] = []

  init(_ checks: DataChecks, columns: [Column]) {
    let compared = columns.filter { checks.schema[$0.name]?.role != .id }
    guard compared.count > 1 else { return }
    let repeated = RowIdentity(compared, rowCount: checks.table.rowCount).repeatedRows
    guard !repeated.isEmpty else { return }
    let names = compared.map(\.name)
    let isWhole = compared.count == checks.table.columns.count
    findings.append(
      DataFinding(
        id: "duplicates", check: .duplicates, severity: .warning, column: nil, count: repeated.count,
        share: checks.share(repeated.count),
        message: "\(repeated.count) rows repeat an earlier one in every column"
          + (isWhole ? "" : " but those left out"),
        examples: checks.examples(repeated, Array(names.prefix(3))),
        mend: DatasetEdits([
          DatasetEdit(.dropDuplicates(columns: isWhole ? nil : names), why: "repeated rows count twice")
        ])))
  }
}

/// Columns that give the target away.
struct LeakCheck {
  /// Rows looked at by the oracle of one feature.
  private static let rowLimit = 50_000
  /// One column that ranks the classes this well is no feature but the answer.
  private static let suspiciousArea = 0.995
  private static let evidence = 50

  private(set) var findings: [DataFinding] = []

  init(_ checks: DataChecks, target: Column) {
    let features = checks.table.columns.filter { checks.schema[$0.name]?.role == .feature }
    var known: Set<String> = []
    for leak in LeakSearch(target: target, columns: features).leaks {
      let name = leak.columns[0]
      known.formUnion(leak.columns)
      findings.append(
        LeakCheck.finding(
          name, checks, "\(leak.columns.joined(separator: " and ")) give the target away: \(leak.relation)"))
    }
    let step = max(1, checks.table.rowCount / Self.rowLimit)
    let rows = Array(stride(from: 0, to: checks.table.rowCount, by: step))
    guard let positives = LeakCheck.positives(target.values, rows), rows.count >= Self.evidence else { return }
    for feature in features where !known.contains(feature.name) {
      guard let area = LeakCheck.area(feature.values, rows, positives), area >= Self.suspiciousArea else { continue }
      findings.append(
        LeakCheck.finding(
          feature.name, checks,
          "\(feature.name) alone tells the target apart with an AUC of \(NumberText.significant(area, 4))"))
    }
  }

  private static func finding(_ column: String, _ checks: DataChecks, _ message: String) -> DataFinding {
    DataFinding(
      id: "leak-\(column)", check: .leak, severity: .warning, column: column, count: checks.table.rowCount, share: 1,
      message: message, examples: checks.examples(0..<checks.table.rowCount, [column]),
      advice: "add it to data.leave_out, unless it is known when a prediction is made")
  }

  /// The rarer of two classes; nil where there are not two.
  private static func positives(_ values: ColumnValues, _ rows: [Int]) -> [Bool]? {
    let texts = rows.map { values.text(at: $0) }
    let classes = Set(texts.compactMap { $0 })
    guard classes.count == 2, let first = classes.min() else { return nil }
    return texts.map { $0 == first }
  }

  /// Of the column's numbers, or of the share of positives of its categories; in 0.5…1.
  private static func area(_ values: ColumnValues, _ rows: [Int], _ positives: [Bool]) -> Double? {
    let scores: [Double]
    switch values {
    case .numeric(let numbers): scores = rows.map { numbers[$0].isNaN ? -1e300 : numbers[$0] }
    case .boolean(let truths): scores = rows.map { Double(truths[$0]) }
    case .timestamp(let times): scores = rows.map { Double(times[$0]) }
    case .categorical(let categories):
      // With many levels every row has its own, which tells nothing.
      guard categories.levels.count * 20 < rows.count else { return nil }
      var counts = [(positive: Double, all: Double)](repeating: (0, 0), count: categories.levels.count + 1)
      let codes = rows.map { min(Int(categories.codes[$0]), categories.levels.count) }
      for (code, isPositive) in zip(codes, positives) {
        counts[code].all += 1
        if isPositive { counts[code].positive += 1 }
      }
      scores = codes.map { counts[$0].positive / counts[$0].all }
    case .text: return nil
    }
    return AreaUnderCurve(scores: scores, positives: positives).map { max($0.value, 1 - $0.value) }
  }
}

/// What a declared rule comes to.
struct RuleCheck {
  let finding: DataFinding?

  init(_ checks: DataChecks, _ rule: DataChecks.Rule) {
    if case .call("unique", let arguments) = rule.rule.root {
      finding = RuleCheck.unique(
        checks, rule, arguments.compactMap { if case .name(let name) = $0 { name } else { nil } })
      return
    }
    let bindings = Bindings(checks.table)
    let asRow = rule.rule.check(against: bindings.vocabulary, as: .row)
    guard asRow.isEmpty else {
      guard rule.rule.check(against: bindings.vocabulary, as: .window).isEmpty else {
        finding = RuleCheck.made(rule, checks, count: 0, severity: .error, "the rule cannot be checked: \(asRow[0])")
        return
      }
      let value = (try? rule.rule.aggregate(over: bindings)) ?? nil
      finding =
        value == 0
        ? RuleCheck.made(
          rule, checks, count: checks.table.rowCount, severity: rule.severity,
          "\(rule.name): \(rule.rule) does not hold") : nil
      return
    }
    finding = RuleCheck.byRow(checks, rule, bindings)
  }

  /// Rows where the rule is false; where it is unknown for missing values it is not broken.
  private static func byRow(_ checks: DataChecks, _ rule: DataChecks.Rule, _ bindings: Bindings) -> DataFinding? {
    guard let opposite = try? Expression(parsing: "not (\(rule.rule.text))"),
      let rows = try? opposite.matches(over: bindings), !rows.isEmpty
    else { return nil }
    var finding = made(
      rule, checks, count: rows.count, severity: rule.severity,
      "\(rule.name): \(rows.count) row\(rows.count == 1 ? " does" : "s do") not keep \(rule.rule)")
    finding.column = rule.rule.names.first
    finding.examples = checks.examples(rows, Array(rule.rule.names.prefix(4)))
    if rows.count < checks.table.rowCount {
      finding.mend = DatasetEdits([DatasetEdit(.dropWhere(opposite), why: "they do not keep \(rule.rule)")])
    }
    return finding
  }

  private static func unique(_ checks: DataChecks, _ rule: DataChecks.Rule, _ names: [String]) -> DataFinding? {
    let columns = names.compactMap { checks.table[$0] }
    guard columns.count == names.count, !columns.isEmpty else {
      return made(rule, checks, count: 0, severity: .error, "the rule \(rule.rule) names a column that there is not")
    }
    let repeated = RowIdentity(columns, rowCount: checks.table.rowCount).repeatedRows
    guard !repeated.isEmpty else { return nil }
    var finding = made(
      rule, checks, count: repeated.count, severity: rule.severity,
      "\(rule.name): \(repeated.count) rows repeat an earlier one in \(names.joined(separator: ", "))")
    finding.column = names[0]
    finding.examples = checks.examples(repeated, names)
    finding.mend = DatasetEdits([
      DatasetEdit(.dropDuplicates(columns: names), why: "\(names.joined(separator: ", ")) must be unique")
    ])
    return finding
  }

  private static func made(
    _ rule: DataChecks.Rule, _ checks: DataChecks, count: Int, severity: DataFinding.Severity, _ message: String
  ) -> DataFinding {
    let slug = rule.name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    return DataFinding(
      id: "rule-\(slug)", check: .rule, severity: severity, column: nil, count: count, share: checks.share(count),
      message: message)
  }
}
