import Encoding
import Expressions

/// What the model is worth, beside what could be had without it, and what it costs.
///
/// Over the settled windows that the state keeps: the newest 360 of the session.
public struct BusinessSummary: Sendable, Equatable {
  public var unit: String
  /// Nil without a value model or without outcomes.
  public var total: Double?
  public var days: Double
  public var perDay: Double?
  /// What other answers would have been worth over the same windows: `nobody`, `everybody`, `baseline`, `previous`, and
  /// `human` where a column has people's decisions.
  public var alternatives: [String: Double]
  public var segments: [Segment]
  public var outlay: Return

  /// The value of a segment's levels, the dearest first.
  public struct Segment: Sendable, Equatable {
    public var column: String
    public var levels: [Level]

    public struct Level: Sendable, Equatable {
      public var name: String
      public var rows: Double
      public var value: Double
    }
  }

  /// What was gained over the best answer without a model, and what was spent, both in the value model's unit.
  public struct Return: Sendable, Equatable {
    public var gained: Double?
    public var hours: Double
    public var costOfHours: Double
    public var running: Double
    public var once: Double
    public var spent: Double { costOfHours + running + once }
    /// Gain for each unit spent; nil where nothing was spent or gained.
    public var ratio: Double?
    /// Event time at which the gain will have paid for what was spent; nil where it never will.
    public var paysBackOn: Timestamp?
  }

  public init(_ state: LifecycleState, _ definition: ProjectDefinition) {
    unit = definition.business.unit
    let settled = state.windows.compactMap(\.settled).filter { $0.value != nil }
    days = settled.reduce(0) { $0 + $1.to.seconds(since: $1.from) } / 86_400
    total = settled.isEmpty ? nil : settled.reduce(0) { $0 + ($1.value ?? 0) }
    perDay = total.flatMap { [days] total in days > 0 ? total / days : nil }
    alternatives = Self.alternatives(settled)
    segments = Self.segments(settled)
    outlay = Self.outlay(state, definition, total: total, alternatives: alternatives, days: days)
  }

  /// Sums of what every window knows; an alternative that one of them lacks is left out.
  private static func alternatives(_ windows: [WindowSettled]) -> [String: Double] {
    guard !windows.isEmpty else { return [:] }
    var sums: [String: (value: Double, windows: Int)] = [:]
    for window in windows {
      var known = window.alternatives
      if let baseline = window.baselineValue { known["baseline"] = baseline }
      for (name, value) in known {
        sums[name, default: (0, 0)].value += value
        sums[name, default: (0, 0)].windows += 1
      }
    }
    return sums.filter { $0.value.windows == windows.count }.mapValues(\.value)
  }

  /// Names of the entries of a window's segments: `COLUMN` for the value, `COLUMN#rows` for its rows.
  private static func segments(_ windows: [WindowSettled]) -> [Segment] {
    var values: [String: [String: Double]] = [:]
    for window in windows {
      for (column, levels) in window.segments { values[column, default: [:]].merge(levels) { $0 + $1 } }
    }
    return values.filter { !$0.key.hasSuffix("#rows") }.sorted { $0.key < $1.key }.map { column, levels in
      let rows = values[column + "#rows"] ?? [:]
      return Segment(
        column: column,
        levels: levels.map { Segment.Level(name: $0.key, rows: rows[$0.key] ?? 0, value: $0.value) }
          .sorted { ($0.value, $1.name) > ($1.value, $0.name) })
    }
  }

  private static let daysPerMonth = 30.44

  private static func outlay(
    _ state: LifecycleState, _ definition: ProjectDefinition, total: Double?, alternatives: [String: Double],
    days: Double
  ) -> Return {
    let scope = definition.scope
    let hours = scope.milestones.filter(\.isDone).reduce(0) { $0 + ($1.hours ?? 0) }
    var result = Return(
      gained: nil, hours: hours, costOfHours: hours * (scope.costs.perHour ?? 0),
      running: days / daysPerMonth * (scope.costs.perMonth ?? 0), once: scope.costs.once ?? 0)
    guard let total else { return result }
    // People whose work is taken over are what there is without a model.
    let without = ["nobody", "everybody", "baseline", "human"].compactMap { alternatives[$0] }.max()
    let gained = total - (without ?? 0)
    result.gained = gained
    guard result.spent > 0, days > 0 else { return result }
    result.ratio = gained / result.spent
    let perDay = (gained - result.running) / days
    if perDay > 0, let now = state.eventTime {
      let missing = (result.spent - gained) / perDay
      if missing < 100 * 365 {
        result.paysBackOn = Timestamp(microseconds: now.microseconds + Int64(missing * 86_400e6))
      }
    }
    return result
  }
}

extension BusinessSummary {
  /// The part of `docs/pages.md`'s answer that this knows.
  public func json(series: [WindowSettled]) -> JSON {
    let names = ["nobody", "everybody", "baseline", "previous", "human"]
    return [
      "value": [
        "total": JSON(total), "per_day": JSON(perDay), "days": JSON(days),
        "alternatives": .object(names.map { JSON.Member($0, JSON(alternatives[$0])) }),
        "series": .array(
          series.map { .array([JSON($0.to), JSON($0.value), JSON($0.baselineValue)]) }),
      ],
      "segments": .array(
        segments.map { segment in
          [
            "column": JSON(segment.column),
            "levels": .array(
              segment.levels.map { ["level": JSON($0.name), "rows": JSON($0.rows), "value": JSON($0.value)] }),
          ]
        }),
      "return": [
        "gained": JSON(outlay.gained),
        "spent": [
          "hours": JSON(outlay.hours), "cost_of_hours": JSON(outlay.costOfHours), "running": JSON(outlay.running),
          "once": JSON(outlay.once), "total": JSON(outlay.spent),
        ],
        "ratio": JSON(outlay.ratio), "pays_back_on": JSON(outlay.paysBackOn),
      ],
    ]
  }
}
