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
    addTexts(window)
    addSchema(window, features)
    addOutputs(window, task, score: features.first { $0.role == .score })
    addPeople(window)
  }

  private mutating func addTexts(_ window: OpenWindow) {
    var all = TextLengths()
    for (column, lengths) in window.texts {
      all.characters += lengths.characters
      all.rows += lengths.rows
      values["input.text_length.\(column)"] = lengths.mean
    }
    values["input.text_length"] = all.mean
  }

  /// Columns that the reference has and the window has not, or never with a value.
  private mutating func addSchema(_ window: OpenWindow, _ features: [FeatureDrift]) {
    guard window.accumulator != nil else { return }
    let empty = features.filter { $0.fault?.manner == .missing && $0.missingCount == $0.rowCount }.map(\.name)
    let broken = window.absentColumns.union(empty)
    values["input.schema_breaks"] = Double(broken.count)
    for column in broken.sorted().prefix(Self.columnCountMax) { values["input.schema_breaks.\(column)"] = 1 }
  }

  /// People against the model, and who was not content with an answer.
  private mutating func addPeople(_ window: OpenWindow) {
    let told = window.humans.count == window.rowCount ? window.humans.indices : 0..<0
    let both = told.filter { window.humans[$0].isFinite && window.proposals[$0].isFinite }
    let answers = both.count + window.peopleAnswers.all
    if answers > 0 {
      let differing = both.count { window.humans[$0] != window.proposals[$0] } + window.peopleAnswers.overriding
      values["output.overridden_share"] = Double(differing) / Double(answers)
    }
    guard window.redo.known > 0 else { return }
    values["output.redo_share"] = Double(window.redo.redone) / Double(window.redo.known)
    if window.redo.backwards > 0 { values["output.redo_clock_backwards"] = Double(window.redo.backwards) }
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

  private mutating func addOutputs(_ window: OpenWindow, _ task: Lifecycle.LearningTask, score: FeatureDrift?) {
    let scores = SortedSample(window.scores)
    values["output.empty_share"] =
      window.rowCount > 0 ? Double(window.rowCount - scores.count) / Double(window.rowCount) : nil
    guard !scores.isEmpty else { return }
    // A number beyond all that training gave is a guess of another kind.
    if task == .regression, case .range(let below, let above)? = score?.outside, let score, score.rowCount > 0 {
      values["output.beyond_share"] = Double(below + above) / Double(score.rowCount)
    }
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
