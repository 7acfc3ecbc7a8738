import Encoding
import Lifecycle
import Monitoring

// What changed of the errors: one alarm a cause.

extension AlarmBook {
  /// Windows in a row without the change that resolve its alarm.
  static let errorResolveCount = 3
  static let errorMetric = "error"

  /// What changed of the errors, by what it speaks for: one alarm a cause.
  mutating func errorChanges(_ window: WindowSettled) -> [Alarm] {
    let suspicion = suspicion(window)
    // Between two comparisons of the errors a suspicion alone may speak, and nothing else ends or begins.
    guard window.errorChanges != nil || suspicion != nil else {
      return window.settled == 0 ? errorsWithoutData(window) : []
    }
    let found = window.errorChanges ?? []
    var changes: [Alarm] = []
    // A detector that sees single rows is quick but alone no proof: it raises at once only where errors grew by half.
    let compared = found.filter { $0.detector != "adwin" }
    let grown = found.filter { $0.detector == "adwin" && $0.after > 1.5 * $0.before }
    for (kind, rule) in Self.errorRules {
      let change = compared.first { $0.cause == kind } ?? grown.first { $0.cause == kind }
      let isCompared = compared.contains { $0.cause == kind }
      let suspected = kind == .conceptChange ? suspicion : nil
      guard window.errorChanges != nil || suspected != nil else { continue }
      let isProof = suspected.map { $0.isProof || change != nil } ?? (change != nil && !isCompared)
      let words = kind == .conceptChange ? Self.suspicionWords(window) : ""
      changes += judge(
        Rule(
          rule: rule, kind: kind, metric: Self.errorMetric, column: change?.column ?? column(of: rule),
          severity: .critical, windows: isProof ? 1 : Self.windowCount,
          advice: words + Self.advice(kind, change), resolveAfter: Self.errorResolveCount),
        change == nil && suspected == nil ? .clear : .over, value: change?.after ?? suspected?.realised,
        bound: change?.before ?? suspected?.estimated,
        price: pricing.observed(window, metric: definition.scope.metric), at: window.to, keyed: rule)
    }
    return changes
  }

  private mutating func errorsWithoutData(_ window: WindowSettled) -> [Alarm] {
    Self.errorRules.flatMap { kind, rule in
      tracks[rule] == nil
        ? []
        : judge(
          Rule(
            rule: rule, kind: kind, metric: Self.errorMetric, column: column(of: rule), severity: .critical,
            windows: Self.windowCount, advice: Self.advice(kind, nil), resolveAfter: Self.errorResolveCount),
          .noData, value: nil, bound: nil, at: window.to, keyed: rule)
    }
  }

  private func column(of rule: String) -> String? { tracks[rule]?.alarm.column }

  /// Whether an open alarm says already why the model errs: a broken column, a shift, wrongly recorded outcomes.
  var explainsErrorsOtherwise: Bool {
    tracks.values.contains { track in
      switch track.alarm.kind {
      case .upstreamBreak, .mislabelling: true
      case .covariateShift: track.alarm.metric == Self.errorMetric
      case .conceptChange, .drift, .gate, .rule, .service: false
      }
    }
  }

  static let errorRules: [(Alarm.Kind, String)] = [
    (.mislabelling, "outcomes are recorded wrongly"), (.covariateShift, "the error changed: covariate shift"),
    (.conceptChange, "the error changed: concept drift"),
  ]

  private static func advice(_ kind: Alarm.Kind, _ change: ErrorChange?) -> String {
    switch kind {
    case .mislabelling:
      let who = change.flatMap { change in change.column.map { "\($0) \(change.level ?? "")" } } ?? "one source"
      return "errors changed for \(who) alone: check how its outcomes are recorded before retraining on them"
    case .covariateShift:
      return "inputs moved and the model errs more on them: retrain on what has been released"
    case .conceptChange, .drift, .gate, .rule, .service, .upstreamBreak:
      return "inputs are as before and outcomes are not: retrain on the rows since the change"
    }
  }
}
