/// Tells where a model's errors changed, and what that speaks for.
///
/// Errors are kept as sums, for all rows and for each level of the categorical columns that are watched, once for the
/// newest rows and once for the past. When enough new rows are there, both are compared: the signed error (outcome −
/// score), the loss, and for all rows the slope, error × (score − its centre): a model whose ranking collapses while as
/// many outcomes come as before errs no more on average, but too high where it is sure and too low where it is not. A
/// change of all rows while no input drifted is a changed concept; while inputs newly drifted, their shift; a change
/// confined to one level of a column that the model does not use is that level's way of recording outcomes. A level has
/// a fraction of the rows: it is looked for in the newest rows and in those together with the rows before them.
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
  /// Standard errors by which the newest rows must agree where they are judged together with those before them: what
  /// was found there must not be found twice.
  static let agreementMin = 2.0
  /// Past rows of a level for each of its newest ones.
  static let levelPastMin = 1.5
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
    /// Mean signed error, loss or slope, then and now.
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
    /// What the model said; empty where that is no number, as a class is none.
    public var scores: [Double]
    /// Codes into levels; one a row.
    public var columns: [(name: String, isFeature: Bool, codes: [UInt32], levels: [String])]
    /// Inputs that differ from the reference in this window.
    public var driftedColumns: Set<String>
    /// A window with a broken column says nothing about the model.
    public var isBroken: Bool

    public init(
      errors: [Double], losses: [Double],
      columns: [(name: String, isFeature: Bool, codes: [UInt32], levels: [String])], driftedColumns: Set<String>,
      isBroken: Bool, scores: [Double] = []
    ) {
      self.scores = scores
      self.errors = errors
      self.losses = losses
      self.columns = columns
      self.driftedColumns = driftedColumns
      self.isBroken = isBroken
    }
  }

  /// Before anything changed.
  private(set) var past = Batch()
  /// The same, begun anew with each change of the concept.
  private(set) var latest = Batch()
  private(set) var recent = Batch()
  /// The rows compared last, and whether they go into `latest` once newer ones are there.
  private(set) var previous: (batch: Batch, isSound: Bool)?
  /// Mean score of the first rows.
  private var centre: Double?
  private(set) var metadata: Set<String> = []
  /// Whether the last comparison found a changed concept: it is not explained away by an input that moves later.
  private(set) var hasChangedConcept = false
  /// Whether the last comparison found a shift. An input may move for one window by chance: only one that stays moved is
  /// what later windows are compared with.
  private var hasShifted = false

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
    let (changes, includesPrevious) = compare()
    let hadChangedConcept = hasChangedConcept
    hasChangedConcept = changes.contains { $0.cause == .conceptChange }
    let hadShifted = hasShifted
    let isShift = changes.contains { $0.cause == .covariateShift }
    hasShifted = isShift && !hadShifted
    if changes.isEmpty { past.merge(recent, weight: Self.memory) }
    if isShift && hadShifted {
      // What comes from here on is what later windows will be compared with.
      past = Batch()
      beginAnew()
    } else if hasChangedConcept && !hadChangedConcept {
      // Levels are compared among themselves: under the new concept as before under the old one.
      beginAnew()
    } else {
      let isSound = !isShift && !changes.contains { $0.cause == .mislabelling }
      // Where the newest rows alone are odd, those before them remain a yardstick.
      if let previous, previous.isSound, isSound || !isShift && !includesPrevious {
        latest.merge(previous.batch, weight: Self.memory)
      }
      previous = (recent, isSound)
    }
    return changes
  }

  private mutating func beginAnew() {
    latest = Batch()
    previous = nil
  }

  private mutating func count(_ rows: Rows) {
    recent.driftedColumns.formUnion(rows.driftedColumns)
    let slopes = slopes(of: rows)
    for row in rows.errors.indices where rows.errors[row].isFinite {
      recent.all.add(rows.errors[row], rows.losses[row], slopes[row])
    }
    for column in rows.columns.prefix(Self.columnCountMax) {
      if !column.isFeature { metadata.insert(column.name) }
      guard column.levels.count <= Self.levelCountMax else { continue }
      var sums = [Sums](repeating: Sums(), count: column.levels.count)
      for row in rows.errors.indices where rows.errors[row].isFinite && Int(column.codes[row]) < sums.count {
        sums[Int(column.codes[row])].add(rows.errors[row], rows.losses[row], slopes[row])
      }
      for (level, sum) in zip(column.levels, sums) where sum.count > 0 {
        let key = Key(column: column.name, level: level)
        recent.levels[key] = Sums.combined(recent.levels[key] ?? Sums(), sum)
      }
    }
  }

  private mutating func slopes(of rows: Rows) -> [Double] {
    guard !rows.scores.isEmpty else { return [Double](repeating: 0, count: rows.errors.count) }
    let known = rows.scores.indices.filter { rows.errors[$0].isFinite }
    let centre = centre ?? known.reduce(0) { $0 + rows.scores[$1] } / Double(max(1, known.count))
    if !known.isEmpty { self.centre = centre }
    return zip(rows.errors, rows.scores).map { $0 * ($1 - centre) }
  }

  private mutating func merge(weight: Double) {
    past.merge(recent, weight: weight)
    latest.merge(recent, weight: weight)
  }

  /// One of the inputs that drift and did not in the past; nil when none does, or no past is known.
  public func newlyDrifted(_ columns: Set<String>) -> String? {
    past.all.count > 0 ? columns.subtracting(past.driftedColumns).min() : nil
  }
}
