import Lifecycle
import Monitoring

extension WindowJudge {
  static let impactCountMax = 64

  /// What the shifts of drifted and broken columns are expected to do to the scope's metric and to a row's value.
  func impacts(of features: [FeatureDrift], in window: OpenWindow) -> [DriftImpact]? {
    guard let table = window.model.impact, let accumulator = window.accumulator else { return nil }
    let shifted = features.filter { $0.verdict.isDrifted || $0.fault != nil }
    return shifted.prefix(Self.impactCountMax).compactMap { feature in
      let isScore = feature.role == .score
      let position = isScore ? accumulator.reference.scorePosition : accumulator.reference.position(of: feature.name)
      guard let position, let impact = table.impact(of: position, window: accumulator.binCounts(of: position)) else {
        return nil
      }
      return DriftImpact(
        column: isScore ? "score" : feature.name, metricChange: table.metric == metric ? impact.metricChange : nil,
        valueChange: value == nil ? nil : impact.valueChange, effectiveRows: impact.effectiveRows)
    }
  }
}
