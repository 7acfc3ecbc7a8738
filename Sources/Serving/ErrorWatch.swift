import Lifecycle
import Monitoring
import Statistics
import Tabular

/// Watches a session's errors as windows settle, row by row in event order.
///
/// ADWIN sees the loss of each row: (score − outcome)² for a probability; for a number the absolute error against four
/// times what it was at first, cut at 1. Both begin anew when another version answers.
struct ErrorWatch {
  private let task: Lifecycle.LearningTask
  private var version: VersionID?
  private var detector = AdaptiveWindow(settings: .live)
  private var ledger = ErrorLedger()
  private var firstErrors = Moments()
  var reconciliation = ReconciliationWatch()
  /// An input that newly moved while the reconciliation's sum rose.
  var risingWith: String?

  static let changeCountMax = 8
  /// Rows that say how large an error is.
  private static let scaleRowCount = 100

  init(task: Lifecycle.LearningTask) { self.task = task }

  /// Adds what a settled window showed.
  mutating func add(_ window: OpenWindow, features: Set<String>, to settled: inout WindowSettled) {
    if version != window.version {
      self = ErrorWatch(task: task)
      version = window.version
    }
    let errors = errors(of: window)
    let losses = errors.map(loss)
    let streamed = stream(losses, window)
    if let found = settled.reconciliation {
      let moved = ledger.newlyDrifted(window.driftedColumns)
      settled.reconciliation = judge(window, found, movedColumn: moved)
    }
    let found = ledger.add(
      ErrorLedger.Rows(
        errors: errors, losses: losses, columns: Self.columns(window, features),
        driftedColumns: window.driftedColumns, isBroken: window.isBroken,
        scores: task == .multiclass ? [] : window.scores))
    let compared = found?.map { change in
      ErrorChange(
        detector: "error_ledger", row: Int(window.firstID), cause: Alarm.Kind(change.cause), column: change.column,
        level: change.level, before: change.before, after: change.after, statistic: change.statistic,
        threshold: change.threshold)
    }
    settled.changes = streamed.map(\.row)
    if compared != nil || !streamed.isEmpty {
      settled.errorChanges = Array(((compared ?? []) + streamed).prefix(Self.changeCountMax))
    }
  }

  /// Outcome − score; of several classes 1 for a wrong one. NaN where the outcome is not known.
  private func errors(of window: OpenWindow) -> [Double] {
    switch task {
    case .binary, .regression: window.scores.indices.map { window.outcomes[$0] - window.scores[$0] }
    case .multiclass:
      window.predictions.indices.map { row in
        window.outcomes[row].isNaN ? .nan : window.outcomes[row] == window.predictions[row] ? 0 : 1
      }
    }
  }

  private func loss(_ error: Double) -> Double {
    switch task {
    case .binary, .multiclass: error * error
    case .regression: abs(error)
    }
  }

  private mutating func stream(_ losses: [Double], _ window: OpenWindow) -> [ErrorChange] {
    var changes: [ErrorChange] = []
    let moved = ledger.newlyDrifted(window.driftedColumns)
    for row in losses.indices where losses[row].isFinite {
      let (value, unit) = scaled(losses[row])
      guard detector.update(value), let change = detector.change else { continue }
      changes.append(
        ErrorChange(
          detector: AdaptiveWindow.name, row: Int(window.firstID) + row,
          cause: moved == nil ? .conceptChange : .covariateShift, column: moved, before: change.before * unit,
          after: change.after * unit))
    }
    return Array(changes.prefix(Self.changeCountMax))
  }

  private mutating func scaled(_ loss: Double) -> (value: Double, unit: Double) {
    guard task == .regression else { return (loss, 1) }
    if firstErrors.count < Self.scaleRowCount { firstErrors.add(loss) }
    let unit = 4 * max(firstErrors.mean, .leastNormalMagnitude)
    return (min(loss / unit, 1), unit)
  }

  private static func columns(
    _ window: OpenWindow, _ features: Set<String>
  ) -> [(name: String, isFeature: Bool, codes: [UInt32], levels: [String])] {
    window.retained.table.columns.compactMap { column in
      guard case .categorical(let values) = column.values, values.codes.count == window.rowCount else { return nil }
      return (column.name, features.contains(column.name), values.codes, values.levels)
    }
  }
}

extension Alarm.Kind {
  fileprivate init(_ cause: ErrorLedger.Cause) {
    switch cause {
    case .conceptChange: self = .conceptChange
    case .covariateShift: self = .covariateShift
    case .mislabelling: self = .mislabelling
    }
  }
}
