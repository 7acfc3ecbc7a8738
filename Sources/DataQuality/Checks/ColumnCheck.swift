import Encoding
import Expressions
import Tabular

/// What may be wrong with one column.
struct ColumnCheck {
  /// From this share on missing values are a warning.
  private static let missingWarning = 0.05
  /// Values further than so many quartile ranges from the quartiles are outliers. Source: J. W. Tukey, "Exploratory
  /// Data Analysis" (1977), who calls them far out.
  private static let fence = 3.0
  /// A rarer class than this makes a target unbalanced.
  private static let balanceWarning = 0.1
  /// Categories looked at one by one at most.
  private static let levelLimit = 20_000

  private(set) var findings: [DataFinding] = []
  private let column: Column
  private let checks: DataChecks
  private let role: ColumnRole
  private let profile: ColumnProfile

  init(_ column: Column, in checks: DataChecks, target: Column?) {
    self.column = column
    self.checks = checks
    role = checks.schema[column.name]?.role ?? .feature
    profile = ColumnProfile(column)
    checkMissing()
    checkConstant()
    switch column.values {
    case .numeric(let numbers): checkRange(numbers)
    case .timestamp(let times): checkFuture(times)
    case .categorical(let categories): checkLevels(categories)
    case .boolean, .text: break
    }
    if role == .id { checkUnique() }
    if role == .target { checkBalance() }
  }

  private mutating func add(
    _ check: DataFinding.Check, _ severity: DataFinding.Severity, count: Int, _ message: String, rows: [Int] = [],
    mend: DatasetEdits? = nil, advice: String? = nil
  ) {
    findings.append(
      DataFinding(
        id: "\(check.rawValue)-\(column.name)", check: check, severity: severity, column: column.name, count: count,
        share: checks.share(count), message: message, examples: checks.examples(rows, [column.name]), mend: mend,
        advice: advice))
  }

  private func edits(_ change: DatasetEdit.Change, _ why: String) -> DatasetEdits {
    DatasetEdits([DatasetEdit(change, why: why)])
  }

  private func firstRows(where condition: (Int) -> Bool) -> [Int] {
    var rows: [Int] = []
    for row in 0..<column.count where condition(row) {
      rows.append(row)
      if rows.count == DataFinding.exampleLimit { break }
    }
    return rows
  }

  private mutating func checkMissing() {
    guard profile.missing > 0 else { return }
    let share = checks.share(profile.missing)
    let why = "\(profile.missing) values of \(column.name) are missing"
    let rows = firstRows { column.values.isMissing($0) }
    guard profile.count > 0 else {
      add(
        .missing, .warning, count: profile.missing, "\(column.name) has no value in any row", rows: rows,
        advice: "add it to data.leave_out")
      return
    }
    var mend: DatasetEdits?
    if role == .target {
      mend = edits(.dropRows((0..<column.count).filter { column.values.isMissing($0) }), why)
    } else if column.kind == .numeric {
      mend = edits(.fillMissing(column: column.name, with: .median), why)
    } else if column.kind == .categorical || column.kind == .boolean {
      mend = edits(.fillMissing(column: column.name, with: .mode), why)
    }
    let severity: DataFinding.Severity =
      role == .target ? .error : share >= Self.missingWarning ? .warning : .info
    add(
      .missing, severity, count: profile.missing,
      "\(column.name) is missing in \(DataChecks.percent(share)) of the rows",
      rows: rows, mend: mend)
  }

  private mutating func checkConstant() {
    guard profile.distinct == 1, profile.count > 1, role != .time else { return }
    let value = firstRows { !column.values.isMissing($0) }.first.flatMap { column.values.text(at: $0) } ?? ""
    add(
      .constant, role == .target ? .error : .warning, count: profile.count,
      "\(column.name) has the same value, \(value), in every row that has one",
      advice: role == .target ? "choose another data.target" : "add it to data.leave_out")
  }

  private mutating func checkRange(_ numbers: [Double]) {
    guard role == .feature || role == .target, profile.distinct > 10, let quantiles = profile.quantiles,
      quantiles.count == ColumnProfile.probabilities.count
    else { return }
    let spread = quantiles[3] - quantiles[1]
    guard spread > 0 else { return }
    let (low, high) = (quantiles[1] - Self.fence * spread, quantiles[3] + Self.fence * spread)
    var count = 0
    var rows: [Int] = []
    for row in numbers.indices where numbers[row] < low || numbers[row] > high {
      count += 1
      if rows.count < DataFinding.exampleLimit { rows.append(row) }
    }
    guard count > 0 else { return }
    let message =
      "\(column.name) is outside \(NumberText.significant(low)) … \(NumberText.significant(high)), far from where half "
      + "of its values lie, in \(DataChecks.percent(checks.share(count))) of the rows"
    let why = "values of \(column.name) lie far out"
    add(
      .range, .info, count: count, message, rows: rows,
      mend: role == .target ? nil : edits(.clamp(column: column.name, low: low, high: high), why))
  }

  private mutating func checkFuture(_ times: [Int64]) {
    let now = checks.now.microseconds
    var count = 0
    for time in times where time > now && time != ColumnValues.missingTimestamp { count += 1 }
    if count > 0 {
      let rows = (0..<times.count).filter { times[$0] > now }
      add(
        .time, .warning, count: count, "\(column.name) lies in the future in \(count) rows",
        rows: Array(rows.prefix(DataFinding.exampleLimit)),
        mend: rows.count < times.count ? edits(.dropRows(rows), "\(column.name) lies in the future") : nil)
    }
  }

  private mutating func checkUnique() {
    let repeated = RowIdentity([column], rowCount: column.count).repeatedRows.filter { !column.values.isMissing($0) }
    guard !repeated.isEmpty else { return }
    add(
      .unique, .error, count: repeated.count,
      "\(column.name) is the id of a row, but \(repeated.count) rows have one that an earlier row has",
      rows: repeated,
      mend: edits(.dropRows(repeated), "ids must be unique"))
  }

  private mutating func checkBalance() {
    guard (2...20).contains(profile.distinct), let rarest = profile.top.map(\.count).min(), profile.count > 0,
      profile.top.count == profile.distinct, column.kind != .numeric || profile.distinct == 2
    else { return }
    let share = Double(rarest) / Double(profile.count)
    guard share < Self.balanceWarning, let least = profile.top.last(where: { $0.count == rarest }) else { return }
    add(
      .balance, share < 0.01 ? .warning : .info, count: rarest,
      "only \(DataChecks.percent(share)) of the rows are of the class \(least.value.string ?? least.value.text())",
      advice: "balance the classes in the recipe, and judge by AUC or average precision rather than by accuracy")
  }

  // MARK: Categories

  private mutating func checkLevels(_ categories: CategoricalValues) {
    guard categories.levels.count <= Self.levelLimit else { return }
    var counts = [Int](repeating: 0, count: categories.levels.count)
    for code in categories.codes where code != CategoricalValues.missing { counts[Int(code)] += 1 }
    let alike = checkAlike(categories, counts)
    checkWhitespace(categories, counts, besides: alike)
    checkMixed(categories, counts)
    checkUnseen(categories, counts)
  }

  private func rows(of codes: Set<UInt32>, _ categories: CategoricalValues) -> [Int] {
    firstRows { codes.contains(categories.codes[$0]) }
  }

  /// Levels that differ in capitals and blanks alone. - Returns: the codes of those to be replaced.
  private mutating func checkAlike(_ categories: CategoricalValues, _ counts: [Int]) -> Set<UInt32> {
    var groups: [String: [Int]] = [:]
    for (code, level) in categories.levels.enumerated() where counts[code] > 0 {
      groups[level.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "), default: []].append(code)
    }
    var replacements: [(code: Int, replacement: DatasetEdit.Replacement)] = []
    for codes in groups.values where codes.count > 1 {
      guard let main = codes.max(by: { (counts[$0], -$0) < (counts[$1], -$1) }) else { continue }
      for code in codes where code != main {
        replacements.append((code, .init(from: categories.levels[code], to: categories.levels[main])))
      }
    }
    guard !replacements.isEmpty else { return [] }
    replacements.sort { $0.code < $1.code }
    let codes = Set(replacements.map { UInt32($0.code) })
    let count = replacements.reduce(0) { $0 + counts[$1.code] }
    let shown = replacements.prefix(3).map { "“\($0.replacement.from)” and “\($0.replacement.to ?? "")”" }
    add(
      .levels, .warning, count: count,
      "\(column.name) has values that differ in capitals or blanks alone: \(shown.joined(separator: ", "))",
      rows: rows(of: codes, categories),
      mend: edits(
        .replaceValues(column: column.name, replacements: replacements.map(\.replacement)),
        "values that differ in capitals or blanks alone are one"))
    return codes
  }

  private mutating func checkWhitespace(_ categories: CategoricalValues, _ counts: [Int], besides: Set<UInt32>) {
    var replacements: [DatasetEdit.Replacement] = []
    var codes: Set<UInt32> = []
    for (code, level) in categories.levels.enumerated() where counts[code] > 0 && !besides.contains(UInt32(code)) {
      guard level.first?.isWhitespace == true || level.last?.isWhitespace == true else { continue }
      let trimmed = level.drop(while: \.isWhitespace)
      guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { continue }
      replacements.append(.init(from: level, to: String(trimmed[...last])))
      codes.insert(UInt32(code))
    }
    guard !replacements.isEmpty else { return }
    let count = codes.reduce(0) { $0 + counts[Int($1)] }
    add(
      .whitespace, .info, count: count,
      "\(replacements.count) values of \(column.name) begin or end with blanks, such as “\(replacements[0].from)”",
      rows: rows(of: codes, categories),
      mend: edits(
        .replaceValues(column: column.name, replacements: replacements), "blanks around values mean nothing"))
  }

  /// Numbers among which a few texts stand.
  private mutating func checkMixed(_ categories: CategoricalValues, _ counts: [Int]) {
    guard role == .feature else { return }
    var others: Set<UInt32> = []
    var (numbers, total) = (0, 0)
    for (code, level) in categories.levels.enumerated() where counts[code] > 0 {
      total += counts[code]
      if CellText.number(level) != nil { numbers += counts[code] } else { others.insert(UInt32(code)) }
    }
    guard !others.isEmpty, total > 0, Double(numbers) >= 0.9 * Double(total) else { return }
    let shown = others.sorted().prefix(3).map { "“\(categories.levels[Int($0)])”" }.joined(separator: ", ")
    add(
      .kinds, .warning, count: total - numbers,
      "\(column.name) would be numeric but for \(total - numbers) values such as \(shown)",
      rows: rows(of: others, categories),
      advice: "correct them at the source, or declare data.kinds: {\(column.name): numeric} with data.skip_bad_rows")
  }

  /// Levels that no training row has.
  private mutating func checkUnseen(_ categories: CategoricalValues, _ counts: [Int]) {
    guard role == .feature, let training = checks.trainingRows, !training.isEmpty else { return }
    var isSeen = [Bool](repeating: false, count: categories.levels.count)
    for row in training where categories.codes[row] != CategoricalValues.missing {
      isSeen[Int(categories.codes[row])] = true
    }
    let unseen = Set(counts.indices.filter { counts[$0] > 0 && !isSeen[$0] }.map { UInt32($0) })
    guard !unseen.isEmpty else { return }
    let shown = unseen.sorted().prefix(3).map { "“\(categories.levels[Int($0)])”" }.joined(separator: ", ")
    add(
      .set, .info, count: unseen.reduce(0) { $0 + counts[Int($1)] },
      "\(column.name) has \(unseen.count) values that no training row has, such as \(shown)",
      rows: rows(of: unseen, categories), advice: "a model takes them as unknown; train on newer rows to teach them")
  }
}
