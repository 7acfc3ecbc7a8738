import Encoding

/// The turns of the cycle drawn in lines: a row for each iteration with the stages in which something was done, and
/// between two rows the way back with its reason.
public struct IterationMap: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public var iteration: Iteration
    /// The best value of the scope's metric on test rows, and the version that has it.
    public var best: (version: VersionID, value: Double)?
    public var decision: Decision?
    /// What its traffic was worth, in the value model's unit.
    public var valuePerDay: Double?

    public static func == (a: Row, b: Row) -> Bool {
      a.iteration == b.iteration && a.best?.version == b.best?.version && a.best?.value == b.best?.value
        && a.decision == b.decision && a.valuePerDay == b.valuePerDay
    }
  }

  /// The way back that begins an iteration.
  public struct Arrow: Sendable, Equatable {
    public var from: Stage
    public var to: Stage
    /// The iteration that it begins.
    public var iteration: Int
    public var reason: String
  }

  public let rows: [Row]
  public let arrows: [Arrow]
  private let metric: String
  private let unit: String

  public init(_ state: LifecycleState, _ definition: ProjectDefinition) {
    metric = definition.scope.metric
    unit = definition.business.unit
    let metric = metric
    let lowerIsBetter = LearningTask.lossIDs.contains(metric)
    let present = BusinessSummary(state.sinceIteration, definition).perDay
    rows = state.iterations.map { iteration in
      let measured = iteration.versions.compactMap { id in
        state.version(id)?.metrics["test"]?[metric].map { (version: id, value: $0) }
      }
      let best = lowerIsBetter ? measured.min { $0.value < $1.value } : measured.max { $0.value < $1.value }
      return Row(
        iteration: iteration, best: best,
        decision: state.decisions.last { $0.fact.iteration == iteration.number }?.fact.decision,
        valuePerDay: iteration.number == state.iteration.number ? present : iteration.valuePerDay)
    }
    arrows = zip(state.iterations, state.iterations.dropFirst()).map { before, after in
      let reached = before.touched.max { $0.rawValue < $1.rawValue } ?? before.stage
      return Arrow(
        from: reached.rawValue > after.stage.rawValue ? reached : .business, to: after.stage, iteration: after.number,
        reason: after.reason ?? "")
    }
  }

  // MARK: Text

  private static let cell = 13
  private static let margin = 4

  /// The map in lines of text.
  public var lines: [String] {
    var lines = [String(repeating: " ", count: Self.margin) + Stage.allCases.map { Self.padded($0.title) }.joined()]
    for row in rows {
      if let arrow = arrows.first(where: { $0.iteration == row.iteration.number }) { lines.append(line(arrow)) }
      lines.append(line(row))
    }
    return lines.map { $0.trimmingTrailingSpaces() }
  }

  private static func padded(_ text: String) -> String {
    text.prefix(cell - 1) + String(repeating: " ", count: max(1, cell - text.count))
  }

  /// `2   ●──────────●──────────●      3 runs, auc 0.71 (v2)`.
  private func line(_ row: Row) -> String {
    let touched = row.iteration.touched.union([row.iteration.stage])
    let first = touched.map(\.rawValue).min() ?? 1
    let last = touched.map(\.rawValue).max() ?? 1
    var text = "\(row.iteration.number)"
    text += String(repeating: " ", count: max(1, Self.margin - text.count))
    for stage in Stage.allCases {
      let mark = touched.contains(stage) ? "●" : stage.rawValue > first && stage.rawValue < last ? "─" : " "
      let line = stage.rawValue >= first && stage.rawValue < last ? "─" : " "
      text += mark + String(repeating: line, count: Self.cell - 1)
    }
    return text + facts(row)
  }

  private func facts(_ row: Row) -> String {
    let iteration = row.iteration
    var facts: [String] = []
    if iteration.datasetCount > 0 { facts.append(Self.count(iteration.datasetCount, "dataset version")) }
    if iteration.runCount > 0 { facts.append(Self.count(iteration.runCount, "run")) }
    if let best = row.best { facts.append("\(metric) \(NumberText.significant(best.value, 3)) (v\(best.version))") }
    if let champion = iteration.promoted.last { facts.append("champion v\(champion)") }
    if let perDay = row.valuePerDay {
      facts.append([NumberText.significant(perDay, 3), unit, "a day"].filter { !$0.isEmpty }.joined(separator: " "))
    }
    if let decision = row.decision { facts.append("decided: \(decision.rawValue.replacing("_", with: " "))") }
    return facts.joined(separator: ", ")
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// `    ╭──────────◀──────────╯ wrong labels found`.
  private func line(_ arrow: Arrow) -> String {
    let from = Self.margin + (arrow.from.rawValue - 1) * Self.cell
    let to = Self.margin + (arrow.to.rawValue - 1) * Self.cell
    guard from > to else { return String(repeating: " ", count: to) + "↺ \(arrow.reason)" }
    let middle = (from + to) / 2
    var text = String(repeating: " ", count: to) + "╭"
    for x in to + 1..<from { text += x == middle ? "◀" : "─" }
    return text + "╯ " + arrow.reason
  }

  /// As `docs/pages.md` says.
  public var json: JSON {
    [
      "iterations": .array(
        rows.enumerated().map { index, row in
          let iteration = row.iteration
          let until = rows.indices.contains(index + 1) ? rows[index + 1].iteration.since : nil
          return [
            "number": JSON(iteration.number), "stage": JSON(iteration.stage.id), "reason": JSON(iteration.reason),
            "since": JSON(iteration.since), "until": JSON(until), "runs": JSON(iteration.runCount),
            "versions": .array(iteration.versions.map { JSON($0.number) }), "datasets": JSON(iteration.datasetCount),
            "stages": .array(iteration.touched.sorted { $0.rawValue < $1.rawValue }.map { JSON($0.id) }),
            "promoted": .array(iteration.promoted.map { JSON($0.number) }),
            "best": row.best.map {
              ["metric": JSON(metric), "version": JSON($0.version.number), "value": JSON($0.value)]
            }
              ?? .null,
            "decision": JSON(row.decision?.rawValue), "value_per_day": JSON(row.valuePerDay),
          ]
        }),
      "arrows": .array(
        arrows.map {
          [
            "from_stage": JSON($0.from.id), "to_stage": JSON($0.to.id), "iteration": JSON($0.iteration),
            "reason": JSON($0.reason),
          ]
        }),
      "text": JSON(lines.joined(separator: "\n")),
    ]
  }
}

extension LifecycleState {
  /// With the windows of the present iteration alone.
  fileprivate var sinceIteration: LifecycleState {
    guard iterations.count > 1, let since = iteration.since else { return self }
    var state = self
    state.windows.removeAll { $0.closed.from < since }
    return state
  }
}

extension LearningTask {
  /// Metrics of which less is better.
  public static let lossIDs: Set<String> = ["rmse", "mae", "mape", "log_loss", "brier", "ece"]
}

extension String {
  fileprivate func trimmingTrailingSpaces() -> String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
