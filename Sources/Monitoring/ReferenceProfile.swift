import Statistics
import Tabular

/// What a model's inputs and scores looked like at training: the data that live windows are compared to.
///
/// Frozen with the model; its size is bounded by the number of features alone.
public struct ReferenceProfile: Sendable, Equatable {
  /// Features in the order given, then the score where there is one.
  public let features: [FeatureProfile]
  public let rowCount: Int
  /// Where the score stands.
  public let scorePosition: Int?
  /// All columns together; nil where that was not looked at.
  public let joint: JointProfile?

  public init(features: [FeatureProfile], rowCount: Int, joint: JointProfile? = nil) {
    self.joint = joint
    self.features = features
    self.rowCount = rowCount
    scorePosition = features.firstIndex { $0.role == .score }
  }

  /// Profiles columns of a training table.
  ///
  /// Timestamps and texts are skipped: time always moves on, and a text has no distribution to compare.
  ///
  /// - Parameter scores: the model's score of each row, where scores are to be watched too.
  public init(columns: [Column], scores: [Double]? = nil) {
    var features = columns.compactMap { FeatureProfile($0) }
    if let scores { features.append(FeatureProfile(scores: scores)) }
    self.init(features: features, rowCount: columns.first?.count ?? scores?.count ?? 0)
  }

  public func position(of name: String) -> Int? { features.firstIndex { $0.name == name && $0.role == .feature } }
}

/// One feature of a reference profile.
public struct FeatureProfile: Sendable, Equatable {
  public enum Role: String, Sendable, Hashable {
    case feature
    /// What the model answered.
    case score
  }

  public enum Distribution: Sendable, Equatable {
    case numeric(NumericProfile)
    case categorical(CategoricalProfile)
    case boolean(falseCount: Int, trueCount: Int)
  }

  public let name: String
  public let role: Role
  public let distribution: Distribution
  /// Missing values; for numbers also those that are not finite.
  public let missingCount: Int
  /// What stretches of the reference as long as a window stay under; nil where none were learned.
  let limits: LearnedLimits?

  public init(name: String, role: Role = .feature, distribution: Distribution, missingCount: Int) {
    self.init(name: name, role: role, distribution: distribution, missingCount: missingCount, limits: nil)
  }

  init(name: String, role: Role, distribution: Distribution, missingCount: Int, limits: LearnedLimits?) {
    self.limits = limits
    self.name = name
    self.role = role
    self.distribution = distribution
    self.missingCount = missingCount
  }

  /// Nil for a timestamp or a text.
  public init?(_ column: Column) {
    switch column.values {
    case .numeric(let values): self.init(numeric: values, name: column.name, role: .feature)
    case .categorical(let values):
      let counts = LevelCounts(values)
      self.init(
        name: column.name,
        distribution: .categorical(CategoricalProfile(levels: values.levels, levelCounts: counts.levels)),
        missingCount: counts.missing)
    case .boolean(let flags):
      let counts = flags.withUnsafeBufferPointer { CodeCounting.count($0) }
      self.init(
        name: column.name, distribution: .boolean(falseCount: counts.zeros, trueCount: counts.ones),
        missingCount: counts.others)
    case .timestamp, .text: return nil
    }
  }

  /// The score as one more numeric.
  public init(scores: [Double], name: String = "score") {
    self.init(numeric: scores, name: name, role: .score)
  }

  private init(numeric values: [Double], name: String, role: Role) {
    let sample = SortedSample(values)
    self.init(
      name: name, role: role, distribution: .numeric(NumericProfile(sample)), missingCount: sample.droppedCount)
  }

  public var kind: ColumnKind {
    switch distribution {
    case .numeric: .numeric
    case .categorical: .categorical
    case .boolean: .boolean
    }
  }

  /// Rows with a value.
  public var valueCount: Int {
    switch distribution {
    case .numeric(let profile): profile.count
    case .categorical(let profile): profile.count
    case .boolean(let falseCount, let trueCount): falseCount + trueCount
    }
  }

  /// Counters a window needs; the last is for missing values.
  var slotCount: Int {
    switch distribution {
    case .numeric(let profile): profile.locator.slotCount
    case .categorical(let profile): profile.slotCount
    case .boolean: 3
    }
  }

  /// Reference rows in each comparison bin.
  var binCounts: [Int] {
    switch distribution {
    case .numeric(let profile): profile.decileCounts
    case .categorical(let profile): profile.bins.counts
    case .boolean(let falseCount, let trueCount): [falseCount, trueCount]
    }
  }

  /// The comparison bin of each slot but the missing one.
  var binOfSlot: [Int] {
    switch distribution {
    case .numeric(let profile): profile.decileOfBin
    case .categorical(let profile): profile.binOfSlot
    case .boolean: [0, 1]
    }
  }
}

/// How often each level occurs.
struct LevelCounts {
  /// Codes beyond the level table are counted as missing.
  let levels: [Int]
  let missing: Int

  init(_ values: CategoricalValues) {
    var counts = [Int](repeating: 0, count: values.levels.count)
    var missing = 0
    counts.withUnsafeMutableBufferPointer { counts in
      for code in values.codes {
        if Int(code) < counts.count { counts[Int(code)] += 1 } else { missing += 1 }
      }
    }
    levels = counts
    self.missing = missing
  }
}
