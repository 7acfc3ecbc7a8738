extension MetricSet {
  /// `lower`, `upper` (95 %) and `n` of each metric, by the id's text.
  public var intervals: [String: [String: Double]] {
    var intervals: [String: [String: Double]] = [:]
    for (id, estimate) in entries where estimate.value.isFinite {
      intervals[id.rawValue] = ["lower": estimate.lower, "upper": estimate.upper, "n": Double(estimate.count)]
    }
    return intervals
  }
}
