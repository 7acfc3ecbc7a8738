import Statistics
import Tabular

/// Drift of how columns go together: rows are told by the few directions in which the reference varies most, and where
/// the columns' relations change, what is left over grows (or shrinks), though each column by itself stays as it was.
///
/// Recipe as NannyML 0.13.1: standardised columns, directions that explain 65 % of the variance, a chunk's mean distance,
/// limits of three standard deviations about the reference's chunks on both sides.
public struct ReconstructionDrift: Sendable {
  /// What some rows show.
  public struct Reading: Sendable, Equatable {
    /// Mean distance of a row from its reconstruction, in standard deviations.
    public var error: Double
    /// Three standard errors about it.
    public var band: Interval
    public var limits: Interval
    public var isDrifted: Bool { error < limits.lower || error > limits.upper }
  }

  public let components: PrincipalComponents
  /// Mean error of the reference.
  public let referenceError: Double
  public let limits: Interval
  /// The columns looked at.
  public var columns: [String] { scalings.map(\.name) }

  private let scalings: [ColumnScaling]
  private let deviation: Double

  private static let explainedShare = 0.65
  private static let blockRows = 4096

  /// - Parameters:
  ///   - columns: names; those that are times, texts or empty are left out.
  ///   - chunkSize: rows of a reference chunk, what the readings' rows should be about; nil for ten even chunks.
  /// - Returns: nil with fewer than two columns or ten rows.
  public init?(reference: Table, columns: [String], chunkSize: Int? = nil) {
    let scalings = columns.compactMap { reference[$0] }.compactMap { ColumnScaling($0) }
    guard scalings.count > 1, reference.rowCount >= 10 else { return nil }
    self.scalings = scalings
    var sums = [Double](repeating: 0, count: scalings.count * scalings.count)
    for range in Self.blocks(0..<reference.rowCount) {
      PrincipalComponents.addProducts(
        scalings.compactMap { $0.values(of: reference, range) }, rowCount: range.count, to: &sums)
    }
    components = PrincipalComponents(
      covariance: sums.map { $0 / Double(reference.rowCount) }, size: scalings.count, keeping: Self.explainedShare)
    let errors = Self.errors(reference, 0..<reference.rowCount, scalings, components)
    let moments = Moments(errors)
    referenceError = moments.mean
    deviation = moments.standardDeviation
    let count = reference.rowCount
    let chunks =
      chunkSize.map { ChunkLimits<OneMetric>.ranges(count, max($0, 1)).filter { 2 * $0.count >= chunkSize ?? 1 } }
      ?? (0..<10).map { $0 * count / 10..<($0 + 1) * count / 10 }
    let scatter = Moments(chunks.map { Moments(Array(errors[$0])).mean })
    let reach = 3 * scatter.populationStandardDeviation
    limits = Interval(lower: max(scatter.mean - reach, 0), upper: scatter.mean + reach)
  }

  /// - Returns: nil without rows, or where a column is absent or of another kind.
  public func reading(of table: Table, rows: Range<Int>) -> Reading? {
    guard !rows.isEmpty, rows.upperBound <= table.rowCount,
      scalings.allSatisfy({ $0.values(of: table, 0..<0) != nil })
    else { return nil }
    let error = Moments(Self.errors(table, rows, scalings, components)).mean
    let reach = 3 * deviation / Double(rows.count).squareRoot()
    return Reading(
      error: error, band: Interval(lower: max(error - reach, 0), upper: error + reach), limits: limits)
  }

  private static func errors(
    _ table: Table, _ rows: Range<Int>, _ scalings: [ColumnScaling], _ components: PrincipalComponents
  ) -> [Double] {
    blocks(rows).flatMap { range in
      components.reconstructionErrors(
        scalings.compactMap { $0.values(of: table, range) }, rowCount: range.count)
    }
  }

  /// Pieces that fit the cache, whatever the number of columns.
  private static func blocks(_ rows: Range<Int>) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: blockRows).map { $0..<min($0 + blockRows, rows.upperBound) }
  }

  private enum OneMetric: CaseIterable { case error }
}
