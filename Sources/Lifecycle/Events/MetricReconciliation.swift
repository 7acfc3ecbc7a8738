import Encoding

/// A metric of a window as estimated from the scores of its rows with outcomes, beside what came true of the same rows.
public struct MetricReconciliation: Sendable, Equatable, Codable {
  /// The scope's metric, or `auc` where that one is not estimated.
  public var metric: String
  public var estimated: Double
  public var realised: Double
  /// Of the difference: chance in the window's outcomes and the estimate's own error.
  public var standardError: Double
  /// The estimate's own error, which all windows share; nil where it is not told apart.
  public var estimateError: Double?
  /// Rows with an outcome.
  public var rows: Int
  /// The cumulative sum of standardised shortfalls, and from where on it speaks; nil where the window was not judged.
  public var sum: Double?
  public var limit: Double?
  /// Outcomes since the sum began to rise.
  public var rowsSinceCalm: Int?
  /// An input that newly moved while the sum rose, which explains the shortfall.
  public var movedColumn: String?

  public init(
    metric: String, estimated: Double, realised: Double, standardError: Double, rows: Int, sum: Double? = nil,
    limit: Double? = nil, rowsSinceCalm: Int? = nil, movedColumn: String? = nil, estimateError: Double? = nil
  ) {
    self.estimateError = estimateError
    self.metric = metric
    self.estimated = estimated
    self.realised = realised
    self.standardError = standardError
    self.rows = rows
    self.sum = sum
    self.limit = limit
    self.rowsSinceCalm = rowsSinceCalm
    self.movedColumn = movedColumn
  }

  /// Realised minus estimated.
  public var difference: Double { realised - estimated }

  /// Whether the two have parted beyond noise.
  public var isParted: Bool {
    guard let sum, let limit else { return false }
    return sum >= limit
  }
}

extension MetricReconciliation {
  public var json: JSON {
    [
      "metric": JSON(metric), "estimated": JSON(stored: estimated), "realised": JSON(stored: realised),
      "difference": JSON(stored: difference), "standard_error": JSON(stored: standardError),
      "estimate_error": JSON(stored: estimateError), "rows": JSON(rows),
      "cusum": JSON(stored: sum), "limit": JSON(stored: limit), "rows_since_calm": JSON(rowsSinceCalm),
      "moved": JSON(movedColumn), "parted": JSON(isParted),
    ]
  }

  init(_ fields: EventFields) throws(EventCodecError) {
    self.init(
      metric: try fields.string("metric"), estimated: try fields.double("estimated"),
      realised: try fields.double("realised"), standardError: try fields.double("standard_error"),
      rows: try fields.int("rows"), sum: try fields.optionalDouble("cusum"), limit: try fields.optionalDouble("limit"),
      rowsSinceCalm: try fields.optionalInt("rows_since_calm"),
      movedColumn: try fields.optionalString("moved"), estimateError: try fields.optionalDouble("estimate_error"))
  }
}
