import Statistics
import Synchronization
import Tabular

/// Why two tables cannot be compared.
public enum DriftComparisonError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A table, as the messages call it.
  public enum Side: String, Sendable {
    case reference, current
  }

  case noColumn(String, Side)
  case kindMismatch(column: String, reference: ColumnKind, current: ColumnKind)
  case nothingToCompare

  public var description: String {
    switch self {
    case .noColumn(let column, let side):
      "column '\(column)' is not in the \(side.rawValue) data; name columns that both files have"
    case .kindMismatch(let column, let reference, let current):
      "column '\(column)' is \(reference.rawValue) in the reference and \(current.rawValue) in the current data;"
        + " read both with one schema"
    case .nothingToCompare: "the two files share no column that can be compared; check that their headers match"
    }
  }
}

/// An exact comparison of two tables, column by column.
///
/// Timestamps and texts have no distribution to compare; the `sextant` profile looks at their missing shares, the
/// others leave them out.
public struct DriftComparison: Sendable {
  public var profile: DriftProfile
  /// Bounds of the `sextant` profile where it learns none.
  public var thresholds = EffectThresholds()
  /// Whether the `sextant` profile learns its limits from chunks of the reference, where that has enough rows.
  public var learnsLimits = true
  /// The share of false discoveries that the `sextant` profile lets pass among the columns it calls drifted.
  public var falseDiscoveryRate = 0.01
  /// Rows of a reference chunk. Nil is a tenth of the reference under `nannyml`, its default; a sixth, or as many rows as
  /// are judged where those are fewer, under `sextant`, which takes chunks no larger than a sixth in any case.
  public var chunkSize: Int?
  /// Threads that compare columns; the report does not depend on it.
  public var threads = 2
  /// Seeds the permutations behind Evidently's total variation test.
  public var seed: UInt64 = 0

  public init(profile: DriftProfile = .sextant) { self.profile = profile }

  /// Compares the named columns, or all columns that both tables have.
  ///
  /// A row of either table may be missing anywhere; a side without any value in a column is `noData` for it.
  public func compare(
    reference: Table, current: Table, columns names: [String]? = nil
  ) throws(DriftComparisonError) -> DriftReport {
    var pairs: [(Column, Column)] = []
    for name in names ?? reference.columnNames.filter({ current.position(of: $0) != nil }) {
      guard let first = reference[name] else { throw .noColumn(name, .reference) }
      guard let second = current[name] else { throw .noColumn(name, .current) }
      guard first.kind == second.kind else {
        throw .kindMismatch(column: name, reference: first.kind, current: second.kind)
      }
      pairs.append((first, second))
    }
    var columns = compare(pairs)
    guard !columns.isEmpty else { throw .nothingToCompare }
    correct(&columns)
    return DriftReport(
      profile: profile, referenceCount: reference.rowCount, currentCount: current.rowCount, columns: columns)
  }

  private func compare(_ pairs: [(Column, Column)]) -> [ColumnDrift] {
    let found = Mutex([ColumnDrift?](repeating: nil, count: pairs.count))
    WorkerThreads.forEach(pairs.count, threads: threads) { index in
      let drift = compare(pairs[index].0, pairs[index].1)
      found.withLock { $0[index] = drift }
    }
    return found.withLock { $0.compactMap { $0 } }
  }

  /// Adjusts the p-values of all columns together, and takes back what chance explains.
  private func correct(_ columns: inout [ColumnDrift]) {
    let tested = columns.indices.filter { columns[$0].pValue != nil }
    let adjusted = MultipleTesting.benjaminiHochberg(tested.map { columns[$0].pValue ?? 1 })
    for (column, pValue) in zip(tested, adjusted) {
      columns[column].adjustedPValue = pValue
      guard profile == .sextant, pValue > falseDiscoveryRate, columns[column].isDrifted else { continue }
      columns[column].verdict = .stable
    }
  }

  /// Nil where the profile does not look at columns of this kind.
  private func compare(_ reference: Column, _ current: Column) -> ColumnDrift? {
    let missing = MissingCounts(reference.values, current.values)
    switch (reference.values, current.values) {
    case (.numeric(let first), .numeric(let second)):
      let pair = NumericPair(first, second)
      return drift(reference, missing, hasData: pair.hasData) { recipe in recipe.evidence(pair) }
    case (.categorical(let first), .categorical(let second)):
      let pair = LevelPair(first, second)
      return drift(reference, missing, hasData: pair.hasData) { recipe in recipe.evidence(pair) }
    case (.boolean(let first), .boolean(let second)):
      let pair = LevelPair(CategoricalValues(flags: first), CategoricalValues(flags: second))
      return drift(reference, missing, hasData: pair.hasData) { recipe in recipe.evidence(pair) }
    case (.timestamp, _), (.text, _), (.numeric, _), (.categorical, _), (.boolean, _):
      guard profile == .sextant else { return nil }
      return drift(reference, missing, hasData: true) { _ in DriftEvidence(readings: [], deciding: .missingShare) }
    }
  }

  private func drift(
    _ column: Column, _ missing: MissingCounts, hasData: Bool,
    _ body: (any DriftRecipe) -> DriftEvidence
  ) -> ColumnDrift {
    let evidence = hasData ? body(recipe) : DriftEvidence(readings: [], deciding: nil)
    var deciding = evidence.deciding
    var readings = evidence.readings
    readings.append(missing.reading(judgedBy: profile == .sextant ? thresholds : nil, evidence.learned))
    guard hasData || profile == .sextant && missing.hasRows else {
      return ColumnDrift(name: column.name, kind: column.kind, readings: readings, decidedBy: nil, verdict: .noData)
    }
    let (verdict, pValue): (DriftVerdict, Double?)
    switch profile {
    case .sextant:
      verdict = EffectVerdict.decide(readings)
      if case .drifted(let method) = verdict { deciding = method } else { deciding = deciding ?? .missingShare }
      pValue = MultipleTesting.combined(evidence.pValues + [missing.pValue])
    case .evidently, .nannyml:
      let decision = readings.first { $0.method == deciding }
      verdict = decision.map { $0.isDrifted ? .drifted(by: $0.method) : .stable } ?? .noData
      pValue = decision?.pValue
    }
    return ColumnDrift(
      name: column.name, kind: column.kind, readings: readings, decidedBy: deciding, verdict: verdict, pValue: pValue)
  }

  private var recipe: any DriftRecipe {
    switch profile {
    case .sextant: SextantRecipe(thresholds: thresholds, learnsLimits: learnsLimits, chunkSize: chunkSize)
    case .evidently: EvidentlyRecipe(seed: seed)
    case .nannyml: NannyMLRecipe(chunkSize: chunkSize)
    }
  }
}

/// The methods of one profile, for columns that have values on both sides.
protocol DriftRecipe {
  func evidence(_ pair: NumericPair) -> DriftEvidence
  func evidence(_ pair: LevelPair) -> DriftEvidence
}

/// What a recipe found in one column.
struct DriftEvidence {
  /// All readings but the missing share.
  var readings: [DriftReading]
  /// The method that gives the verdict; the first choice, where several may.
  var deciding: DriftMethod?
  /// Of tests whether both sides are one distribution, where such tests stand behind the verdict.
  var pValues: [Double] = []
  /// Where limits were learned from the reference.
  var learned: LearnedLimits?
}

/// Missing values and rows on both sides.
private struct MissingCounts {
  let reference: Int
  let current: Int
  let referenceRows: Int
  let currentRows: Int

  init(_ first: ColumnValues, _ second: ColumnValues) {
    reference = MissingCounts.count(first)
    current = MissingCounts.count(second)
    referenceRows = first.count
    currentRows = second.count
  }

  var hasRows: Bool { referenceRows > 0 && currentRows > 0 }

  private static func count(_ values: ColumnValues) -> Int {
    switch values {
    case .numeric(let values): values.count { !$0.isFinite }
    case .categorical(let values): values.codes.count { $0 == CategoricalValues.missing }
    case .boolean(let values): values.count { $0 > 1 }
    case .timestamp(let values): values.count { $0 == ColumnValues.missingTimestamp }
    case .text(let values): values.isMissing.count { $0 }
    }
  }

  /// Whether both sides have one share of missing values.
  var pValue: Double {
    hasRows ? CountTests.twoProportions(reference, of: referenceRows, current, of: currentRows).pValue : 1
  }

  func reading(judgedBy thresholds: EffectThresholds?, _ learned: LearnedLimits?) -> DriftReading {
    let judged = EffectVerdict.missingShare(
      thresholds ?? EffectThresholds(), referenceMissing: reference, referenceRows: referenceRows,
      currentMissing: current, currentRows: currentRows, learned: learned)
    return thresholds == nil ? DriftReading(.missingShare, judged.statistic, criterion: nil) : judged
  }
}
