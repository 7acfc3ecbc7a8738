/// How one column becomes numbers. What it needs for that was learned from the training rows.
public enum FeatureEncoder: Sendable, Equatable {
  /// The value itself, NaN where missing (trees).
  case number
  /// A number's place among thresholds of double precision (trees that another program trained).
  case ranked(RankedNumber)
  /// Booleans as 0 and 1, NaN where missing (trees).
  case flag
  /// Numbers and booleans for linear models.
  case scaled(ScaledNumber)
  /// Levels as numbers in an order (trees).
  case ordinal(OrdinalLevels)
  /// Levels as codes without an order, for trees that split on sets of them; all others have the code after the last.
  case levelCodes(OrdinalLevels)
  /// One column for each level (linear models).
  case oneHot(OneHotLevels)
  /// Parts of a timestamp as numbers, NaN where missing (trees).
  case timeParts([TimePart])
  /// Sine and cosine of each part of a timestamp, both 0 where missing (linear models).
  case timeWaves([TimePart])

  /// (x − mean) / scale with the mean in place of missing values, and an indicator of those.
  ///
  /// The indicator's coefficient takes up whatever else might be put in a missing value's place.
  public struct ScaledNumber: Sendable, Equatable {
    public var mean: Double
    /// The standard deviation over the training rows; nil where their values are all alike, and then only the
    /// indicator is put out.
    public var scale: Double?
    /// True where training rows had missing values. Without it a missing value counts as the mean.
    public var hasIndicator: Bool

    public init(mean: Double, scale: Double?, hasIndicator: Bool) {
      self.mean = mean
      self.scale = scale
      self.hasIndicator = hasIndicator
    }
  }

  /// How many numbers a value becomes.
  public var outputCount: Int {
    switch self {
    case .number, .ranked, .flag, .ordinal, .levelCodes: 1
    case .scaled(let number): (number.scale == nil ? 0 : 1) + (number.hasIndicator ? 1 : 0)
    case .oneHot(let levels): levels.outputCount
    case .timeParts(let parts): parts.count
    case .timeWaves(let parts): 2 * parts.count
    }
  }

  /// Names of the outputs of a column: `age`, `age is missing`, `job = admin`, `time hour`, `time hour sin`.
  public func outputNames(of column: String) -> [String] {
    switch self {
    case .number, .ranked, .flag, .ordinal, .levelCodes: [column]
    case .scaled(let number):
      (number.scale == nil ? [] : [column]) + (number.hasIndicator ? ["\(column) is missing"] : [])
    case .oneHot(let levels): levels.outputNames(of: column)
    case .timeParts(let parts): parts.map { "\(column) \($0.name)" }
    case .timeWaves(let parts): parts.flatMap { ["\(column) \($0.name) sin", "\(column) \($0.name) cos"] }
    }
  }
}
