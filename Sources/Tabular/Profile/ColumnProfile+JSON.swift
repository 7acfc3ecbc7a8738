import Encoding

extension ColumnProfile {
  /// The shape that `sextant profile --json` prints: times in RFC 3339, the `sd` of times in seconds.
  public var json: JSON {
    [
      "name": JSON(name), "type": JSON(kind.rawValue), "count": JSON(count), "missing": JSON(missing),
      "distinct": JSON(distinct), "min": figure(min), "max": figure(max), "mean": figure(mean),
      "sd": kind == .timestamp ? JSON(sd.map { $0 / 1e6 }) : JSON(sd),
      "quantiles": quantilesJSON,
      "top": .array(top.map { [$0.value, JSON($0.count)] }),
      "histogram": histogramJSON,
    ]
  }

  private var quantilesJSON: JSON {
    guard let quantiles else { return .null }
    return .object(zip(ColumnProfile.probabilities, quantiles).map { JSON.Member($0.description, figure($1)) })
  }

  private var histogramJSON: JSON {
    guard let histogram else { return .null }
    return [
      "edges": .array(histogram.edges.map { figure($0) }), "counts": .array(histogram.counts.map { JSON($0) }),
    ]
  }

  private func figure(_ value: Double?) -> JSON {
    kind == .timestamp ? JSON(value.map { ColumnProfile.time($0) }) : JSON(value)
  }
}
