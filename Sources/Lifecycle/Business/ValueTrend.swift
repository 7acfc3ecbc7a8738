import Encoding
import Expressions

/// Whether the value falls while the scope's metric holds: then it is the metric that is wrong.
///
/// The newest quarter of the settled windows stands against the oldest half; a fall is one of more than two standard
/// errors of the difference and of more than a tenth.
public struct ValueTrend: Sendable, Equatable {
  /// Value per row, before and now.
  public var before: Double
  public var now: Double
  /// What is lost in a day, in the value model's unit.
  public var lostPerDay: Double
  /// The scope's metric, before and now.
  public var metricBefore: Double
  public var metricNow: Double
  public var metric: String
  /// Whether every gate on the metric still holds.
  public var metricHolds: Bool

  static let windowCountMin = 8

  public init?(_ state: LifecycleState, _ definition: ProjectDefinition) {
    let metric = definition.scope.metric
    let settled = state.windows.compactMap(\.settled).filter {
      $0.settled > 0 && $0.value != nil && $0.metrics[metric] != nil
    }
    guard settled.count >= ValueTrend.windowCountMin else { return nil }
    let old = settled.prefix(settled.count / 2)
    let new = settled.suffix(max(2, settled.count / 4))
    let (before, now) = (Sample(old), Sample(new))
    guard before.mean - now.mean > 2 * (before.variance / before.count + now.variance / now.count).squareRoot(),
      before.mean - now.mean > 0.1 * abs(before.mean)
    else { return nil }
    let days = new.reduce(0) { $0 + $1.to.seconds(since: $1.from) } / 86_400
    let rows = new.reduce(0) { $0 + $1.settled }
    self.before = before.mean
    self.now = now.mean
    lostPerDay = days > 0 ? (before.mean - now.mean) * Double(rows) / days : 0
    metricBefore = Self.mean(old.compactMap { $0.metrics[metric] })
    metricNow = Self.mean(new.compactMap { $0.metrics[metric] })
    self.metric = metric
    let gates = definition.scope.gates.filter { $0.metric == metric }
    metricHolds =
      !gates.isEmpty
      && gates.allSatisfy { gate in
        guard let bound = gate.bound.number({ _ in nil }) else { return false }
        return gate.comparison.holds(Self.mean(new.compactMap { $0.metrics[metric] }), bound)
      }
  }

  /// The reason to begin again at Scoping; nil where the metric fell with the value.
  public var suggestion: String? {
    guard metricHolds else { return nil }
    let share = before == 0 ? 1 : (before - now) / abs(before)
    return "value per row fell \(NumberText.fixed(share * 100, 0)) % while \(metric) holds at "
      + "\(NumberText.significant(metricNow, 3)): the metric may be the wrong one"
  }

  private static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// Value per row of windows.
  private struct Sample {
    var mean: Double
    var variance: Double
    var count: Double

    init(_ windows: ArraySlice<WindowSettled>) {
      let values = windows.map { ($0.value ?? 0) / Double($0.settled) }
      count = Double(values.count)
      let mean = values.reduce(0, +) / max(1, count)
      self.mean = mean
      variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    }
  }
}
