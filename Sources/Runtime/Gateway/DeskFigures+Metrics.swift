import Gateway
import Lifecycle

extension DeskFigures {
  /// Families of `/metrics` that the serving thread counts.
  var families: [MetricFamily] {
    [
      MetricFamily(
        name: "ml_prediction_score", help: "Scores given, by version.", kind: .histogram,
        samples: scores.sorted { $0.key < $1.key }.flatMap { Self.samples($0.value, version: $0.key) }),
      MetricFamily(
        name: "ml_predictions_total", help: "Predictions answered and logged.", kind: .counter,
        samples: [MetricFamily.Sample(value: Double(predictions))]),
      MetricFamily(
        name: "ml_outcomes_total", help: "Outcomes reported, by what became of them.", kind: .counter,
        samples: [("joined", outcomes), ("duplicate", duplicates), ("unknown", unknown), ("late", late)].map {
          MetricFamily.Sample(labels: [("result", $0.0)], value: Double($0.1))
        }),
      MetricFamily(
        name: "ml_lost_total", help: "Answers and window facts that are nowhere; must be zero.", kind: .counter,
        samples: [MetricFamily.Sample(value: Double(lost))]),
      MetricFamily(
        name: "ml_refused_total", help: "Requests refused because too many waited.", kind: .counter,
        samples: [MetricFamily.Sample(value: Double(refused))]),
      MetricFamily(
        name: "ml_held_rows_total", help: "Rows added to a window past its length while the journal was behind.",
        kind: .counter, samples: [MetricFamily.Sample(value: Double(heldRows))]),
      MetricFamily(
        name: "ml_queued_rows", help: "Rows that wait to be answered.", kind: .gauge,
        samples: [MetricFamily.Sample(value: Double(queued))]),
    ]
  }

  private static func samples(_ counts: ScoreCounts, version: VersionID) -> [MetricFamily.Sample] {
    let label = (name: "version", value: version.description)
    var samples: [MetricFamily.Sample] = []
    var total = 0
    for (index, count) in counts.counts.enumerated() {
      total += count
      let bound = index < counts.bounds.count ? counts.bounds[index].description : "+Inf"
      samples.append(MetricFamily.Sample(suffix: "_bucket", labels: [label, ("le", bound)], value: Double(total)))
    }
    samples.append(MetricFamily.Sample(suffix: "_sum", labels: [label], value: counts.sum))
    samples.append(MetricFamily.Sample(suffix: "_count", labels: [label], value: Double(total)))
    return samples
  }
}

extension Snapshot {
  /// Families of `/metrics` that the engine knows: drift and estimates of the newest window, gates, value.
  var families: [MetricFamily] {
    let closed = state.windows.last?.closed
    let settled = state.windows.compactMap(\.settled)
    return [
      MetricFamily(
        name: "ml_feature_drift", help: "Drift of each column in the newest window.", kind: .gauge,
        samples: (closed?.drift ?? []).map {
          MetricFamily.Sample(labels: [("feature", $0.column), ("method", $0.method)], value: $0.statistic)
        }),
      MetricFamily(
        name: "ml_estimated_metric", help: "Metrics of the newest window, estimated before its outcomes.", kind: .gauge,
        samples: (closed?.estimated ?? [:]).sorted { $0.key < $1.key }.flatMap { metric, bounds in
          bounds.sorted { $0.key < $1.key }.map {
            MetricFamily.Sample(labels: [("metric", metric), ("bound", $0.key)], value: $0.value)
          }
        }),
      MetricFamily(
        name: "ml_realised_metric", help: "Metrics of the newest settled window.", kind: .gauge,
        samples: (settled.last?.metrics ?? [:]).sorted { $0.key < $1.key }.map {
          MetricFamily.Sample(labels: [("metric", $0.key)], value: $0.value)
        }),
      // A sum that may fall is no counter.
      MetricFamily(
        name: "ml_value_total", help: "Value of the settled windows at hand, in the value model's unit.", kind: .gauge,
        samples: [MetricFamily.Sample(value: settled.compactMap(\.value).reduce(0, +))]),
      MetricFamily(
        name: "ml_gate_ok", help: "1 where a gate of the scope passes on live traffic, 0 where it fails.", kind: .gauge,
        samples: liveGates.filter { $0.verdict != .noData }.map {
          MetricFamily.Sample(labels: [("gate", $0.gate.text)], value: $0.verdict == .passed ? 1 : 0)
        }),
    ]
  }
}
