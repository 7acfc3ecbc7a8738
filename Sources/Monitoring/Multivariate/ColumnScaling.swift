import Statistics
import Tabular

/// How one column becomes a standardised number, as learned from the reference: categories by how frequent their level
/// was, missing values as the mean or the most frequent level.
struct ColumnScaling: Sendable {
  let name: String
  private let kind: ColumnKind
  private let shares: [String: Double]
  private let imputed: Double
  private let mean: Double
  private let scale: Double

  /// Nil for times and texts, and for a column without any value.
  init?(_ column: Column) {
    name = column.name
    kind = column.kind
    switch column.values {
    case .numeric(let values):
      let moments = Moments(values.filter(\.isFinite))
      guard moments.count > 0 else { return nil }
      (shares, imputed) = ([:], moments.mean)
    case .boolean(let flags):
      let counts = flags.withUnsafeBufferPointer { CodeCounting.count($0) }
      guard counts.zeros + counts.ones > 0 else { return nil }
      (shares, imputed) = ([:], counts.ones > counts.zeros ? 1 : 0)
    case .categorical(let values):
      let counts = LevelCounts(values).levels
      let total = Double(counts.reduce(0, +))
      guard total > 0, let most = counts.max() else { return nil }
      shares = Dictionary(
        zip(values.levels, counts.map { Double($0) / total }), uniquingKeysWith: { first, _ in first })
      imputed = Double(most) / total
    case .timestamp, .text: return nil
    }
    let raw = ColumnScaling.raw(column.values, 0..<column.count, shares, imputed)
    let moments = Moments(raw)
    mean = moments.mean
    // A column that never varies stays at nought.
    scale = moments.populationStandardDeviation > 0 ? 1 / moments.populationStandardDeviation : 1
  }

  /// The same in a form that can be kept: of levels only the most frequent.
  var input: JointScaling.Input {
    let kept = shares.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(JointScaling.levelCountMax)
    return JointScaling.Input(
      name: name, kind: kind, shares: Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) }),
      imputed: imputed, mean: mean, scale: scale)
  }

  /// Standardised values of some rows; nil where the column is absent or of another kind.
  func values(of table: Table, _ rows: Range<Int>) -> [Double]? {
    guard let column = table[name], column.kind == kind else { return nil }
    return ColumnScaling.raw(column.values, rows, shares, imputed).map { ($0 - mean) * scale }
  }

  private static func raw(
    _ values: ColumnValues, _ rows: Range<Int>, _ shares: [String: Double], _ imputed: Double
  ) -> [Double] {
    switch values {
    case .numeric(let values): return values[rows].map { $0.isFinite ? $0 : imputed }
    case .boolean(let flags): return flags[rows].map { $0 > 1 ? imputed : Double($0) }
    case .categorical(let values):
      let ofCode = values.levels.map { shares[$0] ?? 0 }
      return values.codes[rows].map { Int($0) < ofCode.count ? ofCode[Int($0)] : imputed }
    case .timestamp, .text: return [Double](repeating: imputed, count: rows.count)
    }
  }
}
