import Encoding
import Lifecycle

// A metric that parted from its estimate: one more piece of evidence for the alarm about a changed concept, never an
// alarm beside it.

extension AlarmBook {
  /// Outcomes since a sum began to rise that are proof in one window; with fewer, two windows must agree, as with the
  /// errors themselves: a source that records wrongly is told apart only at its second finding.
  static let suspicionRowCount = 2000

  /// Why a changed concept is suspected: the metric came true worse than the scores promised, beyond noise.
  struct Suspicion {
    var estimated: Double
    var realised: Double
    /// Whether one window suffices.
    var isProof: Bool
  }

  /// What a window's reconciliation speaks for; nil while estimate and truth agree, and where something else explains why
  /// they do not: an input that newly moved, a column that broke, one source that records wrongly.
  func suspicion(_ window: WindowSettled) -> Suspicion? {
    guard let found = window.reconciliation, found.isParted, found.movedColumn == nil else { return nil }
    let others = (window.errorChanges ?? []).filter { $0.detector != "adwin" }.map(\.cause)
    guard !others.contains(.mislabelling), !others.contains(.covariateShift), !explainsErrorsOtherwise else {
      return nil
    }
    return Suspicion(
      estimated: found.estimated, realised: found.realised,
      isProof: (found.rowsSinceCalm ?? 0) >= Self.suspicionRowCount)
  }

  /// "concept drift suspected: auc estimated 0.81, realised 0.62; ", or nothing where the two agree within two standard
  /// errors.
  static func suspicionWords(_ window: WindowSettled) -> String {
    guard let found = window.reconciliation, -found.difference > 2 * found.standardError else { return "" }
    let (estimated, realised) = (NumberText.fixed(found.estimated, 2), NumberText.fixed(found.realised, 2))
    return "concept drift suspected: \(found.metric) estimated \(estimated), realised \(realised); "
  }
}
