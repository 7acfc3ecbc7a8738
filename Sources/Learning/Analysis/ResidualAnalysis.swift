/// How a regression's errors lie: over what was predicted, and by size. A residual is truth minus prediction.
public struct ResidualAnalysis: Sendable, Equatable {
  /// Rows of about the same prediction.
  public struct Bin: Sendable, Equatable {
    public var meanPrediction: Double
    public var meanResidual: Double
    /// The 95 % interval of the mean; infinite for a single row.
    public var lower: Double
    public var upper: Double
    /// Standard deviation of the residuals; NaN for a single row.
    public var spread: Double
    public var count: Int
  }

  /// Some rows to draw, evenly chosen from all by prediction.
  public struct Point: Sendable, Equatable {
    public var prediction: Double
    public var residual: Double
  }

  public let bins: [Bin]
  public let points: [Point]
  public let histogram: Histogram

  /// - Parameter rows: answers that are numbers; nil for others or without a known row.
  public init?(_ rows: ScoredRows, binCount: Int = 20, pointCount: Int = 400) {
    let rows = rows.known
    guard case .numbers(let numbers) = rows.answers, !numbers.isEmpty else { return nil }
    let order = descendingOrder(of: numbers).reversed().map { Int($0) }
    let residuals = numbers.indices.map { rows.labels[$0] - numbers[$0] }
    let binCount = max(1, min(binCount, order.count))
    bins = (0..<binCount).map { index in
      Self.bin(order[order.count * index / binCount..<order.count * (index + 1) / binCount], numbers, residuals)
    }
    let kept = max(1, min(pointCount, order.count))
    points = (0..<kept).map { index in
      let row = order[(2 * index + 1) * order.count / (2 * kept)]
      return Point(prediction: numbers[row], residual: residuals[row])
    }
    histogram = Histogram(residuals, weights: rows.weights, binCount: 30)
  }

  private static func bin(_ rows: ArraySlice<Int>, _ numbers: [Double], _ residuals: [Double]) -> Bin {
    let count = Double(rows.count)
    let mean = rows.reduce(0) { $0 + residuals[$1] } / count
    let squares = rows.reduce(0) { $0 + (residuals[$1] - mean) * (residuals[$1] - mean) }
    let spread = rows.count > 1 ? (squares / (count - 1)).squareRoot() : .nan
    let reach = rows.count > 1 ? Interval.z * spread / count.squareRoot() : .infinity
    return Bin(
      meanPrediction: rows.reduce(0) { $0 + numbers[$1] } / count, meanResidual: mean, lower: mean - reach,
      upper: mean + reach, spread: spread, count: rows.count)
  }
}
