import Statistics

/// Tells where a model's errors changed, and what that speaks for.
///
/// Errors are kept as sums, for all rows and for each level of the categorical columns that are watched, once for the
/// newest rows and once for the past. When enough new rows are there, both are compared: the signed error (outcome −
/// score) and the loss. A change of all rows while no input drifted is a changed concept; while inputs newly drifted,
/// their shift; a change confined to one level of a column that the model does not use is that level's way of
/// recording outcomes.
///
/// Bounded: `columnCountMax` columns of `levelCountMax` levels.
public struct ErrorLedger: Sendable {
  public static let columnCountMax = 16
  public static let levelCountMax = 64
  /// New rows that make a comparison, and past rows to compare with.
  static let rowCountMin = 200
  static let levelRowCountMin = 30
  /// Change in standard deviations of one row's error below which nothing is said, however certain.
  static let effectMin = 0.1
  /// Chance of a false finding at one comparison of all rows.
  static let chance = 1e-4
  /// The same for the levels, shared among all of them; what is found must still be found a second time to be told.
  static let levelChance = 1e-3
  /// Part of its weight that the past keeps at each comparison.
  static let memory = 0.95

  /// What a change of the errors speaks for.
  public enum Cause: String, Sendable, Hashable, CaseIterable {
    case conceptChange = "concept_change"
    case covariateShift = "covariate_shift"
    case mislabelling
  }

  public struct Change: Sendable, Equatable {
    public var cause: Cause
    /// Where errors changed, or which input moved; nil for all rows.
    public var column: String?
    public var level: String?
    /// Mean signed error or mean loss, then and now.
    public var before: Double
    public var after: Double
    /// Standard errors between the two, and how many it takes.
    public var statistic: Double
    public var threshold: Double
  }

  /// Rows of one window with their outcomes.
  public struct Rows {
    /// Outcome − score, NaN where not known.
    public var errors: [Double]
    /// Not negative: squared for probabilities, absolute for numbers.
    public var losses: [Double]
    /// Codes into levels; one a row.
    public var columns: [(name: String, isFeature: Bool, codes: [UInt32], levels: [String])]
    /// Inputs that differ from the reference in this window.
    public var driftedColumns: Set<String>
    /// A window with a broken column says nothing about the model.
    public var isBroken: Bool

    public init(
      errors: [Double], losses: [Double],
      columns: [(name: String, isFeature: Bool, codes: [UInt32], levels: [String])], driftedColumns: Set<String>,
      isBroken: Bool
    ) {
      self.errors = errors
      self.losses = losses
      self.columns = columns
      self.driftedColumns = driftedColumns
      self.isBroken = isBroken
    }
  }

  private struct Sums {
    var count = 0.0
    var error = 0.0
    var errorSquares = 0.0
    var loss = 0.0
    var lossSquares = 0.0

    @inline(__always)
    mutating func add(_ error: Double, _ loss: Double) {
      count += 1
      self.error += error
      errorSquares += error * error
      self.loss += loss
      lossSquares += loss * loss
    }

    static func combined(_ a: Sums, _ b: Sums, _ sign: Double = 1, weight: Double = 1) -> Sums {
      Sums(
        count: weight * a.count + sign * b.count, error: weight * a.error + sign * b.error,
        errorSquares: weight * a.errorSquares + sign * b.errorSquares, loss: weight * a.loss + sign * b.loss,
        lossSquares: weight * a.lossSquares + sign * b.lossSquares)
    }
  }

  private struct Key: Hashable {
    var column: String
    var level: String
  }

  private struct Batch {
    var all = Sums()
    var levels: [Key: Sums] = [:]
    var driftedColumns: Set<String> = []

    mutating func merge(_ newer: Batch, weight: Double) {
      all = Sums.combined(all, newer.all, weight: weight)
      for (key, sums) in newer.levels {
        levels[key] = Sums.combined(levels[key] ?? Sums(), sums, weight: weight)
      }
      driftedColumns = newer.driftedColumns
    }
  }

  /// Before anything changed.
  private var past = Batch()
  /// The same, begun anew with each change of the concept.
  private var latest = Batch()
  private var recent = Batch()
  private var metadata: Set<String> = []
  /// Whether the last comparison found a changed concept: it is not explained away by an input that moves later.
  private var hasChangedConcept = false

  public init() {}

  /// Takes in a settled window.
  ///
  /// - Returns: the changes that stand after it, gravest first; nil where it was no ground for a comparison.
  public mutating func add(_ rows: Rows) -> [Change]? {
    guard !rows.isBroken else { return nil }
    count(rows)
    guard recent.all.count >= Double(Self.rowCountMin) else { return nil }
    defer { recent = Batch() }
    guard past.all.count >= Double(Self.rowCountMin) else {
      merge(weight: 1)
      return []
    }
    let changes = compare()
    let hadChangedConcept = hasChangedConcept
    hasChangedConcept = changes.contains { $0.cause == .conceptChange }
    let isConfined = changes.contains { $0.cause == .mislabelling }
    if changes.isEmpty {
      merge(weight: Self.memory)
    } else if changes.contains(where: { $0.cause == .covariateShift }) {
      // The new mix is what later windows will be compared with.
      past = recent
      latest = recent
    } else if hasChangedConcept && !hadChangedConcept {
      // Levels are compared among themselves: under the new concept as before under the old one.
      latest = recent
    } else if !isConfined {
      latest.merge(recent, weight: Self.memory)
    }
    return changes
  }

  private mutating func count(_ rows: Rows) {
    recent.driftedColumns.formUnion(rows.driftedColumns)
    for row in rows.errors.indices where rows.errors[row].isFinite {
      recent.all.add(rows.errors[row], rows.losses[row])
    }
    for column in rows.columns.prefix(Self.columnCountMax) {
      if !column.isFeature { metadata.insert(column.name) }
      guard column.levels.count <= Self.levelCountMax else { continue }
      var sums = [Sums](repeating: Sums(), count: column.levels.count)
      for row in rows.errors.indices where rows.errors[row].isFinite && Int(column.codes[row]) < sums.count {
        sums[Int(column.codes[row])].add(rows.errors[row], rows.losses[row])
      }
      for (level, sum) in zip(column.levels, sums) where sum.count > 0 {
        let key = Key(column: column.name, level: level)
        recent.levels[key] = Sums.combined(recent.levels[key] ?? Sums(), sum)
      }
    }
  }

  private mutating func merge(weight: Double) {
    past.merge(recent, weight: weight)
    latest.merge(recent, weight: weight)
  }

  /// One of the inputs that drift and did not in the past; nil when none does, or no past is known.
  public func newlyDrifted(_ columns: Set<String>) -> String? {
    past.all.count > 0 ? columns.subtracting(past.driftedColumns).min() : nil
  }

  // MARK: Comparing

  private struct Difference {
    var before: Double
    var after: Double
    var statistic: Double
    /// In standard deviations of one row.
    var effect: Double

    init?(_ count: (Double, Double), _ sum: (Double, Double), _ squares: (Double, Double)) {
      guard count.0 >= Double(ErrorLedger.levelRowCountMin), count.1 >= Double(ErrorLedger.levelRowCountMin) else {
        return nil
      }
      before = sum.0 / count.0
      after = sum.1 / count.1
      let variances = (
        max(squares.0 / count.0 - before * before, 0), max(squares.1 / count.1 - after * after, 0)
      )
      let error = (variances.0 / count.0 + variances.1 / count.1).squareRoot()
      guard error > 0 else { return nil }
      statistic = (after - before) / error
      effect = (after - before) / max(variances.0, variances.1).squareRoot()
    }
  }

  /// The stronger of the signed error's and the loss's change.
  private static func difference(_ past: Sums, _ now: Sums) -> Difference? {
    let counts = (past.count, now.count)
    let signed = Difference(counts, (past.error, now.error), (past.errorSquares, now.errorSquares))
    let loss = Difference(counts, (past.loss, now.loss), (past.lossSquares, now.lossSquares))
    return [signed, loss].compactMap { $0 }.max { abs($0.statistic) < abs($1.statistic) }
  }

  private func compare() -> [Change] {
    let confined = confinedChange()
    var (before, now) = (past.all, recent.all)
    if let confined, let column = confined.column, let level = confined.level {
      // What one source records wrongly is no evidence about the others.
      let key = Key(column: column, level: level)
      before = Sums.combined(before, past.levels[key] ?? Sums(), -1)
      now = Sums.combined(now, recent.levels[key] ?? Sums(), -1)
    }
    let threshold = Normal.quantile(1 - Self.chance / 2)
    guard let whole = Self.difference(before, now), abs(whole.statistic) >= threshold,
      abs(whole.effect) >= Self.effectMin
    else { return [confined].compactMap { $0 } }
    let moved = hasChangedConcept ? nil : newlyDrifted(recent.driftedColumns)
    let change = Change(
      cause: moved == nil ? .conceptChange : .covariateShift, column: moved, level: nil, before: whole.before,
      after: whole.after, statistic: abs(whole.statistic), threshold: threshold)
    return [confined, change].compactMap { $0 }
  }

  /// One level whose errors changed while those of all other rows did not, or by far less.
  private func confinedChange() -> Change? {
    let keys = recent.levels.keys.filter { metadata.contains($0.column) }
    let threshold = Normal.quantile(1 - Self.levelChance / 2 / Double(keys.count + 1))
    var strongest: Change?
    for key in keys.sorted(by: { ($0.column, $0.level) < ($1.column, $1.level) }) {
      guard let before = latest.levels[key], let after = recent.levels[key],
        let level = Self.difference(before, after), abs(level.statistic) >= threshold,
        abs(level.effect) >= Self.effectMin, abs(level.statistic) > strongest?.statistic ?? 0
      else { continue }
      let rest = Self.difference(
        Sums.combined(latest.all, before, -1), Sums.combined(recent.all, after, -1))
      guard let rest, abs(rest.effect) < abs(level.effect) / 3 else { continue }
      strongest = Change(
        cause: .mislabelling, column: key.column, level: key.level, before: level.before, after: level.after,
        statistic: abs(level.statistic), threshold: threshold)
    }
    return strongest
  }
}
