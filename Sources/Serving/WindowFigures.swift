import Lifecycle
import Monitoring
import Statistics

/// What a window's inputs and outputs look like beside drift: the figures of the panels, by their names.
///
/// Of columns only those are named that miss something or lie outside; the others are at 0.
struct WindowFigures {
  private(set) var values: [String: Double] = [:]

  /// Columns named of each kind.
  static let columnCountMax = 12
  /// An answer less sure than this is a guess: of two classes the likelier below 0.6, of several the likeliest below a
  /// half. Nil for numbers, which do not say how sure they are.
  static func confidenceMin(_ task: Lifecycle.LearningTask) -> Double? {
    switch task {
    case .binary: 0.6
    case .multiclass: 0.5
    case .regression: nil
    }
  }

  init(_ window: OpenWindow, _ features: [FeatureDrift], task: Lifecycle.LearningTask) {
    values["input.rows"] = Double(window.rowCount)
    addInputs(features.filter { $0.role == .feature && $0.rowCount > 0 })
    addOutputs(window, task)
  }

  private mutating func addInputs(_ features: [FeatureDrift]) {
    var cells = (rows: 0, missing: 0, outside: 0, unseen: 0)
    var (missing, outside, unseen) = ([(String, Double)](), [(String, Double)](), [(String, Double)]())
    for feature in features {
      let rows = Double(feature.rowCount)
      cells.rows += feature.rowCount
      cells.missing += feature.missingCount
      missing.append((feature.name, Double(feature.missingCount) / rows))
      switch feature.outside {
      case .range(let below, let above):
        cells.outside += below + above
        outside.append((feature.name, Double(below + above) / rows))
      case .unseen(let count):
        cells.unseen += count
        unseen.append((feature.name, Double(count) / rows))
      }
    }
    guard cells.rows > 0 else { return }
    for (name, count, columns) in [
      ("missing_share", cells.missing, missing), ("out_of_range", cells.outside, outside),
      ("unseen", cells.unseen, unseen),
    ] {
      values["input." + name] = Double(count) / Double(cells.rows)
      for (column, share) in columns.filter({ $0.1 > 0 }).sorted(by: { $0.1 > $1.1 }).prefix(Self.columnCountMax) {
        values["input.\(name).\(column)"] = share
      }
    }
  }

  private mutating func addOutputs(_ window: OpenWindow, _ task: Lifecycle.LearningTask) {
    let scores = SortedSample(window.scores)
    values["output.empty_share"] =
      window.rowCount > 0 ? Double(window.rowCount - scores.count) / Double(window.rowCount) : nil
    guard !scores.isEmpty else { return }
    values["output.score_mean"] = scores.values.reduce(0, +) / Double(scores.count)
    for (name, share) in [("p05", 0.05), ("p50", 0.5), ("p95", 0.95)] {
      values["output.score_\(name)"] = Quantile.inverted(scores.values, share)
    }
    if let bound = Self.confidenceMin(task) {
      let unsure = scores.values.count { (task == .binary ? max($0, 1 - $0) : $0) < bound }
      values["output.low_confidence_share"] = Double(unsure) / Double(scores.count)
    }
    guard task == .binary else { return }
    let positives = window.predictions.count { $0 > 0.5 }
    values["output.positive_share"] = Double(positives) / Double(window.rowCount)
  }
}
