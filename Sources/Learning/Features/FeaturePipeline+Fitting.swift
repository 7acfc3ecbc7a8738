import Encoding
import Tabular

extension FeaturePipeline {
  /// Learns from the training rows how columns become numbers.
  ///
  /// Text columns, and columns that say nothing in these rows, are left out with a note. The result depends on the
  /// values of these rows alone: not on other rows, nor on the order of a level table.
  ///
  /// - Parameters:
  ///   - columns: the names of the columns to use, in the order wanted.
  ///   - rows: positions in the table.
  ///   - labels: the target of each of the rows; finite.
  ///   - classCount: classes that the labels are numbers of; below three they are taken as quantities.
  ///   - categories: how trees are to see categories.
  /// - Throws: `LearningError.missingColumn`.
  public init(
    fitting columns: [String], of table: Table, rows: [Int], labels: [Double], style: Style,
    classCount: Int = 0, categories: CategoryHandling = .encoded
  ) throws(LearningError) {
    precondition(rows.count == labels.count, "\(labels.count) labels for \(rows.count) rows")
    precondition(rows.allSatisfy { $0 >= 0 && $0 < table.rowCount }, "a row is not in the table")
    var sources: [Column] = []
    for name in columns {
      guard let column = table[name] else { throw .missingColumn(name) }
      sources.append(column)
    }
    let fitter = ColumnFitter(
      rows: rows, labels: labels, style: style, classCount: classCount, categories: categories,
      categoryCount: sources.count { $0.kind == .categorical })
    var inputs: [Input] = []
    var notes: [FeatureNote] = []
    for column in sources {
      let fit = fitter.fit(column.values)
      if let reason = fit.note { notes.append(FeatureNote(column: column.name, reason: reason)) }
      guard let encoder = fit.encoder else { continue }
      inputs.append(Input(name: column.name, kind: column.kind, encoder: encoder))
    }
    self.init(style: style, inputs: inputs, notes: notes)
  }
}

/// Learns the encoder of one column after the other.
private struct ColumnFitter {
  struct Fit {
    /// Nil leaves the column out; the note says why.
    var encoder: FeatureEncoder?
    var note: FeatureNote.Reason?
  }

  /// One-hot columns that a linear model may have in all, so that its normal equations stay small.
  static let oneHotCountMax = 1500
  /// One-hot columns of one category at most.
  static let levelCountMax = 100

  let rows: [Int]
  let labels: [Double]
  let style: FeaturePipeline.Style
  let classCount: Int
  let categories: CategoryHandling
  let categoryCount: Int

  func fit(_ values: ColumnValues) -> Fit {
    switch values {
    case .numeric(let values): number(.number) { values[$0] }
    case .boolean(let values):
      number(.flag) { values[$0] == ColumnValues.missingBoolean ? .nan : Double(values[$0]) }
    case .categorical(let values): category(values)
    case .timestamp(let values): time(values)
    case .text: Fit(note: .text)
    }
  }

  // MARK: - Numbers

  private func number(_ treeEncoder: FeatureEncoder, _ value: (Int) -> Double) -> Fit {
    var summary = NumberSummary()
    for row in rows { summary.add(value(row), countsInfinite: style == .trees) }
    if let note = summary.note { return Fit(note: note) }
    guard style == .linear else { return Fit(encoder: treeEncoder) }
    var squares = 0.0
    for row in rows {
      let x = value(row)
      if x.isFinite { squares += (x - summary.mean) * (x - summary.mean) }
    }
    let deviation = (squares / Double(summary.count)).squareRoot()
    let hasScale = summary.least != summary.most && deviation > 0 && (1 / deviation).isFinite
    return Fit(
      encoder: .scaled(
        .init(mean: summary.mean, scale: hasScale ? deviation : nil, hasIndicator: summary.missing > 0)))
  }

  private struct NumberSummary {
    var count = 0
    var missing = 0
    var mean = 0.0
    var least = Double.infinity
    var most = -Double.infinity

    mutating func add(_ x: Double, countsInfinite: Bool) {
      guard countsInfinite ? !x.isNaN : x.isFinite else {
        missing += 1
        return
      }
      count += 1
      if x.isFinite { mean += (x - mean) / Double(count) }
      least = min(least, x)
      most = max(most, x)
    }

    /// Why the column says nothing, if so.
    var note: FeatureNote.Reason? {
      if count == 0 { return .allMissing }
      return least == most && missing == 0 ? .constant : nil
    }
  }

  // MARK: - Categories

  /// Rows and targets of one level.
  private struct LevelSummary {
    var name = ""
    var count = 0
    var labelSum = 0.0

    mutating func add(_ other: LevelSummary) {
      count += other.count
      labelSum += other.labelSum
    }

    /// The mean as it would be with ten more rows that are like all rows.
    func mean(prior: Double) -> Double { (labelSum + 10 * prior) / (Double(count) + 10) }
  }

  private func category(_ values: CategoricalValues) -> Fit {
    var levels = values.levels.map { LevelSummary(name: $0) }
    var missing = 0
    let labels = quantities(for: values)
    for (row, label) in zip(rows, labels) {
      let code = values.codes[row]
      if code < UInt32(clamping: levels.count) {
        levels[Int(code)].add(LevelSummary(count: 1, labelSum: label))
      } else {
        missing += 1
      }
    }
    levels = levels.filter { $0.count > 0 }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    guard !levels.isEmpty else { return Fit(note: .allMissing) }
    guard levels.count + (missing > 0 ? 1 : 0) > 1 else { return Fit(note: .constant) }
    let kept = levels.prefix(while: { $0.count >= rareBound }).prefix(levelCountLimit)
    let rare = levels[kept.count...]
    guard !kept.isEmpty || missing > 0 else { return Fit(note: .onlyRareLevels) }
    return Fit(
      encoder: encoder(Array(kept), rare: Array(rare), hasMissing: missing > 0, labels),
      note: rare.isEmpty ? nil : .rareLevels(rare.count))
  }

  /// The labels as quantities that levels can be ordered by: with three classes and more, each class's place on the
  /// axis along which the levels' class shares differ most.
  private func quantities(for values: CategoricalValues) -> [Double] {
    guard classCount > 2, style == .trees, categories == .encoded else { return labels }
    let places = ClassAxis(codes: values.codes, levelCount: values.levels.count, rows: rows, labels: labels, classCount)
      .places
    return labels.map { places[Int($0)] }
  }

  private func encoder(_ kept: [LevelSummary], rare: [LevelSummary], hasMissing: Bool, _ labels: [Double])
    -> FeatureEncoder
  {
    switch style {
    case .linear:
      return .oneHot(OneHotLevels(levels: kept.map(\.name), hasOther: !rare.isEmpty, hasMissing: hasMissing))
    case .trees where categories == .native: return .levelCodes(OrdinalLevels(codes: kept.map(\.name)))
    case .trees:
      let prior = labels.reduce(0, +) / Double(labels.count)
      let ordered = kept.map { (name: $0.name, mean: $0.mean(prior: prior)) }
        .sorted { ($0.mean, $0.name) < ($1.mean, $1.name) }
      // Level tables come in any order; sums must not.
      var others = LevelSummary()
      for level in rare { others.add(level) }
      let otherMean = others.mean(prior: prior)
      let below = ordered.count { $0.mean < otherMean }
      return .ordinal(OrdinalLevels(levels: ordered.map(\.name), otherCode: Float(below) - 0.5))
    }
  }

  /// Fewer rows than this make a level rare.
  private var rareBound: Int {
    switch style {
    case .trees: 10
    case .linear: max(10, (rows.count + 999) / 1000)
    }
  }

  private var levelCountLimit: Int {
    switch style {
    // Of all codes that a set can hold, the last is for the other levels.
    case .trees: categories == .native ? 253 : 65_536
    case .linear: min(Self.levelCountMax, max(2, Self.oneHotCountMax / max(1, categoryCount)))
    }
  }

  // MARK: - Timestamps

  private func time(_ values: [Int64]) -> Fit {
    let parts: [TimePart] = style == .trees ? [.hour, .weekday, .month, .dayOfYear] : [.hour, .weekday, .dayOfYear]
    var firsts: [Int]?
    var varies = [Bool](repeating: false, count: parts.count)
    for row in rows where values[row] != ColumnValues.missingTimestamp {
      let civil = Timestamp(microseconds: values[row]).civil
      let now = parts.map { $0.value(of: civil) }
      let first = firsts ?? now
      firsts = first
      for index in parts.indices where now[index] != first[index] { varies[index] = true }
    }
    guard firsts != nil else { return Fit(note: .allMissing) }
    let kept = parts.indices.filter { varies[$0] }.map { parts[$0] }
    guard !kept.isEmpty else { return Fit(note: .constant) }
    return Fit(encoder: style == .trees ? .timeParts(kept) : .timeWaves(kept))
  }
}
