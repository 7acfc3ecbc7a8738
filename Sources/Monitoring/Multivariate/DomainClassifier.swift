import Boosting
import Glibc
import Statistics
import Tabular

/// Drift as what a model can tell: boosted trees learn which table a row is from; the better they tell rows they have
/// not seen, the further the tables are apart, in whatever combination of columns.
///
/// Five folds, contiguous within each table, so that neighbours in time do not give each other away; the area under the
/// curve of all rows' scores from trees that have not seen them. Recipe as NannyML 0.13.1 with our own trees; the
/// p-value is that of the rank-sum test, for which rows of one source are exchangeable.
public struct DomainClassifier: Sendable, Equatable {
  /// 0.5 where the tables cannot be told apart.
  public let auc: Double
  /// 95 % interval (DeLong).
  public let interval: Interval
  /// The chance of so large an area when both tables are one source.
  public let pValue: Double
  /// Rows of each table that were looked at.
  public let rowCounts: (reference: Int, current: Int)
  /// Columns by their part in the trees' gain, largest first; parts sum to 1 (or all 0).
  public let columns: [(name: String, part: Double)]

  /// The area from which rows are told apart well enough to matter.
  public static let aucBound = 0.55
  public static let significance = 0.01

  public var isDrifted: Bool { auc >= Self.aucBound && pValue <= Self.significance }

  private static let foldCount = 5
  private static let rowCountMin = 50

  public static func == (first: DomainClassifier, second: DomainClassifier) -> Bool {
    first.auc == second.auc && first.pValue == second.pValue && first.rowCounts == second.rowCounts
      && first.columns.map(\.name) == second.columns.map(\.name)
  }

  /// - Parameters:
  ///   - columns: names; those that are times or texts are left out.
  ///   - rowCountMax: rows of each table at most, taken evenly: bounds time and memory.
  /// - Returns: nil below fifty rows of either table or without a column to learn from.
  /// - Throws: `BoostingError`, `.cancelled` among others.
  public init?(
    reference: Table, current: Table, columns names: [String], rowCountMax: Int = 50_000, threads: Int = 2,
    seed: UInt64 = 13, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws(BoostingError) {
    let design = DomainDesign(
      reference: reference, current: current, columns: names, rowCountMax: max(rowCountMax, Self.rowCountMin))
    guard design.rowCounts.reference >= Self.rowCountMin, design.rowCounts.current >= Self.rowCountMin,
      !design.names.isEmpty
    else { return nil }
    var scores = [Double](repeating: 0, count: design.rowCount)
    var gains = [Double](repeating: 0, count: design.names.count)
    for fold in 0..<Self.foldCount {
      let (kept, tried) = design.fold(fold, of: Self.foldCount)
      let trees = try GradientBoosting.train(
        design.matrix(kept), labels: kept.map { design.isCurrent($0) ? 1 : 0 },
        categoricalFeatures: design.categorical,
        parameters: BoostingParameters(objective: .logistic, rounds: 100, threads: threads, seed: seed),
        isCancelled: isCancelled)
      for (row, score) in zip(tried, try trees.margins(of: design.matrix(tried), threads: threads)) {
        scores[row] = score
      }
      for (column, gain) in trees.featureGains.enumerated() { gains[column] += gain }
    }
    guard let area = AreaUnderCurve(scores: scores, positives: (0..<design.rowCount).map { design.isCurrent($0) })
    else { return nil }
    auc = area.value
    interval = area.interval()
    let (n, m) = (Double(design.rowCounts.reference), Double(design.rowCounts.current))
    pValue = Normal.survival((area.value - 0.5) / ((n + m + 1) / (12 * n * m)).squareRoot())
    rowCounts = design.rowCounts
    let total = gains.reduce(0, +)
    columns = zip(design.names, gains).map { (name: $0, part: total > 0 ? $1 / total : 0) }
      .sorted { ($1.part, $0.name) < ($0.part, $1.name) }
  }
}

/// Rows of two tables in one matrix: the reference's first.
private struct DomainDesign {
  let names: [String]
  let categorical: Set<Int>
  let rowCounts: (reference: Int, current: Int)
  private let values: [[Float]]

  var rowCount: Int { rowCounts.reference + rowCounts.current }

  init(reference: Table, current: Table, columns: [String], rowCountMax: Int) {
    func taken(_ count: Int) -> [Int] {
      let kept = min(count, rowCountMax)
      return (0..<kept).map { $0 * count / kept }
    }
    let rows = (taken(reference.rowCount), taken(current.rowCount))
    rowCounts = (rows.0.count, rows.1.count)
    var (names, values, categorical) = ([String](), [[Float]](), Set<Int>())
    for name in columns {
      guard let first = reference[name], let second = current[name] else { continue }
      switch (first.values, second.values) {
      case (.numeric(let a), .numeric(let b)):
        values.append(rows.0.map { Float(a[$0]) } + rows.1.map { Float(b[$0]) })
      case (.boolean(let a), .boolean(let b)):
        func number(_ flag: UInt8) -> Float { flag > 1 ? .nan : Float(flag) }
        values.append(rows.0.map { number(a[$0]) } + rows.1.map { number(b[$0]) })
      case (.categorical(let a), .categorical(let b)):
        categorical.insert(values.count)
        values.append(DomainDesign.codes(a, rows.0, b, rows.1))
      case (.numeric, _), (.boolean, _), (.categorical, _), (.timestamp, _), (.text, _): continue
      }
      names.append(name)
    }
    (self.names, self.values, self.categorical) = (names, values, categorical)
  }

  /// Codes over the levels of both tables, NaN where missing.
  private static func codes(
    _ first: CategoricalValues, _ firstRows: [Int], _ second: CategoricalValues, _ secondRows: [Int]
  ) -> [Float] {
    var numbers = Dictionary(zip(first.levels, 0...), uniquingKeysWith: { first, _ in first })
    let translated = second.levels.map { level -> Float in
      let number = numbers[level] ?? numbers.count
      numbers[level] = number
      return Float(number)
    }
    return firstRows.map { Int(first.codes[$0]) < first.levels.count ? Float(first.codes[$0]) : .nan }
      + secondRows.map { Int(second.codes[$0]) < translated.count ? translated[Int(second.codes[$0])] : .nan }
  }

  func isCurrent(_ row: Int) -> Bool { row >= rowCounts.reference }

  /// A stretch of each table apart.
  func fold(_ number: Int, of count: Int) -> (kept: [Int], tried: [Int]) {
    func stretch(_ rows: Int) -> Range<Int> { number * rows / count..<(number + 1) * rows / count }
    let first = stretch(rowCounts.reference)
    let second = stretch(rowCounts.current)
    var (kept, tried) = ([Int](), [Int]())
    for row in 0..<rowCount {
      let isTried = isCurrent(row) ? second.contains(row - rowCounts.reference) : first.contains(row)
      if isTried { tried.append(row) } else { kept.append(row) }
    }
    return (kept, tried)
  }

  func matrix(_ rows: [Int]) -> FeatureMatrix {
    var matrix = [Float](repeating: 0, count: rows.count * values.count)
    for (column, values) in values.enumerated() {
      for (place, row) in rows.enumerated() { matrix[place * self.values.count + column] = values[row] }
    }
    return FeatureMatrix(rowCount: rows.count, columnCount: values.count, values: matrix)
  }
}
