import Encoding
import Glibc
import Statistics
import Tabular

/// What columns looked like together at training, for live windows: the few directions in which rows vary, and how far
/// rows lie from their picture in them. Where columns stop hanging together as they did that distance changes, though
/// each column by itself may be as it was.
///
/// Directions that explain 65 % of the variance, as in `ReconstructionDrift`; frozen with the model and small.
public struct JointProfile: Sendable, Equatable {
  /// What a window shows.
  public struct Reading: Sendable, Equatable {
    /// Change of the mean distance, in standard deviations of one row's.
    public var statistic: Double
    /// From here on it is drift.
    public var threshold: Double
    /// The chance of so large a change when nothing has changed.
    public var pValue: Double
    public var isDrifted: Bool { statistic >= threshold && pValue <= JointProfile.significance }
  }

  let scaling: JointScaling
  let components: PrincipalComponents
  /// Of one row's distance.
  let mean: Double
  let deviation: Double
  let rowCount: Int
  /// What stretches of the reference as long as a window stay under; nil where none were learned.
  let limit: Double?
  /// Rows of the reference as standardised numbers, row after row: what a classifier holds windows against. Empty unless
  /// one was asked for: they are rows, if nameless ones.
  let rows: [Float]

  static let significance = 0.001
  /// A change that matters, in standard deviations of one row's distance.
  static let effectMin = 0.2
  private static let explainedShare = 0.65
  private static let rowCountMax = 20_000
  private static let rowCountMin = 100

  /// Where the rows of one stretch of the reference are, thinned to what a window's sample holds.
  private static func stretches(_ rows: Int, _ windowRows: Int) -> [[Int]] {
    guard let chunks = ReferenceChunks(rows: rows, judging: windowRows),
      2 * (chunks.ranges.first?.count ?? 0) >= windowRows
    else { return [] }
    return chunks.ranges.map { range in
      let kept = min(range.count, JointSample.rowCountMax)
      return (0..<kept).map { range.lowerBound + $0 * range.count / kept }
    }
  }

  /// - Parameters:
  ///   - reference: called with positions among the reference's rows, in the order in which they happened; gives those
  ///     rows of the columns to be watched.
  ///   - rowCount: of the reference.
  ///   - windowRows: rows of a live window.
  ///   - keepsRows: keeps some of the rows for a classifier.
  /// - Returns: nil with fewer than two columns or a hundred rows.
  public init?(rowCount: Int, windowRows: Int, keepsRows: Bool = false, reference: ([Int]) -> [Column]) {
    guard rowCount >= Self.rowCountMin else { return nil }
    let stretches = Self.stretches(rowCount, windowRows)
    let kept = min(rowCount, Self.rowCountMax)
    let rows = stretches.isEmpty ? (0..<kept).map { $0 * rowCount / kept } : stretches.flatMap { $0 }
    let table = Table(columns: reference(rows))
    let scaling = JointScaling(table.columns)
    guard scaling.inputs.count > 1, let binding = scaling.binding(to: table) else { return nil }
    var values: [Float] = []
    for row in 0..<table.rowCount { binding.append(table, row: row, to: &values) }
    let width = scaling.inputs.count
    let columns = (0..<width).map { column in
      (0..<table.rowCount).map { Double(values[$0 * width + column]) }
    }
    var sums = [Double](repeating: 0, count: width * width)
    PrincipalComponents.addProducts(columns, rowCount: table.rowCount, to: &sums)
    let components = PrincipalComponents(
      covariance: sums.map { $0 / Double(table.rowCount) }, size: width, keeping: Self.explainedShare)
    let errors = components.reconstructionErrors(columns, rowCount: table.rowCount)
    let moments = Moments(errors)
    guard moments.standardDeviation > 0 else { return nil }
    var limit: Double?
    if !stretches.isEmpty {
      var first = 0
      let changes = stretches.map { stretch -> Double in
        defer { first += stretch.count }
        return abs(Moments(Array(errors[first..<first + stretch.count])).mean - moments.mean)
          / moments.standardDeviation
      }
      let scatter = Moments(changes)
      limit = scatter.mean + 3 * scatter.populationStandardDeviation
    }
    self.init(
      scaling: scaling, components: components, mean: moments.mean, deviation: moments.standardDeviation,
      rowCount: table.rowCount, limit: limit,
      rows: keepsRows ? Self.evenly(values, width, rowCount: table.rowCount) : [])
  }

  /// At most as many rows as a window's sample has.
  private static func evenly(_ values: [Float], _ width: Int, rowCount: Int) -> [Float] {
    let kept = min(rowCount, JointSample.rowCountMax)
    return (0..<kept).flatMap { place -> ArraySlice<Float> in
      let row = place * rowCount / kept
      return values[row * width..<(row + 1) * width]
    }
  }

  init(
    scaling: JointScaling, components: PrincipalComponents, mean: Double, deviation: Double, rowCount: Int,
    limit: Double?, rows: [Float]
  ) {
    self.scaling = scaling
    self.components = components
    self.mean = mean
    self.deviation = deviation
    self.rowCount = rowCount
    self.limit = limit
    self.rows = rows
  }

  /// - Returns: nil for fewer rows than could say anything.
  public func reading(of sample: JointSample) -> Reading? {
    guard sample.width == scaling.inputs.count, sample.count >= 30 else { return nil }
    let errors = components.reconstructionErrors(sample.columns, rowCount: sample.count)
    let change = abs(Moments(errors).mean - mean) / deviation
    let noise = (1 / Double(sample.count) + 1 / Double(rowCount)).squareRoot()
    let learned = limit.map { min(max($0, Self.effectMin), 3 * Self.effectMin) } ?? Self.effectMin
    return Reading(
      statistic: change, threshold: max(learned, noise * Normal.quantile(1 - Self.significance / 2)),
      pValue: 2 * Normal.survival(change / noise))
  }
}

extension JointProfile {
  var json: JSON {
    var json: JSON = [
      "columns": scaling.json, "directions": .array(components.directions.map { JSON($0) }),
      "explained": JSON(components.explained), "mean": JSON(mean), "sd": JSON(deviation), "rows": JSON(rowCount),
    ]
    if let limit { json.set("limit", JSON(limit)) }
    // A thousandth of a standard deviation is more than a classifier needs.
    if !rows.isEmpty { json.set("sample", .array(rows.map { JSON((Double($0) * 1000).rounded() / 1000) })) }
    return json
  }

  init(_ json: JSON) throws(ProfileError) {
    guard let columns = json["columns"] else { throw ProfileError(reason: "it names no columns to be seen together") }
    let scaling = try JointScaling(columns)
    let width = scaling.inputs.count
    let directions = json["directions"]?.array?.compactMap { $0.array?.compactMap(\.double) } ?? []
    guard let explained = json["explained"]?.array?.compactMap(\.double), explained.count == directions.count,
      directions.allSatisfy({ $0.count == width }), let mean = json["mean"]?.double, mean.isFinite,
      let deviation = json["sd"]?.double, deviation > 0, deviation.isFinite, let rows = json["rows"]?.int, rows > 0
    else { throw ProfileError(reason: "what it says of all columns together does not fit them") }
    let sample = json["sample"]?.array?.compactMap(\.double) ?? []
    guard sample.count <= width * JointSample.rowCountMax, sample.count.isMultiple(of: max(width, 1)) else {
      throw ProfileError(reason: "the rows that it keeps do not fit its columns")
    }
    self.init(
      scaling: scaling, components: PrincipalComponents(directions: directions, explained: explained), mean: mean,
      deviation: deviation, rowCount: rows, limit: json["limit"]?.double, rows: sample.map { Float($0) })
  }
}
