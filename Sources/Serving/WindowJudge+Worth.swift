import Expressions
import Lifecycle
import Tabular

extension WindowJudge {
  /// What a window's answers were worth, and what others would have been.
  struct Worth {
    var value: Double?
    var baseline: Double?
    /// `nobody` and `everybody`.
    var alternatives: [String: Double] = [:]
    /// Value and rows by level, as `WindowSettled.segments` has them.
    var segments: [String: [String: Double]] = [:]
  }

  /// Levels of a segment's column that are told apart; the first that a source names. The rest are `other`.
  static let segmentLevelCountMax = 24
  static let otherLevel = "other"
  static let missingLevel = "missing"

  /// The value of a window's rows by the value model; nothing without one or without outcomes.
  func worth(of window: OpenWindow, over bindings: Bindings) throws(ExpressionError) -> Worth {
    guard let value, window.outcomeCount > 0 else { return Worth() }
    // Four cells say nothing of three classes.
    if case .confusion = value, task == .multiclass { return Worth() }
    let values = try value.values(decisions: window.predictions, outcomes: window.outcomes, over: bindings)
    var worth = Worth(value: Self.total(values), segments: bySegment(values, window))
    worth.alternatives = try peopleAlternatives(of: window, over: bindings)
    if !window.isExplored.isEmpty {
      worth.baseline = Self.exploredValue(values, window.isExplored)
      worth.alternatives.merge(try choosingAlternatives(window, bindings, explored: worth.baseline)) { $1 }
      return worth
    }
    if let baseline { worth.baseline = try self.value(answering: baseline.prediction, window, bindings) }
    if task == .binary {
      worth.alternatives["nobody"] = try self.value(answering: 0, window, bindings)
      worth.alternatives["everybody"] = try self.value(answering: 1, window, bindings)
    }
    return worth
  }

  private static func total(_ values: [Double]) -> Double { values.reduce(0) { $1.isNaN ? $0 : $0 + $1 } }

  /// What the same rows would have been worth with one answer to all of them.
  private func value(
    answering answer: Double, _ window: OpenWindow, _ bindings: Bindings
  ) throws(ExpressionError) -> Double? {
    guard let value else { return nil }
    let answers = [Double](repeating: answer, count: window.rowCount)
    var asked = bindings
    asked.bind("prediction", to: answers)
    asked.bind("score", to: answers)
    return Self.total(try value.values(decisions: answers, outcomes: window.outcomes, over: asked))
  }

  /// Where the model chooses among candidates: to show none is worth what the negative cells say, 0 where there are
  /// none; to show any, what chance earned.
  private func choosingAlternatives(
    _ window: OpenWindow, _ bindings: Bindings, explored: Double?
  ) throws(ExpressionError) -> [String: Double] {
    guard task == .binary else { return [:] }
    var alternatives: [String: Double] = [:]
    alternatives["nobody"] = try value(answering: 0, window, bindings)
    alternatives["everybody"] = explored
    return alternatives
  }

  /// What choosing at random would have earned: an unbiased estimate from the requests that chance answered.
  private static func exploredValue(_ values: [Double], _ isExplored: [Bool]) -> Double? {
    var sum = 0.0
    var explored = 0
    var known = 0
    for (value, byChance) in zip(values, isExplored) where !value.isNaN {
      known += 1
      if byChance {
        sum += value
        explored += 1
      }
    }
    return explored > 0 ? sum / Double(explored) * Double(known) : nil
  }

  // MARK: Segments

  private func bySegment(_ values: [Double], _ window: OpenWindow) -> [String: [String: Double]] {
    var sums: [String: [String: Double]] = [:]
    for name in segments {
      guard let column = window.retained.table[name], let levels = SegmentLevels(column) else { continue }
      var (worth, rows) = (
        [Double](repeating: 0, count: levels.names.count), [Int](repeating: 0, count: levels.names.count)
      )
      for row in values.indices where !values[row].isNaN {
        let level = levels.position(of: row)
        worth[level] += values[row]
        rows[level] += 1
      }
      for (level, name) in levels.names.enumerated() where rows[level] > 0 {
        sums[column.name, default: [:]][name, default: 0] += worth[level]
        sums[column.name + "#rows", default: [:]][name, default: 0] += Double(rows[level])
      }
    }
    return sums
  }
}

extension WindowJudge {
  /// Each KPI over the rows of each level, by `WindowSettled.kpiSegmentKey`.
  func kpisBySegment(_ window: OpenWindow) throws(ExpressionError) -> [String: [String: Double]] {
    guard !kpis.isEmpty else { return [:] }
    var values: [String: [String: Double]] = [:]
    for name in segments {
      guard let column = window.retained.table[name], let levels = SegmentLevels(column) else { continue }
      var rows = [[Int]](repeating: [], count: levels.names.count)
      for row in window.outcomes.indices where !window.outcomes[row].isNaN {
        rows[levels.position(of: row)].append(row)
      }
      for (level, rows) in zip(levels.names, rows) where !rows.isEmpty {
        let bindings = Bindings.answers(
          Bindings(window.retained.table.gathering(rows)), target: target, scores: rows.map { window.scores[$0] },
          predictions: rows.map { window.predictions[$0] }, outcomes: rows.map { window.outcomes[$0] })
        for (kpi, value) in try kpiValues(bindings) {
          values[WindowSettled.kpiSegmentKey(kpi, name), default: [:]][level] = value
        }
      }
    }
    return values
  }
}

/// The levels of a column that are told apart, and which of them a row has.
private struct SegmentLevels {
  /// The first levels, what is left, and what is missing.
  let names: [String]
  private let code: (Int) -> Int?
  private let levelCount: Int

  /// - Returns: nil for a column of numbers, times or text.
  init?(_ column: Column) {
    let levels: [String]
    switch column.values {
    case .categorical(let values):
      levels = values.levels
      code = { values.codes[$0] == CategoricalValues.missing ? nil : Int(values.codes[$0]) }
    case .boolean(let values):
      levels = ["false", "true"]
      code = { values[$0] == ColumnValues.missingBoolean ? nil : Int(values[$0]) }
    case .numeric, .timestamp, .text: return nil
    }
    levelCount = min(levels.count, WindowJudge.segmentLevelCountMax)
    names = levels.prefix(levelCount) + [WindowJudge.otherLevel, WindowJudge.missingLevel]
  }

  func position(of row: Int) -> Int { code(row).map { min($0, levelCount) } ?? levelCount + 1 }
}
